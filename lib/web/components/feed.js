// The live feed: one connection for everything on the page that follows whole events, one for lists of all events.

const SILENT_MS = 12_000; // the server beats every 5 s
const HIDDEN_MS = 30_000;
const LEAVING_MS = 2_000; // a page that is drawn anew leaves and follows again
const WAITS_MS = [300, 700, 1500, 3000, 6000];
const EVERY = "*";

/** One stream of server-sent events, and the newest record of each event that came through it. */
class Channel {
  #feed;
  #byEvent; // whether the stream is asked for single events, or for all
  #source = null;
  #opened = new Set(); // the ids that the open stream was asked for
  #openedAt = 0;
  #listeners = new Map(); // id → set of functions
  #records = new Map();
  #missing = new Set();
  #cursor = "";
  #tries = 0;
  #retry = null;
  #settling = false;
  #lastMessage = 0;
  #broken = false;
  #serverStale = null;
  #connection = { status: "connecting", since: null };

  constructor(feed, byEvent) {
    this.#feed = feed;
    this.#byEvent = byEvent;
  }

  /** Call *listener* with (record | null, connection, missing) now, and whenever one of them changes. */
  follow(id, listener) {
    if (!this.#listeners.has(id)) this.#listeners.set(id, new Set());
    this.#listeners.get(id).add(listener);
    this.#settleSoon();
    this.#tell(id, listener);
    return () => {
      this.#listeners.get(id)?.delete(listener);
      if (!this.#listeners.get(id)?.size) this.#listeners.delete(id);
      setTimeout(() => this.#settle(), LEAVING_MS);
    };
  }

  /** Take a record that came another way, or through the stream. A state never goes backwards. */
  offer(record) {
    const id = record.state.id;
    const held = this.#records.get(id);
    if (held && isOlder(record, held)) return;
    this.#records.set(id, record);
    this.#missing.delete(id);
    for (const key of [id, EVERY]) this.#listeners.get(key)?.forEach((listener) => this.#tell(key, listener));
  }

  get records() {
    return this.#records;
  }

  /** Notice that nothing comes any more, or that it comes again. */
  look() {
    const now = Date.now();
    const silent = now - this.#lastMessage > SILENT_MS;
    if (silent && this.#source && now - this.#openedAt > SILENT_MS) this.#lost();
    let next = { status: "live", since: null };
    if (!this.#lastMessage) next = { status: "connecting", since: null };
    else if (silent || this.#broken) next = { status: "stale", since: this.#lastMessage };
    else if (this.#serverStale) next = { status: "stale", since: this.#serverStale - this.#feed.offset };
    if (next.status === this.#connection.status && next.since === this.#connection.since) return;
    this.#connection = next;
    for (const [id, listeners] of this.#listeners) listeners.forEach((listener) => this.#tell(id, listener));
  }

  /** Let go of the connection; `resume` takes it up again. */
  pause() {
    this.#close();
  }

  resume() {
    this.#tries = 0;
    this.#settle();
  }

  get wanted() {
    return this.#listeners.size > 0;
  }

  #tell(id, listener) {
    listener(id === EVERY ? null : (this.#records.get(id) ?? null), this.#connection, this.#missing.has(id));
  }

  #settleSoon() {
    if (this.#settling) return;
    this.#settling = true;
    queueMicrotask(() => {
      this.#settling = false;
      this.#settle();
    });
  }

  /** Be connected to what is followed. Who follows less keeps the stream that there is. */
  #settle() {
    if (!this.wanted) return this.#close();
    if (this.#feed.paused || this.#retry) return undefined;
    const ids = this.#byEvent ? [...this.#listeners.keys()] : [];
    if (this.#source && ids.every((id) => this.#opened.has(id))) return undefined;
    if (ids.some((id) => !this.#opened.has(id))) this.#cursor = ""; // of a new one, everything is news
    return this.#open(ids);
  }

  #open(ids) {
    this.#close();
    this.#opened = new Set(ids);
    this.#openedAt = Date.now();
    const source = new EventSource(address(ids, this.#cursor));
    this.#source = source;
    source.addEventListener("hello", (message) => this.#greeted(message));
    source.addEventListener("beat", (message) => this.#heard(message));
    source.addEventListener("state", (message) => {
      this.#heard(null);
      this.offer(JSON.parse(message.data));
      this.#cursor = message.lastEventId || this.#cursor;
    });
    source.addEventListener("cheers", (message) => {
      this.#heard(null);
      this.#cheered(JSON.parse(message.data));
    });
    source.addEventListener("missing", (message) => {
      const { event } = JSON.parse(message.data);
      if (!this.#records.has(event)) this.#missing.add(event);
      this.#listeners.get(event)?.forEach((listener) => this.#tell(event, listener));
    });
    source.addEventListener("error", () => source === this.#source && this.#lost());
  }

  /** Only cheers are new: the rest of the record is as it was. */
  #cheered({ event, cheers }) {
    const held = this.#records.get(event);
    if (!held) return;
    this.#records.set(event, { ...held, state: { ...held.state, cheers } });
    for (const key of [event, EVERY]) this.#listeners.get(key)?.forEach((listener) => this.#tell(key, listener));
  }

  #greeted(message) {
    this.#tries = 0;
    this.#broken = false;
    this.#heard(message);
  }

  #heard(message) {
    this.#lastMessage = Date.now();
    if (message) {
      const pulse = JSON.parse(message.data);
      this.#feed.offset = pulse.now - this.#lastMessage;
      this.#serverStale = pulse.stale_since ?? null;
    }
    this.look();
  }

  /** Try again, later each time, and not all pages at the same moment. */
  #lost() {
    this.#close();
    this.#broken = true;
    const wait = WAITS_MS[Math.min(this.#tries++, WAITS_MS.length - 1)] * (0.5 + Math.random());
    this.#retry = setTimeout(() => {
      this.#retry = null;
      this.#settle();
    }, wait);
    this.look();
  }

  #close() {
    clearTimeout(this.#retry);
    this.#retry = null;
    this.#source?.close();
    this.#source = null;
  }
}

class Feed {
  offset = 0; // what the server's clock shows more than ours, in ms
  paused = false;
  #hiding = null;

  constructor() {
    this.whole = new Channel(this, true);
    this.short = new Channel(this, false);
    setInterval(() => this.#channels.forEach((channel) => channel.wanted && channel.look()), 1000);
    document.addEventListener("visibilitychange", () => this.#visibility());
    window.addEventListener("online", () => this.#channels.forEach((channel) => channel.resume()));
  }

  /** This moment by the server's clock, in ms since the epoch. */
  now() {
    return Date.now() + this.offset;
  }

  /** Follow one event, with all that is known of it; with *short*, only what a list shows. */
  event(id, listener, short = false) {
    return (short ? this.short : this.whole).follow(id, listener);
  }

  /** Follow all events that lists of today show; *listener* gets the summaries. */
  events(listener) {
    return this.short.follow(EVERY, (_, connection) => listener([...this.short.records.values()], connection));
  }

  get #channels() {
    return [this.whole, this.short];
  }

  #visibility() {
    clearTimeout(this.#hiding);
    if (document.hidden) {
      this.#hiding = setTimeout(() => {
        this.paused = true;
        this.#channels.forEach((channel) => channel.pause());
      }, HIDDEN_MS);
    } else if (this.paused) {
      this.paused = false;
      this.#channels.forEach((channel) => channel.resume());
    }
  }
}

function address(ids, cursor) {
  const query = new URLSearchParams([...ids].sort().map((id) => ["event", id]));
  if (cursor) query.set("last", cursor);
  return `/api/live${query.size ? `?${query}` : ""}`;
}

function isOlder(record, held) {
  const [one, other] = [record.provenance, held.provenance];
  const sameLog = one.topic === other.topic && one.partition === other.partition;
  return sameLog && one.last_offset < other.last_offset;
}

// Two versions of this module may meet on a page that stays open over a deployment: they share the first one's feed.
export const feed = (globalThis[Symbol.for("touchline.feed")] ??= new Feed());
