// Drawing: nodes of SVG, scales, and marks that a person would set on an axis.

/** A node of SVG: `s("path", {d, class: "line"}, child)`. */
export function s(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.flat().filter((child) => child !== null));
  return node;
}

/** From one range of numbers to another. */
export function scale([low, high], [from, to]) {
  const span = high - low || 1;
  return (value) => from + ((value - low) / span) * (to - from);
}

/** The lines through *points* of [time, value], with a gap where there is no value. */
export function path(points, x, y) {
  let pen = "M";
  return points
    .map(([time, value]) => {
      if (value === null) {
        pen = "M";
        return "";
      }
      const step = `${pen}${x(time).toFixed(1)},${y(value).toFixed(1)}`;
      pen = "L";
      return step;
    })
    .join("");
}

/** About *count* round numbers from *low* to *high*. */
export function ticks(low, high, count) {
  const rough = (high - low || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough) ?? power;
  const found = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step / 1e6; value += step) found.push(Number(value.toPrecision(12)));
  return found;
}

const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800].map((one) => one * 1000);

/** About *count* moments, in ms, at which a clock shows something round. */
export function moments(from, to, count) {
  const step = STEPS_MS.find((one) => one >= (to - from) / count) ?? STEPS_MS.at(-1);
  const zone = new Date(from).getTimezoneOffset() * 60_000;
  const found = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) found.push(at);
  return found;
}
