// <tl-chart block="DIGEST" title="…" unit="…">: numbers over time as lines, with the same numbers as a table beside.

import { happened, NOTHING_HAPPENED } from "./answers.js";
import { Asked, notesOf, shown } from "./asked.js";
import { fill, h, icon, refill } from "./dom.js";
import { leftOut, noted } from "./notes.js";
import { moments, path, s, scale, ticks } from "./svg.js";
import { timeOfDay } from "./words.js";

const HEIGHT = 220;
const ROOM = { top: 10, right: 12, bottom: 24, left: 44 };
const COLOURS = 6; // of the theme, see wiki-blocks.css; further lines are dashed
const DAY_MS = 86_400_000;
const NEAR_PX = 6; // of a mark

export class Chart extends Asked {
  #answer = null;
  #found = NOTHING_HAPPENED; // in the event that the query is about
  #parts = null;
  #title = "";
  #resized = new ResizeObserver(() => this.#answer && this.#plot());

  connectedCallback() {
    if (!this.#parts) this.#build();
    this.#resized.observe(this.#parts.plot);
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#resized.disconnect();
  }

  draw(answer) {
    const { legend, table } = this.#parts;
    this.#answer = answer;
    this.#note();
    const names = answer.lines.map((line) => line.name);
    refill(legend, names, () => (names.length > 1 || names[0] ? names.map(entry) : []));
    this.#plot();
    if (table.open) this.#tabulate();
    this.#mark(answer);
  }

  /** Draw the actions of the event that the query is about, once they are here. */
  async #mark({ event, lines }) {
    if (!event || !lines.length) return;
    const [from, to] = ends(lines);
    this.#found = await happened(event, from / 1000, to / 1000);
    this.#note();
    this.#plot();
  }

  #note() {
    const { query } = this.#answer;
    const left = leftOut(this.#found.left_out);
    const all = [...notesOf(this.#answer), ...(left ? [{ kind: "left-out", text: left }] : [])];
    refill(this.#parts.notes, [all, query], () => all.map((note) => noted(note, [query])));
  }

  #build() {
    this.#title = this.getAttribute("title") ?? "";
    this.removeAttribute("title");
    const table = h("details", { class: "tl-asked", ontoggle: () => this.#tabulate() }, h("summary", {}, "Numbers"));
    this.#parts = {
      plot: h("div", { class: "tl-chart-plot" }), legend: h("ul", { class: "tl-chart-legend" }), notes: h("ul", { class: "tl-notes" }),
      table, rows: h("div", { class: "tl-chart-rows" }),
    };
    const { plot, legend, notes, rows } = this.#parts;
    table.append(rows);
    fill(
      this,
      this.#title ? h("div", { class: "tl-stat-title" }, this.#title) : null,
      plot, legend, notes, table,
    );
  }

  #plot() {
    const { plot } = this.#parts;
    const width = Math.max(240, Math.round(plot.clientWidth));
    const { lines } = this.#answer;
    refill(plot, [lines, width, this.#found.marks], () => (lines.some((line) => line.points.length) ? [this.#drawn(lines, width)] : [h("div", { class: "tl-chart-empty" })]));
  }

  #drawn(lines, width) {
    const values = lines.flatMap((line) => line.points.map(([, value]) => value)).filter((value) => value !== null);
    const [from, to] = ends(lines);
    const [low, high] = [Math.min(0, ...values), Math.max(...values, 0)];
    const levels = ticks(low, high === low ? low + 1 : high, 4);
    const x = scale([from, to], [ROOM.left, width - ROOM.right]);
    const y = scale([Math.min(low, levels[0]), Math.max(high, levels.at(-1))], [HEIGHT - ROOM.bottom, ROOM.top]);
    const svg = s(
      "svg", { viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": this.#label(lines) },
      levels.map((value) => s("g", {}, s("line", { class: "grid", x1: ROOM.left, x2: width - ROOM.right, y1: y(value), y2: y(value) }), label(ROOM.left - 8, y(value) + 4, shown(value), "end"))),
      moments(from, to, Math.max(2, Math.floor(width / 110))).map((at) => label(x(at), HEIGHT - 6, clock(at, to - from), "middle")),
      this.#found.marks.map((one) => s("line", { class: "mark", "data-mark": one.kind, x1: x(one.at * 1000), x2: x(one.at * 1000), y1: ROOM.top, y2: HEIGHT - ROOM.bottom })),
      lines.map((line, index) => s("path", { class: "line", "data-colour": index % COLOURS, "data-dashed": index >= COLOURS ? "" : null, d: path(line.points, x, y) })),
    );
    this.#hover(svg, lines, x, y, width);
    return svg;
  }

  /** Under a pointer, the values of that moment. */
  #hover(svg, lines, x, y, width) {
    const rule = s("line", { class: "rule", y1: ROOM.top, y2: HEIGHT - ROOM.bottom, visibility: "hidden" });
    const dots = lines.map((_, index) => s("circle", { class: "dot", r: 3.5, "data-colour": index % COLOURS, visibility: "hidden" }));
    const said = h("div", { class: "tl-chart-said", hidden: true });
    svg.append(rule, ...dots);
    svg.addEventListener("pointermove", (event) => {
      const box = svg.getBoundingClientRect();
      const at = nearest(lines, (event.clientX - box.left) * (width / box.width), x);
      if (at === null) return;
      rule.setAttribute("visibility", "visible");
      for (const name of ["x1", "x2"]) rule.setAttribute(name, x(at));
      const here = lines.map((line) => line.points.find(([time]) => time === at)?.[1] ?? null);
      dots.forEach((dot, index) => {
        dot.setAttribute("visibility", here[index] === null ? "hidden" : "visible");
        dot.setAttribute("cx", x(at));
        dot.setAttribute("cy", here[index] === null ? 0 : y(here[index]));
      });
      said.hidden = false;
      const rows = lines.map((line, index) => [line.name, shown(here[index]), index]).filter(([, value]) => value !== "–");
      const near = this.#found.marks.filter((one) => Math.abs(x(one.at * 1000) - x(at)) <= NEAR_PX);
      fill(
        said, h("strong", {}, timeOfDay(at)), rows.map(([name, value, index]) => h("div", {}, h("i", { "data-colour": index % COLOURS }), `${name} `, h("b", {}, value))),
        near.map((one) => h("div", { class: "tl-quiet" }, one.text)),
      );
      said.style.insetInlineStart = `${Math.min(x(at) + 10, width - 150)}px`;
      if (!said.isConnected) svg.parentElement.append(said);
    });
    svg.addEventListener("pointerleave", () => {
      said.hidden = true;
      for (const node of [rule, ...dots]) node.setAttribute("visibility", "hidden");
    });
  }

  #label(lines) {
    const last = lines.map((line) => `${line.name || "value"} ${shown(line.points.at(-1)?.[1])}`).join(", ");
    return `${this.#title || "Chart"}. Last values: ${last}. The numbers are in the table below.`;
  }

  /** The numbers, the newest first, and a link that saves them. */
  #tabulate() {
    const { rows, table } = this.#parts;
    if (!table.open || !this.#answer) return;
    const { lines } = this.#answer;
    const times = [...new Set(lines.flatMap((line) => line.points.map(([at]) => at)))].sort((one, other) => other - one);
    const byTime = lines.map((line) => new Map(line.points));
    const names = lines.map((line, index) => line.name || (lines.length > 1 ? `${index + 1}` : this.getAttribute("unit") ?? "value"));
    const cells = times.map((at) => [new Date(at).toISOString(), ...byTime.map((line) => line.get(at) ?? "")]);
    refill(rows, [names, cells], () => [
      h("a", { class: "tl-chart-csv", href: csv([["time", ...names], ...cells]), download: `${this.#title || "numbers"}.csv` }, icon("download"), "CSV"),
      h(
        "table", {},
        h("thead", {}, h("tr", {}, h("th", {}, "Time"), names.map((name) => h("th", {}, name)))),
        h("tbody", {}, cells.map(([, ...values], row) => h("tr", {}, h("td", {}, timeOfDay(times[row])), values.map((value) => h("td", {}, value === "" ? "" : shown(value)))))),
      ),
    ]);
  }
}

/** The first and the last moment of lines that have points, in ms. */
function ends(lines) {
  const times = lines.flatMap((line) => line.points.map(([at]) => at));
  return [times.reduce((one, other) => Math.min(one, other)), times.reduce((one, other) => Math.max(one, other))];
}

function entry(name, index) {
  return h("li", {}, h("i", { "data-colour": index % COLOURS }), name);
}

function label(x, y, text, anchor) {
  const node = s("text", { x, y, "text-anchor": anchor });
  node.textContent = text;
  return node;
}

/** The time of a point that lies nearest to *place* on the axis. */
function nearest(lines, place, x) {
  let best = null;
  for (const line of lines) {
    for (const [at] of line.points) if (best === null || Math.abs(x(at) - place) < Math.abs(x(best) - place)) best = at;
  }
  return best;
}

function clock(at, span) {
  const long = span > 2 * DAY_MS;
  const form = long ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit", ...(span < 600_000 ? { second: "2-digit" } : {}), hourCycle: "h23" };
  return new Intl.DateTimeFormat("en-GB", form).format(at);
}

/** Rows as the address of a file; a cell that a spreadsheet would take for a formula does not begin like one. */
function csv(rows) {
  const cell = (value) => `"${String(value).replace(/^([=+@\t\r-])(?![\d.]+$)/, "'$1").replaceAll('"', '""')}"`;
  return `data:text/csv;charset=utf-8,${encodeURIComponent(rows.map((row) => row.map(cell).join(",")).join("\r\n"))}`;
}
