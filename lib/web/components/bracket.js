// <tl-bracket competition="ID" stage="ID" live>: a knockout, drawn as a bracket. It scrolls sideways where it must.

import { Competing, h, linked, refill, remark, scoreOrTime, sideName, when } from "./competing.js";
import * as tree from "./tree.js";
import { numberText } from "./words.js";

export class Bracket extends Competing {
  show(stages) {
    const knockouts = stages.filter((stage) => stage.levels?.length).map((stage) => withScores(stage, (match) => this.current(match)));
    if (!knockouts.length) return this.sentence("This competition has no knockout.");
    return refill(this, [knockouts], () =>
      knockouts.flatMap((stage) => [
        knockouts.length > 1 ? h("h3", {}, stage.name) : null,
        stage.problem ? h("p", { class: "tl-problem" }, stage.problem) : null,
        drawn(stage),
      ]),
    );
  }
}

function withScores(stage, current) {
  const tie = (one) => ({ ...one, matches: (one.matches ?? []).map(current) });
  return { ...stage, levels: stage.levels.map((level) => ({ ...level, ties: level.ties.map(tie) })) };
}

function drawn(stage) {
  const { rounds, rows, apart } = tree.layout(stage.levels);
  const heads = rounds.map(({ name }, column) => h("h4", { style: `grid-area: 1 / ${column + 1}` }, name));
  const cells = rounds.flatMap(({ places }, column) => places.map((place) => cell(place, column, rounds.length)));
  const style = `--columns: ${rounds.length}; --rows: ${rows}`;
  return [
    h(
      "div", { class: "tl-bracket", tabindex: 0, role: "group", "aria-label": `Bracket of ${stage.name}` },
      h("div", { class: "tl-bracket-grid", style }, heads, cells),
    ),
    apart.map((ties) => h("section", { class: "tl-bracket-apart" }, ties.map(box))), // each has its own name
  ];
}

function cell({ tie, row, span, from, to }, column, columns) {
  const style = `grid-area: ${row + 2} / ${column + 1} / span ${span}; --from: ${from}%; --to: ${to}%`;
  return h("div", { class: "tl-bracket-cell", style, "data-fed": from !== null, "data-last": column + 1 === columns }, box(tie));
}

/** A tie: both sides, their scores, and when it is while nothing has happened. */
function box(tie) {
  const matches = tie.matches.filter((match) => match.score || match.needed !== false);
  const [only] = matches.length === 1 ? matches : [null];
  const scores = only ? (only.score ?? null) : (tie.score ?? null);
  const line = (side, index) => h(
    "span", { class: "tl-tie-side", "data-won": Boolean(tie.winner) && tie.winner === side.id },
    sideName(side, tie.winner), scores ? h("b", {}, numberText(scores[only && only.home.id !== tie.home.id ? 1 - index : index])) : null,
  );
  const games = matches.length > 1 ? matches.filter((match) => match.score).map(scoreOrTime) : [];
  const kicks = only?.shootout ? `${only.shootout.join("–")} on penalties` : "";
  const next = matches.find((match) => !match.score);
  const about = [next && !tie.settled ? when(next) : "", only ? remark(only) : "", kicks, tie.note].filter(Boolean).join(" · ");
  const first = only ?? matches.findLast((match) => match.event) ?? {};
  return h(
    "div", { class: "tl-tie", "data-tie": tie.id, "data-winner": tie.winner || null, "data-settled": Boolean(tie.settled) },
    linked(first, line(tie.home, 0), line(tie.away, 1)),
    h("span", { class: "tl-tie-note tl-quiet" }, h("span", {}, tie.name), games, about ? h("span", {}, about) : null),
  );
}
