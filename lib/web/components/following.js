// What elements that show one whole event have in common: they follow it for as long as they are on a page.

import { adopt } from "./dom.js";
import { feed } from "./feed.js";

/** Base of elements with an `event`; they draw in `show(record, connection, missing)`. */
export class Following extends HTMLElement {
  static observedAttributes = ["event"];
  #leave = null;

  /** The id of the event that is followed. */
  get event() {
    return this.getAttribute("event") ?? "";
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
    this.#leave = feed.event(this.event, (...news) => this.show(...news), this.getAttribute("source") === "summary");
  }
}
