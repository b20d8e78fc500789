// What elements have in common that show what the server computes of a competition or an event: they look once, and
// again whenever something happens in it.

import { adopt } from "./dom.js";
import { feed } from "./feed.js";

const BURST_MS = 400; // several things happen at once: one look is enough
const AGAIN_MS = 15_000; // after an answer that is none

/** Base of elements that show the answer at their `address`. They say what `concerns` them, and draw in `draw(found, problem)`. */
export class Computed extends HTMLElement {
  #leave = null;
  #timer = 0;
  #turn = 0;
  #found = null;
  #seen = new Map(); // id of an event → the last record that was told of it

  connectedCallback() {
    adopt(this);
    this.begin();
  }

  disconnectedCallback() {
    this.#leave?.();
    this.#leave = null;
    clearTimeout(this.#timer);
  }

  attributeChangedCallback(name, before, after) {
    if (this.isConnected && before !== after) this.begin();
  }

  /** Look, and follow what changes. */
  begin() {
    this.#leave?.();
    this.#seen.clear();
    this.#found = null;
    this.#look();
    this.#leave = feed.events((records) => this.#told(records));
  }

  #told(records) {
    let news = false;
    for (const { state, provenance } of records) {
      if (!this.concerns(state)) continue;
      const mark = `${provenance.partition}:${provenance.last_offset}`;
      news ||= this.#seen.has(state.id) ? this.#seen.get(state.id) !== mark : this.#found !== null;
      this.#seen.set(state.id, mark);
    }
    if (news) this.#lookSoon(BURST_MS);
  }

  #lookSoon(wait) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (document.hidden ? this.#lookSoon(AGAIN_MS) : this.#look()), wait);
  }

  async #look() {
    const address = this.address;
    if (!address) return;
    const turn = ++this.#turn;
    const { found, problem } = await ask(address);
    if (turn !== this.#turn || !this.isConnected) return;
    this.#found = found ?? this.#found;
    this.dataset.stale = String(Boolean(problem && this.#found));
    this.draw(this.#found, problem);
    if (problem) this.#lookSoon(AGAIN_MS);
  }
}

async function ask(address) {
  try {
    const answer = await fetch(address);
    const found = await answer.json();
    return answer.ok ? { found, problem: "" } : { found: null, problem: found.error };
  } catch {
    return { found: null, problem: "The server does not answer." };
  }
}

/** What to show while there is nothing, or what is wrong, as nodes for `h`. */
export function said(found, problem, h) {
  if (found) return problem ? [h("p", { class: "tl-stat-problem" }, `${problem} This is how it was before.`)] : [];
  return [problem ? h("p", { class: "tl-empty" }, problem) : h("div", { class: "tl-skeleton", "aria-busy": "true" })];
}
