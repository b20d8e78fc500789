// <tl-tail>: messages of several topics as they come. It can be paused; what comes meanwhile is counted.

import { fill, h, icon, mark, say } from "./dom.js";
import { count, line, place } from "./streams-message.js";
import { ask, asked, askedAll, listen, remember } from "./streams-net.js";

const MOST = 200;
const AGAIN_MS = [500, 1000, 2000, 4000];
const FIRST = ["sport.actions"];

export class Tail extends HTMLElement {
  #topics = h("fieldset", { class: "tl-topics-choice" });
  #filter = h("input", { type: "search", spellcheck: "false", value: asked("filter"), placeholder: 'such as type ~ "score"', "aria-label": "Filter" });
  #pause;
  #note = h("span", { class: "tl-quiet", role: "status" });
  #list = h("div", { class: "tl-list", role: "log", "aria-label": "Messages", "aria-live": "off" });
  #stop = null;
  #paused = false;
  #held = [];
  #seen = 0;
  #left = 0;
  #tries = 0;

  connectedCallback() {
    if (!this.#pause) this.#build();
    this.#follow();
  }

  disconnectedCallback() {
    this.#stop?.abort();
    this.#stop = null;
  }

  #build() {
    this.#pause = h("button", { type: "button", "data-do": "pause", "aria-pressed": "false", onclick: () => this.#toggle() });
    const clear = h("button", { type: "button", class: "tl-plain", onclick: () => fill(this.#list) }, icon("clear_all"), "Clear");
    const form = h("form", { class: "tl-form", onsubmit: (event) => (event.preventDefault(), this.#follow()) },
      h("label", { "data-field": "filter" }, "Filter", this.#filter), h("div", { class: "tl-buttons" }, h("button", {}, "Apply"), this.#pause, clear));
    this.#draw();
    fill(this, this.#topics, form, this.#note, this.#list);
    this.#choices();
  }

  async #choices() {
    const chosen = new Set(askedAll("topic").length ? askedAll("topic") : FIRST);
    let names = [...chosen];
    try {
      names = (await ask("/api/streams/topics")).topics.map((one) => one.name);
    } catch {
      // the stream itself says what is wrong
    }
    const box = (name) =>
      h("label", {}, h("input", { type: "checkbox", value: name, checked: chosen.has(name), onchange: () => this.#follow() }), name);
    const [ours, others] = [names.filter((name) => name.startsWith("sport.")), names.filter((name) => !name.startsWith("sport."))];
    fill(
      this.#topics, h("legend", {}, "Topics"), ours.map(box),
      others.length ? h("details", {}, h("summary", {}, `${others.length} more`), others.map(box)) : null,
    );
  }

  get #wanted() {
    const boxes = [...this.#topics.querySelectorAll("input")];
    if (!boxes.length) return askedAll("topic").length ? askedAll("topic") : FIRST;
    return boxes.filter((box) => box.checked).map((box) => box.value);
  }

  async #follow() {
    this.#stop?.abort();
    const stop = (this.#stop = new AbortController());
    const topics = this.#wanted;
    const filter = this.#filter.value.trim();
    remember({ topic: topics.join() === FIRST.join() ? "" : topics, filter });
    fill(this.#list);
    this.#held = [];
    this.#left = 0;
    if (!topics.length) {
      say(this.#note, "Choose a topic.");
      return;
    }
    const query = new URLSearchParams([...topics.map((one) => ["topic", one]), ["filter", filter]]);
    say(this.#note, "Connecting");
    while (stop === this.#stop) {
      try {
        await listen(`/api/streams/tail?${query}`, stop.signal, (name, data) => stop === this.#stop && this.#take(name, data));
      } catch (error) {
        if (stop !== this.#stop) return;
        say(this.#note, error.message);
      }
      if (stop !== this.#stop) return;
      await new Promise((done) => setTimeout(done, AGAIN_MS[Math.min(this.#tries, AGAIN_MS.length - 1)]));
      this.#tries += 1;
    }
  }

  #take(name, data) {
    this.#tries = 0;
    if (name === "beat") {
      mark(this, "data-connected", "true");
      if (data.problem) say(this.#note, data.problem);
      else this.#tell();
      return;
    }
    const fresh = this.#fresh(data.messages);
    this.#seen += fresh.length;
    this.#left += data.left_out;
    if (this.#paused) this.#held = [...this.#held, ...fresh].slice(-MOST);
    else this.#show(fresh);
    this.#tell(data.problem);
  }

  /** Those that are not here yet: whoever connects anew is sent the last ones once more. */
  #fresh(messages) {
    const known = new Set([...[...this.#list.children].map((one) => one.dataset.message), ...this.#held.map(place)]);
    return messages.filter((one) => !known.has(place(one)));
  }

  #show(messages) {
    this.#list.prepend(...messages.slice(-MOST).reverse().map(line));
    while (this.#list.children.length > MOST) this.#list.lastElementChild.remove();
  }

  #toggle() {
    this.#paused = !this.#paused;
    if (!this.#paused) {
      this.#show(this.#held);
      this.#held = [];
    }
    this.#draw();
    this.#tell();
  }

  #draw() {
    mark(this.#pause, "aria-pressed", this.#paused);
    fill(this.#pause, icon(this.#paused ? "play_arrow" : "pause"), this.#paused ? "Go on" : "Pause");
  }

  #tell(problem = "") {
    mark(this, "data-seen", this.#seen);
    const held = this.#held.length ? ` · ${count(this.#held.length)} came while paused` : "";
    const left = this.#left ? ` · ${count(this.#left)} left out, because more came than one can show` : "";
    const also = problem ? ` · ${problem}` : ""; // of one topic of several
    say(this.#note, `${this.#paused ? "Paused" : "Live"} · ${count(this.#seen)} messages so far${held}${left}${also}`);
  }
}
