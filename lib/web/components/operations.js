// The operations page: which revision runs where, who reads what, what changed, what went wrong. Each view is one element.

import { fill, h, icon } from "./dom.js";
import { commit, parts, readers, revisions } from "./operations-state.js";
import { Steps } from "./operations-steps.js";
import { moment } from "./streams-message.js";
import { ask, csv, download, tokenForm, trouble } from "./streams-net.js";

const EVERY_MS = 5_000;

/** Base of what asks for *path* now and then, and is drawn anew when the answer has changed. */
class Asking extends HTMLElement {
  path = "";
  #timer = null;
  #text = "";

  connectedCallback() {
    fill(this, h("div", { class: "tl-skeleton", "aria-busy": "true" }));
    this.#look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#text = "";
  }

  async #look() {
    clearTimeout(this.#timer);
    try {
      const answer = await ask(this.path);
      const text = JSON.stringify(answer);
      if (text !== this.#text) this.draw(answer);
      this.#text = text;
    } catch (error) {
      this.#text = "";
      if (error.status === 401) return fill(this, tokenForm(error.message, () => this.#look()));
      trouble(this, error);
      if (error.status === 403) return undefined;
    }
    if (this.isConnected) this.#timer = setTimeout(() => this.#look(), EVERY_MS);
    return undefined;
  }
}

class State extends Asking {
  path = "/api/operations";

  draw({ fleet, parts: all }) {
    fill(this, commit(fleet), revisions(fleet), h("h3", {}, "Parts"), parts(all));
  }
}

class Scale extends Asking {
  path = "/api/operations";

  draw({ fleet, groups }) {
    fill(this, readers(fleet, groups));
  }
}

class Errors extends Asking {
  path = "/api/operations/errors";
  #open = new Set();

  draw({ lines }) {
    const rows = () => csv(["time", "part", "level", "event", "module", "said"], lines.map((one) => [one.time, one.part, one.level, one.event, one.module, one.said]));
    const save = h("button", { type: "button", class: "tl-plain", onclick: () => download("errors.csv", "text/csv", rows()) }, icon("download"), "CSV");
    fill(
      this,
      h("div", { class: "tl-bar" }, save, h("span", { class: "tl-quiet" }, "The newest first, of the logs that this app can read; secrets are left out.")),
      lines.length ? h("div", { class: "tl-list", "data-part": "errors" }, lines.map((one) => this.#line(one))) : h("p", { class: "tl-empty" }, "No warning and no error is in the logs that this app can read."),
    );
  }

  #line(one) {
    const key = `${one.time} ${one.part} ${one.event}`;
    const details = h(
      "details", { class: "tl-message", open: this.#open.has(key), "data-level": one.level },
      h("summary", {},
        h("time", { datetime: one.time }, moment(Date.parse(one.time)).slice(5, 19)),
        h("span", { class: "tl-place" }, one.part),
        h("span", { class: one.level === "warning" ? "tl-key" : "tl-key tl-why" }, one.event),
        h("span", { class: "tl-said" }, one.said)),
      h("div", { class: "tl-message-body" },
        h("dl", { class: "tl-facts" }, [["Level", one.level], ["Module", one.module], ["Said", one.said]].map(([name, value]) => [h("dt", {}, name), h("dd", {}, value || "—")])),
        one.traceback ? h("pre", { tabindex: 0 }, one.traceback) : null),
    );
    details.addEventListener("toggle", () => (details.open ? this.#open.add(key) : this.#open.delete(key)));
    return details;
  }
}

const VIEWS = { "tl-op-state": State, "tl-op-scale": Scale, "tl-op-steps": Steps, "tl-op-errors": Errors };
for (const [name, element] of Object.entries(VIEWS)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Put the view `tag` into *parent*. */
export function mount(parent, { tag }) {
  const element = parent.querySelector(tag) ?? h(tag, { class: "tl-streams tl-operations" });
  parent.querySelector("[data-tl-coming]")?.remove();
  if (!element.isConnected) parent.append(element);
  return () => element.remove();
}
