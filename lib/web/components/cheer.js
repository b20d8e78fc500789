// <tl-cheer event="ID">: a tap cheers for a side; all viewers see how loud it is. Taps are gathered for a second.

import { flash, h, hidden, icon, mark, refill, say } from "./dom.js";
import { feed } from "./feed.js";
import { Following } from "./following.js";
import { isTwoSided, shapeOf } from "./profiles.js";
import { ask } from "./viewer.js";
import { ONGOING, OVER, shortNames } from "./words.js";

const GATHER_MS = 1_000;
const ECHO_MS = 15 * 60_000; // as the server has it
const MOST = 30;

export class Cheer extends Following {
  #state = null;
  #mine = new Map(); // side → taps of this browser that the server does not count yet
  #waiting = new Map(); // those of them that were not sent
  #shown = new Map();
  #parts = new Map();
  #timer = null;
  #said = h("p", { class: "tl-cheer-said tl-quiet", role: "status" });

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  follow() {
    this.#state = null;
    this.#parts = new Map();
    this.#shown = new Map();
    super.follow();
  }

  show(record) {
    if (!record) return;
    this.#state = record.state;
    const { status, since, declared } = record.state;
    const open = ONGOING.has(status) || (OVER.has(status) && feed.now() - (since ?? 0) < ECHO_MS);
    const sides = sidesOf(record.state);
    mark(this, "data-open", String(open));
    refill(this, [open, loudness(record.state) > 0, shortNames(record.state), declared?.competitors.length], () => (open || loudness(record.state) ? this.#build(sides, open) : []));
    for (const side of sides) this.#count(side.id);
  }

  #build(sides, open) {
    this.#parts = new Map();
    const buttons = sides.map(({ id, name }) => {
      const number = h("b", {}, "");
      this.#parts.set(id, { number });
      const label = [icon("celebration"), h("span", {}, name), number];
      const node = open
        ? h("button", { type: "button", "data-cheer": id, title: `Cheer for ${name}`, onclick: () => this.#tap(id) }, hidden("Cheer: "), label)
        : h("span", { "data-cheer": id }, hidden("Cheers: "), label);
      this.#parts.get(id).node = node;
      return node;
    });
    return [h("div", { class: "tl-cheer", role: "group", "aria-label": "Cheers" }, buttons), this.#said];
  }

  /** The server's number, and the taps that are on their way; it never goes back. */
  #count(side) {
    const part = this.#parts.get(side);
    if (!part) return;
    const counted = this.#state.cheers?.[side] ?? 0;
    const before = this.#shown.get(side);
    const now = Math.max(counted + (this.#mine.get(side) ?? 0), before ?? 0);
    this.#shown.set(side, now);
    mark(part.node, "data-count", now);
    say(part.number, now ? now.toLocaleString("en-GB") : "");
    if (before !== undefined && now > before) pulse(part.node, now - before);
  }

  #tap(side) {
    if ((this.#waiting.get(side) ?? 0) >= MOST) return;
    for (const taps of [this.#mine, this.#waiting]) taps.set(side, (taps.get(side) ?? 0) + 1);
    navigator.vibrate?.(8);
    say(this.#said, "");
    this.#count(side);
    this.#timer ??= setTimeout(() => this.#send(), GATHER_MS);
  }

  async #send() {
    const sent = this.#waiting;
    this.#waiting = new Map();
    await Promise.all([...sent].map(([side, count]) => this.#sendSide(side, count)));
    this.#timer = this.#waiting.size ? setTimeout(() => this.#send(), GATHER_MS) : null;
  }

  /** What was refused does not count, and the number says so when the next one comes. */
  async #sendSide(side, count) {
    const body = { count, ...(side ? { participant: side } : {}) };
    const { ok, status, body: answer } = await ask(`/api/events/${encodeURIComponent(this.event)}/cheers`, { method: "POST", body });
    this.#mine.set(side, this.#mine.get(side) - count);
    if (ok) return;
    this.#shown.set(side, 0);
    say(this.#said, status === 429 ? "More than we can count: take a breath." : answer.error);
    this.#count(side);
  }
}

/** All cheers of an event. */
export function loudness(state) {
  return Object.values(state.cheers ?? {}).reduce((sum, count) => sum + count, 0);
}

function sidesOf(state) {
  if (!isTwoSided(shapeOf(state.declared))) return [{ id: "", name: "Cheer" }];
  return [0, 1].map((side) => ({ id: state.declared?.competitors[side]?.id ?? "", name: shortNames(state)[side] }));
}

/** A soft glow, brighter for more; the style sheet leaves it out for those who want no motion. */
function pulse(node, more) {
  node.style.setProperty("--loud", Math.min(1, 0.25 + Math.log10(1 + more) / 3));
  flash(node);
}
