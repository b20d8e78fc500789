// <tl-messages>: finding messages of a topic, with what was read so far, a way to stop, and a link to what was found.

import { fill, h, icon } from "./dom.js";
import { count, line, moment, opened, parsed, place, size } from "./streams-message.js";
import { ask, asked, csv, download, listen, remember, trouble } from "./streams-net.js";

const FROM = {
  newest: "The newest", oldest: "The oldest", time: "From a time on", offset: "From an offset on", clock: "From an event's clock on",
};
const LIMITS = [20, 50, 100, 500];
const EXAMPLES = ['type ~ "score"', 'data.participant == "sales" and data.clock > 2700', 'subject == "cup-final"', '"Mbappé"'];
const WHY = {
  complete: "Everything was looked at.",
  enough: "There is more.",
  stopped: "Stopped.",
  records: "As many messages as one search may look at were looked at.",
  bytes: "As many bytes as one search may read were read.",
  seconds: "As long as one search may take, it took.",
};

export class Messages extends HTMLElement {
  #fields = {};
  #form;
  #meter = h("div", { class: "tl-meter", role: "status", "aria-live": "polite" });
  #list = h("div", { class: "tl-list" });
  #foot = h("div", { class: "tl-bar" });
  #stop = null;
  #found = [];

  connectedCallback() {
    if (!this.#form) this.#build();
    if (asked("message")) this.#single();
    else this.#search();
  }

  disconnectedCallback() {
    this.#stop?.abort();
  }

  #build() {
    const input = (name, label, attributes = {}) => {
      this.#fields[name] = h("input", { name, value: asked(name), autocomplete: "off", ...attributes });
      return h("label", { "data-field": name }, label, this.#fields[name]);
    };
    const select = (name, label, options, chosen) => {
      this.#fields[name] = h("select", { name }, Object.entries(options).map(([value, text]) => h("option", { value, selected: value === chosen }, text)));
      return h("label", { "data-field": name }, label, this.#fields[name]);
    };
    const topic = asked("topic") || "sport.actions";
    const limits = Object.fromEntries(LIMITS.map((one) => [one, String(one)]));
    this.#form = h(
      "form",
      { class: "tl-form", onsubmit: (event) => this.#submit(event) },
      select("topic", "Topic", { [topic]: topic }, topic),
      select("from", "Which", FROM, asked("from") || "newest"),
      input("time", "Time, to the second", { type: "datetime-local", step: 1, value: local(asked("time")) }),
      input("offset", "Offset", { inputmode: "numeric", pattern: "[0-9]*" }),
      input("event", "Event", { placeholder: "its id" }),
      input("clock", "Minute", { placeholder: "63, 63:30 or 45+2" }),
      input("partition", "Partition", { inputmode: "numeric", pattern: "[0-9]*", placeholder: "all" }),
      select("limit", "At most", limits, asked("limit") || "50"),
      input("filter", "Filter", { type: "search", spellcheck: "false", placeholder: `such as ${EXAMPLES[0]}`, list: "tl-filters" }),
      h("datalist", { id: "tl-filters" }, EXAMPLES.map((one) => h("option", { value: one }))),
      h("div", { class: "tl-buttons" },
        h("button", { class: "tl-first", "data-do": "search" }, icon("search"), "Search"),
        h("button", { type: "button", "data-do": "stop", disabled: true, onclick: () => this.#stop?.abort() }, icon("stop_circle"), "Stop")),
    );
    this.#fields.from.addEventListener("change", () => this.#show());
    this.#show();
    fill(this, this.#form, help(), this.#meter, this.#list, this.#foot);
    this.#topics(topic);
  }

  /** Only the fields that the origin needs. */
  #show() {
    this.#form.dataset.from = this.#fields.from.value;
  }

  async #topics(chosen) {
    try {
      const { topics } = await ask("/api/streams/topics");
      const names = new Set([...topics.map((one) => one.name), chosen]);
      const select = this.#fields.topic;
      fill(select, [...names].map((one) => h("option", { value: one, selected: one === select.value }, one)));
    } catch {
      // the search itself says what is wrong
    }
  }

  #submit(event) {
    event.preventDefault();
    remember({ message: "" });
    this.#search();
  }

  /** What is asked, as the address says it. */
  #asked() {
    const from = this.#fields.from.value;
    const value = (name, ...origins) => (!origins.length || origins.includes(from) ? this.#fields[name].value.trim() : "");
    const time = value("time", "time");
    return {
      topic: value("topic"), from: from === "newest" ? "" : from, filter: value("filter"), limit: value("limit") === "50" ? "" : value("limit"),
      partition: value("partition"), offset: value("offset", "offset"), event: value("event", "clock"), clock: value("clock", "clock"),
      time: time ? new Date(time).toISOString() : "",
    };
  }

  async #search(places = "") {
    this.#stop?.abort();
    const stop = (this.#stop = new AbortController());
    const wanted = this.#asked();
    remember(wanted);
    if (!places) {
      this.#found = [];
      fill(this.#list);
    }
    this.#run(true);
    fill(this.#meter); // what it says is of the search before
    fill(this.#foot);
    const query = new URLSearchParams(Object.entries({ ...wanted, places }).filter(([, value]) => value));
    const state = { progress: null, ended: null };
    try {
      await listen(`/api/streams/messages?${query}`, stop.signal, (name, data) => stop === this.#stop && this.#take(name, data, state));
      if (stop.signal.aborted && stop === this.#stop) this.#end(state, { why: "stopped", places: {} });
    } catch (error) {
      if (stop === this.#stop) trouble(this.#meter, error);
    }
    if (stop === this.#stop) this.#run(false);
  }

  #run(running) {
    this.toggleAttribute("data-running", running);
    this.#form.querySelector('[data-do="stop"]').disabled = !running;
  }

  #take(name, data, state) {
    if (name === "begun" && data.waits) fill(this.#meter, h("p", {}, `${data.most} searches are under way; this one begins when one of them ends.`));
    if (name === "progress") {
      state.progress = data;
      this.#measure(data, true);
    }
    if (name === "found") this.#add(data.messages);
    if (name === "ended") this.#end(state, data);
    if (name === "failed") trouble(this.#meter, data.error);
  }

  #measure({ read, total, matched, bytes, seconds }, running) {
    const share = total ? Math.min(1, read / total) : 1;
    fill(
      this.#meter,
      running ? h("progress", { max: 1, value: share, "aria-label": "Read so far" }) : null,
      h("span", { "data-read": read, "data-matched": matched }, `${count(read)} of ${count(total)} looked at · ${count(matched)} found · ${size(bytes)} · ${seconds.toFixed(1)} s`),
    );
  }

  #add(messages) {
    const known = new Set(this.#found.map(place));
    const fresh = messages.filter((one) => !known.has(place(one)));
    this.#found.push(...fresh);
    this.#list.append(...fresh.map(line));
  }

  #end(state, { why, places }) {
    if (state.progress) this.#measure(state.progress, false);
    const nothing = !this.#found.length && why === "complete";
    this.#meter.append(h("span", { "data-ended": why }, nothing ? "Nothing passes. Change the filter, or look from the oldest on." : WHY[why]));
    const left = Object.entries(places).map(([partition, offset]) => `${partition}:${offset}`).join(",");
    fill(
      this.#foot,
      left ? h("button", { type: "button", "data-do": "more", onclick: () => this.#search(left) }, icon("expand_more"), "Read on") : null,
      this.#found.length ? [this.#export("CSV"), this.#export("JSON lines")] : null,
    );
  }

  #export(kind) {
    const name = `${this.#fields.topic.value}-${this.#found.length}`;
    const save = () =>
      kind === "CSV"
        ? download(`${name}.csv`, "text/csv", csv(["topic", "partition", "offset", "time", "key", "headers", "value"], this.#found.map(row)))
        : download(`${name}.jsonl`, "application/jsonl", this.#found.map((one) => JSON.stringify({ ...one, value: parsed(one) ?? one.value })).join("\n"));
    return h("button", { type: "button", class: "tl-plain", onclick: save }, icon("download"), kind);
  }

  /** One message alone, as a link says. */
  async #single() {
    const [partition, offset] = asked("message").split(":").map(Number);
    const topic = asked("topic") || "sport.actions";
    const beside = (by) => () => {
      remember({ message: `${partition}:${offset + by}` });
      this.#single();
    };
    const walk = h(
      "div", { class: "tl-bar" },
      h("button", { type: "button", onclick: beside(-1), disabled: offset === 0 }, icon("chevron_left"), "Before"),
      h("button", { type: "button", onclick: beside(1) }, "Behind", icon("chevron_right")),
      h("button", { type: "button", class: "tl-plain", onclick: () => (remember({ message: "" }), this.#search()) }, "Search the topic"),
    );
    fill(this.#foot, walk);
    fill(this.#meter);
    try {
      const message = await ask(`/api/streams/messages/${encodeURIComponent(topic)}/${partition}/${offset}`);
      fill(this.#list, h("div", { class: "tl-message-body", "data-single": `${partition}:${offset}` }, opened(message)));
    } catch (error) {
      trouble(this.#list, error);
    }
  }
}

function row(message) {
  const headers = message.headers.map(([name, value]) => `${name}=${value}`).join("; ");
  return [message.topic, message.partition, message.offset, new Date(message.timestamp).toISOString(), message.key, headers, message.value];
}

/** What a field for a local time shows for a moment of the address. */
function local(text) {
  const at = Date.parse(text);
  return Number.isNaN(at) ? "" : moment(at).replace(" ", "T").slice(0, 19);
}

function help() {
  const rows = [
    ['data.participant == "sales"', "a field of the message's JSON; also !=, <, <=, >, >="],
    ['type ~ "score"', "contains, whatever the case of letters; !~ does not"],
    ['data.kind in ["pass", "shot"]', "one of these"],
    ["data.member", "is there; not data.member: is not"],
    ['"Mbappé"', "anywhere in key and value"],
    ["key, partition, offset, timestamp, size, headers.NAME", "of the record itself"],
  ];
  return h(
    "details", { class: "tl-help" }, h("summary", {}, "How to write a filter"),
    h("dl", { class: "tl-facts" }, rows.map(([code, text]) => [h("dt", {}, h("code", {}, code)), h("dd", {}, text)])),
    h("p", { class: "tl-quiet" }, "Parts are joined with and, or, not and brackets. What is missing is null."),
  );
}

