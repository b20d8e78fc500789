// <tl-bracket competition="ID" stage="ID" count="live|final">: a knockout, a column for each round.

import { Computed, said } from "./computed.js";
import { h, hidden, refill } from "./dom.js";

export class Bracket extends Computed {
  static observedAttributes = ["competition", "stage", "count"];

  get address() {
    const competition = encodeURIComponent(this.getAttribute("competition") ?? "");
    return `/api/competitions/${competition}?live=${this.getAttribute("count") === "final" ? 0 : 1}`;
  }

  concerns(state) {
    return state.declared?.competition === this.getAttribute("competition");
  }

  draw(found, problem) {
    const stage = found ? this.#stage(found) : null;
    refill(this, [stage, problem], () => [...said(found, problem, h), found ? this.#content(stage) : null]);
  }

  #stage({ stages = [] }) {
    const wanted = this.getAttribute("stage");
    return stages.find((one) => one.levels?.length && (!wanted || one.id === wanted)) ?? null;
  }

  #content(stage) {
    if (!stage) return h("p", { class: "tl-empty" }, "This competition has no knockout of that name.");
    const rounds = stage.levels.map((level) => h("section", { "aria-label": level.name }, h("h4", {}, level.name), h("ol", {}, level.ties.map(tie))));
    return h("div", { class: "tl-rounds", tabindex: 0, role: "group", "aria-label": stage.name }, rounds);
  }
}

function tie({ home, away, score, winner, settled, matches = [], note }) {
  const event = matches.findLast?.((match) => match.event)?.event;
  const sides = [home, away].map((one, index) => side(one, score?.[index], winner, settled));
  const box = [sides, note ? h("p", { class: "tl-quiet" }, note) : null];
  const link = event ? h("a", { href: `/event?id=${encodeURIComponent(event)}`, target: "_self" }, box) : h("div", {}, box);
  return h("li", { "data-event": event, "data-score": score ? score.join("-") : null }, link);
}

function side({ id, name, certain = true }, score, winner, settled) {
  const won = Boolean(id) && id === winner;
  return h(
    "div", { class: "tl-side", "data-competitor": id, "data-won": String(won && Boolean(settled)), "data-open": String(!id || !certain) },
    h("span", {}, name), won ? hidden("goes on") : null, h("span", { class: "tl-number" }, score ?? ""),
  );
}
