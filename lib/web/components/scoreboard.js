// <tl-scoreboard event="ID" size="hero|card" source="summary">: one event's score, as it changes.

import { reading, ticking } from "./clock.js";
import { loudness } from "./cheer.js";
import { fill, flash, h, hidden, icon, mark, refill, say } from "./dom.js";
import { drawField, fieldParts, fieldWords, raceClock, tickField } from "./fieldboard.js";
import { Following } from "./following.js";
import { isSets, isTimed, isTwoSided, shapeOf } from "./profiles.js";
import { connectionOf, factsOf, isBlock, ofEvent } from "./source.js";
import { title, word } from "./sports.js";
import {
  headline, moment, names, numberText, ONGOING, outcomeWords, OVER, phase, scoreWords, startOf, statusWord,
} from "./words.js";

export class Scoreboard extends Following {
  static observedAttributes = ["event", "size", "source"];
  #stop = null;
  #record = null;
  #connection = { status: "connecting", since: null };
  #parts = null;

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#stop?.();
    this.#stop = null;
  }

  follow() {
    this.#record = this.#parts = null;
    mark(this, "data-event", this.event);
    super.follow();
  }

  show(record, connection, missing) {
    const before = this.#record;
    this.#record = record;
    this.#connection = connection;
    mark(this, "data-connection", connection.status);
    if (!record) return this.#wait(missing);
    const { state } = record;
    const sides = isTwoSided(shapeOf(state.declared));
    if (!this.#parts || Boolean(this.#parts.sides) !== sides) this.#build(sides);
    if (sides) mark(this, "data-score", state.score.join("-"));
    mark(this, "data-status", state.status);
    if (sides) this.#drawSides(state, before?.state);
    else this.#drawField(state, before?.state);
    this.#drawFrame(state, record.provenance);
    return this.#tick();
  }

  #wait(missing) {
    this.#parts = null;
    const text = missing
      ? `There is no event ${this.event} yet. It appears here as soon as it is declared.`
      : "The score is coming.";
    refill(this, ["wait", missing], () =>
      missing ? h("p", { class: "tl-empty" }, icon("hourglass_empty"), text) : skeleton(text),
    );
  }

  #build(twoSided) {
    const part = (name, tag = "div") => h(tag, { class: `tl-board-${name}` });
    const parts = {
      head: part("head"), loud: part("cheers", "span"), link: part("connection", "span"), status: part("status"), periods: part("periods"),
      points: part("points"), kicks: part("kicks"), outcome: part("outcome"), source: part("source"),
      clock: h("span", { class: "tl-board-clock" }), said: h("span", { class: "tl-hidden", "aria-live": "polite" }),
    };
    if (twoSided) parts.sides = [0, 1].map((side) => ({ name: part("name", "span"), score: part("number", "span"), side }));
    else parts.field = fieldParts();
    this.#parts = parts;
    this.tlKey = null;
    const board = h(
      "div", { class: "tl-board", role: "group" },
      h("div", { class: "tl-board-top" }, parts.head, parts.loud, parts.link), twoSided ? sidesOf(parts.sides) : parts.field.node,
      parts.kicks, parts.points, parts.status, parts.periods, parts.outcome,
    );
    const link = this.getAttribute("size") === "card";
    const page = `/event?id=${encodeURIComponent(this.event)}`;
    fill(this, link ? h("a", { href: page, target: "_self" }, board) : [board, parts.source], parts.said);
  }

  #drawField(state, before) {
    drawField(this.#parts.field, state);
    const words = fieldWords(state);
    if (before && fieldWords(before) !== words) say(this.#parts.said, words);
  }

  #drawSides(state, before) {
    const parts = this.#parts;
    const shape = shapeOf(state.declared);
    for (const { side, name, score } of parts.sides) {
      say(name, names(state)[side]);
      say(score, numberText(state.score[side]));
      if (before && before.score[side] !== state.score[side]) flash(score);
      mark(name, "data-won", String(Boolean(state.outcome?.winner) && this.#won(state, side)));
    }
    if (before && scoreWords(before) !== scoreWords(state)) say(parts.said, scoreWords(state));
    refill(parts.kicks, state.shootout, () => (state.shootout ? [`(${state.shootout.join("–")} pens.)`] : []));
    const running = isSets(shape) && ONGOING.has(state.status) ? state.periods.find((period) => !period.end) : null;
    refill(parts.points, running?.score ?? null, () => (running ? pointsOf(running, before) : []));
    const past = state.periods.length > 1 || isSets(shape) ? state.periods : [];
    refill(parts.periods, [past, state.status], () => periodsOf(past, state.declared));
    refill(parts.outcome, [outcomeWords(state)], () => [outcomeWords(state)]);
  }

  /** What is around the score: which event it is, its status, the connection, the source. */
  #drawFrame(state, provenance) {
    const parts = this.#parts;
    this.#drawHead(state);
    this.#drawConnection(state);
    if (this.getAttribute("size") === "card") this.#drawCheers(state);
    const shown = [state.status, state.reviewing, phase(state), startOf(state), state.since, state.clock?.added];
    refill(parts.status, shown, () => this.#status(state));
    if (this.getAttribute("size") !== "card" && !isBlock(this)) {
      const key = [provenance, state.declared?.revision, state.declared?.credit];
      const open = parts.source.querySelector("details")?.open ?? false;
      refill(parts.source, key, () => sourceOf(state, provenance, open));
    }
  }

  /** On a card, where nobody taps: how loud it is. */
  #drawCheers(state) {
    const count = ONGOING.has(state.status) ? loudness(state) : 0;
    const { loud } = this.#parts;
    const before = Number(loud.dataset.count ?? 0);
    if (!refill(loud, count, () => (count ? [icon("celebration", "Cheers"), count.toLocaleString("en-GB")] : []))) return;
    mark(loud, "data-count", count);
    if (before && count > before) flash(loud);
  }

  #won(state, side) {
    return state.declared.competitors[side].id === state.outcome.winner;
  }

  #status(state) {
    const start = startOf(state);
    const soon = ["scheduled", "postponed"].includes(state.status);
    const when = soon ? start : OVER.has(state.status) ? (state.since ?? start) : null;
    const added = state.clock?.running && state.clock.added ? Math.round(state.clock.added / 60_000) : 0;
    return [
      h("span", { class: "tl-chip", "data-status": state.status }, statusWord(state.status)),
      phase(state) ? h("span", {}, phase(state)) : null,
      this.#parts.clock,
      added ? h("span", { title: "Added time announced" }, `+${added} min`) : null,
      when ? h("span", { class: "tl-quiet" }, moment(when, this.now())) : null,
      state.reviewing ? h("span", { class: "tl-chip tl-review" }, icon("videocam"), "Under review") : null,
    ];
  }

  /** Which event it is; on its page, with the way to its competition. */
  #drawHead(state) {
    const { competition } = state.declared ?? {};
    const words = headline(state, this.getAttribute("size") === "card");
    const linked = competition && this.getAttribute("size") !== "card" && !isBlock(this);
    const page = `/competition?id=${encodeURIComponent(competition)}`;
    refill(this.#parts.head, [words, linked], () => (linked ? h("a", { href: page, target: "_self" }, words) : words));
  }

  #drawConnection(state) {
    const quiet = isBlock(this) || (this.#connection.status === "live" && !ONGOING.has(state.status));
    refill(this.#parts.link, [this.#connection, quiet], () => (quiet ? [] : connectionOf(this.#connection)));
  }

  /** Show the clock, and let it run where it does. */
  #tick() {
    const { state } = this.#record;
    const { clock } = state;
    const shown = clock && ONGOING.has(state.status) && isTimed(shapeOf(state.declared));
    const show = () => {
      say(this.#parts.clock, shown ? reading(clock, shapeOf(state.declared), this.now()) : "");
      if (this.#parts.field) tickField(this.#parts.field, state, this.now());
    };
    this.#stop?.();
    const runs = (shown && clock.running) || raceClock(state, this.now()) !== null;
    this.#stop = runs && !this.isPast ? ticking(show) : null;
    show();
  }
}

function sidesOf([home, away]) {
  return h(
    "div", { class: "tl-board-main" }, home.name,
    h("span", { class: "tl-board-score" }, home.score, h("span", { class: "tl-board-dash" }, "–"), away.score), away.name,
  );
}

function skeleton(text) {
  return h("div", { class: "tl-skeleton", "aria-busy": "true" }, hidden(text));
}

function pointsOf(running) {
  return [hidden("Points of this set: "), h("span", {}, running.score.join("–"))];
}

function periodsOf(periods, declared) {
  const shape = shapeOf(declared);
  const sets = isSets(shape);
  return periods
    .filter((period) => sets || period.number <= shape.periods + shape.extra_periods)
    .map((period) =>
      h(
        "span", { class: "tl-period", "data-open": !period.end && sets },
        h("span", { class: "tl-quiet" }, shortPeriod(period.number, declared)),
        h("span", {}, period.score.join("–")),
      ),
    );
}

function shortPeriod(number, declared) {
  const { periods } = shapeOf(declared);
  if (number > periods) return `Extra ${number - periods}`;
  return periods === 2 ? `${number === 1 ? "1st" : "2nd"} ${word(declared.sport, "period")}` : `${title(declared.sport, "period")} ${number}`;
}

/** Where the number comes from: the records of Kafka that made it, and the commit of the rules. */
function sourceOf(state, provenance, open) {
  const { credit } = state.declared ?? {};
  const details = h(
    "details", { open },
    h("summary", {}, icon("data_object"), "Source"),
    h("p", {}, "The score is computed from these actions each time one comes; nobody types it in."),
    factsOf(ofEvent(state.id, { state, provenance })),
  );
  return [details, credit ? h("p", {}, `Data: ${credit}`) : null];
}
