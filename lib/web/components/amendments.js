// What can be changed in an action of a contest of two sides, with its present values: a field for each.

import { effective, kindOf } from "./entries.js";
import { fill, h } from "./dom.js";
import { shapeOf, shootoutPeriod } from "./profiles.js";
import { counted, sportOf, title } from "./sports.js";
import { CARDS, membersOf, METHODS, names, periodName, statusWord } from "./words.js";

const RESULT = "\\d+(\\.5)?\\s*[\\-–:]\\s*\\d+(\\.5)?"; // 3-1, or with halves 0.5–0.5
const STATUSES = ["scheduled", "live", "break", "suspended", "ended", "confirmed", "postponed", "cancelled", "abandoned"];
const REVIEWS = { upheld: "Upheld", overturned: "Overturned" };

/** The fields of an entry: [{name, label, input, before, read}]; those that it does not have are left out. */
export function fieldsOf(state, entry) {
  const data = effective(state, entry);
  return (FIELDS[kindOf(entry)]?.(state, data) ?? []).flat().filter(Boolean);
}

/** What else changes with what was *changed*: an own goal counts for the other side, any other one for its own. */
export function settled(state, entry, changed) {
  const data = effective(state, entry);
  if (kindOf(entry) !== "score" || !("participant" in changed || "method" in changed)) return changed;
  const { participant, method, credited_to: before = null } = { ...data, ...changed };
  const other = state.declared.competitors.find((one) => one.id !== participant).id;
  const credited = method === "own" ? other : null;
  return credited === before ? changed : { ...changed, credited_to: credited };
}

const FIELDS = {
  score: (state, data) => [acting(state, data, "member"), method(state, data), points(state, data), when(state, data)],
  sanction: (state, data) => [acting(state, data, "member"), field("kind", "Card", select(CARDS, data.kind)), when(state, data)],
  substitution: (state, data) => [acting(state, data, "member_in", "member_out"), when(state, data)],
  "period.start": (state, data) => [period(state, data)],
  "period.end": (state, data) => [period(state, data)],
  "clock.adjust": (state, data) => [field("added", "Minutes added", number(Math.round(data.added / 60)), (value) => Number(value) * 60)],
  "event.status": (state, data) => [
    field("status", "Status", select(Object.fromEntries(STATUSES.map((one) => [one, statusWord(one)])), data.status)),
    data.participant ? sideField(state, data, "Who said so") : null,
  ],
  "set.end": (state, data) => [sideField(state, data, "Given to")],
  "review.end": (state, data) => [field("outcome", "Outcome", select(REVIEWS, data.outcome))],
  result: (state, data) => [
    data.games ? pairs("games", `${title(state.declared.sport, "point", 2)} of each ${title(state.declared.sport, "period").toLowerCase()}`, data.games) : null,
    data.score ? pairs("score", "Result", [data.score], (all) => all[0]) : null,
    data.participant ? sideField(state, data, "Entered by") : null,
  ],
  decision: (state, data) => [
    data.participant ? sideField(state, data, data.kind === "deduction" ? "From" : "To") : null,
    data.score ? pairs("score", "Result", [data.score], (all) => all[0]) : null,
    data.points ? field("points", "Points", number(data.points), Number) : null,
  ],
};

/** The side that acted, and its *people*, who are others when it is the other side. */
function acting(state, data, ...people) {
  const side = sideField(state, data, "Side");
  const labels = { member: "Who", member_in: "Came on", member_out: "Went off" };
  const whos = people.map((name) => {
    const box = h("span", {});
    let input = who(state, data.participant, data[name] ?? "");
    fill(box, input);
    side.input.addEventListener("change", () => {
      input = who(state, side.input.value, "");
      fill(box, input);
    });
    const before = input.value;
    return { name, label: labels[name], node: box, isChanged: () => input.value !== before, read: () => input.value, check: () => input.reportValidity() };
  });
  return [side, ...whos];
}

function who(state, participant, member) {
  const side = state.declared.competitors.findIndex((one) => one.id === participant);
  const known = Object.fromEntries(membersOf(state, side).map((one) => [one.id, one.name]));
  if (!Object.keys(known).length) return text(member);
  return select({ ...(member && member in known ? {} : { [member]: member || "Nobody named" }), ...known }, member);
}

function sideField(state, data, label) {
  const [home, away] = names(state);
  const [first, second] = state.declared.competitors;
  return field("participant", label, select({ [first.id]: home, [second.id]: away }, data.participant));
}

function method(state, data) {
  const known = sportOf(state.declared.sport).recording.methods;
  const offered = [...new Set([data.method ?? "open", ...known])];
  if (offered.length < 2 || shapeOf(state.declared).discipline !== "score" || isKick(state, data)) return null;
  return field("method", "How", select(Object.fromEntries(offered.map((one) => [one, METHODS[one]])), data.method ?? "open"));
}

function points(state, data) {
  const { sport } = state.declared;
  const offered = [...new Set([data.points ?? 1, ...sportOf(sport).recording.points])].sort();
  if (isKick(state, data)) return field("points", "Kick", select({ 1: "Scored", 0: "Missed" }, String(data.points ?? 1)), Number);
  if (offered.length < 2) return null;
  return field("points", "Worth", select(Object.fromEntries(offered.map((one) => [one, counted(sport, "point", one)])), String(data.points ?? 1)), Number);
}

function when(state, data) {
  const clock = data.clock === undefined ? null
    : field("clock", "Minute", number(Math.floor(data.clock / 60) + 1), (value) => (Number(value) - 1) * 60);
  return [data.period === undefined ? null : period(state, data), clock];
}

function period(state, data) {
  const shape = shapeOf(state.declared);
  const numbers = Array.from({ length: shape.periods ? shootoutPeriod(shape) : (shape.best_of ?? 1) }, (_, index) => index + 1);
  const named = Object.fromEntries(numbers.map((one) => [one, periodName(one, state.declared)]));
  return field("period", "When", select(named, String(data.period)), Number);
}

function pairs(name, label, values, read = (all) => all) {
  const input = text(values.map((pair) => pair.join("–")).join(", "));
  const one = name === "games" ? `${RESULT}(\\s*,\\s*${RESULT})*` : RESULT;
  input.setAttribute("pattern", one);
  input.setAttribute("title", name === "games" ? "Such as 11–5, 9–11" : "Such as 3–1");
  return field(name, label, input, (value) => read(value.split(",").map((pair) => pair.split(/[-–:]/).map(Number))));
}

function isKick(state, data) {
  return data.period !== undefined && data.period === shootoutPeriod(shapeOf(state.declared));
}

export function field(name, label, input, read = (value) => value) {
  const before = input.value;
  return { name, label, node: input, input, isChanged: () => input.value !== before, read: () => read(input.value), check: () => input.reportValidity() };
}

export function text(value) {
  return h("input", { type: "text", value, maxlength: 200, autocomplete: "off" });
}

export function number(value) {
  return h("input", { type: "number", min: 0, max: 1000, value, inputmode: "numeric" });
}

export function select(options, chosen) {
  return h("select", {}, Object.entries(options).map(([value, label]) => h("option", { value, selected: value === chosen }, label)));
}
