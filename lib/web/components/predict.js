// <tl-predict event="ID">: what this viewer foretells, until the event starts, and how all others do.
//
// How predictions are divided is shown to whoever has given one, and to everybody from the start on.

import { fill, h, hidden, icon, mark, refill, say } from "./dom.js";
import { note, recall } from "./device.js";
import { feed } from "./feed.js";
import { Following } from "./following.js";
import { isTimed, shapeOf } from "./profiles.js";
import { choices } from "./sheet.js";
import { ask } from "./viewer.js";
import { moment, numberText, shortNames, startOf } from "./words.js";

const NAME = "touchline.name";
const SPREAD_MS = 4_000; // not all pages ask at the same moment
const FOLDED_MS = 400;
const TRIES = 12;
const MOST = 99;

export class Predict extends Following {
  #state = null;
  #about = null;
  #sent = null; // what was answered for, until it shows
  #editing = false;
  #seen = "";
  #timer = null;
  #closing = null;
  #said = h("p", { class: "tl-predict-said", role: "status" });

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    clearTimeout(this.#closing);
  }

  follow() {
    this.#about = this.#sent = this.#state = null;
    this.#seen = "";
    clearTimeout(this.#timer);
    this.#timer = null;
    super.follow();
  }

  show(record) {
    if (!record) return;
    this.#state = record.state;
    const { tallies, status, score, declared } = record.state;
    const seen = JSON.stringify([tallies?.prediction, status, declared?.start, status === "scheduled" ? 0 : score]);
    if (!this.#seen || (seen !== this.#seen && !this.#sent)) this.#askSoon(this.#seen ? Math.random() * SPREAD_MS : 0);
    this.#seen = seen;
    this.#draw();
  }

  get #path() {
    return `/api/events/${encodeURIComponent(this.event)}/prediction`;
  }

  /** Ask after *wait*; where a question is waiting already, that one is enough. */
  #askSoon(wait, tries = TRIES) {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#ask(tries);
    }, wait);
  }

  async #ask(tries) {
    const { ok, body } = await ask(this.#path);
    if (!this.isConnected || !ok) return;
    this.#about = body;
    if (this.#sent && (isSame(this.#sent, body.own) || !tries)) this.#sent = null;
    if (this.#sent) this.#askSoon(FOLDED_MS, tries - 1);
    this.#closeInTime();
    this.#draw();
  }

  /** Ask again when the start has come. */
  #closeInTime() {
    clearTimeout(this.#closing);
    const left = (startOf(this.#state) ?? 0) - feed.now();
    if (this.#about.is_open && left > 0 && left < 86_400_000) this.#closing = setTimeout(() => this.#ask(0), left + 500);
  }

  // Drawing -------------------------------------------------------------------------------------------------------

  #draw() {
    const about = this.#about;
    if (!about || !this.#state) return;
    const own = this.#sent ? this.#sent.own : about.own;
    mark(this, "data-own", own ? own.score.join("-") : "");
    mark(this, "data-open", String(about.is_open));
    const asks = about.is_open && (!own || this.#editing);
    const key = asks ? ["form", shortNames(this.#state)] : ["shown", about, own];
    if (asks && this.tlKey === JSON.stringify(key)) return this.#drawFoot();
    refill(this, key, () => (asks ? this.#form(own) : this.#shown(own)));
    this.#drawFoot();
  }

  #drawFoot() {
    const foot = this.querySelector(".tl-predict-foot");
    if (foot) say(foot, footWords(this.#about, this.#state));
  }

  #form(own) {
    const shape = shapeOf(this.#state.declared);
    const picked = isTimed(shape) ? steppers(this.#state, own) : offered(this.#state, shape, own);
    const name = h("input", { type: "text", maxlength: 40, placeholder: "Your name in the table", "aria-label": "Your name in the table, if you like", autocomplete: "nickname", value: own?.name || recall(NAME) || "" });
    const submit = (event) => {
      event.preventDefault();
      const score = picked.score();
      if (!score) return say(this.#said, "Choose a score first.");
      note(NAME, name.value.trim());
      return this.#send("PUT", { score, name: name.value.trim() });
    };
    say(this.#said, "");
    return h(
      "form", { class: "tl-predict", onsubmit: submit, "aria-label": "Your prediction" },
      h("h4", {}, icon("psychology_alt"), "What do you predict?"),
      picked.node,
      h("div", { class: "tl-predict-row" }, name, h("button", { type: "submit", class: "tl-first", "data-do": "predict" }, "Predict")),
      this.#said, h("p", { class: "tl-predict-foot tl-quiet" }),
    );
  }

  #shown(own) {
    const { count, is_open: open } = this.#about;
    if (!own && !count) return [];
    const change = () => {
      this.#editing = true;
      this.#draw();
    };
    const buttons = own && open ? [
      h("button", { type: "button", "data-do": "change", onclick: change }, icon("edit"), "Change"),
      h("button", { type: "button", "data-do": "withdraw", onclick: () => this.#send("DELETE") }, icon("undo"), "Take back"),
    ] : [];
    return h(
      "section", { class: "tl-predict" },
      h("div", { class: "tl-predict-row" }, h("h4", {}, icon("psychology_alt"), ownWords(own, open)), buttons),
      this.#about.tendency ? bars(this.#about, this.#state) : null,
      this.#said, h("p", { class: "tl-predict-foot tl-quiet" }),
    );
  }

  async #send(method, wish = null) {
    say(this.#said, "");
    const { ok, body } = await ask(this.#path, { method, body: wish });
    if (!ok) return say(this.#said, body.error);
    this.#sent = { own: wish && { ...wish, at: feed.now() } };
    this.#editing = false;
    this.tlKey = null;
    this.#draw();
    clearTimeout(this.#timer);
    this.#timer = null;
    return this.#askSoon(FOLDED_MS);
  }
}

function isSame(sent, own) {
  return JSON.stringify(sent.own?.score) === JSON.stringify(own?.score) && (sent.own?.name ?? "") === (own?.name ?? "");
}

function ownWords(own, open) {
  if (!own) return "How it was foretold";
  const score = own.score.map(numberText).join("–");
  const points = own.points === undefined || own.points === null ? "" : `: ${own.points} ${own.points === 1 ? "point" : "points"}`;
  return `You ${open ? "predict" : "foretold"} ${score}${points}`;
}

function footWords({ count, rule, is_open: open }, state) {
  const start = startOf(state);
  const until = open ? (start ? `Open until ${moment(start, feed.now())}` : "Open until it starts") : "";
  const many = count === 1 ? "1 prediction" : `${count.toLocaleString("en-GB")} predictions`;
  return [many, until, `exact score ${rule.exact}, difference ${rule.difference}, winner ${rule.tendency}`].filter(Boolean).join(" · ");
}

/** A number for each side, for a thumb. */
function steppers(state, own) {
  const fields = [0, 1].map((side) => {
    const value = h("input", { type: "number", inputmode: "numeric", min: 0, max: MOST, value: own?.score[side] ?? 0, "aria-label": shortNames(state)[side], "data-side": side });
    const step = (by) => () => {
      value.value = Math.min(MOST, Math.max(0, Number(value.value) + by));
    };
    return [value, h(
      "div", { class: "tl-predict-side" }, h("span", {}, shortNames(state)[side]),
      h("button", { type: "button", "aria-label": `${shortNames(state)[side]}: one less`, "data-do": `less-${side}`, onclick: step(-1) }, "−"), value,
      h("button", { type: "button", "aria-label": `${shortNames(state)[side]}: one more`, "data-do": `more-${side}`, onclick: step(1) }, "+"),
    )];
  });
  const score = () => {
    const numbers = fields.map(([field]) => field.valueAsNumber);
    return numbers.every((number) => Number.isInteger(number) && number >= 0 && number <= MOST) ? numbers : null;
  };
  return { score, node: h("div", { class: "tl-predict-sides" }, fields.map(([, node]) => node)) };
}

/** All scores that the sport can have. */
function offered(state, shape, own) {
  let chosen = own ? own.score.join(":") : "";
  const scores = shape.discipline === "sets" ? inSets(shape) : shared(shape);
  const options = Object.fromEntries(scores.map((score) => [score.join(":"), score.map(numberText).join("–")]));
  const node = choices(options, chosen, (name) => {
    chosen = name;
  });
  const [home, away] = shortNames(state);
  return {
    score: () => (chosen ? chosen.split(":").map(Number) : null),
    node: h("div", { class: "tl-predict-offered" }, h("p", { class: "tl-quiet" }, `${home} – ${away}`), node),
  };
}

function inSets(shape) {
  const wins = Math.floor(shape.best_of / 2) + 1;
  const won = [...Array(wins).keys()].map((lost) => [wins, lost]);
  return [...won, ...won.map(([mine, theirs]) => [theirs, mine]).reverse()];
}

function shared({ points, draws }) {
  const halves = [...Array(points * 2 + 1).keys()].map((number) => [points - number / 2, number / 2]);
  return halves.filter(([mine, theirs]) => draws || mine !== theirs);
}

/** Who is thought to win, as a bar with its numbers, and the scores that are foretold most. */
function bars({ tendency, shares, count }, state) {
  const [home, away] = shortNames(state);
  const parts = [home, "Draw", away].map((name, index) => ({ name, share: count ? Math.round((100 * tendency[index]) / count) : 0, index }));
  const told = parts.filter((part) => part.share || part.index !== 1);
  return [
    h("div", { class: "tl-predict-bar", "aria-hidden": "true" }, parts.map((part) => h("span", { "data-part": part.index, style: `flex-grow: ${part.share}` }))),
    h("ul", { class: "tl-predict-parts" }, told.map((part) => h("li", { "data-part": part.index }, part.name, " ", h("b", {}, `${part.share} %`)))),
    shares.length ? h("p", { class: "tl-predict-scores" }, hidden("The most frequent: "), shares.map((one) => h("span", { class: "tl-chip" }, one.score.map(numberText).join("–"), h("span", { class: "tl-quiet" }, `${one.count}×`)))) : null,
  ];
}
