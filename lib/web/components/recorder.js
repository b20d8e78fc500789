// <tl-recorder event="ID">: what happens, recorded with a thumb at the side of the pitch; also without a connection.

import { reading, ticking } from "./clock.js";
import * as corrections from "./corrections.js";
import { fill, h, icon, mark, refill, say } from "./dom.js";
import { feed } from "./feed.js";
import { foresee } from "./foresight.js";
import { isEntered, isSets, isTimed, shapeOf, shootoutPeriod } from "./profiles.js";
import * as questions from "./questions.js";
import { Recording } from "./recording.js";
import { sportOf, title, word } from "./sports.js";
import * as vocabulary from "./vocabulary.js";
import { CARDS, numberText, ONGOING, OVER, phase, shortNames, statusWord, timeOfDay } from "./words.js";

const FORWARD = new Set(["start", "period-start", "confirm"]); // steps that are never taken by mistake in mid-play

const OTHERS = { race: "tl-timer", challenge: "tl-activity" }; // who records what this element cannot

export class Recorder extends Recording {
  #state = null; // the state with what is under way
  #stopTicking = null;

  connectedCallback() {
    this.#stopTicking = ticking(() => this.#tick());
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stopTicking?.();
  }

  follow() {
    this.#state = null;
    super.follow();
  }

  /** An event that was declared a moment ago may turn out to be one of many participants. */
  show(record, connection, missing) {
    const other = record && OTHERS[shapeOf(record.state.declared).discipline];
    if (other) this.replaceWith(h(other, { event: this.event }));
    else super.show(record, connection, missing);
  }

  // Drawing -------------------------------------------------------------------------------------------------------

  draw() {
    this.#state = foresee(this.record.state, this.underWay());
    const { parts } = this;
    const state = this.#state;
    const shape = shapeOf(state.declared);
    mark(this, "data-score", state.score.join("-"));
    refill(parts.score, [shortNames(state), state.score, state.shootout, currentPoints(state, shape)], () => scoreOf(state, shape));
    this.#drawSteps(vocabulary.steps(state));
    const pad = [shortNames(state), this.#mode(state, shape)];
    refill(parts.pad, pad, () => [0, 1].map((side) => this.#side(state, shape, side)));
    refill(parts.clockRow, [pad[1], Boolean(state.clock), state.clock?.running, state.reviewing], () => this.#clockRow(state, shape));
    this.#drawHappened();
    this.#tick();
  }

  build() {
    const { part } = this;
    this.parts = {
      ...this.parts, score: part("score"), phase: h("span", {}), clock: part("clock", "span"), forward: part("steps"),
      pad: part("pad"), ends: part("steps"), clockRow: part("row"), happened: part("sent", "ol"),
    };
    const { parts } = this;
    fill(
      this,
      h("div", { class: "tl-rec-top" }, parts.score, h("div", { class: "tl-rec-time" }, parts.phase, parts.clock), parts.link),
      parts.token, parts.forward, parts.pad, parts.clockRow, parts.ends,
      h("details", { class: "tl-rec-happened" }, h("summary", {}, "Correct or decide"), this.button("decide", null, [icon("gavel"), "Decide"], () => this.#decide()), parts.happened),
      this.foot(),
    );
  }

  /** All that was recorded of the event, also by others, each to be corrected. */
  #drawHappened() {
    const { state } = this.record;
    const shown = corrections.correctable(state).map((entry) => [entry, corrections.words(state, entry)]);
    refill(this.parts.happened, shown.map(([entry, text]) => [entry.action.id, text]), () => shown.map(([entry, text]) => h(
      "li", { "data-happened": entry.action.id },
      h("time", { datetime: entry.action.time }, timeOfDay(Date.parse(entry.action.time))), h("span", { class: "tl-sent-what" }, text),
      this.button(`correct-${entry.action.id}`, null, "Correct", () => this.#correct(entry.action.id), "tl-plain"),
    )));
  }

  #correct(id) {
    const entry = this.record.state.timeline.find((one) => one.action.id === id);
    this.#asking((open, done) => corrections.correct(open, this.record.state, entry, done));
  }

  #decide() {
    this.#asking((open, done) => corrections.decide(open, this.record.state, done));
  }

  /** Ask about what was, not about this moment. A correction is not undone by a tap, but by another correction. */
  #asking(question) {
    question((title, content) => this.sheet(title, content), (action) => this.send([action], action.label, feed.now(), { retracts: true }));
  }

  #mode(state, shape) {
    if (OVER.has(state.status)) return "over";
    if (isEntered(shape)) return "result";
    if (isSets(shape)) return "sets";
    return state.clock?.period === shootoutPeriod(shape) ? "shootout" : "score";
  }

  /** Steps forward come first; those that end something lie behind the buttons of play. */
  #drawSteps(steps) {
    const button = (step) =>
      this.button(step.name, null, step.label, () => this.#take(step), FORWARD.has(step.name) ? "tl-primary" : "");
    const [forward, ends] = [true, false].map((wanted) => steps.filter((step) => FORWARD.has(step.name) === wanted));
    refill(this.parts.forward, forward, () => forward.map(button));
    refill(this.parts.ends, ends, () => ends.map(button));
  }

  #take(step) {
    if (step.name === "end") this.#question(questions.end);
    else this.send(step.actions, step.label, feed.now());
  }

  #side(state, shape, side) {
    const mode = this.#mode(state, shape);
    const name = shortNames(state)[side];
    const { sport } = state.declared;
    const { sanctions } = sportOf(sport).recording;
    const several = sanctions.length > 1;
    const button = (action, label, press, look = "") => this.button(action, side, label, press, look);
    const buttons = {
      over: [],
      result: [button("won", ["Won", h("b", {}, name)], () => this.#question(questions.won, side), "tl-huge")],
      sets: [button("point", [title(sport, "point"), h("b", {}, name)], () => this.#quick(vocabulary.point(this.#state, side)), "tl-huge")],
      shootout: [
        button("scored", ["Scored", h("b", {}, name)], () => this.#quick(vocabulary.kick(this.#state, side, true)), "tl-huge"),
        button("missed", ["Missed", h("b", {}, name)], () => this.#quick(vocabulary.kick(this.#state, side, false))),
      ],
      score: [
        ...this.#goals(state, side, name),
        button("card", several ? [icon("style"), "Card"] : [icon("sports"), CARDS[sanctions[0]]], () => this.#question(questions.card, side)),
        button("substitution", [icon("sync_alt"), "Substitution"], () => this.#question(questions.substitution, side)),
      ],
    }[mode];
    return buttons.length ? h("div", { class: "tl-rec-side", role: "group", "aria-label": name }, buttons) : null;
  }

  /** One button for a goal; where scores differ, one for each that there is. */
  #goals(state, side, name) {
    const { points } = sportOf(state.declared.sport).recording;
    const score = (worth) => (...asked) => questions.goal(...asked, worth);
    if (points.length === 1) {
      return [this.button("goal", side, [vocabulary.scoreName(state), h("b", {}, name)], () => this.#question(score(points[0]), side), "tl-huge")];
    }
    const worths = points.map((worth) => this.button(`goal-${worth}`, side, `+${worth}`, () => this.#question(score(worth), side), "tl-huge"));
    return [h("b", {}, name), h("div", { class: "tl-rec-worths" }, worths)];
  }

  #clockRow(state, shape) {
    const mode = this.#mode(state, shape);
    if (mode === "over") return [];
    if (mode === "result") return shape.draws ? [this.button("draw", null, [icon("handshake"), "Draw"], () => this.#question(questions.drawn))] : [];
    if (mode === "sets") {
      return [
        this.button("set-end", null, [icon("flag"), `Give the ${word(state.declared.sport, "period")}`], () => this.#question(questions.giveSet)),
        this.button("result", null, [icon("scoreboard"), "Enter the result"], () => this.#question(questions.result)),
      ];
    }
    const reviewed = this.button("review", null, [icon("videocam"), state.reviewing ? "Review is over" : "Review"], () =>
      this.#quick(vocabulary.review(this.#state, feed.now())),
    );
    if (!state.clock || mode === "shootout") return [reviewed];
    const { running } = state.clock;
    return [
      this.button("clock-toggle", null, [icon(running ? "pause" : "play_arrow"), running ? "Stop the clock" : "Run the clock"], () => this.#toggle()),
      this.button("clock-adjust", null, [icon("timer"), "Adjust"], () => this.#question(questions.adjust)),
      this.button("added", null, [icon("more_time"), "Added time"], () => this.#question(questions.added)),
      reviewed,
    ];
  }

  #tick() {
    if (!this.#state || !this.parts) return;
    const { clock } = this.#state;
    const shape = shapeOf(this.#state.declared);
    const shown = clock && ONGOING.has(this.#state.status) && isTimed(shape);
    say(this.parts.clock, shown ? reading(clock, shape, feed.now()) : "");
    mark(this.parts.clock, "data-running", String(Boolean(clock?.running)));
    say(this.parts.phase, phase(this.#state) || statusWord(this.#state.status));
  }

  // Recording -----------------------------------------------------------------------------------------------------

  /** Ask something before recording; what happened is recorded for the moment of the first tap. */
  #question(question, side) {
    const now = feed.now();
    question((title, content) => this.sheet(title, content), this.#state, side, now, (action) => this.send([action], action.label, now));
  }

  #quick(action) {
    this.send([action], action.label, feed.now());
  }

  #toggle() {
    const running = !this.#state.clock.running;
    this.#quick(vocabulary.clockAdjust(this.#state, { running }, running ? "Clock runs" : "Clock stopped", feed.now()));
  }
}

function scoreOf(state, shape) {
  const [home, away] = shortNames(state);
  const points = currentPoints(state, shape);
  return [
    h("span", {}, home), h("b", {}, state.score.map(numberText).join("–")), h("span", {}, away),
    points ? h("span", { class: "tl-rec-points" }, points.join("–")) : null,
    state.shootout ? h("span", { class: "tl-rec-points" }, `(${state.shootout.join("–")} pens.)`) : null,
  ];
}

/** The points of the set that is being played. */
function currentPoints(state, shape) {
  if (!isSets(shape) || OVER.has(state.status)) return null;
  return state.periods.find((period) => !period.end)?.score ?? [0, 0];
}
