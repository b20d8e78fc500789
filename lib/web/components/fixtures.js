// <tl-fixtures competition="ID" show="coming|results|all" limit="10">: the events of a competition.

import { Asking } from "./asking.js";
import { adopt, h, hidden, refill } from "./dom.js";
import { feed } from "./feed.js";
import { ofEvents, tell } from "./source.js";
import { moment, names, ONGOING, OVER, scoreWords, startOf, statusWord } from "./words.js";

const USUAL = 10;
const MOST = 1000;

export class Fixtures extends HTMLElement {
  static observedAttributes = ["competition"];
  #leave = null;
  #asking = null;
  #records = new Map(); // of the whole competition; the live stream sends what is new
  #loaded = false;
  #problem = "";

  connectedCallback() {
    adopt(this);
    this.#follow();
  }

  disconnectedCallback() {
    this.#leave?.();
    this.#asking?.stop();
  }

  attributeChangedCallback(name, before) {
    if (!this.isConnected || before === null) return;
    this.disconnectedCallback();
    this.#records.clear();
    this.#loaded = false;
    this.#follow();
  }

  get #competition() {
    return this.getAttribute("competition") ?? "";
  }

  /** Everything that the server knows of the competition; the live stream leaves out what is long past or far off. */
  #follow() {
    const address = `/api/events?limit=${MOST}&competition=${encodeURIComponent(this.#competition)}`;
    this.#asking = new Asking(address, (found) => this.#answered(found));
    this.#asking.now();
    this.#leave = feed.events((records, connection) => {
      this.#asking.hear(connection);
      this.#take(records);
    });
  }

  #answered({ body }) {
    this.#problem = body ? "" : "The events cannot be had from the server at the moment.";
    this.#loaded ||= Boolean(body);
    this.#take(body?.events ?? []);
  }

  #take(records) {
    for (const record of records) {
      const held = this.#records.get(record.state.id);
      if (record.state.declared?.competition !== this.#competition) continue;
      if (!held || held.provenance.last_offset <= record.provenance.last_offset) this.#records.set(record.state.id, record);
    }
    this.#draw();
  }

  #draw() {
    const records = [...this.#records.values()];
    tell(this, this.#asking.connection, ofEvents(records, this.#competition));
    const states = records.map((record) => record.state);
    const limit = Number(this.getAttribute("limit") ?? USUAL);
    const shown = this.getAttribute("show") ?? "all";
    const on = states.filter((state) => ONGOING.has(state.status));
    const coming = states.filter((state) => !ONGOING.has(state.status) && !OVER.has(state.status));
    const over = states.filter((state) => OVER.has(state.status));
    const parts = [];
    if (shown !== "results") parts.push(["Now", latest(on)], ["To come", soonest(coming).slice(0, limit)]);
    if (shown !== "coming") parts.push(["Results", latest(over).slice(0, limit)]);
    const rows = parts.filter(([, list]) => list.length);
    refill(this, [rows, this.#loaded, this.#problem], () => this.#content(rows));
  }

  #content(rows) {
    if (this.#problem && !rows.length) return [h("p", { class: "tl-empty" }, this.#problem)];
    if (!this.#loaded && !rows.length) return [h("div", { class: "tl-skeleton", "aria-busy": "true" })];
    if (!rows.length) return [h("p", { class: "tl-empty" }, `The competition ${this.#competition} has no such events. They appear here as soon as they are declared.`)];
    return rows.map(([title, states]) => h("section", {}, rows.length > 1 ? h("h4", {}, title) : null, h("ul", { class: "tl-fixtures" }, states.map(row))));
  }
}

function row(state) {
  const [home, away] = names(state);
  const begun = ONGOING.has(state.status) || OVER.has(state.status);
  const start = startOf(state);
  const when = ONGOING.has(state.status) ? statusWord(state.status) : start ? moment(start, feed.now()) : statusWord(state.status);
  return h(
    "li", { "data-event": state.id, "data-score": begun ? state.score.join("-") : null },
    h(
      "a", { href: `/event?id=${encodeURIComponent(state.id)}`, target: "_self" },
      h("span", { class: "tl-fixture-when", "data-status": state.status }, when),
      h("span", { class: "tl-fixture-home" }, home),
      h("span", { class: "tl-fixture-score", "aria-hidden": begun ? "true" : null }, begun ? state.score.join("–") : "–"),
      begun ? hidden(scoreWords(state)) : null,
      h("span", { class: "tl-fixture-away" }, away),
    ),
  );
}

function latest(states) {
  return states.sort((one, other) => began(other) - began(one));
}

function soonest(states) {
  return states.sort((one, other) => (startOf(one) ?? Infinity) - (startOf(other) ?? Infinity));
}

function began(state) {
  return startOf(state) ?? state.since ?? 0;
}
