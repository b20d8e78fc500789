// What there is to say of an answer of Prometheus: a sentence each, with a sign, and the place where a query is wrong.

import { h, icon } from "./dom.js";

const SIGNS = { away: "cloud_off", wrong: "error", stale: "history", "no-series": "search_off", "no-data": "hourglass_empty", warning: "warning" };

/** A sign for a status of a note. */
export function sign(kind) {
  return icon(SIGNS[kind] ?? "info");
}

/** A note as a line of a list, about one of *queries*; *more* stands behind its sentence. */
export function noted(note, queries, more = null) {
  return h("li", { "data-note": note.kind }, sign(note.kind), h("span", {}, note.text, wrong(note, queries), more));
}

/** How many actions of a chart have no mark; empty where all have. */
export function leftOut(number) {
  return number ? `${number.toLocaleString("en-GB")} earlier ${number === 1 ? "action is" : "actions are"} not marked: choose a shorter range.` : "";
}

/** How what a block shows is connected, after an answer with *notes*; *at*, in ms, is when the newest came that is no refusal. */
export function freshness(notes, at) {
  const kinds = new Set(notes.map((note) => note.kind));
  if (kinds.has("wrong")) return { status: "none", since: null };
  if (kinds.has("away")) return at ? { status: "stale", since: at } : { status: "connecting", since: null };
  const ended = notes.find((note) => note.kind === "stale");
  return ended ? { status: "stale", since: ended.at * 1000 } : { status: "live", since: null };
}

/** The query, with the character marked at which it is wrong. */
function wrong(note, queries) {
  if (note.kind !== "wrong" || note.offset === undefined || note.offset === null) return null;
  const query = queries[note.query ?? 0] ?? "";
  return h("code", { class: "tl-wrong" }, query.slice(0, note.offset), h("mark", { title: "Here" }, query.slice(note.offset, note.offset + 1) || "\u00a0"), query.slice(note.offset + 1));
}
