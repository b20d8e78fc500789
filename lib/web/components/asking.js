// Asking the server for what the feed tells of but does not bring: one request at a time, and again after an answer that did not come.

const GATHER_MS = 60; // changes that belong together come together
const SPREAD_MS = 250; // not all pages ask at the same moment
const AGAIN_MS = 5_000; // after an answer that did not come
const CONNECTING = { status: "connecting", since: null };

/** Asks *address*, and gives to *take* `{status, body}`: the status is 0 where nothing came, the body null where nothing is new. */
export class Asking {
  #address;
  #take;
  #timer = null;
  #busy = false;
  #again = false;
  #stopped = false;
  #tag = "";
  #at = null; // when the server answered last
  #failed = null; // since when it does not, as a connection
  #feed = CONNECTING;

  constructor(address, take) {
    this.#address = address;
    this.#take = take;
  }

  /** How old what is known is: as old as the feed, or older where the server does not answer. The same object until that changes. */
  get connection() {
    if (!this.#at) return CONNECTING;
    return this.#feed.status === "live" ? (this.#failed ?? this.#feed) : this.#feed;
  }

  /** Take how the feed is connected; what came while it was not is asked for. Returns whether anything is new. */
  hear(connection) {
    const { status } = this.#feed;
    if (connection === this.#feed) return false;
    this.#feed = connection;
    if (status === "stale" && connection.status === "live") this.soon();
    return true;
  }

  now() {
    this.#stopped = false;
    return this.#ask();
  }

  /** In a moment, with all others who want it. */
  soon(wait = GATHER_MS + Math.random() * SPREAD_MS) {
    if (this.#stopped) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#ask();
    }, wait);
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #ask() {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    const answer = await fetch(this.#address, { headers: this.#tag ? { "If-None-Match": this.#tag } : {} }).catch(() => null);
    const body = answer?.ok ? await answer.json().catch(() => null) : null;
    this.#busy = false;
    const failed = !answer || answer.status >= 500 || (answer.ok && body === null);
    this.#failed = failed ? (this.#failed ?? { status: "stale", since: this.#at }) : null;
    if (!failed) this.#at = Date.now();
    if (body) this.#tag = answer.headers.get("ETag") ?? "";
    if (!this.#stopped) this.#take({ status: answer?.status ?? 0, body });
    if (failed) this.soon(AGAIN_MS);
    else if (this.#again) this.soon();
    this.#again = false;
  }
}
