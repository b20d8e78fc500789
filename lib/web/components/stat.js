// <tl-stat block="DIGEST" title="…" unit="…">: one number, and how it moved.

import { Asked, notesOf, shown } from "./asked.js";
import { fill, h, refill, say } from "./dom.js";
import { noted } from "./notes.js";
import { path, s, scale } from "./svg.js";

const [WIDTH, HEIGHT] = [120, 36];

export class Stat extends Asked {
  #parts = null;

  connectedCallback() {
    if (!this.#parts) this.#build();
    super.connectedCallback();
  }

  draw(answer) {
    const { number, curve, notes } = this.#parts;
    const points = answer.lines[0]?.points ?? [];
    say(number, shown(points.at(-1)?.[1]));
    this.dataset.value = String(points.at(-1)?.[1] ?? "");
    refill(curve, points, () => (points.length > 1 ? [sparkline(points)] : []));
    refill(notes, [notesOf(answer), answer.query], () => notesOf(answer).map((note) => noted(note, [answer.query])));
  }

  #build() {
    const title = this.getAttribute("title") ?? "";
    this.removeAttribute("title"); // it is shown: no need for it under the pointer
    const part = (tag, name) => h(tag, { class: `tl-stat-${name}` });
    this.#parts = { number: h("span", { class: "tl-stat-number" }, "–"), curve: part("span", "curve"), notes: h("ul", { class: "tl-notes" }) };
    const { number, curve, notes } = this.#parts;
    fill(
      this,
      title ? h("div", { class: "tl-stat-title" }, title) : null,
      h("div", { class: "tl-stat-main" }, h("span", { role: "status" }, number, " ", h("span", { class: "tl-quiet" }, this.getAttribute("unit") ?? "")), curve),
      notes,
    );
  }
}

/** A curve without axes: whether it goes up or down is all that it says. */
function sparkline(points) {
  const values = points.map(([, value]) => value).filter((value) => value !== null);
  const x = scale([points[0][0], points.at(-1)[0]], [1, WIDTH - 1]);
  const y = scale([Math.min(...values), Math.max(...values)], [HEIGHT - 3, 3]);
  return s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, "aria-hidden": "true" }, s("path", { d: path(points, x, y) }));
}
