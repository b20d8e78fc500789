// What elements that show one whole event have in common: they follow it for as long as they are on a page.

import { adopt } from "./dom.js";
import { feed } from "./feed.js";
import { ofEvent, tell } from "./source.js";

const PAST = { status: "past", since: null };

/** Base of elements with an `event`; they draw in `show(record, connection, missing)`.
 *
 * One with a moment in `at` shows the record that it was given in `past`, and follows nothing. */
export class Following extends HTMLElement {
  static observedAttributes = ["event"];
  #leave = null;
  #past = null;

  /** The id of the event that is followed. */
  get event() {
    return this.getAttribute("event") ?? "";
  }

  /** Whether this is a moment of the past. */
  get isPast() {
    return this.hasAttribute("at");
  }

  /** The record of that moment. */
  set past(record) {
    this.#past = record;
    if (this.isConnected) this.follow();
  }

  /** The moment that is shown, in ms since the epoch. */
  now() {
    return this.isPast ? Date.parse(this.getAttribute("at")) : feed.now();
  }

  connectedCallback() {
    adopt(this);
    this.follow();
  }

  disconnectedCallback() {
    this.#leave?.();
    this.#leave = null;
  }

  attributeChangedCallback(name, before, after) {
    if (this.isConnected && before !== after) this.follow();
  }

  /** Begin to follow the event that the attribute names now. */
  follow() {
    this.#leave?.();
    this.#leave = null;
    if (this.isPast) {
      if (this.#past) this.show(this.#past, PAST, false);
      return;
    }
    this.#leave = feed.event(this.event, (...news) => this.#hear(...news), this.getAttribute("source") === "summary");
  }

  #hear(record, connection, missing) {
    tell(this, connection, ofEvent(this.event, record));
    this.show(record, connection, missing);
  }
}
