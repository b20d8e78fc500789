// What elements have in common that show what Prometheus answers to a query of their page: they ask once, and again while they are seen.

import { adopt } from "./dom.js";
import { freshness } from "./notes.js";
import { ofQueries, tell } from "./source.js";
import { timeOfDay } from "./words.js";

const NEAR = "200px";
const AGAIN_S = 15; // after an answer that is none
const PAGE = "[data-wiki-page]";
const COMING = { kind: "away", text: "The first answer is on its way." };
const UNKNOWN = { lines: [], query: "", at: 0 };

const seen = new IntersectionObserver(
  (entries) => entries.forEach((one) => one.target.seen(one.isIntersecting)),
  { rootMargin: NEAR },
);

/** Base of elements with a `block`; they draw in `draw(answer)`, which is given again what it was given last when nothing comes. */
export class Asked extends HTMLElement {
  #timer = 0;
  #visible = false;
  #due = 0;
  #answer = null;
  #wake = () => document.hidden || this.#askSoon();

  connectedCallback() {
    adopt(this);
    if (!this.hasAttribute("block")) return;
    if (!this.#answer) tell(this, freshness([COMING], 0));
    seen.observe(this);
    document.addEventListener("visibilitychange", this.#wake);
  }

  disconnectedCallback() {
    seen.unobserve(this);
    document.removeEventListener("visibilitychange", this.#wake);
    clearTimeout(this.#timer);
  }

  /** Whether it is on the screen, or nearly so. */
  seen(visible) {
    this.#visible = visible;
    this.#askSoon();
  }

  #askSoon() {
    clearTimeout(this.#timer);
    // The first answer is wanted in any case: somebody may print the page.
    if (!this.isConnected || (this.#answer && (!this.#visible || document.hidden))) return;
    this.#timer = setTimeout(() => this.#ask(), Math.max(0, this.#due - Date.now()));
  }

  async #ask() {
    const answer = await this.#fetch();
    this.#answer = answer.lines ? answer : { ...(this.#answer ?? UNKNOWN), ...answer };
    this.#due = Date.now() + 1000 * (answer.every ?? AGAIN_S);
    const { notes, at, query, prometheus } = this.#answer;
    const connection = freshness(notes, at);
    this.dataset.stale = String(connection.status === "stale");
    tell(this, connection, ofQueries({ queries: query ? [query] : [], prometheus, at }));
    this.draw(this.#answer);
    this.#askSoon();
  }

  async #fetch() {
    const page = this.closest(PAGE)?.dataset.wikiPage ?? "";
    const path = encodeURIComponent(page).replaceAll("%2F", "/");
    try {
      const answer = await fetch(`/api/blocks/${path}?block=${encodeURIComponent(this.getAttribute("block"))}`);
      const found = await answer.json();
      return answer.ok ? found : { notes: [{ kind: "away", text: found.error }] };
    } catch {
      return { notes: [{ kind: "away", text: "The server does not answer." }] };
    }
  }
}

/** What there is to say of an answer: of one that is not new, how old its numbers are, too. */
export function notesOf({ notes, at }) {
  return notes.map((note) => (note.kind === "away" && at ? { ...note, text: `${note.text} This is from ${timeOfDay(at)}.` } : note));
}

const numbers = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 4 });

/** A number as a person reads it. */
export function shown(value) {
  return value === null || value === undefined ? "–" : numbers.format(value);
}
