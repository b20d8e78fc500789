// Everything that is not a line: numbers, gauges, bars, tables, heat maps, texts. HTML where it can be, a canvas for heat.

import { h, fill, mark } from "./dom.js";
import { color } from "./lines.js";
import { clock, tick, written } from "./numbers.js";
import { prose } from "./prose.js";

const SPARK = { width: 200, height: 48 };

/** The status of *value* by the thresholds of a panel: that of the highest step it has reached. */
export function status(value, thresholds) {
  const reached = (thresholds?.steps ?? []).filter((step) => value !== null && value >= step.value);
  return reached.sort((one, other) => other.value - one.value)[0] ?? null;
}

/** Something that draws answers of one kind into *parent*, again and again. */
class Shape {
  constructor(parent) {
    this.node = parent.appendChild(h("div", { class: "tl-shape" }));
  }

  leave() {
    this.node.remove();
  }
}

export class Stat extends Shape {
  show({ drawing, plugin }) {
    const { format, thresholds, sparkline } = plugin.spec;
    mark(this.node, "class", "tl-shape tl-stats");
    fill(this.node, drawing.numbers.map((one, index) => {
      const reached = status(one.value, thresholds);
      return h(
        "div",
        { class: "tl-stat", "data-status": reached?.color ?? null, title: one.at ? `As of ${clock(one.at, 1, true)}` : null },
        sparkline === false ? null : spark(one.values, index),
        h("b", {}, written(one.value, format)),
        reached?.name ? h("span", { class: "tl-stat-status" }, reached.name) : null,
        drawing.numbers.length > 1 ? h("span", { class: "tl-stat-name" }, one.name) : null,
      );
    }));
  }
}

export class Gauge extends Shape {
  show({ drawing, plugin }) {
    const { format, thresholds, min = 0, max } = plugin.spec;
    mark(this.node, "class", "tl-shape tl-stats");
    fill(this.node, drawing.numbers.map((one) => {
      const reached = status(one.value, thresholds);
      const part = one.value === null ? 0 : Math.max(0, Math.min(1, (one.value - min) / (max - min)));
      const text = written(one.value, format);
      return h(
        "div",
        { class: "tl-stat tl-gauge", role: "meter", "aria-label": one.name, "aria-valuemin": min, "aria-valuemax": max, "aria-valuenow": one.value ?? min, "aria-valuetext": text, "data-status": reached?.color ?? "none" },
        arc(part),
        h("b", {}, text),
        h("span", { class: "tl-stat-name" }, drawing.numbers.length > 1 ? one.name : `${written(min, format)} – ${written(max, format)}`),
      );
    }));
  }
}

export class Bars extends Shape {
  show({ drawing, plugin }) {
    const { format, max } = plugin.spec;
    const most = max ?? Math.max(0, ...drawing.bars.map((bar) => Math.abs(bar.value ?? 0)));
    mark(this.node, "class", "tl-shape tl-bars");
    fill(this.node, h("dl", {}, drawing.bars.map((bar) => [
      h("dt", { title: bar.name }, bar.name),
      h("dd", {}, h("i", { style: `inline-size:${most ? Math.min(100, (Math.abs(bar.value ?? 0) / most) * 100) : 0}%;background:${color(0)}` }), h("b", {}, written(bar.value, format))),
    ])));
  }
}

export class Rows extends Shape {
  #by = null; // the column that is sorted by, and which way

  show(answer) {
    this.answer = answer;
    const { drawing, plugin } = answer;
    const settings = new Map((plugin.spec.columnSettings ?? []).map((one) => [one.name, one]));
    const listed = [...settings.keys()].filter((name) => drawing.columns.includes(name));
    const order = [...listed, ...drawing.columns.filter((name) => !settings.has(name))].filter((name) => !settings.get(name)?.hide);
    const heads = order.map((name) => this.#head(name, settings.get(name)?.header || name, drawing.numeric.includes(name)));
    const rows = this.#sorted(drawing).map((row) => h("tr", {}, order.map((name) => cell(row[drawing.columns.indexOf(name)], drawing.numeric.includes(name), plugin.spec.format))));
    mark(this.node, "class", "tl-shape tl-table");
    mark(this.node, "tabindex", "0");
    fill(this.node, h("table", {}, h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows)));
  }

  #head(name, text, numeric) {
    const [by, up] = this.#by ?? [];
    const sorted = by === name ? (up ? "ascending" : "descending") : null;
    const onclick = () => {
      this.#by = [name, by === name ? !up : !numeric];
      this.show(this.answer);
    };
    return h("th", { scope: "col", "aria-sort": sorted, "data-numeric": String(numeric) }, h("button", { type: "button", onclick }, text, sorted ? (up ? " ↑" : " ↓") : ""));
  }

  #sorted({ columns, rows }) {
    if (!this.#by) return rows;
    const place = columns.indexOf(this.#by[0]);
    const way = this.#by[1] ? 1 : -1;
    const compare = new Intl.Collator(undefined, { numeric: true }).compare;
    return [...rows].sort((one, other) => way * (typeof one[place] === "number" && typeof other[place] === "number" ? one[place] - other[place] : compare(String(one[place] ?? ""), String(other[place] ?? ""))));
  }
}

export class Heat extends Shape {
  #canvas = h("canvas", { role: "img" });
  #watch = new ResizeObserver(() => this.answer && this.#draw());

  constructor(parent) {
    super(parent);
    mark(this.node, "class", "tl-shape tl-heat");
    this.node.append(this.#canvas);
    this.#watch.observe(this.node);
    this.#canvas.addEventListener("pointermove", (event) => this.#point(event));
  }

  show(answer) {
    this.answer = answer;
    const { times, bounds, counts } = answer.drawing;
    const most = bounds.map((bound, row) => [bound, Math.max(0, ...counts[row].map((count) => count ?? 0))]).sort((one, other) => other[1] - one[1])[0];
    mark(this.#canvas, "aria-label", `${answer.title}: ${bounds.length} buckets at ${times.length} moments${most ? `, the fullest is ${this.#between(most[0])} with ${written(most[1])}` : ""}`);
    this.#draw();
  }

  leave() {
    this.#watch.disconnect();
    super.leave();
  }

  #between([low, high]) {
    const format = this.answer.plugin.spec.yAxisFormat;
    return `${low === null ? "" : written(low, format)} – ${high === null ? "∞" : written(high, format)}`;
  }

  get #room() {
    return { left: 78, bottom: 22, top: 4, right: 4 };
  }

  #draw() {
    const { times, bounds, counts } = this.answer.drawing;
    const { width, height } = this.node.getBoundingClientRect();
    const [scale, room] = [devicePixelRatio, this.#room];
    Object.assign(this.#canvas, { width: width * scale, height: height * scale });
    const ctx = this.#canvas.getContext("2d");
    ctx.scale(scale, scale);
    const [wide, tall] = [(width - room.left - room.right) / times.length, (height - room.top - room.bottom) / Math.max(1, bounds.length)];
    const most = Math.max(1e-9, ...counts.flat().map((count) => count ?? 0));
    const look = getComputedStyle(this.node);
    ctx.fillStyle = color(0);
    counts.forEach((row, number) => row.forEach((count, place) => {
      if (!count) return;
      ctx.globalAlpha = 0.12 + 0.88 * Math.sqrt(count / most); // small counts have to be seen beside large ones
      ctx.fillRect(room.left + place * wide, room.top + (bounds.length - 1 - number) * tall, Math.ceil(wide), Math.max(1, tall - 1));
    }));
    ctx.globalAlpha = 1;
    ctx.fillStyle = look.getPropertyValue("--quiet");
    ctx.font = `12px ${look.fontFamily}`;
    this.#axes(ctx, { width, height, wide, tall, room });
  }

  #axes(ctx, { width, height, wide, tall, room }) {
    const { times, bounds } = this.answer.drawing;
    const format = this.answer.plugin.spec.yAxisFormat;
    ctx.textAlign = "right";
    const every = Math.max(1, Math.ceil(16 / tall));
    bounds.forEach(([, high], number) => {
      if (number % every) return;
      ctx.fillText(high === null ? "more" : `≤ ${written(high, format)}`, room.left - 8, room.top + (bounds.length - number - 0.5) * tall + 4);
    });
    ctx.textAlign = "center";
    const ticks = Math.max(1, Math.floor((width - room.left) / 90));
    for (let number = 0; number < ticks; number += 1) {
      const place = Math.floor(((number + 0.5) / ticks) * times.length);
      ctx.fillText(tick(times[place], times.length > 1 ? (times.at(-1) - times[0]) / ticks : 1), room.left + place * wide, height - 6);
    }
  }

  #point(event) {
    const { times, bounds, counts } = this.answer.drawing;
    const box = this.#canvas.getBoundingClientRect();
    const room = this.#room;
    const place = Math.floor(((event.clientX - box.left - room.left) / (box.width - room.left - room.right)) * times.length);
    const row = bounds.length - 1 - Math.floor(((event.clientY - box.top - room.top) / (box.height - room.top - room.bottom)) * bounds.length);
    const count = counts[row]?.[place];
    this.#canvas.title = count === undefined ? "" : `${clock(times[place], this.answer.step, true)} · ${this.#between(bounds[row])}: ${written(count)}`;
  }
}

export class Text extends Shape {
  #html = null;

  show({ drawing }) {
    mark(this.node, "class", "tl-shape tl-prose");
    if (drawing.html !== this.#html) this.node.replaceChildren(prose(drawing.html));
    this.#html = drawing.html;
  }
}

function cell(value, numeric, format) {
  return h("td", { "data-numeric": String(numeric) }, numeric ? written(value, format) : String(value ?? ""));
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** The course of a number behind it; gaps stay gaps. */
function spark(values, index) {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const [low, high] = [Math.min(...known, 0), Math.max(...known)];
  const x = (place) => ((place / (values.length - 1)) * SPARK.width).toFixed(1);
  const y = (value) => (SPARK.height - 2 - ((value - low) / (high - low || 1)) * (SPARK.height - 6)).toFixed(1);
  let path = "", open = false;
  values.forEach((value, place) => {
    if (value === null) open = false;
    else {
      path += `${open ? `H${x(place)}V` : `M${x(place)},`}${y(value)}`;
      open = true;
    }
  });
  return svg("svg", { class: "tl-spark", viewBox: `0 0 ${SPARK.width} ${SPARK.height}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { d: path, fill: "none", stroke: color(index), "stroke-width": 2, "vector-effect": "non-scaling-stroke" }));
}

function arc(part) {
  const at = (share) => `${(50 - 40 * Math.cos(Math.PI * share)).toFixed(2)} ${(50 - 40 * Math.sin(Math.PI * share)).toFixed(2)}`;
  const track = svg("path", { d: `M${at(0)}A40 40 0 0 1 ${at(1)}`, class: "tl-arc-track" });
  const filled = svg("path", { d: `M${at(0)}A40 40 0 0 1 ${at(part)}`, class: "tl-arc" });
  return svg("svg", { class: "tl-arcs", viewBox: "4 4 92 50", "aria-hidden": "true" }, track, ...(part > 0 ? [filled] : []));
}
