// What the recorder asks before it records: who scored, which card, how much time.
//
// Each question gets ask(title, content), the state, the side, the moment of the tap, and done(action).

import { minutesAndSeconds } from "./numbers.js";
import { fill, h, say } from "./dom.js";
import { shapeOf } from "./profiles.js";
import { choices, people } from "./sheet.js";
import { sportOf, title, word } from "./sports.js";
import * as vocabulary from "./vocabulary.js";
import { CARDS, membersOf, METHODS, shortNames } from "./words.js";

const NAMELESS = "Record without a name";

export function goal(ask, state, side, now, done, points = 1) {
  const { methods } = sportOf(state.declared.sport).recording;
  let [method] = methods;
  const score = (member) => done(vocabulary.goal(state, side, { method, points, member }, now));
  if (methods.length === 1 && !membersOf(state, side).length) return score("");
  return ask(`${vocabulary.scoreName(state, points)} ${shortNames(state)[side]} ${vocabulary.clockWords(state, now)}`, (close) => {
    const list = h("div", {});
    const record = (member) => {
      close();
      score(member);
    };
    const draw = (next) => {
      method = next;
      fill(list, people(membersOf(state, method === "own" ? 1 - side : side), NAMELESS, record));
    };
    draw(method);
    return [methods.length > 1 ? choices(named(methods, METHODS), method, draw) : null, list];
  });
}

export function card(ask, state, side, now, done) {
  const kinds = sportOf(state.declared.sport).recording.sanctions;
  let [kind] = kinds;
  const record = (close) => (member) => {
    close();
    done(vocabulary.card(state, side, { kind, member }, now));
  };
  ask(`${kinds.length > 1 ? "Card" : CARDS[kind]} ${shortNames(state)[side]}`, (close) => [
    kinds.length > 1 ? choices(named(kinds, CARDS), kind, (next) => { kind = next; }) : null,
    people(membersOf(state, side), NAMELESS, record(close)),
  ]);
}

function named(ids, names) {
  return Object.fromEntries(ids.map((id) => [id, names[id]]));
}

export function substitution(ask, state, side, now, done) {
  const members = membersOf(state, side);
  const comesOn = (close, goes) => [
    h("p", {}, "Who comes on?"),
    people(members.filter((member) => member.id !== goes), "", (comes) => {
      close();
      done(vocabulary.substitution(state, side, { comes, goes }, now));
    }),
  ];
  ask(`Substitution ${shortNames(state)[side]}`, (close, next) => [
    h("p", {}, "Who goes off?"),
    people(members, "", (goes) => next(comesOn(close, goes))),
  ]);
}

export function giveSet(ask, state, _side, _now, done) {
  ask(`Give the ${word(state.declared.sport, "period")} to`, (close) => [0, 1].map((side) => answer(shortNames(state)[side], close, () => done(vocabulary.setEnd(state, side)))));
}

export function end(ask, state, _side, _now, done) {
  ask(`End the ${word(state.declared.sport, "event")}?`, (close) => [
    h("p", {}, `The score is ${state.score.join("–")}. Everybody sees it as ended.`),
    answer("End it", close, () => done(vocabulary.status("ended", "Event ended")), "end-now"),
  ]);
}

export function added(ask, state, _side, now, done) {
  const minutes = (close) => (number) =>
    h(
      "button",
      {
        type: "button", "data-minutes": number,
        onclick: () => {
          close();
          done(vocabulary.clockAdjust(state, { added: number * 60 }, `${number} min added`, now));
        },
      },
      String(number),
    );
  ask("Added time, in minutes", (close) => h("div", { class: "tl-choices" }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(minutes(close))));
}

export function adjust(ask, state, _side, now, done) {
  let by = 0;
  const shown = h("output", { class: "tl-rec-clock" }, "+00:00");
  const move = (seconds, label) => h("button", { type: "button", "data-seconds": seconds, onclick: () => {
    by += seconds;
    say(shown, `${by < 0 ? "−" : "+"}${minutesAndSeconds(Math.abs(by))}`);
  } }, label);
  const set = () => {
    const { clock } = vocabulary.clockAdjust(state, {}, "", now).data;
    done(vocabulary.clockAdjust(state, { clock: Math.max(0, clock + by) }, "Clock set", now));
  };
  ask("Adjust the clock", (close) => [
    h("p", {}, "How much more, or less, should it show?"), shown,
    h("div", { class: "tl-choices" }, move(-60, "−1 min"), move(-10, "−10 s"), move(-1, "−1 s"), move(1, "+1 s"), move(10, "+10 s"), move(60, "+1 min")),
    answer("Set the clock", close, set, "set-clock"),
  ]);
}

/** The points of each game, one after the other; games that were not played stay empty. */
export function result(ask, state, _side, _now, done) {
  const shape = shapeOf(state.declared);
  const fields = Array.from({ length: shape.best_of }, (_, number) =>
    [0, 1].map((side) => numberField(`${title(state.declared.sport, "period")} ${number + 1}, ${shortNames(state)[side]}`, `${number}.${side}`)),
  );
  const problem = h("p", { class: "tl-why", role: "alert" });
  const by = enteredBy(state);
  const send = (close) => () => {
    const games = fields.map((pair) => pair.map((field) => field.value.trim())).filter((pair) => pair.some(Boolean));
    const bad = games.findIndex((pair) => !pair.every((text) => /^\d{1,3}$/.test(text)));
    if (bad >= 0 || !games.length) return say(problem, games.length ? `${title(state.declared.sport, "period")} ${bad + 1} needs two numbers.` : `Enter at least one ${word(state.declared.sport, "period")}.`);
    close();
    return done(vocabulary.result(state, { games: games.map((pair) => pair.map(Number)), by: by.chosen() }));
  };
  ask(`${title(state.declared.sport, "point", 2)} of each ${word(state.declared.sport, "period")}`, (close) => [
    h("div", { class: "tl-games" }, h("b", {}, shortNames(state)[0]), h("b", {}, shortNames(state)[1]), fields),
    by.node, problem, h("button", { type: "button", class: "tl-first", "data-do": "send-result", onclick: send(close) }, "Record the result"),
  ]);
}

export function won(ask, state, side, _now, done) {
  const { points } = shapeOf(state.declared);
  whole(ask, state, done, `${shortNames(state)[side]} won?`, [0, 1].map((one) => (one === side ? points : 0)));
}

export function drawn(ask, state, _side, _now, done) {
  const half = shapeOf(state.declared).points / 2;
  whole(ask, state, done, "A draw?", [half, half]);
}

function whole(ask, state, done, title, score) {
  const by = enteredBy(state);
  ask(title, (close) => [
    by.node, answer("Record the result", close, () => done(vocabulary.result(state, { score, by: by.chosen() })), "send-result"),
  ]);
}

/** Which side enters a result, where the other one has to confirm it. */
function enteredBy(state) {
  if (shapeOf(state.declared).confirmation !== "opponent") return { node: null, chosen: () => null };
  let side = "0";
  const options = Object.fromEntries(shortNames(state).map((name, index) => [String(index), `Entered by ${name}`]));
  const node = choices(options, side, (next) => { side = next; });
  return { node, chosen: () => Number(side) };
}

function numberField(label, name) {
  return h("input", { type: "text", inputmode: "numeric", maxlength: 3, autocomplete: "off", "aria-label": label, "data-game": name });
}

/** The one big button that answers. */
function answer(label, close, chosen, name = "answer") {
  const onclick = () => {
    close();
    chosen();
  };
  return h("button", { type: "button", class: "tl-first", "data-do": name, onclick }, label);
}
