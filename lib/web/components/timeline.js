// <tl-timeline event="ID">: what happened, the newest first; corrections stay visible.

import { arrange, fill, flash, h, hidden, icon } from "./dom.js";
import { describe, isListed, kindOf, sideName, whyAmended, whyVoid } from "./entries.js";
import { Following } from "./following.js";
import { isSets, shapeOf } from "./profiles.js";
import { periodName, timeOfDay } from "./words.js";

const SHAPES = new Set(["yellow", "second-yellow", "red"]); // drawn by the style sheet, in the colours that they name
const SYMBOLS = { foul: "sports", "time-penalty": "timer" };

export class Timeline extends Following {
  #rows = new Map(); // id of an action → {key, node}: rows that did not change stay as they are
  #drawn = "";
  #first = true;
  #entries = h("ol", { class: "tl-entries", reversed: true });

  follow() {
    this.#rows.clear();
    this.#first = true;
    this.#drawn = "";
    super.follow();
  }

  show(record, connection, missing) {
    if (!record) return this.#wait(missing);
    const mark = `${record.provenance.partition}:${record.provenance.last_offset}`;
    if (mark === this.#drawn) return undefined;
    this.#drawn = mark;
    return this.#draw(record.state);
  }

  #wait(missing) {
    if (missing) fill(this, h("p", { class: "tl-empty" }, "Nothing is known of this event yet."));
    else fill(this, h("div", { class: "tl-skeleton tl-tall", "aria-busy": "true" }, hidden("The timeline is coming.")));
  }

  #draw(state) {
    const entries = state.timeline.filter(isListed);
    const sets = isSets(shapeOf(state.declared));
    const played = sets ? entries.filter((entry) => !isPoint(entry)) : entries;
    const rows = played.map((entry) => this.#row(state, entry)).reverse();
    const points = sets ? setsOf(state, entries) : [];
    const quiet = entries.every((entry) => kindOf(entry) === "event.declared");
    const before = quiet ? [h("p", { class: "tl-empty" }, "Nothing has happened yet. What is recorded appears here at once.")] : [];
    arrange(this.#entries, rows);
    arrange(this, [...points, ...before, this.#entries]);
    this.#first = false;
  }

  #row(state, entry) {
    const key = JSON.stringify([entry, describe(state, entry), whyVoid(state, entry), whyAmended(state, entry)]);
    const held = this.#rows.get(entry.action.id);
    if (held?.key === key) return held.node;
    const node = rowOf(state, entry);
    if (!this.#first) flash(node);
    this.#rows.set(entry.action.id, { key, node });
    return node;
  }
}

function isPoint(entry) {
  return kindOf(entry) === "score" && Boolean(entry.points) && !entry.void;
}

function rowOf(state, entry) {
  const words = describe(state, entry);
  const at = Date.parse(entry.action.time);
  const gone = Boolean(entry.void);
  const why = [gone ? whyVoid(state, entry) : "", whyAmended(state, entry), entry.note].filter(Boolean);
  const text = [h("span", { class: "tl-what" }, words.title), words.detail ? h("span", { class: "tl-quiet" }, words.detail) : null];
  return h(
    "li",
    {
      class: "tl-entry", "data-kind": kindOf(entry), "data-side": words.side, "data-weight": words.weight,
      "data-void": gone, "data-action": entry.action.id, title: titleOf(entry, at),
    },
    h("time", { datetime: entry.action.time }, words.minute || timeOfDay(at)),
    h("span", { class: "tl-sign" }, signOf(words.symbol)),
    h(
      "span", { class: "tl-text" },
      words.side === null ? null : hidden(`${sideName(state, words.side)}: `),
      gone ? h("s", {}, text) : text,
      why.map((reason) => h("span", { class: "tl-why" }, reason)),
    ),
    h("span", { class: "tl-after" }, gone ? "" : after(entry)),
  );
}

function after(entry) {
  if (entry.score) return entry.score.join("–");
  return entry.points ? `(${entry.points.join("–")})` : "";
}

function signOf(symbol) {
  if (SHAPES.has(symbol)) return h("span", { class: "tl-card", "data-card": symbol });
  return icon(SYMBOLS[symbol] ?? symbol);
}

function titleOf(entry, at) {
  const by = entry.action.recordedby || entry.action.source;
  return `${timeOfDay(at)} · recorded by ${by}`;
}

/** The points of each set as a line of running scores, the newest set first. */
function setsOf(state, entries) {
  const groups = new Map(state.periods.map((period) => [period.number, { period, points: [] }]));
  let finished = 0;
  for (const entry of entries.filter((one) => one.points && !one.void)) {
    if (isPoint(entry)) groups.get(finished + 1)?.points.push(entry);
    finished = entry.score[0] + entry.score[1];
  }
  return [...groups.values()].reverse().map(({ period, points: played }) =>
    h(
      "section", { class: "tl-set" },
      h("h4", {}, periodName(period.number, state.declared), h("span", { class: "tl-after" }, period.score.join("–"))),
      h(
        "ol", { class: "tl-run" },
        played.map((entry) =>
          h(
            "li",
            { "data-side": entry.side, "data-action": entry.action.id, title: titleOf(entry, Date.parse(entry.action.time)) },
            entry.points.join("–"),
          ),
        ),
      ),
    ),
  );
}
