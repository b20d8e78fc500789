// A panel: its title, what it draws, what there is to say of it, and the ways on from it.

import { ask, Clockwork, explain, follow, happened, NOTHING_HAPPENED } from "./answers.js";
import { h, fill, icon, mark, refill, say } from "./dom.js";
import { Lines } from "./lines.js";
import { freshness, leftOut, noted } from "./notes.js";
import { seconds, written } from "./numbers.js";
import { Bars, Gauge, Heat, Rows, Stat, Text } from "./shapes.js";
import { ofQueries, tell } from "./source.js";
import { dress } from "./dress.js";

const OVER_TIME = "TimeSeriesChart";
const SHAPES = {
  [OVER_TIME]: Lines, BarChart: Bars, StatChart: Stat, GaugeChart: Gauge, Table: Rows, HeatMapChart: Heat, Markdown: Text,
};
const SERIOUS = new Set(["away", "wrong", "stale", "no-series", "no-data", "warning", "left-out"]);

/** A panel in *parent*. *ways* are functions from an answer to an address: `{csv, explore}`. */
export class Panel {
  #title = h("h3", {});
  #help = h("details", { class: "tl-help", hidden: true }, h("summary", { title: "What this is" }, icon("info", "What this is")), h("p", {}));
  #tools = h("span", { class: "tl-tools" });
  #body = h("div", { class: "tl-panel-body" });
  #table = h("div", { class: "tl-shape tl-table", hidden: true, tabindex: "0" });
  #notes = h("ul", { class: "tl-notes" });
  #shape = null;
  #kind = "";
  #ways;
  #options = null;
  #tabled = false;

  constructor(parent, ways = {}) {
    this.#ways = ways;
    this.node = parent.appendChild(
      h("section", { class: "tl-panel", "aria-busy": "true" }, h("header", {}, this.#title, this.#help, this.#tools), this.#body, this.#table, this.#notes),
    );
    this.#body.append(h("div", { class: "tl-skeleton" }));
  }

  /** What is known before it is answered. */
  expect(title, help, kind) {
    say(this.#title, title);
    this.#help.hidden = !help;
    say(this.#help.lastElementChild, help ?? "");
    mark(this.node, "data-kind", kind);
  }

  /** *options* go to the drawing, as lines.js has them; *tabled* says whether the lines are shown in numbers, *onTable* hears of it.
   So many actions as *left* have no mark. */
  show(answer, options, left = 0) {
    this.answer = answer;
    this.#options = options;
    this.expect(answer.title, answer.help, answer.plugin.kind);
    this.#draw(answer, options);
    this.#fillTools(answer);
    this.#setTabled(options?.tabled ?? this.#tabled);
    this.#fillNotes([...(answer.notes ?? []), ...(left ? [{ kind: "left-out", text: leftOut(left) }] : [])]);
    mark(this.node, "aria-busy", "false");
    mark(this.node, "data-drawn", answer.drawing ? "true" : "false");
  }

  /** Say that nothing came; what was drawn before stays, a little paler. */
  fail(text) {
    this.#fillNotes([{ kind: "away", text }]);
    this.#body.querySelector(".tl-skeleton")?.remove();
    mark(this.node, "aria-busy", "false");
    mark(this.node, "data-old", "true");
  }

  leave() {
    this.#shape?.leave();
    this.node.remove();
  }

  #draw(answer, options) {
    this.node.removeAttribute("data-old");
    const kind = answer.drawing ? answer.plugin.kind : "";
    if (kind !== this.#kind || !this.#shape) {
      this.#shape?.leave();
      this.#body.replaceChildren();
      this.#shape = kind ? new SHAPES[kind](this.#body) : null;
      this.#kind = kind;
    }
    this.#shape?.show(answer, options);
  }

  #fillTools(answer) {
    const markdown = answer.plugin.kind === "Markdown";
    const addresses = markdown ? [] : [this.#ways.explore?.(answer), this.#ways.csv?.(answer)];
    const tabled = answer.plugin.kind === "TimeSeriesChart" && answer.drawing;
    refill(this.#tools, [addresses, Boolean(tabled)], () => [
      tabled ? h("button", { type: "button", title: "As a table", onclick: () => this.#toggleTable() }, icon("table_rows", "As a table")) : null,
      addresses[1] ? h("a", { href: addresses[1], download: "", title: "CSV" }, icon("download", "CSV")) : null,
      addresses[0] ? h("a", { href: addresses[0], target: "_self", title: "Explore this query", onclick: follow }, icon("query_stats", "Explore this query")) : null,
    ]);
  }

  #toggleTable() {
    this.#setTabled(!this.#tabled);
    this.#options?.onTable?.(this.#tabled);
  }

  #setTabled(on) {
    const button = this.#tools.querySelector("button");
    this.#tabled = on && Boolean(button); // only lines have numbers to show instead
    if (button) mark(button, "aria-pressed", String(on));
    this.#table.hidden = !this.#tabled;
    this.#body.hidden = this.#tabled;
    this.#fillTable();
  }

  /** The lines of a chart in numbers. */
  #fillTable() {
    if (!this.#tabled) return;
    const format = this.answer.plugin.spec.yAxis?.format;
    const rows = this.answer.drawing.lines.map((one) => {
      const known = one.values.filter((value) => value !== null);
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      const numbers = known.length ? [known.at(-1), Math.min(...known), Math.max(...known), mean] : [null, null, null, null];
      return h("tr", {}, h("th", { scope: "row" }, one.name), numbers.map((value) => h("td", { "data-numeric": "true" }, written(value, format))));
    });
    const heads = ["", "Last", "Least", "Most", "Mean"].map((text) => h("th", { scope: "col", "data-numeric": String(Boolean(text)) }, text));
    fill(this.#table, h("table", {}, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows)));
  }

  #fillNotes(notes) {
    const shown = notes.filter((note) => SERIOUS.has(note.kind) || !this.answer?.drawing);
    const queries = this.answer?.queries ?? [];
    refill(this.#notes, [shown, queries, this.answer?.start], () => shown.map((note) => noted(note, queries, this.#thither(note))));
    mark(this.node, "data-empty", String(!this.#shape));
  }

  /** The way to the time at which there was something. */
  #thither(note) {
    if (note.kind !== "no-data" || !note.at || !this.#options?.onRange) return null;
    const span = this.answer.end - this.answer.start;
    const go = () => this.#options.onRange(note.at - span * 0.9, note.at + span * 0.1);
    return h("button", { type: "button", class: "tl-thither", onclick: go }, "Go there");
  }
}

/** `<tl-panel dashboard="match" panel="score" var-event="…" range="6h" refresh="10">`: one panel, anywhere. */
class PanelElement extends HTMLElement {
  #panel = null;
  #clock = null;
  #stop = null;
  #found = NOTHING_HAPPENED;
  #known = { queries: [], at: null };

  static observedAttributes = ["dashboard", "panel", "range", "refresh"];

  async connectedCallback() {
    await dress(this);
    if (!this.isConnected || this.#panel) return;
    this.#clock = new Clockwork(() => this.#ask());
    this.#panel = new Panel(this, {
      csv: () => this.#address("/panels", { format: "csv" }),
      explore: (answer) => exploring(answer, { range: this.getAttribute("range") ?? "" }),
    });
    this.#ask();
  }

  disconnectedCallback() {
    this.#stop?.abort();
    this.#clock?.stop();
    this.#panel?.leave();
    this.#panel = null;
  }

  attributeChangedCallback() {
    if (this.#panel) this.#ask();
  }

  async #ask() {
    this.#stop?.abort();
    const { signal } = (this.#stop = new AbortController());
    try {
      const answer = await ask(this.#address("/panels"), signal);
      this.#show(answer);
      this.#tell(answer);
      if (answer.plugin.kind === OVER_TIME && answer.event) {
        this.#found = await happened(answer.event, answer.start, answer.end, signal);
        this.#show(answer);
      }
    } catch (error) {
      if (!signal.aborted) this.#panel?.fail(explain(error));
      if (!signal.aborted) this.#tell({ ...this.#known, notes: [{ kind: "away" }] });
    }
    if (!signal.aborted) this.#clock?.every(seconds(this.getAttribute("refresh") ?? "10s"));
  }

  #show(answer) {
    this.#panel?.show(answer, { marks: this.#found.marks }, this.#found.left_out);
  }

  /** In a page of the wiki, tell the foot of the block that this stands in. */
  #tell({ notes = [], queries = [], prometheus }) {
    const { at } = this.#known;
    this.#known = { queries, prometheus, at: notes.some((note) => note.kind === "away") ? at : Date.now() };
    tell(this.parentElement, freshness(notes, this.#known.at), ofQueries(this.#known));
  }

  #address(part, more = {}) {
    const query = new URLSearchParams(more);
    for (const { name, value } of this.attributes) if (name === "range" || name.startsWith("var-")) query.append(name, value);
    return `/api/dashboards/${encodeURIComponent(this.getAttribute("dashboard"))}${part}/${encodeURIComponent(this.getAttribute("panel"))}?${query}`;
  }
}

/** Where the queries of an answer can be looked into. */
export function exploring(answer, range) {
  const query = new URLSearchParams(answer.queries.map((text) => ["query", text]));
  for (const [name, value] of Object.entries(range)) if (value) query.set(name, value);
  return `/explore?${query}`;
}

if (!customElements.get("tl-panel")) customElements.define("tl-panel", PanelElement);
