// What was recorded on this device and where it is: kept in the browser until the broker has acknowledged it.
//
// Every action is a record of its own in localStorage, under an id that was made once, at the tap. It is sent again
// until it is answered; the same id twice counts once. The order of sending is the order of recording.

import { post } from "./post.js";

const PREFIX = "touchline.outbox.";
const WAITS_MS = [500, 1000, 2000, 4000, 8000, 15_000];
const KEPT = 200; // of those that are answered

/** An item is {action, label, tap, tapLabel, status: pending|acknowledged|refused, place, error, undone, retracts}. */
export class Outbox {
  #prefix;
  #changed;
  #items = new Map();
  #sending = false;
  #tries = 0;
  #retry = null;
  #hears = (event) => this.#otherTab(event);
  #online = () => this.send();
  problem = ""; // why nothing goes out at the moment
  needsToken = false;
  durable = true; // whether the browser keeps what was recorded

  constructor(event, changed) {
    this.#prefix = `${PREFIX}${event}/`;
    this.#changed = changed;
    this.#load();
    window.addEventListener("storage", this.#hears);
    window.addEventListener("online", this.#online);
  }

  close() {
    clearTimeout(this.#retry);
    window.removeEventListener("storage", this.#hears);
    window.removeEventListener("online", this.#online);
  }

  /** All items, the oldest first. */
  get items() {
    return [...this.#items.values()].sort((one, other) => (one.action.time < other.action.time ? -1 : 1));
  }

  get pending() {
    return this.items.filter((item) => item.status === "pending");
  }

  /** Keep the actions of one tap, as {action, label, tapLabel, …}, and send them. */
  add(entries) {
    const tap = entries[0].action.id;
    for (const entry of entries) this.#keep({ ...entry, tap, status: "pending" });
    this.#tries = 0;
    this.send();
  }

  update(item, changes) {
    this.#keep({ ...item, ...changes });
  }

  /** Send what is pending, in order, one after the other. */
  async send() {
    clearTimeout(this.#retry);
    if (this.#sending) return;
    this.#sending = true;
    try {
      for (let next = this.pending[0]; next && (await this.#sent(next)); next = this.pending[0]);
    } finally {
      this.#sending = false;
      this.#changed();
    }
  }

  async #sent(item) {
    const { result, place, error, wait } = await post(item.action);
    this.needsToken = result === "token";
    this.problem = result === "later" ? error : "";
    if (result === "acknowledged") this.#keep({ ...item, status: "acknowledged", place });
    else if (result === "refused") this.#refuse(item, error);
    else if (result === "later") this.#later(wait);
    if (!["acknowledged", "refused"].includes(result)) return false;
    this.#tries = 0;
    return true;
  }

  /** A refused action stays visible; what would take it back has nothing to take back. */
  #refuse(item, error) {
    this.#keep({ ...item, status: "refused", error });
    for (const other of this.pending) {
      if (other.action.data.action === item.action.id) {
        this.#keep({ ...other, status: "refused", error: "What it would take back was refused." });
      }
    }
  }

  #later(wait) {
    const step = WAITS_MS[Math.min(this.#tries++, WAITS_MS.length - 1)];
    this.#retry = setTimeout(() => this.send(), (wait ?? step) * (0.75 + Math.random() / 2));
  }

  #keep(item) {
    this.#items.set(item.action.id, item);
    this.#forget();
    try {
      localStorage.setItem(this.#prefix + item.action.id, JSON.stringify(item));
    } catch {
      this.durable = false;
    }
    this.#changed();
  }

  #forget() {
    const answered = this.items.filter((item) => item.status !== "pending");
    for (const item of answered.slice(0, Math.max(0, answered.length - KEPT))) {
      this.#items.delete(item.action.id);
      localStorage.removeItem(this.#prefix + item.action.id);
    }
  }

  #load() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(this.#prefix)) this.#take(localStorage.getItem(key));
      }
    } catch {
      this.durable = false;
    }
  }

  #otherTab(event) {
    if (!event.key?.startsWith(this.#prefix) || !event.newValue) return;
    this.#take(event.newValue);
    this.#changed();
  }

  #take(text) {
    const item = JSON.parse(text);
    this.#items.set(item.action.id, item);
  }
}
