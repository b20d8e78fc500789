// <tl-value show="score|status|clock|winner" event="ID">, <tl-value show="stat" block="DIGEST">: a number within a line.

import { Asked, notesOf, shown } from "./asked.js";
import { reading, ticking } from "./clock.js";
import { mark, say } from "./dom.js";
import { feed } from "./feed.js";
import { isTimed, shapeOf } from "./profiles.js";
import { moment, nameOf, names, ONGOING, startOf, statusWord } from "./words.js";

const NOTHING = "–";

const WORDS = {
  score: (state) => state.score.join("–"),
  status: (state) => (state.status === "scheduled" && startOf(state) ? moment(startOf(state), feed.now()) : statusWord(state.status)),
  clock: (state) => clockOf(state),
  winner: (state) => (state.outcome?.winner ? nameOf(state, state.outcome.winner) : NOTHING),
};

export class Value extends Asked {
  static observedAttributes = ["event", "block", "show"];
  #leave = null;
  #stop = null;
  #state = null;
  #source = this.title; // what the server says of where it is from

  connectedCallback() {
    if (!this.textContent) this.textContent = NOTHING;
    super.connectedCallback();
    this.#follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#leave?.();
    this.#stop?.();
    this.#leave = this.#stop = null;
  }

  attributeChangedCallback(name, before, after) {
    if (this.isConnected && before !== after) this.#follow();
  }

  /** Show what Prometheus answered. */
  draw(answer) {
    say(this, shown(answer.lines[0]?.points.at(-1)?.[1]));
    this.title = sentences(...notesOf(answer).map((note) => note.text), this.#source, answer.query);
  }

  #follow() {
    this.#leave?.();
    const event = this.getAttribute("event");
    this.#leave = event ? feed.event(event, (record, connection) => this.#take(record, connection)) : null;
  }

  #take(record, { status, since }) {
    this.#state = record?.state ?? null;
    mark(this, "data-connection", status);
    this.title = sentences(titleOf(this.#state, status === "stale" ? since : null), this.#source, record ? placeOf(record.provenance) : "");
    this.#stop?.();
    this.#stop = this.#state?.clock?.running && this.getAttribute("show") === "clock" ? ticking(() => this.#say()) : null;
    this.#say();
  }

  #say() {
    const words = WORDS[this.getAttribute("show")];
    say(this, this.#state && words ? words(this.#state) : NOTHING);
  }
}

/** Which event it is, and since when nothing was heard of it. */
function titleOf(state, since) {
  const event = state ? names(state).join(" – ") : "There is no such event yet";
  return since ? `${event}; stale since ${moment(since, feed.now())}` : event;
}

/** The records of the log that it is made of. */
function placeOf({ topic, partition, first_offset: first, last_offset: last }) {
  return `${topic}, partition ${partition}, offsets ${first}–${last}`;
}

function sentences(...parts) {
  return parts.filter(Boolean).map((part) => (part.endsWith(".") ? part : `${part}.`)).join(" ");
}

function clockOf(state) {
  const shape = shapeOf(state.declared);
  return state.clock && ONGOING.has(state.status) && isTimed(shape) ? reading(state.clock, shape, feed.now()) : NOTHING;
}
