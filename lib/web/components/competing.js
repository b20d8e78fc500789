// What elements that show a competition have in common, and how its matches are told.

import { follow } from "./progress.js";
import { adopt, h, hidden, icon, mark, refill, say } from "./dom.js";
import { feed } from "./feed.js";
import { ofCompetition, tell } from "./source.js";
import { moment, numberText, ONGOING, OVER, statusWord } from "./words.js";

/** Base of elements with a `competition`; they draw in `show(stages, progress)`. `live` is the table as it stands. */
export class Competing extends HTMLElement {
  static observedAttributes = ["competition", "stage", "group", "live", "team", "against", "most", "at", "round"];
  #leave = null;
  #heard = []; // what was heard last: progress, missing, connection

  connectedCallback() {
    adopt(this);
    this.#follow();
  }

  disconnectedCallback() {
    this.#leave?.();
    this.#leave = null;
  }

  attributeChangedCallback(name, before, after) {
    if (this.isConnected && before !== after) this.#follow();
  }

  /** An attribute; empty if there is none. */
  given(name) {
    return this.getAttribute(name) ?? "";
  }

  get live() {
    return this.hasAttribute("live") && this.given("live") !== "0";
  }

  #follow() {
    this.#leave?.();
    this.#heard = [];
    mark(this, "data-competition", this.given("competition"));
    if (!this.firstChild) this.append(h("div", { class: "tl-skeleton", "aria-busy": "true" }, hidden("The competition is coming.")));
    this.#leave = follow(this.given("competition"), this.live, (...news) => this.#take(...news), this.given("at"), this.given("round"));
  }

  #take(progress, missing, connection) {
    const wanted = this.given("stage");
    const stages = (progress?.stages ?? []).filter((stage) => !wanted || stage.id === wanted);
    tell(this, connection, ofCompetition(this.given("competition"), progress, stages));
    const [before, lacked, connected] = this.#heard;
    this.#heard = [progress, missing, connection];
    if (progress === before && missing === lacked && connection !== connected) return undefined; // nothing else is new
    if (missing) return this.sentence(`There is no competition ${this.given("competition")}.`);
    if (!progress) return undefined;
    if (wanted && !stages.length) return this.sentence(`There is no stage ${wanted} in ${progress.title}.`);
    return this.show(stages, progress);
  }

  /** A match as it is at the moment that is shown. */
  current(match) {
    return this.given("at") ? match : current(match);
  }

  /** Say what there is instead of what was wanted. */
  sentence(text) {
    refill(this, ["sentence", text], () => h("p", { class: "tl-empty" }, text));
  }
}

/** A match as it is this moment: what the feed says of its event is newer than what was fetched. */
function current(match) {
  const state = match.event ? feed.short.records.get(match.event)?.state : null;
  if (!state) return match;
  const begun = ONGOING.has(state.status) || OVER.has(state.status);
  const score = begun && state.status !== "cancelled" && state.score ? state.score : match.score;
  return { ...match, status: state.status, score, shootout: state.shootout ?? match.shootout };
}

/** The score of a match, or when it begins. */
export function scoreOrTime(match) {
  const { score, shootout, status } = match;
  if (score) {
    const kicks = shootout ? h("small", {}, ` (${shootout.join("–")} p.)`) : null;
    return h("b", { class: "tl-match-score", "data-live": ONGOING.has(status) }, score.map(numberText).join("–"), kicks);
  }
  return h("span", { class: "tl-match-time" }, when(match) || "not fixed");
}

/** When a match is, as far as that is known. */
export function when(match) {
  if (match.start) return moment(Date.parse(match.start), feed.now());
  return match.day ? new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" }).format(Date.parse(match.day)) : "";
}

/** A side's name; one that waits, or is not certain, says so. */
export function sideName(side, winner = "") {
  const looks = { "data-side": side.id || null, "data-waits": !side.id, "data-won": Boolean(side.id) && side.id === winner };
  const doubt = side.id && side.certain === false ? h("small", { title: `As it stands: ${side.slot}` }, " as it stands") : null;
  return h("span", { class: "tl-side", ...looks, title: side.id && side.slot ? side.slot : null }, side.name, doubt);
}

/** What is special about a match: its status where it is not plain, and who it was awarded to. */
export function remark(match) {
  if (match.outcome === "awarded") return "awarded";
  if (match.outcome === "extra-time") return "after extra time";
  return ["scheduled", "ended", "confirmed"].includes(match.status ?? "scheduled") ? "" : statusWord(match.status);
}

/** A link to the page of a match, once it has one. */
export function linked(match, ...content) {
  if (!match.event) return h("span", { class: "tl-match-link" }, ...content);
  return h("a", { class: "tl-match-link", href: `/event?id=${encodeURIComponent(match.event)}`, target: "_self" }, ...content);
}

export { h, hidden, icon, refill, say };
