// <tl-leaderboard event="ID" size="20">: the order of a race or a challenge, as it changes; a large field is searched.
//
// The first lines come with the state that is followed. Anything else is asked for, in parts, never the whole field.

import { fill, h, hidden, icon, refill } from "./dom.js";
import { Following } from "./following.js";
import { memberTable, raceTable, teamTable } from "./fieldlines.js";
import { shapeOf } from "./profiles.js";
import { ONGOING } from "./words.js";

const ASK_AGAIN_MS = 1000; // how often lines that do not come with the state are asked for while things change
const TYPING_MS = 150;

export class Leaderboard extends Following {
  static observedAttributes = ["event", "size"];
  #parts = null;
  #state = null;
  #wanted = { q: "", team: "", category: "", offset: 0 };
  #page = null; // lines that were asked for
  #asked = { at: 0, timer: null, number: 0 };

  get size() {
    return Number(this.getAttribute("size") ?? 20);
  }

  follow() {
    this.#parts = this.#state = this.#page = null;
    super.follow();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#asked.timer);
    this.#asked.timer = null;
  }

  show(record, connection, missing) {
    if (!record) return this.#wait(missing);
    const changed = this.#state !== record.state;
    this.#state = record.state;
    if (!this.#parts) this.#build();
    if (changed && this.#asks) this.#askSoon();
    return this.#draw();
  }

  /** Whether the lines that are wanted do not come with the state. */
  get #asks() {
    const { q, team, category, offset } = this.#wanted;
    const held = (this.#state.race ?? this.#state.challenge)?.leaders?.length ?? 0;
    const all = Object.values(this.#state.race?.numbers ?? { members: this.#state.challenge?.members ?? 0 });
    const more = this.size > held && all.reduce((sum, one) => sum + one, 0) > held;
    return Boolean(q || team || category || offset || more);
  }

  #wait(missing) {
    this.#parts = null;
    const text = missing ? "Nothing is known of this event yet." : "The leaderboard is coming.";
    refill(this, ["wait", missing], () =>
      missing ? h("p", { class: "tl-empty" }, text) : h("div", { class: "tl-skeleton tl-tall", "aria-busy": "true" }, hidden(text)),
    );
  }

  #build() {
    const part = (name, tag = "div") => h(tag, { class: `tl-lead-${name}` });
    this.#parts = { teams: part("teams"), filter: part("filter"), table: part("table"), foot: part("foot") };
    this.tlKey = null;
    fill(this, this.#parts.teams, this.#parts.filter, this.#parts.table, this.#parts.foot);
  }

  #draw() {
    const state = this.#state;
    const field = state.race ?? state.challenge;
    if (!field) return refill(this.#parts.table, "none", () => h("p", { class: "tl-empty" }, "This event has no leaderboard."));
    const shape = shapeOf(state.declared);
    if (state.challenge) refill(this.#parts.teams, [field.teams ?? [], shape], () => teamTable(field.teams ?? [], shape));
    this.#drawFilter(state);
    const asked = this.#asks;
    const lines = asked ? (this.#page?.lines ?? null) : (field.leaders ?? []).slice(0, this.size);
    const live = ONGOING.has(state.status);
    refill(this.#parts.table, [lines, field.slots, live], () => {
      if (!lines) return h("div", { class: "tl-skeleton tl-tall", "aria-busy": "true" }, hidden("Searching."));
      if (!lines.length) return h("p", { class: "tl-empty" }, asked ? "Nobody fits." : "Nobody is entered yet.");
      return state.race ? raceTable(state, lines, live) : memberTable(state, lines, shape);
    });
    return this.#drawFoot(asked, lines);
  }

  #drawFilter(state) {
    const teams = (state.declared.competitors ?? []).filter((one) => (one.kind ?? "team") === "team");
    const { categories = [] } = state.race ?? {};
    refill(this.#parts.filter, [teams.map((one) => one.id), categories], () => {
      const search = h("input", {
        type: "search", placeholder: "Bib, name or team", "aria-label": "Search the field", value: this.#wanted.q, "data-do": "search",
        oninput: (event) => this.#want({ q: event.target.value.trim() }, TYPING_MS),
      });
      const choose = (label, name, options) =>
        h(
          "select", { "aria-label": label, "data-do": name, onchange: (event) => this.#want({ [name]: event.target.value }) },
          h("option", { value: "" }, label), options.map(([value, text]) => h("option", { value, selected: value === this.#wanted[name] }, text)),
        );
      return [
        search,
        teams.length ? choose("All teams", "team", teams.map((one) => [one.id, one.name])) : null,
        categories.length ? choose("All categories", "category", categories.map((one) => [one, one])) : null,
      ];
    });
  }

  #drawFoot(asked, lines) {
    const page = asked ? this.#page : null;
    const from = page?.offset ?? 0;
    refill(this.#parts.foot, [page?.matching, from, lines?.length], () => {
      if (!page || page.matching <= lines.length) return [];
      const move = (by, name, label) =>
        h("button", {
          type: "button", "data-do": name, disabled: from + by < 0 || from + by >= page.matching,
          onclick: () => this.#want({ offset: from + by }),
        }, label);
      return [
        move(-this.size, "previous", [icon("chevron_left"), "Before"]),
        h("span", {}, `${from + 1}–${from + lines.length} of ${page.matching.toLocaleString("en-GB")}`),
        move(this.size, "next", ["After", icon("chevron_right")]),
      ];
    });
  }

  #want(changes, wait = 0) {
    this.#wanted = { ...this.#wanted, offset: 0, ...changes };
    this.#asked.number += 1; // an answer to what was wanted before comes too late
    clearTimeout(this.#asked.timer);
    this.#asked.timer = null;
    if (this.#asks) this.#askSoon(wait);
    else this.#draw();
  }

  #askSoon(least = Math.max(0, this.#asked.at + ASK_AGAIN_MS - performance.now())) {
    this.#asked.timer ??= setTimeout(() => {
      this.#asked.timer = null;
      this.#ask();
    }, least);
  }

  async #ask() {
    this.#asked.at = performance.now();
    const number = this.#asked.number;
    const query = new URLSearchParams(Object.entries({ ...this.#wanted, limit: this.size }).filter(([, value]) => value));
    const answer = await fetch(`/api/events/${encodeURIComponent(this.event)}/field?${query}`).catch(() => null);
    const page = answer?.ok ? await answer.json() : null;
    if (!page || number !== this.#asked.number || !this.#state || !this.#parts) return;
    this.#page = page;
    this.#draw();
  }
}
