// The explore page: queries, a chart or a table, what to compare with, metrics to find. Its state is the address.

import { ask, Clockwork, explain, NOTHING_HAPPENED, place } from "./answers.js";
import { Builder, proposal } from "./builder.js";
import { h, icon, mark, refill, say } from "./dom.js";
import { dress } from "./dress.js";
import { Alerts, Finder } from "./finder.js";
import { seconds } from "./numbers.js";
import { Panel } from "./panel.js";
import { Box } from "./promql.js";
import { changed, options, Range } from "./range.js";

const USUAL = { range: "1h", refresh: "" };
const EARLIER = [["", "nothing"], ["1h", "one hour earlier"], ["1d", "one day earlier"], ["7d", "one week earlier"]];
const MOST_QUERIES = 10;
const ALERTS_S = 15;
const EXAMPLES = [
  ["Scores now", "sum by (event, competitor) (last_over_time(sport_event_score[6h]))"],
  ["Events that are on", "sum(last_over_time(sport_event_live[10m]))"],
  ["Actions a second", "sum by (result) (rate(touchline_actions_total[$__rate_interval]))"],
];
const EVENT = /\bevent\s*=\s*"([^"]+)"/;

class Explore extends HTMLElement {
  #rows = []; // {box, builder, node}
  #list = h("div", { class: "tl-queries" });
  #range = new Range((changes) => this.#go(changes), () => this.#ask());
  #result = h("div", { class: "tl-result" });
  #panel = null;
  #invitation = h("div", { class: "tl-invite" }, h("p", {}, "Choose a metric, write a query, or begin with one of these:"), h("ul", {}, EXAMPLES.map(([text, query]) => h("li", {}, h("button", { type: "button", onclick: () => this.#begin(query) }, h("span", {}, text), h("code", {}, query))))));
  #problem = h("p", { class: "tl-problem", role: "status" });
  #tabs = h("div", { class: "tl-tabs", role: "tablist", "aria-label": "Explore" });
  #query = h("div", { class: "tl-explore-main" });
  #alerts = new Alerts();
  #finder = new Finder((metric) => this.#use(metric), (name) => this.#active.box.insert(name));
  #view = h("span", { class: "tl-view", role: "group", "aria-label": "Show as" });
  #toggles = h("span", { class: "tl-toggles", role: "group", "aria-label": "Look" });
  #marks = h("select", { onchange: () => this.#chooseMarks() });
  #compare = h("select", { onchange: () => this.#chooseCompared() });
  #threshold = h("input", { type: "number", step: "any", placeholder: "none", onchange: () => this.#go({ threshold: this.#threshold.value || null }) });
  #files = h("span", { class: "tl-files" });
  #events = [];
  #found = NOTHING_HAPPENED;
  #focused = 0;
  #clock = new Clockwork(() => this.#ask());
  #stop = null;
  #onBack = () => this.#read();

  async connectedCallback() {
    if (!this.childElementCount) this.#build();
    window.addEventListener("popstate", this.#onBack);
    await dress(this);
    this.#read();
    this.#finder.find();
    this.#loadEvents();
  }

  disconnectedCallback() {
    window.removeEventListener("popstate", this.#onBack);
    this.#stop?.abort();
    this.#clock.stop();
  }

  #build() {
    const add = h("button", { type: "button", onclick: () => this.#addRow("", true) }, icon("add"), "Query");
    const run = h("button", { type: "button", class: "tl-main", onclick: () => this.#run() }, icon("play_arrow"), "Ask");
    const fields = h("div", { class: "tl-fields" }, field("Actions", this.#marks), field("Compare with", this.#compare), field("Threshold", this.#threshold));
    const looks = h("div", { class: "tl-looks" }, this.#view, this.#toggles, this.#files, fields);
    this.#query.append(this.#list, h("div", { class: "tl-bar" }, run, add, this.#range.node), this.#problem, looks, this.#result);
    this.append(h("header", { class: "tl-board-head" }, h("h1", {}, "Explore"), this.#tabs), h("div", { class: "tl-explore-body" }, this.#query, h("aside", {}, h("h2", {}, "Metrics"), this.#finder.node)), this.#alerts.node);
    this.#panel = new Panel(this.#result);
    this.#result.append(this.#invitation);
    this.#panel.node.hidden = true;
  }

  get #active() {
    return this.#rows[this.#focused] ?? this.#rows[0];
  }

  get #queries() {
    return this.#rows.map((row) => row.box.value.trim()).filter(Boolean);
  }

  #go(changes, quietly = false) {
    const asked = place.query.getAll("query");
    const same = asked.join("\n") === this.#queries.join("\n");
    place.go(changed(place.query, { query: this.#queries, ...(same ? {} : { hide: null }), ...changes }), quietly); // other queries, other lines
    this.#read();
  }

  #run() {
    const before = location.search;
    this.#go({});
    if (location.search === before) this.#ask();
  }

  /** Be what the address says. */
  #read() {
    if (!this.isConnected || location.pathname !== "/explore") return;
    const query = place.query;
    const alerts = query.get("tab") === "alerts";
    this.#lay(query.getAll("query"));
    this.#range.show(query, USUAL);
    this.#fillLooks(query);
    this.#fillTabs(alerts);
    mark(this, "data-tab", alerts ? "alerts" : "query");
    this.#ask();
  }

  #lay(queries) {
    const wanted = queries.length ? queries.slice(0, MOST_QUERIES) : [""];
    while (this.#rows.length > wanted.length) this.#rows.pop().node.remove();
    wanted.forEach((text, index) => {
      if (this.#rows[index]) this.#rows[index].box.value = text;
      else this.#addRow(text);
    });
    this.#letter();
  }

  #addRow(text, focus = false) {
    if (this.#rows.length >= MOST_QUERIES) return;
    const box = new Box("Query", () => this.#run());
    const row = { box, builder: null };
    const tool = (symbol, label, act) => h("button", { type: "button", title: label, onclick: act }, icon(symbol, label));
    const build = tool("construction", "Build it step by step", () => this.#toggleBuilder(row, build));
    mark(build, "aria-pressed", "false");
    row.letter = h("b", { class: "tl-letter" });
    row.node = h("div", { class: "tl-query" }, row.letter, box.node, h("span", { class: "tl-query-tools" }, build, tool("format_align_left", "Lay out", () => this.#format(row)), tool("close", "Remove this query", () => this.#remove(row))));
    row.node.addEventListener("focusin", () => (this.#focused = this.#rows.indexOf(row)));
    box.value = text;
    this.#rows.push(row);
    this.#list.append(row.node);
    box.value = text; // its height is known only now
    this.#letter();
    if (focus) box.focus();
  }

  #letter() {
    this.#rows.forEach((row, index) => say(row.letter, this.#rows.length > 1 ? String.fromCharCode(65 + index) : ""));
  }

  #remove(row) {
    if (this.#rows.length === 1) row.box.value = "";
    else {
      this.#rows.splice(this.#rows.indexOf(row), 1);
      row.node.remove();
    }
    this.#run();
  }

  async #format(row) {
    try {
      row.box.value = (await ask(`/api/promql/format?${new URLSearchParams({ query: row.box.value })}`)).query;
    } catch (error) {
      say(this.#problem, explain(error));
    }
  }

  async #toggleBuilder(row, button) {
    if (row.builder) {
      row.builder.node.remove();
      row.builder = null;
    } else {
      row.builder = new Builder((text) => {
        row.box.value = text;
        if (text) this.#run();
      });
      row.node.append(row.builder.node);
      await row.builder.open();
    }
    mark(button, "aria-pressed", String(Boolean(row.builder)));
  }

  #use(metric) {
    const empty = this.#rows.find((row) => !row.box.value.trim());
    const row = empty ?? this.#active;
    row.box.value = proposal(metric);
    this.#run();
  }

  #fillTabs(alerts) {
    const tab = (text, on, value) => h("button", { type: "button", role: "tab", "aria-selected": String(on), onclick: () => this.#go({ tab: value }) }, text);
    refill(this.#tabs, alerts, () => [tab("Queries", !alerts, null), tab("Alerts and rules", alerts, "alerts")]);
  }

  #fillLooks(query) {
    const table = query.get("view") === "table";
    refill(this.#view, table, () => [toggle("show_chart", "Graph", !table, () => this.#go({ view: null })), toggle("table_rows", "Table", table, () => this.#go({ view: "table" }))]);
    const looks = [["stack", "1", "Stacked"], ["linear", "1", "Straight"], ["zero", "0", "Zoom to values"]];
    const state = looks.map(([name, on]) => query.get(name) === on);
    refill(this.#toggles, [state, table], () => (table ? [] : looks.map(([name, on, text], index) => toggle(null, text, state[index], () => this.#go({ [name]: state[index] ? null : on })))));
    const named = this.#events.map((one) => [one.value, one.name || one.value]);
    options(this.#marks, [["", "none"], ["*", "of all events"], ...named]);
    this.#marks.value = query.get("marks") ? query.get("event") || "*" : "";
    options(this.#compare, [...EARLIER, ...named.map(([value, text]) => [`event:${value}`, `with ${text}, period by period`])]);
    this.#compare.value = query.get("other") ? `event:${query.get("other")}` : (query.get("compare") ?? "");
    if (document.activeElement !== this.#threshold) this.#threshold.value = query.get("threshold") ?? "";
    for (const one of [this.#marks, this.#threshold]) one.closest("label").hidden = table;
    const address = (format) => `/api/query?${changed(place.query, { format, view: null })}`;
    refill(this.#files, location.search, () => ["csv", "json"].map((format) => h("a", { class: "tl-button", href: address(format), download: "" }, icon("download"), format.toUpperCase())));
  }

  #chooseMarks() {
    const { value } = this.#marks;
    this.#go({ marks: value ? "1" : null, event: value && value !== "*" ? value : place.query.get("other") ? place.query.get("event") : null });
  }

  #chooseCompared() {
    const { value } = this.#compare;
    const marked = place.query.get("marks") ? place.query.get("event") : null;
    if (!value.startsWith("event:")) return this.#go({ compare: value || null, other: null, event: marked });
    const own = this.#queries.map((text) => text.match(EVENT)?.[1]).find(Boolean);
    if (own) return this.#go({ compare: null, other: value.slice(6), event: own });
    this.#compare.value = "";
    return say(this.#problem, 'To compare with another event, the query has to name its own: {event="…"}.');
  }

  async #loadEvents() {
    try {
      this.#events = (await ask("/api/labels?label=event")).values.slice(0, 200);
      this.#fillLooks(place.query);
    } catch {
      this.#events = []; // queries say what is wrong
    }
  }

  async #ask() {
    this.#stop?.abort();
    const { signal } = (this.#stop = new AbortController());
    if (place.query.get("tab") === "alerts") {
      await this.#alerts.show();
      if (!signal.aborted) this.#clock.every(ALERTS_S);
      return;
    }
    if (!this.#queries.length) return this.#invite();
    this.#panel.node.hidden = false;
    this.#invitation.hidden = true;
    mark(this, "data-asking", "true");
    try {
      const [answer, found] = await Promise.all([ask(`/api/query?${place.query}`, signal), this.#askMarks(signal)]);
      this.#found = found;
      this.#show(answer);
      say(this.#problem, "");
    } catch (error) {
      if (signal.aborted) return;
      say(this.#problem, explain(error));
    }
    mark(this, "data-asking", "false");
    this.#clock.every(seconds(this.#range.refresh(place.query)));
  }

  async #askMarks(signal) {
    if (!place.query.get("marks")) return NOTHING_HAPPENED;
    const query = changed(place.query, { query: null });
    return ask(`/api/marks?${query}`, signal);
  }

  #show(answer) {
    this.#range.note(answer.start, answer.end);
    const { length } = answer.queries;
    answer.title = length === 1 ? "Result" : `${length} queries`;
    const options = {
      zero: place.query.get("zero") !== "0",
      marks: this.#found.marks,
      hidden: place.query.getAll("hide"),
      tabled: place.query.get("numbers") === "1",
      onRange: (from, to) => this.#range.set(from, to),
      onHide: (names) => place.go(changed(place.query, { hide: names }), true),
      onTable: (on) => place.go(changed(place.query, { numbers: on ? "1" : null }), true),
    };
    this.#panel.show(answer, options, this.#found.left_out);
    const filled = this.#rows.filter((row) => row.box.value.trim());
    filled.forEach((row, index) => {
      const note = (answer.notes ?? []).find((one) => one.kind === "wrong" && (one.query ?? 0) === index);
      const asAsked = answer.queries[index] === row.box.value; // else a place in it is not a place in the box
      row.box.wrong(asAsked ? (note?.offset ?? null) : null);
    });
  }

  #invite() {
    this.#panel.node.hidden = true;
    this.#invitation.hidden = false;
    say(this.#problem, "");
  }

  #begin(query) {
    this.#active.box.value = query;
    this.#run();
  }
}

function toggle(symbol, text, on, act) {
  return h("button", { type: "button", "aria-pressed": String(on), onclick: act }, symbol ? icon(symbol) : null, text);
}

function field(text, control) {
  return h("label", { class: "tl-variable" }, h("span", {}, text), control);
}

if (!customElements.get("tl-explore")) customElements.define("tl-explore", Explore);

/** Show the page in *parent*, which Streamlit keeps over reruns. */
export function mount(parent) {
  parent.querySelector("[data-tl-coming]")?.remove();
  const page = parent.querySelector("tl-explore") ?? parent.appendChild(document.createElement("tl-explore"));
  return () => page.remove();
}
