// Which time is shown, how finely, and how often anew: the controls above charts. Their state is the address.

import { h, icon, refill } from "./dom.js";
import { length, seconds } from "./numbers.js";

const RANGES = ["5m", "15m", "30m", "1h", "3h", "6h", "12h", "1d", "2d", "7d", "30d"];
const WORDS = { m: "minute", h: "hour", d: "day", w: "week", s: "second" };
const REFRESHES = ["", "5s", "10s", "30s", "1m", "5m"];

/** The controls. *change* is called with what has to be set in the address: `{range: "6h", from: null, …}`. */
export class Range {
  #change;
  #usual = { range: "1h", refresh: "" };
  #query = new URLSearchParams();
  #range = h("select", { "aria-label": "Time range", onchange: () => this.#choose() });
  #refresh = h("select", { "aria-label": "Refresh", onchange: () => this.#change({ refresh: this.#refresh.value || "off" }) });
  #resolution = h("select", { "aria-label": "Resolution", onchange: () => this.#change({ resolution: this.#resolution.value === "medium" ? null : this.#resolution.value }) });
  #from = h("input", { type: "datetime-local", step: "1", "aria-label": "From", onchange: () => this.#absolute() });
  #to = h("input", { type: "datetime-local", step: "1", "aria-label": "To", onchange: () => this.#absolute() });
  #moments = h("span", { class: "tl-moments", hidden: true }, this.#from, h("span", { "aria-hidden": "true" }, "–"), this.#to);
  #shown = [0, 0];

  constructor(change, again) {
    this.#change = change;
    const step = (symbol, label, act) => h("button", { type: "button", title: label, onclick: act }, icon(symbol, label));
    this.node = h(
      "div",
      { class: "tl-range", role: "group", "aria-label": "Time" },
      step("chevron_left", "Earlier", () => this.#move(-1)),
      this.#range,
      this.#moments,
      step("chevron_right", "Later", () => this.#move(1)),
      step("zoom_out", "Twice as long", () => this.#zoomOut()),
      this.#resolution,
      step("refresh", "Ask again", again),
      this.#refresh,
    );
    options(this.#resolution, ["low", "medium", "high"].map((one) => [one, `${one[0].toUpperCase()}${one.slice(1)} detail`]));
    options(this.#refresh, REFRESHES.map((one) => [one, one ? `every ${one}` : "no refresh"]));
  }

  /** Show what *query* says; *usual* is what holds where it says nothing. */
  show(query, usual) {
    this.#query = query;
    this.#usual = usual;
    const absolute = query.has("from");
    const range = absolute ? "custom" : query.get("range") || usual.range;
    const known = RANGES.includes(range) || absolute ? RANGES : [...RANGES, range];
    const rows = [...known.map((one) => [one, `Last ${words(one)}`]), ["custom", absolute ? `${length(this.#span(query))}, from – to` : "From – to …"]];
    options(this.#range, rows);
    this.#range.value = range;
    this.#moments.hidden = !absolute;
    if (absolute) this.#fillMoments(Date.parse(query.get("from")) / 1000, query.has("to") ? Date.parse(query.get("to")) / 1000 : Date.now() / 1000);
    this.#refresh.value = this.refresh(query);
    this.#resolution.value = query.get("resolution") || "medium";
  }

  /** How often *query* wants to be asked, such as 10s; empty for never. */
  refresh(query) {
    const wanted = query.get("refresh") ?? this.#usual.refresh;
    return query.has("to") || wanted === "off" || !(seconds(wanted) > 0) ? "" : wanted;
  }

  /** What is really shown, in seconds since 1970. */
  note(start, end) {
    this.#shown = [start, end];
  }

  /** Show from one moment to another, in seconds since 1970. */
  set(from, to) {
    this.#change({ range: null, from: iso(from), to: iso(to) });
  }

  #span(query) {
    const to = query.has("to") ? Date.parse(query.get("to")) : Date.now();
    return Math.max(0, Math.round((to - Date.parse(query.get("from"))) / 1000));
  }

  #choose() {
    if (this.#range.value === "custom") this.set(...this.#shown);
    else this.#change({ range: this.#range.value === this.#usual.range ? null : this.#range.value, from: null, to: null });
  }

  #absolute() {
    const [from, to] = [new Date(this.#from.value), new Date(this.#to.value)];
    if (from < to) this.set(from / 1000, to / 1000);
  }

  #fillMoments(from, to) {
    for (const [input, at] of [[this.#from, from], [this.#to, to]]) if (document.activeElement !== input) input.value = local(at);
  }

  #move(way) {
    const [start, end] = this.#shown;
    const by = ((end - start) / 2) * way;
    if (end + by >= Date.now() / 1000 && this.#query.has("from")) this.#change({ range: this.#near(end - start), from: null, to: null });
    else this.set(start + by, Math.min(end + by, Date.now() / 1000));
  }

  #zoomOut() {
    const [start, end] = this.#shown;
    if (!this.#query.has("from")) return this.#change({ range: this.#near((end - start) * 2), from: null, to: null });
    const half = (end - start) / 2;
    return this.set(start - half, Math.min(end + half, Date.now() / 1000));
  }

  /** The range of the list that is at least so long. */
  #near(wanted) {
    return RANGES.find((one) => seconds(one) >= wanted - 1) ?? RANGES.at(-1);
  }
}

/** *query* with *changes*: null takes a name away, a list gives it several values. */
export function changed(query, changes) {
  const made = new URLSearchParams(query);
  for (const [name, value] of Object.entries(changes)) {
    made.delete(name);
    for (const one of value === null ? [] : [value].flat()) made.append(name, one);
  }
  return made;
}

/** Fill a select, keeping what is chosen. */
export function options(select, rows) {
  const chosen = select.value;
  if (refill(select, rows, () => rows.map(([value, text]) => h("option", { value }, text)))) select.value = chosen;
}

function words(range) {
  const [, count, unit] = range.match(/^(\d+)(\w)$/) ?? [];
  if (!count || !WORDS[unit]) return range;
  return count === "1" ? WORDS[unit] : `${count} ${WORDS[unit]}s`;
}

function iso(moment) {
  return new Date(Math.round(moment) * 1000).toISOString().replace(".000", "");
}

/** A moment as an input of the reader's own clock wants it. */
function local(at) {
  const date = new Date(Math.round(at) * 1000);
  return new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

