// <tl-expected event="ID">: what ratings let expect of an event that has not begun; where there are none, nothing.

import { h, hidden, refill } from "./dom.js";
import { Following } from "./following.js";

const AHEAD = new Set(["scheduled", "postponed"]);
const SYSTEMS = { elo: "Elo", "glicko-2": "Glicko-2", openskill: "OpenSkill" };

export class Expected extends Following {
  #found = null;
  #asked = "";

  show(record) {
    const ahead = record && AHEAD.has(record.state.status);
    if (ahead) this.#ask();
    const found = ahead ? this.#found : null;
    refill(this, found, () => (found ? drawn(found) : []));
  }

  /** Once: it changes only with other events. */
  async #ask() {
    const { event } = this;
    if (this.#asked === event) return;
    this.#asked = event;
    this.#found = null;
    const answer = await fetch(`/api/events/${encodeURIComponent(event)}/expected`).catch(() => null);
    const told = answer?.ok ? await answer.json().catch(() => null) : null;
    if (this.#asked !== event) return;
    this.#found = told?.expected ?? null;
    if (this.isConnected) this.follow();
  }
}

function drawn({ system, home, away }) {
  const name = SYSTEMS[system] ?? system;
  const first = Math.round(home.expected * 100);
  const bar = h("div", { class: "tl-foreseen-bar", "aria-hidden": "true" }, h("span", {}), h("span", {}));
  bar.firstChild.style.flexGrow = home.expected;
  bar.lastChild.style.flexGrow = away.expected;
  const side = (one, share) =>
    h("span", { "data-side": one.id, "data-share": share }, h("b", {}, `${share} %`), ` ${one.name} `, h("span", { class: "tl-quiet" }, hidden("rated "), Math.round(one.rating)));
  return h(
    "section", { class: "tl-foreseen", "aria-label": "Expected result" },
    h("div", { class: "tl-foreseen-sides" }, side(home, first), side(away, 100 - first)), bar,
    h("p", { class: "tl-quiet" }, `Expected by the ${name} ratings of both: a win is 100 %, a draw 50 %.`),
  );
}
