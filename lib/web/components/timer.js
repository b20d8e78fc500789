// <tl-timer event="ID">: crossings at the side of a course; several people time at once, each on a device of their own.
//
// The time is taken at the first touch: of a digit of the bib, or of the button for a crossing whose bib comes later.

import { ticking } from "./clock.js";
import { note, recall } from "./device.js";
import { fill, h, icon, refill, say } from "./dom.js";
import { raceClock } from "./fieldboard.js";
import { feed } from "./feed.js";
import { shapeOf } from "./profiles.js";
import { Recording } from "./recording.js";
import { choices } from "./sheet.js";
import * as timing from "./timing.js";
import { duration } from "./times.js";
import { OVER, statusWord, timeOfDay } from "./words.js";

const PLACE = "touchline.checkpoint."; // where this device stands, by event
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "clear", "0", "ok"];
const LONGEST_BIB = 8;
const BOUNCE_MS = 200; // one thumb tells no two runners apart in less
const UNKNOWN = "not on the list of entries"; // as lib/sport/crossings.py says it

export class Timer extends Recording {
  #draft = null; // {bib, at}: a bib that is being typed, and when its first digit was touched
  #stopTicking = null;
  #tapped = 0; // when a crossing without a bib was last recorded

  #typing = (event) => {
    const elsewhere = event.target.closest?.("input, select, textarea, button, dialog, [contenteditable]");
    const name = { Enter: "ok", Backspace: "clear" }[event.key] ?? (/^\d$/.test(event.key) ? event.key : null);
    if (elsewhere || !name || event.ctrlKey || event.metaKey || event.altKey || !this.parts) return;
    event.preventDefault();
    this.#key(name);
  };

  connectedCallback() {
    this.#stopTicking = ticking(() => this.#tick());
    window.addEventListener("keydown", this.#typing);
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    window.removeEventListener("keydown", this.#typing);
    this.#stopTicking?.();
  }

  /** Crossings are not in the timeline: they count as taken once the state is made of what lies behind them. */
  isFolded(item) {
    return this.isPassed(item);
  }

  build() {
    const { part } = this;
    this.parts = {
      ...this.parts, title: part("title"), clock: part("clock", "span"), phase: h("span", {}), forward: part("steps"), place: part("place"),
      pad: h("div", { class: "tl-rec-bibs", "data-always": true }), open: part("open"), latest: part("latest"), ends: part("steps"),
    };
    const { parts } = this;
    fill(
      this,
      h("div", { class: "tl-rec-top" }, h("div", { class: "tl-rec-time" }, parts.phase, parts.clock), parts.link),
      parts.token, parts.forward, parts.place, parts.pad, parts.open, parts.latest, parts.ends, this.foot(),
    );
    this.#buildPad();
  }

  draw() {
    const { state } = this.record;
    const steps = timing.steps(state, this.underWay());
    const button = (step) => this.button(step.name, null, step.label, () => this.#take(step), step.forward ? "tl-primary" : "");
    for (const [name, wanted] of [["forward", true], ["ends", false]]) {
      const shown = steps.filter((step) => step.forward === wanted);
      refill(this.parts[name], shown, () => shown.map(button));
    }
    this.#drawPlace(shapeOf(state.declared));
    this.parts.pad.toggleAttribute("hidden", OVER.has(state.status));
    const open = timing.questions(state, this.outbox.items);
    refill(this.parts.open, [open, state.race.questioned], () => this.#questions(open, state.race.questioned ?? 0));
    refill(this.parts.latest, state.race.latest ?? [], () => latestOf(state));
    this.#tick();
  }

  // Where, and who ------------------------------------------------------------------------------------------------

  get #checkpoint() {
    const known = shapeOf(this.record.state.declared).checkpoints.map((one) => one.id);
    const held = recall(PLACE + this.event);
    return known.includes(held) ? held : known.at(-1);
  }

  #drawPlace(shape) {
    refill(this.parts.place, [shape.checkpoints, this.#checkpoint], () => {
      const names = Object.fromEntries(shape.checkpoints.map((one) => [one.id, one.name || one.id]));
      const choose = (id) => {
        note(PLACE + this.event, id);
        this.tell(`You time ${names[id]}.`);
      };
      return [h("span", { class: "tl-quiet" }, "You time"), choices(names, this.#checkpoint, choose)];
    });
  }

  #buildPad() {
    const shown = h("output", { class: "tl-rec-bib", "aria-live": "polite" });
    const taken = h("span", { class: "tl-quiet" });
    // pointerdown: a click comes only when the finger is lifted, and on a slow phone much later.
    const key = (name) => {
      const press = (event) => {
        event.preventDefault();
        this.#key(name);
      };
      const look = name === "ok" ? "tl-primary" : "";
      const label = { clear: icon("backspace", "Clear"), ok: "Record" }[name] ?? name;
      return h("button", { type: "button", class: look, "data-key": name, onpointerdown: press, onkeydown: (event) => typed(event, () => this.#key(name)) }, label);
    };
    const tap = h("button", {
      type: "button", class: "tl-huge", "data-do": "tap", onpointerdown: (event) => { event.preventDefault(); this.#nameless(); },
      onkeydown: (event) => typed(event, () => this.#nameless()),
    }, icon("touch_app"), "Crossing, bib later");
    this.parts.bib = shown;
    this.parts.taken = taken;
    fill(this.parts.pad, h("div", { class: "tl-rec-typed" }, shown, taken), h("div", { class: "tl-rec-keys", role: "group", "aria-label": "Bib" }, DIGITS.map(key)), tap);
    this.#drawDraft();
  }

  #key(name) {
    navigator.vibrate?.(10);
    if (name === "clear") this.#draft = null;
    else if (name === "ok") this.#recordDraft();
    else if ((this.#draft?.bib ?? "").length < LONGEST_BIB) {
      this.#draft = { at: this.#draft?.at ?? feed.now(), bib: (this.#draft?.bib ?? "") + name };
    }
    this.#drawDraft();
  }

  #recordDraft() {
    if (!this.#draft) return this.tell("Type a bib first.");
    const { bib, at } = this.#draft;
    this.#draft = null;
    return this.#crossing(bib, at);
  }

  #drawDraft() {
    say(this.parts.bib, this.#draft?.bib ?? "Bib");
    this.parts.bib.toggleAttribute("data-empty", !this.#draft);
    say(this.parts.taken, this.#draft ? `at ${timeOfDay(this.#draft.at)}` : "The time is taken at the first touch.");
  }

  /** A crossing whose bib comes later; a double tap is one. */
  #nameless() {
    const at = feed.now();
    if (at - this.#tapped < BOUNCE_MS) return this.tell("The second tap was ignored.");
    this.#tapped = at;
    return this.#crossing("", at);
  }

  #crossing(bib, at) {
    const action = timing.passing(this.record.state, this.#checkpoint, bib);
    this.send([{ ...action, at }], action.label, at);
  }

  // What is doubtful ----------------------------------------------------------------------------------------------

  #questions(open, questioned) {
    if (!open.length && !questioned) return [];
    return [
      h("h4", {}, "To be decided ", h("span", { class: "tl-quiet" }, String(Math.max(open.length, questioned)))),
      h("ol", { class: "tl-rec-questions" }, open.map((one) => this.#question(one))),
    ];
  }

  /** A crossing that does not count: give it a bib, say that it is right, or take it back. */
  #question(one) {
    const field = h("input", { type: "text", inputmode: "numeric", maxlength: 20, value: one.bib, placeholder: "Bib", "aria-label": "Bib", autocomplete: "off" });
    const assign = (event) => {
      event.preventDefault();
      const bib = field.value.trim();
      if (bib && bib !== one.bib) this.#decide(one, { bib }, `Bib ${bib}`);
    };
    return h(
      "li", { "data-question": one.action },
      h("time", { datetime: new Date(one.at).toISOString() }, timeOfDay(one.at)),
      h("span", {}, h("b", {}, one.bib || "no bib"), ` ${one.where} · ${one.reason}`),
      h("form", { onsubmit: assign }, field, h("button", { type: "submit", "data-do": `assign-${one.action}` }, one.bib ? "Change" : "Assign")),
      this.#answer(one),
      this.button(`drop-${one.action}`, null, "Take back", () => this.#drop(one), "tl-plain"),
    );
  }

  /** What else would let a crossing count: that its bib is entered, or that somebody says so. */
  #answer(one) {
    if (!one.bib || !one.known) return null;
    if (one.reason === UNKNOWN) {
      return this.button(`enter-${one.action}`, null, "Enter this bib", () =>
        this.sheet(`Enter bib ${one.bib}`, (close) =>
          timing.askEntry(this.record.state, one.bib, close, (action) => this.send([action], action.label, feed.now()))),
      );
    }
    return this.button(`confirm-${one.action}`, null, "It counts", () => this.#decide(one, { confirmed: true }, `${one.bib} confirmed`));
  }

  #decide(one, fields, label) {
    this.send([timing.amend(one.action, fields, label)], label, feed.now());
  }

  #drop(one) {
    this.send([timing.drop(one.action, one.bib || "no bib")], `Crossing ${one.bib || "without a bib"} taken back`, feed.now(), { retracts: true });
  }

  #take(step) {
    if (step.ask) {
      const done = (actions, label) => this.send(actions, label, feed.now());
      this.sheet(step.label, (close, show) => step.ask(close, done, show, this.record.state));
    }
    else this.send(step.actions, step.label, feed.now());
  }

  #tick() {
    if (!this.record || !this.parts) return;
    const { state } = this.record;
    const elapsed = raceClock(state, feed.now());
    say(this.parts.clock, elapsed === null ? "" : duration(elapsed));
    say(this.parts.phase, statusWord(state.status));
  }
}

function latestOf(state) {
  const { latest = [], slots = [] } = state.race;
  if (!latest.length) return [];
  const row = (one) => h("li", {}, h("time", {}, timeOfDay(one.at)), h("b", {}, one.id), ` ${one.name} `, h("span", { class: "tl-quiet" }, slots[one.slot]?.name ?? ""));
  return [h("h4", {}, "Last counted"), h("ol", { class: "tl-rec-counted" }, latest.slice(0, 5).map(row))];
}

/** A key that presses a button, for who does not touch. */
function typed(event, press) {
  if (!["Enter", " "].includes(event.key) || event.repeat) return;
  event.preventDefault();
  press();
}
