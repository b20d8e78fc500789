// <tl-screen competition="ID" title="…" tables="[…]" address="…" qr="data:…">: a board for a TV that nobody touches.
//
// While nothing goes on, what comes next is the largest thing on it, else what has finished, else a table. It holds one feed connection and a bounded number of nodes. It loads itself anew when there are new assets, when the
// server was away for long, and once a day, always after the server has answered: a reload must not end on an error.

import { adopt, fill, h, icon, mark, refill, say } from "./dom.js";
import { feed } from "./feed.js";
import { isTwoSided, shapeOf } from "./profiles.js";
import { connectionOf } from "./source.js";
import { duration } from "./times.js";
import { headline, moment, names, numberText, ONGOING, OVER, startOf, timeOfDay } from "./words.js";

const SECOND_MS = 1_000;
const TURN_S = 12; // how long a page of events, or a table, is shown
const CHECK_S = 60;
const AWAY_MS = 60_000;
const DAY_MS = 86_400_000;
const LATE_MS = 30 * 60_000; // what should have begun before that is nothing that comes next
const MOST = { now: 6, next: 5, finished: 4 };

export class Screen extends HTMLElement {
  static observedAttributes = ["competition", "tables"];
  #leave = null;
  #ticking = null;
  #parts = null;
  #boards = new Map();
  #seconds = 0;
  #began = Date.now();
  #assets = new URL(import.meta.url).pathname.split("/").at(-2);
  #connection = { status: "connecting", since: null };

  connectedCallback() {
    adopt(this);
    if (!this.#parts) this.#build();
    this.#leave = feed.events((records, connection) => this.#heard(connection));
    this.#ticking = setInterval(() => this.#tick(), SECOND_MS);
    this.#tick();
  }

  disconnectedCallback() {
    this.#leave?.();
    clearInterval(this.#ticking);
  }

  attributeChangedCallback() {
    if (this.#parts) this.#drawTable();
  }

  #build() {
    const part = (name, tag = "div") => h(tag, { class: `tl-screen-${name}` });
    const parts = {
      clock: part("clock", "span"), link: part("link", "span"), now: part("now"), title: h("h2", {}),
      next: part("list", "ol"), finished: part("list", "ol"), tableTitle: h("h3", {}), table: part("table"),
    };
    this.#parts = parts;
    const address = this.getAttribute("address") ?? "";
    const code = this.getAttribute("qr")
      ? h("aside", { class: "tl-screen-code" }, h("img", { src: this.getAttribute("qr"), alt: `QR code of ${address}` }), h("p", {}, h("b", {}, "On your phone"), h("br"), address.replace(/^https?:\/\//, "")))
      : null;
    fill(
      this,
      h("header", {}, h("h1", {}, this.getAttribute("title") ?? ""), parts.link, parts.clock),
      h("main", {}, parts.title, parts.now),
      h("section", { class: "tl-screen-next" }, h("h3", {}, "Next"), parts.next),
      h("section", { class: "tl-screen-tables" }, parts.tableTitle, parts.table),
      h("section", { class: "tl-screen-past" }, h("h3", {}, "Just finished"), parts.finished), code,
    );
  }

  #heard(connection) {
    const back = connection.status === "live" && this.#connection.status === "stale";
    if (back && Date.now() - this.#connection.since > AWAY_MS) this.#check(true);
    this.#connection = connection;
    this.#drawSoon();
  }

  #drawing = null;

  #drawSoon() {
    this.#drawing ??= setTimeout(() => {
      this.#drawing = null;
      this.#draw();
    }, 100);
  }

  #tick() {
    say(this.#parts.clock, timeOfDay(feed.now()).slice(0, 5));
    if (this.#seconds % TURN_S === 0) this.#drawTable();
    if (this.#seconds % CHECK_S === CHECK_S - 1) this.#check(Date.now() - this.#began > DAY_MS);
    this.#draw();
    this.#seconds += 1;
  }

  /** Load the page anew if there are new assets, or if it is *due*, once the server has answered. */
  async #check(due) {
    const answer = await fetch("/api/config", { cache: "no-store" }).catch(() => null);
    const config = answer?.ok ? await answer.json().catch(() => null) : null;
    if (config && (due || config.assets !== this.#assets)) location.reload();
  }

  #draw() {
    const parts = this.#parts;
    const wanted = this.getAttribute("competition");
    const states = [...feed.short.records.values()].map((record) => record.state).filter((state) => !wanted || state.declared?.competition === wanted);
    const now = states.filter((state) => ONGOING.has(state.status)).sort((one, other) => (startOf(one) ?? one.since ?? 0) - (startOf(other) ?? other.since ?? 0) || (one.id < other.id ? -1 : 1));
    const next = states.filter((state) => state.status === "scheduled" && startOf(state) > feed.now() - LATE_MS).sort((one, other) => startOf(one) - startOf(other));
    const finished = states.filter((state) => OVER.has(state.status) && state.status !== "cancelled").sort((one, other) => (other.since ?? 0) - (one.since ?? 0));
    mark(this, "data-shows", now.length ? "now" : next.length ? "next" : finished.length ? "finished" : this.#tables.length ? "tables" : "now");
    this.#drawNow(now);
    refill(parts.next, next.slice(0, MOST.next).map((state) => [state.id, label(state), countdown(startOf(state))]), () => this.#rows(next, MOST.next, "Nothing is planned for the coming week.", upcoming));
    refill(parts.finished, finished.slice(0, MOST.finished).map((state) => [state.id, label(state), result(state)]), () => this.#rows(finished, MOST.finished, "Nothing has finished in the last week.", over));
    refill(parts.link, this.#connection, () => link(this.#connection));
    mark(this, "data-connection", this.#connection.status);
  }

  #rows(states, most, empty, row) {
    return states.length ? states.slice(0, most).map(row) : [h("li", { class: "tl-quiet" }, empty)];
  }

  /** All that goes on, page by page if it is more than fits. */
  #drawNow(states) {
    const pages = Math.max(1, Math.ceil(states.length / MOST.now));
    const page = Math.floor(this.#seconds / TURN_S) % pages;
    const ids = states.slice(page * MOST.now, (page + 1) * MOST.now).map((state) => state.id);
    say(this.#parts.title, pages > 1 ? `Now · ${states.length} events · ${page + 1} of ${pages}` : "Now");
    mark(this.#parts.now, "data-count", ids.length);
    refill(this.#parts.now, ids, () => (ids.length ? ids.map((id) => this.#board(id)) : [h("p", { class: "tl-empty" }, icon("hourglass_empty"), " Nothing is being played at the moment.")]));
    for (const id of this.#boards.keys()) if (!ids.includes(id)) this.#boards.delete(id);
  }

  #board(id) {
    if (!this.#boards.has(id)) this.#boards.set(id, h("tl-scoreboard", { event: id, size: "card", source: "summary" }));
    return this.#boards.get(id);
  }

  get #tables() {
    return JSON.parse(this.getAttribute("tables") || "[]");
  }

  /** One table after the other. */
  #drawTable() {
    const tables = this.#tables;
    const shown = tables[Math.floor(this.#seconds / TURN_S) % Math.max(1, tables.length)];
    say(this.#parts.tableTitle, shown?.title ?? "");
    refill(this.#parts.table, shown ?? null, () => {
      if (!shown) return [];
      const { competition, stage, group } = shown;
      return [h("tl-table", { competition, stage, group, live: "1", most: 10 })];
    });
  }
}

function upcoming(state) {
  return h("li", { "data-next": state.id }, h("span", {}, label(state)), h("b", {}, countdown(startOf(state))));
}

function over(state) {
  return h("li", { "data-finished": state.id }, h("span", {}, label(state)), h("b", {}, result(state)));
}

/** Who meets whom; of a race or a challenge, what it is called. */
function label(state) {
  return isTwoSided(shapeOf(state.declared)) ? names(state).join(" – ") : headline(state, true) || state.id;
}

/** How it ended: the score, or who was first. */
function result(state) {
  if (isTwoSided(shapeOf(state.declared))) return state.score.map(numberText).join("–");
  const { front } = state.race ?? state.challenge ?? {};
  if (!front) return "";
  const { time } = front;
  return time === undefined || time === null ? front.name : `${front.name} ${duration(time)}`;
}

/** How long until *start*: to the second in the last hour, then to the minute, then the day. */
export function countdown(start) {
  const left = Math.round((start - feed.now()) / 1000);
  if (left <= 0) return "due";
  if (left < 3600) return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  if (left < 12 * 3600) return `${Math.floor(left / 3600)} h ${String(Math.floor(left / 60) % 60).padStart(2, "0")} min`;
  return moment(start, feed.now());
}

/** A board that is up to date says nothing of it. */
function link(connection) {
  return connection.status === "live" ? [] : connectionOf(connection);
}
