// Values over time, on a canvas: drawn by uPlot, with our legend, read-out, marks and keys around it.

import uPlot from "./uplot.js";
import { h, fill, mark, refill } from "./dom.js";
import { clock, tick, written } from "./numbers.js";

export const COLORS = ["#2b7bba", "#c8641b", "#8a63b8", "#2f8f68", "#7f7f7f", "#a8822a"]; // as in lib/charts/look.py
const DASHES = [[], [8, 4], [2, 3], [10, 4, 2, 4]];
const WHOLE = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
const NEAR_PX = 7;
const MOST_READ = 12;
const SIGNS = { goal: "●", card: "▮", period: "" };
const STATUS = { good: "--good", warn: "--warn", bad: "--live" };

export function color(index) {
  return COLORS[index % COLORS.length];
}

/** Charts that are to be made: all are measured before the first is drawn, so that the page is laid out once. */
const waiting = new Set();

function soon(chart) {
  if (!waiting.size) requestAnimationFrame(makeAll);
  waiting.add(chart);
}

function makeAll() {
  const measured = [...waiting].map((chart) => [chart, chart.measure()]);
  waiting.clear();
  for (const [chart, size] of measured) chart.make(size);
}

/** A chart in *parent*. `show(answer, options)` draws, and draws anew without an empty moment in between. */
export class Lines {
  #parent;
  #box = h("div", { class: "tl-plot", tabindex: "0", role: "img" });
  #legend = h("div", { class: "tl-legend" });
  #read = h("div", { class: "tl-read", hidden: true });
  #plot = null;
  #drawn = ""; // what cannot change without a new plot
  #hidden = new Set();
  #answer = null;
  #options = {};
  #watch = new ResizeObserver(() => this.#resize());

  constructor(parent) {
    this.#parent = parent;
    this.#box.append(this.#read);
    parent.append(this.#box, this.#legend);
    this.#watch.observe(this.#box);
    this.#box.addEventListener("keydown", (event) => this.#onKey(event));
    this.#box.addEventListener("focusout", () => this.#point(null));
  }

  /** *options*: `{zero, marks, sync, hidden, onRange, onHide}`; *hidden* are the names of the lines that are not shown. */
  show(answer, options = {}) {
    this.#answer = answer;
    this.#options = options;
    if (options.hidden) this.#hidden = new Set(options.hidden);
    const shape = JSON.stringify([answer.plugin, answer.drawing.lines.map((line) => [line.name, line.faint]), options.zero, options.sync]);
    this.#tell();
    this.#fillLegend();
    if (shape === this.#drawn && this.#plot) this.#refresh();
    else soon(this);
    this.#drawn = shape;
  }

  /** How large a plot may be, and in which letters. */
  measure() {
    return { ...this.#size(), family: getComputedStyle(this.#parent).fontFamily || "system-ui" };
  }

  /** Draw a new plot, and only then take the one before away. */
  make({ width, height, family }) {
    if (!this.#box.isConnected) return;
    const before = this.#plot;
    this.#plot = new uPlot(this.#describe(width, height, family), this.#data(), this.#box);
    before?.destroy();
    this.#box.prepend(this.#plot.root);
  }

  leave() {
    waiting.delete(this);
    this.#watch.disconnect();
    this.#plot?.destroy();
    this.#box.remove();
    this.#legend.remove();
  }

  get #spec() {
    return this.#answer.plugin.spec ?? {};
  }

  get #format() {
    return this.#spec.yAxis?.format ?? {};
  }

  /** Ticks have as many decimals as the step between them. */
  #tickFormat(step) {
    const { unit = "", decimalPlaces } = this.#format;
    const shown = unit === "percent-decimal" ? step * 100 : step;
    if (decimalPlaces != null || !["", "decimal", "percent", "percent-decimal"].includes(unit) || shown >= 1000) return this.#format;
    return { ...this.#format, decimalPlaces: [0, 1, 2, 3, 4, 5].find((places) => isWhole(shown * 10 ** places)) ?? 6 };
  }

  get #stacked() {
    return this.#spec.visual?.stack === "all";
  }

  #describe(width, height, family) {
    const { lines } = this.#answer.drawing;
    const ink = () => style(this.#box, "--quiet", "#888");
    const grid = { stroke: () => style(this.#box, "--faint", "#8882"), width: 1 };
    const font = `12px ${family}`;
    return {
      width,
      height,
      legend: { show: false },
      padding: [10, 10, 0, 0],
      cursor: {
        y: false,
        points: { size: 7 },
        drag: { x: Boolean(this.#options.onRange), y: false, setScale: false },
        ...(this.#options.sync ? { sync: { key: this.#options.sync, setSeries: false } } : {}),
      },
      scales: { x: { time: true, range: () => [this.#answer.start, this.#answer.end] }, y: { range: (_, min, max) => this.#range(min, max) } },
      axes: [
        { stroke: ink, grid: { show: false }, ticks: { ...grid, size: 4 }, gap: 4, size: 30, font, space: 64, values: (plot, splits, axis, space, step) => splits.map((at) => tick(at, step)) },
        { stroke: ink, grid, ticks: { show: false }, font, ...(this.#format.decimalPlaces === 0 ? { incrs: WHOLE } : {}), size: (plot, values) => 14 + widest(values) * 6.7, values: (plot, splits, axis, space, step) => splits.map((value) => written(value, this.#tickFormat(step))) },
      ],
      series: [{}, ...lines.map((line, index) => this.#series(line, index))],
      bands: this.#stacked ? lines.slice(1).map((_, index) => ({ series: [index + 2, index + 1] })) : [],
      hooks: {
        drawAxes: [(plot) => this.#drawMarks(plot)],
        setCursor: [(plot) => this.#readOut(plot)],
        setSelect: [(plot) => this.#selected(plot)],
      },
    };
  }

  #series(line, index) {
    const { visual = {} } = this.#spec;
    const paths = visual.display === "bar"
      ? uPlot.paths.bars({ size: [0.8, 40] })
      : visual.interpolation === "linear" ? uPlot.paths.linear() : uPlot.paths.stepped({ align: 1 });
    const opacity = this.#stacked || visual.display === "bar" ? Math.max(0.35, visual.areaOpacity ?? 0) : (visual.areaOpacity ?? 0);
    return {
      label: line.name,
      show: !this.#hidden.has(line.name),
      stroke: color(index),
      width: line.faint ? 1.25 : 2,
      dash: line.faint ? [3, 3] : DASHES[Math.floor(index / COLORS.length) % DASHES.length],
      fill: opacity && !line.faint ? `${color(index)}${Math.round(opacity * 255).toString(16).padStart(2, "0")}` : undefined,
      paths,
      points: { show: (plot, number) => alone(plot.data[number]), size: 5 },
    };
  }

  #data() {
    const { times, lines } = this.#answer.drawing;
    if (!this.#stacked) return [times, ...lines.map((line) => line.values)];
    const sum = new Array(times.length).fill(0);
    return [times, ...lines.map((line) => {
      if (this.#hidden.has(line.name)) return line.values.map(() => null);
      return line.values.map((value, place) => (value === null ? null : (sum[place] += value)));
    })];
  }

  #range(min, max) {
    const { yAxis = {}, thresholds = {} } = this.#spec;
    const steps = (thresholds.steps ?? []).map((step) => step.value);
    let low = Math.min(min ?? 0, ...steps), high = Math.max(max ?? 1, ...steps);
    if (this.#options.zero !== false) [low, high] = [Math.min(0, low), Math.max(0, high)];
    if (low === high) high = low + 1;
    const room = (high - low) * 0.06;
    return [yAxis.min ?? (low < 0 || (this.#options.zero === false && low !== 0) ? low - room : low), yAxis.max ?? high + room];
  }

  #size() {
    const { width, height } = this.#box.getBoundingClientRect();
    return { width: Math.max(120, Math.floor(width)), height: Math.max(80, Math.floor(height)) };
  }

  #resize() {
    if (!this.#plot) return;
    const size = this.#size();
    if (size.width !== this.#plot.width || size.height !== this.#plot.height) this.#plot.setSize(size);
  }

  /** Lines at thresholds, and marks of what happened: over the grid, which a threshold often lies on, and under the values. */
  #drawMarks(plot) {
    const { ctx, bbox } = plot;
    ctx.save();
    for (const step of this.#spec.thresholds?.steps ?? []) {
      const y = plot.valToPos(step.value, "y", true);
      if (y < bbox.top || y > bbox.top + bbox.height) continue;
      line(ctx, [bbox.left, y, bbox.left + bbox.width, y], style(this.#box, STATUS[step.color], "#8a4b00"), [6, 4]);
    }
    for (const one of this.#options.marks ?? []) {
      const x = plot.valToPos(one.at, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width) continue;
      const period = one.kind === "period";
      const ink = style(this.#box, period ? "--quiet" : one.kind === "card" ? "--warn" : "--accent", "#1d5fbf");
      line(ctx, [x, bbox.top, x, bbox.top + bbox.height], ink, period ? [2, 4] : [], period ? 0.6 : 0.75);
      if (!SIGNS[one.kind]) continue;
      ctx.fillStyle = ink;
      ctx.font = `${11 * devicePixelRatio}px system-ui`;
      ctx.textAlign = "center";
      ctx.fillText(SIGNS[one.kind], x, bbox.top + 2 * devicePixelRatio);
    }
    ctx.restore();
  }

  #selected(plot) {
    const { left, width } = plot.select;
    if (width < 4) return;
    const [from, to] = [plot.posToVal(left, "x"), plot.posToVal(left + width, "x")];
    plot.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    this.#options.onRange?.(from, to);
  }

  /** What the values are where the cursor is, the largest first, and what happened there. */
  #readOut(plot) {
    const { idx, left } = plot.cursor;
    const out = idx === null || idx === undefined || left < 0;
    this.#read.hidden = out;
    if (out) return;
    const { times, lines } = this.#answer.drawing;
    const values = lines.map((one, index) => ({ one, index, value: one.values[idx] })).filter(({ one, value }) => value !== null && !this.#hidden.has(one.name));
    values.sort((one, other) => other.value - one.value);
    const near = (this.#options.marks ?? []).filter((one) => Math.abs(plot.valToPos(one.at, "x") - left) <= NEAR_PX);
    const day = this.#answer.end - this.#answer.start > 43_200;
    fill(
      this.#read,
      h("div", { class: "tl-read-time" }, clock(times[idx], this.#answer.step, day)),
      values.slice(0, MOST_READ).map(({ one, index, value }) => h("div", { class: "tl-read-row" }, swatch(index, one.faint), h("span", {}, one.name), h("b", {}, written(value, this.#format)))),
      values.length > MOST_READ ? h("div", { class: "tl-quiet" }, `${values.length - MOST_READ} more`) : null,
      near.map((one) => h("div", { class: "tl-read-mark" }, `${one.text} · ${one.title}`)),
    );
    this.#place(plot, left);
  }

  #place(plot, left) {
    const { width } = this.#box.getBoundingClientRect();
    const x = left + plot.over.offsetLeft;
    const wide = this.#read.offsetWidth;
    this.#read.style.left = `${Math.max(0, x + wide + 16 < width ? x + 12 : x - wide - 12)}px`;
  }

  /** Keys move the cursor along, as the mouse does. */
  #onKey(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    const last = this.#answer.drawing.times.length - 1;
    let place = this.#plot?.cursor.idx ?? last;
    if (event.key in steps) place += steps[event.key];
    else if (event.key === "Home") place = 0;
    else if (event.key === "End") place = last;
    else if (event.key === "Escape") return this.#point(null);
    else return;
    event.preventDefault();
    this.#point(Math.max(0, Math.min(last, place)));
  }

  #point(place) {
    if (!this.#plot) return;
    const left = place === null ? -10 : this.#plot.valToPos(this.#answer.drawing.times[place], "x");
    this.#plot.setCursor({ left, top: place === null ? -10 : 10 });
    if (place !== null) mark(this.#box, "aria-label", this.#read.innerText.replaceAll("\n", ", "));
  }

  #tell() {
    const { lines } = this.#answer.drawing;
    const said = lines.slice(0, 8).map((one) => `${one.name}: ${written(one.values.findLast((value) => value !== null), this.#format)}`);
    mark(this.#box, "aria-label", `${this.#answer.title}, ${lines.length} lines over time. Last values: ${said.join("; ")}. Arrow keys read values.`);
  }

  #fillLegend() {
    const { lines } = this.#answer.drawing;
    const last = lines.map((one) => one.values.findLast((value) => value !== null));
    refill(this.#legend, [lines.map((one) => one.name), last, [...this.#hidden]], () =>
      lines.map((one, index) => {
        const label = h("span", { class: "tl-legend-name" }, one.name);
        return h(
          "button",
          { type: "button", "aria-pressed": String(!this.#hidden.has(one.name)), title: `${one.name}. Click: hide or show; with Ctrl or Shift: this one alone`, onclick: (event) => this.#toggle(one.name, event.ctrlKey || event.metaKey || event.shiftKey) },
          swatch(index, one.faint), label, h("b", {}, written(last[index], this.#format)),
        );
      }));
  }

  #toggle(name, alone) {
    const names = this.#answer.drawing.lines.map((one) => one.name);
    const others = names.filter((one) => one !== name);
    if (alone) this.#hidden = new Set(others.every((one) => this.#hidden.has(one)) ? [] : others);
    else if (!this.#hidden.delete(name)) this.#hidden.add(name);
    this.#refresh();
    this.#fillLegend();
    this.#options.onHide?.([...this.#hidden]);
  }

  /** Have the same plot show what is known now. */
  #refresh() {
    if (!this.#plot || waiting.has(this)) return;
    this.#answer.drawing.lines.forEach((one, index) => {
      const show = !this.#hidden.has(one.name);
      if (this.#plot.series[index + 1].show !== show) this.#plot.setSeries(index + 1, { show });
    });
    this.#plot.setData(this.#data(), true);
  }
}

export function swatch(index, faint = false) {
  const kind = faint ? "faint" : String(Math.floor(index / COLORS.length) % DASHES.length);
  return h("i", { class: "tl-swatch", "data-dash": kind, style: `color:${color(index)}` });
}

const inks = new Map(); // of this frame: asking the browser again would have it look at all styles again

function style(node, name, otherwise) {
  if (!inks.size) requestAnimationFrame(() => inks.clear());
  if (!inks.has(name)) inks.set(name, getComputedStyle(node).getPropertyValue(name).trim());
  return inks.get(name) || otherwise;
}

function line(ctx, [x0, y0, x1, y1], ink, dash, alpha = 0.8) {
  ctx.beginPath();
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = ink;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash(dash.map((part) => part * devicePixelRatio));
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
  ctx.globalAlpha = 1;
}

/** Whether single samples would be invisible, because there is nothing beside them to draw a line to. */
function alone(values) {
  let before = null, seen = 0, joined = 0;
  for (const value of values) {
    if (value !== null && value !== undefined) seen += 1;
    if (value != null && before != null) joined += 1;
    before = value;
  }
  return seen > 0 && joined === 0;
}

function isWhole(value) {
  return Math.abs(value - Math.round(value)) < 1e-6;
}

function widest(values) {
  return Math.max(1, ...(values ?? []).map((value) => String(value ?? "").length));
}
