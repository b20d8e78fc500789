// How far competitions have come: fetched when somebody looks, and again when the feed tells of one of their events.

import { feed } from "./feed.js";

const GATHER_MS = 60; // changes that belong together come together
const SPREAD_MS = 250; // not all pages ask at the same moment
const AGAIN_MS = 5_000; // after an answer that did not come

/** One view of one competition, shared by all elements of the page that show it. */
class View {
  #address;
  #listeners = new Set();
  #marks = new Map(); // event → the newest offset that was seen
  #leave = null;
  #timer = null;
  #asking = false;
  #again = false;
  #tag = "";
  #status = "connecting";
  progress = null;
  missing = false;

  #past;

  constructor(competition, live, at, round) {
    this.competition = competition;
    this.#past = Boolean(at);
    const query = new URLSearchParams({ ...(live ? { live: "1" } : {}), ...(at ? { at } : {}), ...(round ? { round } : {}) }).toString();
    this.#address = `/api/competitions/${encodeURIComponent(competition)}${query ? `?${query}` : ""}`;
  }

  /** Call *listener* with (progress | null, missing) now, and whenever something changes. */
  follow(listener) {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#leave = this.#past ? null : feed.events((records, connection) => this.#heard(records, connection));
      this.#ask();
    } else if (this.progress || this.missing) {
      listener(this.progress, this.missing);
    }
    return () => this.#forget(listener);
  }

  #forget(listener) {
    this.#listeners.delete(listener);
    if (this.#listeners.size) return;
    this.#leave?.();
    this.#leave = null;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** An event of ours has a new state, or the connection is back: what we have may be old. */
  #heard(records, { status }) {
    const back = status === "live" && this.#status === "stale";
    this.#status = status;
    if (this.#changed(records) || back) this.#askSoon(GATHER_MS + Math.random() * SPREAD_MS);
  }

  #changed(records) {
    let changed = false;
    for (const { state, provenance } of records) {
      if (state.declared?.competition !== this.competition) continue;
      changed ||= this.#marks.get(state.id) !== provenance.last_offset;
      this.#marks.set(state.id, provenance.last_offset);
    }
    return changed;
  }

  #askSoon(wait) {
    this.#tell();
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#ask();
    }, wait);
  }

  async #ask() {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    const answer = await fetch(this.#address, { headers: this.#tag ? { "If-None-Match": this.#tag } : {} }).catch(() => null);
    const progress = answer?.ok ? await answer.json().catch(() => null) : null;
    this.#asking = false;
    this.#take(answer, progress);
    if (!this.#listeners.size) return;
    if (!answer || answer.status >= 500) this.#askSoon(AGAIN_MS);
    else if (this.#again) this.#askSoon(GATHER_MS);
    this.#again = false;
  }

  #take(answer, progress) {
    this.missing = answer?.status === 404;
    if (progress) {
      this.progress = progress;
      this.#tag = answer.headers.get("ETag") ?? "";
    }
    this.#tell();
  }

  #tell() {
    if (this.progress || this.missing) for (const listener of this.#listeners) listener(this.progress, this.missing);
  }
}

const views = new Map();

/** Follow a competition: official, or with *live* as it stands; with a moment in *at* it is as it was, and stays so;
 * with a *round* its tables are those after it.
 *
 * Returns what ends it. */
export function follow(competition, live, listener, at = "", round = "") {
  const key = `${competition}?${live}?${at}?${round}`;
  if (!views.has(key)) views.set(key, new View(competition, live, at, round));
  return views.get(key).follow(listener);
}
