// <tl-recorder event="ID">: what happens, recorded with a thumb at the side of the pitch; also without a connection.

import { reading, ticking } from "./clock.js";
import * as corrections from "./corrections.js";
import { fill, h, hidden, icon, mark, refill, say } from "./dom.js";
import { feed } from "./feed.js";
import { Following } from "./following.js";
import { foresee } from "./foresight.js";
import { Outbox } from "./outbox.js";
import { cloudEvent, nameMyself, recordedBy, setToken } from "./post.js";
import { isSets, shapeOf, shootoutPeriod } from "./profiles.js";
import * as questions from "./questions.js";
import { ask } from "./sheet.js";
import * as vocabulary from "./vocabulary.js";
import { ONGOING, OVER, phase, shortNames, statusWord, timeOfDay } from "./words.js";

const SAME_TAP_MS = 700; // a second tap on the same button within this is a slip
const ANY_TAP_MS = 350; // within this, a double tap must not reach what takes a button's place, or lies under a sheet
const SHOWN = 30;
const FORWARD = new Set(["start", "period-start", "confirm"]); // steps that are never taken by mistake in mid-play

export class Recorder extends Following {
  #outbox = null;
  #record = null;
  #state = null; // the state with what is under way
  #parts = null;
  #taps = new Map();
  #quiet = null;
  #stopTicking = null;
  #toast = null;
  #slipped = (event) => {
    const inSheet = event?.target.closest("dialog");
    if (!inSheet && (this.#quiet || !event)) this.#tell("The second tap was ignored.");
  };

  connectedCallback() {
    this.#stopTicking = ticking(() => this.#tick());
    this.addEventListener("pointerdown", this.#slipped);
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stopTicking?.();
    this.removeEventListener("pointerdown", this.#slipped);
    this.#outbox?.close();
    this.#outbox = null;
  }

  follow() {
    this.#outbox?.close();
    this.#record = this.#state = this.#parts = null;
    this.#outbox = new Outbox(this.event, () => this.#draw());
    super.follow();
    this.#outbox.send();
  }

  show(record, connection, missing) {
    mark(this, "data-connection", connection.status);
    if (record) {
      this.#record = record;
      this.#draw();
    } else if (missing) {
      fill(this, h("p", { class: "tl-empty" }, `There is no event ${this.event}. Declare it first, then record it.`));
    } else if (!this.#parts) {
      fill(this, h("div", { class: "tl-skeleton tl-tall", "aria-busy": "true" }, hidden("The buttons are coming.")));
    }
  }

  // Drawing -------------------------------------------------------------------------------------------------------

  #draw() {
    if (!this.#record || !this.#outbox) return;
    if (!this.#parts) this.#build();
    this.#state = foresee(this.#record.state, this.#underWay());
    const state = this.#state;
    const parts = this.#parts;
    const shape = shapeOf(state.declared);
    mark(this, "data-score", state.score.join("-"));
    mark(this, "data-pending", this.#outbox.pending.length);
    refill(parts.score, [shortNames(state), state.score, state.shootout, currentPoints(state, shape)], () => scoreOf(state, shape));
    this.#drawSteps(vocabulary.steps(state));
    const pad = [shortNames(state), this.#mode(state, shape)];
    refill(parts.pad, pad, () => [0, 1].map((side) => this.#side(state, shape, side)));
    refill(parts.clockRow, [pad[1], Boolean(state.clock), state.clock?.running, state.reviewing], () => this.#clockRow(state, shape));
    this.#drawOutbox();
    this.#drawHappened();
    this.#tick();
  }

  #build() {
    const part = (name, tag = "div") => h(tag, { class: `tl-rec-${name}` });
    this.#parts = {
      score: part("score"), phase: h("span", {}), clock: part("clock", "span"), forward: part("steps"), pad: part("pad"),
      ends: part("steps"), clockRow: part("row"), undo: part("undo"), link: h("p", { class: "tl-rec-link", role: "status" }), sent: part("sent", "ol"),
      toast: h("p", { class: "tl-toast", role: "status" }), who: part("who"), token: part("token"), happened: part("sent", "ol"),
    };
    const parts = this.#parts;
    fill(
      this,
      h("div", { class: "tl-rec-top" }, parts.score, h("div", { class: "tl-rec-time" }, parts.phase, parts.clock), parts.link),
      parts.token, parts.forward, parts.pad, parts.clockRow, parts.ends, parts.undo,
      h("h4", {}, "Sent from this device"), parts.sent,
      h("details", { class: "tl-rec-happened" }, h("summary", {}, "Correct or decide"), this.#button("decide", null, [icon("gavel"), "Decide"], () => this.#decide()), parts.happened),
      parts.who, parts.toast,
    );
    this.#drawWho();
  }

  #mode(state, shape) {
    if (OVER.has(state.status)) return "over";
    if (isSets(shape)) return "sets";
    return state.clock?.period === shootoutPeriod(shape) ? "shootout" : "score";
  }

  /** Steps forward come first; those that end something lie behind the buttons of play. */
  #drawSteps(steps) {
    const button = (step) =>
      this.#button(step.name, null, step.label, () => this.#take(step), FORWARD.has(step.name) ? "tl-primary" : "");
    const [forward, ends] = [true, false].map((wanted) => steps.filter((step) => FORWARD.has(step.name) === wanted));
    refill(this.#parts.forward, forward, () => forward.map(button));
    refill(this.#parts.ends, ends, () => ends.map(button));
  }

  #take(step) {
    if (step.name === "end") this.#question(questions.end);
    else this.#send(step.actions, step.label, feed.now());
  }

  #side(state, shape, side) {
    const mode = this.#mode(state, shape);
    const name = shortNames(state)[side];
    const button = (action, label, press, look = "") => this.#button(action, side, label, press, look);
    const buttons = {
      over: [],
      sets: [button("point", ["Point", h("b", {}, name)], () => this.#quick(vocabulary.point(this.#state, side)), "tl-huge")],
      shootout: [
        button("scored", ["Scored", h("b", {}, name)], () => this.#quick(vocabulary.kick(this.#state, side, true)), "tl-huge"),
        button("missed", ["Missed", h("b", {}, name)], () => this.#quick(vocabulary.kick(this.#state, side, false))),
      ],
      score: [
        button("goal", ["Goal", h("b", {}, name)], () => this.#question(questions.goal, side), "tl-huge"),
        button("card", [icon("style"), "Card"], () => this.#question(questions.card, side)),
        button("substitution", [icon("sync_alt"), "Substitution"], () => this.#question(questions.substitution, side)),
      ],
    }[mode];
    return buttons.length ? h("div", { class: "tl-rec-side", role: "group", "aria-label": name }, buttons) : null;
  }

  #clockRow(state, shape) {
    const mode = this.#mode(state, shape);
    if (mode === "over") return [];
    if (mode === "sets") return [this.#button("set-end", null, [icon("flag"), "Give the set"], () => this.#question(questions.giveSet))];
    const reviewed = this.#button("review", null, [icon("videocam"), state.reviewing ? "Review is over" : "Review"], () =>
      this.#quick(vocabulary.review(this.#state, feed.now())),
    );
    if (!state.clock || mode === "shootout") return [reviewed];
    const { running } = state.clock;
    return [
      this.#button("clock-toggle", null, [icon(running ? "pause" : "play_arrow"), running ? "Stop the clock" : "Run the clock"], () => this.#toggle()),
      this.#button("clock-adjust", null, [icon("timer"), "Adjust"], () => this.#question(questions.adjust)),
      this.#button("added", null, [icon("more_time"), "Added time"], () => this.#question(questions.added)),
      reviewed,
    ];
  }

  #tick() {
    if (!this.#state || !this.#parts) return;
    const { clock } = this.#state;
    const shape = shapeOf(this.#state.declared);
    const shown = clock && ONGOING.has(this.#state.status) && !isSets(shape);
    say(this.#parts.clock, shown ? reading(clock, shape, feed.now()) : "");
    mark(this.#parts.clock, "data-running", String(Boolean(clock?.running)));
    say(this.#parts.phase, phase(this.#state) || statusWord(this.#state.status));
  }

  #drawOutbox() {
    const items = this.#outbox.items;
    const last = items.findLast((item) => isUndoable(item));
    refill(this.#parts.undo, last ? [last.tap, last.tapLabel] : null, () =>
      last ? this.#button("undo", null, [icon("undo"), `Undo: ${last.tapLabel}`], () => this.#undo(last)) : [],
    );
    const shown = items.slice(-SHOWN).reverse().map((item) => [item, this.#whereabouts(item)]);
    refill(this.#parts.sent, shown, () =>
      shown.length ? shown.map(([item, place]) => this.#sentRow(item, place)) : h("li", { class: "tl-empty" }, "Nothing yet."),
    );
    const pending = this.#outbox.pending.length;
    refill(this.#parts.link, [pending, this.#outbox.problem, this.#outbox.durable], () => this.#link(pending));
    refill(this.#parts.token, this.#outbox.needsToken, () => (this.#outbox.needsToken ? this.#tokenForm() : []));
  }

  /** All that was recorded of the event, also by others, each to be corrected. */
  #drawHappened() {
    const { state } = this.#record;
    const shown = corrections.correctable(state).map((entry) => [entry, corrections.words(state, entry)]);
    refill(this.#parts.happened, shown.map(([entry, text]) => [entry.action.id, text]), () => shown.map(([entry, text]) => h(
      "li", { "data-happened": entry.action.id },
      h("time", { datetime: entry.action.time }, timeOfDay(Date.parse(entry.action.time))), h("span", { class: "tl-sent-what" }, text),
      this.#button(`correct-${entry.action.id}`, null, "Correct", () => this.#correct(entry.action.id), "tl-plain"),
    )));
  }

  #correct(id) {
    const entry = this.#record.state.timeline.find((one) => one.action.id === id);
    this.#asking((open, done) => corrections.correct(open, this.#record.state, entry, done));
  }

  #decide() {
    this.#asking((open, done) => corrections.decide(open, this.#record.state, done));
  }

  /** Ask about what was, not about this moment. A correction is not undone by a tap, but by another correction. */
  #asking(question) {
    const open = (title, content) => ask(this, title, content, () => this.#hush());
    question(open, (action) => this.#send([action], action.label, feed.now(), { retracts: true }));
  }

  #link(pending) {
    const { problem, durable } = this.#outbox;
    const warning = durable ? "" : " This browser keeps nothing: leave the page open.";
    if (!pending) return [h("span", { class: "tl-dot" }), `All acknowledged.${warning}`];
    return [icon(problem ? "cloud_off" : "cloud_upload"), `${pending} not yet acknowledged. ${problem}${warning}`];
  }

  #sentRow(item, { word, detail }) {
    const again = isUndoable(item)
      ? this.#button(`undo-${item.action.id}`, null, "Take back", () => this.#undo(item), "tl-plain")
      : null;
    return h(
      "li", { "data-sent": item.status, "data-action": item.action.id, "data-undone": item.undone ?? false },
      h("time", { datetime: item.action.time }, timeOfDay(Date.parse(item.action.time))),
      h("span", { class: "tl-sent-what" }, item.undone ? h("s", {}, item.label) : item.label),
      h("span", { class: "tl-sent-where" }, h("b", {}, word), " ", detail),
      again,
    );
  }

  /** Where a recorded action is on its way to the score. */
  #whereabouts(item) {
    if (item.status === "pending") return { word: "pending", detail: "" };
    if (item.status === "refused") return { word: "refused", detail: item.error };
    const { topic, partition, offset } = item.place;
    const detail = `${topic}-${partition} @ ${offset}`;
    if (!this.#isLost(item)) return { word: "acknowledged", detail };
    return { word: "rejected", detail: `${detail}: the processor did not take it; sport.rejected has the reason.` };
  }

  /** Whether the processor went past an acknowledged action without taking it. */
  #isLost(item) {
    const { provenance } = this.#record;
    const passed = provenance.partition === item.place.partition && provenance.last_offset >= item.place.offset;
    return passed && !this.#isFolded(item.action.id);
  }

  #isFolded(id) {
    return this.#record.state.timeline.some((entry) => entry.action.id === id);
  }

  #underWay() {
    const waits = (item) => item.status === "pending" || (item.status === "acknowledged" && !this.#isLost(item));
    return this.#outbox.items.filter((item) => waits(item) && !this.#isFolded(item.action.id)).map((item) => item.action);
  }

  #drawWho() {
    const { recordedby } = recordedBy();
    const field = h("input", { type: "text", value: recordedby, maxlength: 100, autocomplete: "name", placeholder: "Your name" });
    field.addEventListener("change", () => nameMyself(field.value.trim()));
    fill(this.#parts.who, h("label", {}, "Recorded by ", field));
  }

  #tokenForm() {
    const field = h("input", { type: "password", autocomplete: "off", placeholder: "Token", "aria-label": "Token" });
    const submit = (event) => {
      event.preventDefault();
      setToken(field.value.trim());
      this.#outbox.send();
    };
    return h(
      "form", { class: "tl-field", onsubmit: submit },
      h("p", {}, "This server asks who records. What you tapped is kept."), field, h("button", { type: "submit" }, "Continue"),
    );
  }

  // Recording -----------------------------------------------------------------------------------------------------

  /** A button that a trembling thumb presses once. */
  #button(action, side, label, press, look = "") {
    const key = `${action}.${side}`;
    const onclick = () => {
      const now = performance.now();
      const again = now - (this.#taps.get(key) ?? -SAME_TAP_MS) < SAME_TAP_MS;
      if (again || this.#quiet) return this.#slipped();
      this.#taps.set(key, now);
      this.#hush();
      return press();
    };
    return h("button", { type: "button", class: look, "data-do": action, "data-side": side, onclick }, label);
  }

  /** Let no button be pressed for a moment. */
  #hush() {
    clearTimeout(this.#quiet);
    this.toggleAttribute("data-quiet", true);
    this.#quiet = setTimeout(() => {
      this.#quiet = null;
      this.toggleAttribute("data-quiet", false);
    }, ANY_TAP_MS);
  }

  /** Ask something before recording; what happened is recorded for the moment of the first tap. */
  #question(question, side) {
    const now = feed.now();
    const open = (title, content) => ask(this, title, content, () => this.#hush());
    question(open, this.#state, side, now, (action) => this.#send([action], action.label, now));
  }

  #quick(action) {
    this.#send([action], action.label, feed.now());
  }

  /** Keep and send *actions*, which happened at *now*; no two have the same time, so their order is plain. */
  #send(actions, label, now, extra = {}) {
    const last = Date.parse(this.#outbox.items.at(-1)?.action.time ?? 0);
    const from = last < now + 60_000 ? Math.max(now, last + 1) : now;
    const who = recordedBy();
    const kept = actions.map(({ kind, data, label: words }, index) => ({
      action: cloudEvent(kind, this.event, data, { ...who, at: from + index }), label: words, tapLabel: label, ...extra,
    }));
    navigator.vibrate?.(15);
    this.#outbox.add(kept);
    this.#tell(`${label}: recorded.`);
  }

  #toggle() {
    const running = !this.#state.clock.running;
    this.#quick(vocabulary.clockAdjust(this.#state, { running }, running ? "Clock runs" : "Clock stopped", feed.now()));
  }

  #undo(item) {
    const all = this.#outbox.items.filter((one) => one.tap === item.tap && isUndoable(one));
    const actions = all.reverse().map((one) => vocabulary.retract(one.action, one.label));
    for (const one of all) this.#outbox.update(one, { undone: true });
    this.#send(actions, `Undo ${item.tapLabel}`, feed.now(), { retracts: true });
  }

  #tell(text) {
    const { toast } = this.#parts;
    say(toast, text);
    toast.classList.add("tl-shown");
    clearTimeout(this.#toast);
    this.#toast = setTimeout(() => toast.classList.remove("tl-shown"), 2000);
  }
}

function isUndoable(item) {
  return !item.undone && !item.retracts && item.status !== "refused";
}

function scoreOf(state, shape) {
  const [home, away] = shortNames(state);
  const points = currentPoints(state, shape);
  return [
    h("span", {}, home), h("b", {}, `${state.score[0]}–${state.score[1]}`), h("span", {}, away),
    points ? h("span", { class: "tl-rec-points" }, points.join("–")) : null,
    state.shootout ? h("span", { class: "tl-rec-points" }, `(${state.shootout.join("–")} pens.)`) : null,
  ];
}

/** The points of the set that is being played. */
function currentPoints(state, shape) {
  if (!isSets(shape)) return null;
  return state.periods.find((period) => !period.end)?.score ?? (OVER.has(state.status) ? null : [0, 0]);
}
