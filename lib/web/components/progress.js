// How far competitions have come: fetched when somebody looks, and again when the feed tells of one of their events.

import { Asking } from "./asking.js";
import { feed } from "./feed.js";

const PAST = { status: "past", since: null };

/** One view of one competition, shared by all elements of the page that show it. */
class View {
  #asking;
  #listeners = new Set();
  #marks = new Map(); // event → the newest offset that was seen
  #leave = null;
  #past;
  #progress = null;
  #missing = false;

  constructor(competition, live, at, round) {
    this.competition = competition;
    this.#past = Boolean(at);
    const query = new URLSearchParams({ ...(live ? { live: "1" } : {}), ...(at ? { at } : {}), ...(round ? { round } : {}) }).toString();
    const address = `/api/competitions/${encodeURIComponent(competition)}${query ? `?${query}` : ""}`;
    this.#asking = new Asking(address, (found) => this.#take(found));
  }

  /** Call *listener* with (progress | null, missing, connection) now, and whenever something changes. */
  follow(listener) {
    this.#listeners.add(listener);
    if (this.#listeners.size === 1) {
      this.#leave = this.#past ? null : feed.events((records, connection) => this.#heard(records, connection));
      this.#asking.now();
    }
    this.#tell([listener]);
    return () => this.#forget(listener);
  }

  #forget(listener) {
    this.#listeners.delete(listener);
    if (this.#listeners.size) return;
    this.#leave?.();
    this.#leave = null;
    this.#asking.stop();
  }

  /** An event of ours has a new state, or the connection is another one. */
  #heard(records, connection) {
    const changed = this.#changed(records);
    if (changed) this.#asking.soon();
    if (this.#asking.hear(connection) || changed) this.#tell();
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

  #take({ status, body }) {
    this.#missing = status === 404;
    this.#progress = body ?? this.#progress;
    this.#tell();
  }

  #tell(listeners = this.#listeners) {
    const connection = this.#past ? PAST : this.#asking.connection;
    for (const listener of listeners) listener(this.#progress, this.#missing, connection);
  }
}

const views = new Map();

/** Follow a competition: official, or with *live* as it stands; with a moment or a revision in *at* it is as that has it,
 * and stays so; with a *round* its tables are those after it.
 *
 * Returns what ends it. */
export function follow(competition, live, listener, at = "", round = "") {
  const key = `${competition}?${live}?${at}?${round}`;
  if (!views.has(key)) views.set(key, new View(competition, live, at, round));
  return views.get(key).follow(listener);
}
