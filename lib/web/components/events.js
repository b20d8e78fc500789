// <tl-events competition="ID">: what is on now, what comes next, what has just finished. One stream for all of it.

import { adopt, fill, h, mark, refill, say } from "./dom.js";
import { feed } from "./feed.js";
import { ofEvents, tell } from "./source.js";
import { ONGOING, OVER, startOf } from "./words.js";

const MOST = 9; // of those that come, and of those that finished; all that go on are shown
const BURST_MS = 30; // the first states come in one burst

const OVERDUE_MS = 3 * 3_600_000; // what should have begun so long ago does not stand before what will begin

const SECTIONS = [
  {
    name: "now", title: "Now", size: Infinity,
    wants: (state) => ONGOING.has(state.status),
    order: (one, other) => (other.since ?? 0) - (one.since ?? 0),
    empty: "Nothing is being played at the moment. An event appears here the moment it begins.",
  },
  {
    name: "next", title: "Next", size: MOST,
    wants: (state) => ["scheduled", "postponed"].includes(state.status),
    order: (one, other) => overdue(one) - overdue(other) || (startOf(one) ?? Infinity) - (startOf(other) ?? Infinity),
    empty: "No event is planned for the coming week. Declare one on the record page, or commit a fixture.",
  },
  {
    name: "finished", title: "Just finished", size: MOST,
    wants: (state) => OVER.has(state.status),
    order: (one, other) => (other.since ?? 0) - (one.since ?? 0),
    empty: "Nothing has finished in the last week.",
  },
];

export class Events extends HTMLElement {
  #leave = null;
  #drawing = null;
  #boards = new Map(); // a scoreboard stays the same node when it moves from a section to another
  #lists = null;

  connectedCallback() {
    adopt(this);
    this.#build();
    this.#leave = feed.events((records, connection) => this.#drawSoon(records, connection));
  }

  disconnectedCallback() {
    this.#leave?.();
    clearTimeout(this.#drawing);
    this.#drawing = null;
  }

  #build() {
    this.#lists = new Map(
      SECTIONS.map((section) => [section.name, { count: h("span", { class: "tl-quiet" }), list: h("div", { class: "tl-cards" }) }]),
    );
    fill(
      this,
      SECTIONS.map(({ name, title }) => {
        const { count, list } = this.#lists.get(name);
        return h("section", { "data-section": name, "aria-label": title }, h("h3", {}, title, count), list);
      }),
    );
  }

  #drawSoon(records, connection) {
    mark(this, "data-connection", connection.status);
    this.#drawing ??= setTimeout(() => {
      this.#drawing = null;
      const records = [...feed.short.records.values()].filter((record) => this.#wants(record.state));
      tell(this, connection, ofEvents(records, this.getAttribute("competition") ?? ""));
      this.#draw(records.map((record) => record.state), connection);
    }, BURST_MS);
  }

  /** Those of one competition, where the attribute names it. */
  #wants(state) {
    const competition = this.getAttribute("competition");
    return !competition || state.declared?.competition === competition;
  }

  #draw(states, connection) {
    const waiting = !states.length && connection.status === "connecting";
    for (const section of SECTIONS) {
      const { count, list } = this.#lists.get(section.name);
      const all = states.filter(section.wants).sort(section.order);
      const ids = all.slice(0, section.size).map((state) => state.id);
      say(count, all.length ? String(all.length) : "");
      refill(list, [ids, waiting], () => {
        if (ids.length) return ids.map((id) => this.#board(id));
        return waiting ? h("div", { class: "tl-skeleton", "aria-busy": "true" }) : h("p", { class: "tl-empty" }, section.empty);
      });
    }
  }

  #board(id) {
    if (!this.#boards.has(id)) {
      this.#boards.set(id, h("tl-scoreboard", { event: id, size: "card", source: "summary" }));
    }
    return this.#boards.get(id);
  }
}

/** 1 for an event that should have begun long ago. */
function overdue(state) {
  return Number((startOf(state) ?? Infinity) < feed.now() - OVERDUE_MS);
}
