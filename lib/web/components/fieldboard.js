// The board of a race or a challenge: how it stands, in the place of a score.

import { h, mark, refill, say } from "./dom.js";
import { shapeOf } from "./profiles.js";
import { amount, distance, duration } from "./times.js";
import { ONGOING } from "./words.js";

const NUMBERS = {
  finished: "finished", running: "on the course", lapped: "lapped", waiting: "waiting", DNF: "did not finish",
  DNS: "did not start", DSQ: "disqualified",
};

/** The parts of a board, and the node that holds them. */
export function fieldParts() {
  const part = (name, tag = "div") => h(tag, { class: `tl-field-${name}` });
  const parts = { clock: part("clock"), front: part("front"), numbers: part("numbers", "ul"), progress: part("progress") };
  return { ...parts, node: h("div", { class: "tl-field-board" }, parts.clock, parts.front, parts.progress, parts.numbers) };
}

/** Draw what *state* says of a race or a challenge. */
export function drawField(parts, state) {
  if (state.race) drawRace(parts, state);
  else drawChallenge(parts, state);
}

/** What a race's clock shows at *now*: the time since the first gun, while the race goes on; else null. */
export function raceClock(state, now) {
  const guns = Object.values(state.race?.starts ?? {});
  return guns.length && ONGOING.has(state.status) ? now - Math.min(...guns) : null;
}

/** Let the clock show the moment *now*. */
export function tickField(parts, state, now) {
  const elapsed = raceClock(state, now);
  say(parts.clock, elapsed === null ? "" : duration(elapsed));
}

/** What a screen reader hears of it. */
export function fieldWords(state) {
  const { front } = state.race ?? state.challenge ?? {};
  if (!front) return "";
  return state.race ? `${front.name} leads at ${front.slot}` : `${front.name} leads`;
}

function drawRace(parts, state) {
  const { front, numbers = {} } = state.race;
  refill(parts.front, front ?? null, () => {
    if (!front) return [h("span", { class: "tl-quiet" }, "Nobody has passed a checkpoint yet.")];
    const time = front.time === undefined || front.time === null ? "" : duration(front.time);
    const place = [...new Set([front.slot, front.distance ? distance(front.distance) : ""])].filter(Boolean).join(" · ");
    return [h("b", {}, front.name), h("span", {}, time), h("span", { class: "tl-quiet" }, place)];
  });
  refill(parts.numbers, numbers, () =>
    Object.entries(NUMBERS).filter(([status]) => numbers[status]).map(([status, words]) =>
      h("li", { "data-number": status }, h("b", {}, String(numbers[status])), ` ${words}`),
    ),
  );
  tickField(parts, state);
}

function drawChallenge(parts, state) {
  const shape = shapeOf(state.declared);
  const { total = 0, members = 0, front, active } = state.challenge;
  refill(parts.front, [total, shape.unit], () => h("b", { class: "tl-field-total" }, amount(total, shape.unit)));
  refill(parts.numbers, [members, active, front], () => [
    h("li", {}, h("b", {}, String(members)), " take part"),
    active === undefined ? null : h("li", {}, h("b", {}, String(active)), " have recorded something"),
    front ? h("li", {}, h("b", {}, front.name), ` leads with ${amount(front.score, shape.unit)}`) : null,
  ]);
  const target = shape.target_of === "all" ? shape.target : null;
  refill(parts.progress, [total, target], () => (target ? progress(total, target, shape.unit) : []));
}

/** A bar that is full when the target is reached. */
export function progress(total, target, unit) {
  const share = Math.min(1, total / target);
  const bar = h("div", { class: "tl-field-bar", role: "img", "aria-label": `${Math.round(share * 100)} % of the target` });
  const fill = h("span", {});
  fill.style.inlineSize = `${share * 100}%`;
  bar.append(fill);
  mark(bar, "data-share", share.toFixed(3));
  return [bar, h("span", { class: "tl-quiet" }, `${Math.floor((total / target) * 100)} % of ${amount(target, unit)}`)];
}
