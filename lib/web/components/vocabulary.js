// What can be recorded: each function gives {kind, data, label} of one action, as lib/sport/actions.py defines them.

import { elapsed, reading } from "./clock.js";
import { isEntered, isSets, shapeOf, shootoutPeriod } from "./profiles.js";
import { counted, sportOf, title, word } from "./sports.js";
import { CARDS, memberName, METHODS, numberText, OVER, periodName, shortNames } from "./words.js";

/** What counts for *side*: a goal, or so many *points*. */
export function goal(state, side, { method = "open", points = 1, member = "" }, now) {
  const acting = method === "own" ? 1 - side : side;
  const data = { participant: idOf(state, acting), method, ...some({ member, points: points > 1 ? points : "" }), ...onTheClock(state, now) };
  if (method === "own") data.credited_to = idOf(state, side);
  const how = method === "open" ? "" : METHODS[method];
  return { kind: "score", data, label: text(`${scoreName(state, points)} ${shortNames(state)[side]}`, memberName(state, member), how) };
}

/** Goal; where scores differ, what this one is worth: 2 points. */
export function scoreName(state, points = 1) {
  const { sport } = state.declared;
  return sportOf(sport).recording.points.length > 1 ? counted(sport, "point", points) : title(sport, "point");
}

export function kick(state, side, scored) {
  const period = shootoutPeriod(shapeOf(state.declared));
  const data = { participant: idOf(state, side), points: scored ? 1 : 0, method: "penalty", period };
  return { kind: "score", data, label: `Kick ${scored ? "scored" : "missed"} ${shortNames(state)[side]}` };
}

export function point(state, side) {
  return { kind: "score", data: { participant: idOf(state, side) }, label: `${title(state.declared.sport, "point")} ${shortNames(state)[side]}` };
}

export function setEnd(state, side) {
  return { kind: "set.end", data: { participant: idOf(state, side) }, label: `${title(state.declared.sport, "period")} given to ${shortNames(state)[side]}` };
}

/** A result entered whole: the points of its games, or its score. *by* is the side that enters it, if that matters. */
export function result(state, { games, score, by = null }) {
  const data = { ...some({ games, score }), ...(by === null ? {} : { participant: idOf(state, by) }) };
  return { kind: "result", data, label: `Result ${(score ?? gamesWon(games)).map(numberText).join("–")}` };
}

export function gamesWon(games) {
  return [0, 1].map((side) => games.filter((game) => game[side] > game[1 - side]).length);
}

export function card(state, side, { kind, member = "" }, now) {
  const minutes = kind === "time-penalty" ? 2 : undefined;
  const data = { participant: idOf(state, side), kind, ...some({ member, minutes }), ...onTheClock(state, now) };
  return { kind: "sanction", data, label: text(`${CARDS[kind]} ${shortNames(state)[side]}`, memberName(state, member)) };
}

export function substitution(state, side, { comes, goes }, now) {
  const data = { participant: idOf(state, side), member_in: comes, member_out: goes, ...onTheClock(state, now) };
  const who = [comes, goes].map((one) => memberName(state, one)).join(" for ");
  return { kind: "substitution", data, label: text(`Substitution ${shortNames(state)[side]}`, who) };
}

export function review(state, now) {
  const place = onTheClock(state, now);
  if (state.reviewing) return { kind: "review.end", data: { outcome: "upheld", ...place }, label: "Review over" };
  return { kind: "review.start", data: place, label: "Under review" };
}

export function periodStart(state, period) {
  return { kind: "period.start", data: { period }, label: `Start ${nameIn(state, period)}` };
}

export function periodEnd(state, period) {
  return { kind: "period.end", data: { period }, label: `End ${nameIn(state, period)}` };
}

export function status(word, label) {
  return { kind: "event.status", data: { status: word }, label };
}

/** The clock is stopped, let run, set or given added time; *changes* are what differs from now. */
export function clockAdjust(state, changes, label, now) {
  const { period, running, rate = 1, added } = state.clock;
  const data = { period, clock: Math.round(elapsed(state.clock, now)) / 1000, running, ...changes };
  if (rate !== 1) data.rate = rate;
  if (added && data.added === undefined) data.added = added / 1000;
  return { kind: "clock.adjust", data, label };
}

export function retract(action, label) {
  return { kind: "retract", data: { action: action.id, reason: "Recorded by mistake" }, label: `Undo ${label}` };
}

/** An action of any device did not happen, for a *reason* that everybody sees. */
export function takeBack(id, reason, label) {
  return { kind: "retract", data: { action: id, reason }, label: `Taken back: ${label}` };
}

/** An action happened otherwise: *fields* replace those of its data. */
export function amend(id, fields, reason, label) {
  return { kind: "amend", data: { action: id, fields, reason }, label: `Corrected: ${label}` };
}

export function decision(data, label) {
  return { kind: "decision", data, label };
}

export function statusBecause(word, reason, label) {
  return { kind: "event.status", data: { status: word, reason }, label };
}

/** What may come next in the course of the event, the most likely first: [{name, label, actions}]. */
export function steps(state) {
  if (OVER.has(state.status)) {
    return state.status === "ended" ? confirmations(state) : [];
  }
  const shape = shapeOf(state.declared);
  if (isEntered(shape)) return [];
  const end = step("end", `End the ${word(state.declared.sport, "event")}`, status("ended", "Event ended"));
  if (isSets(shape)) {
    return state.status === "scheduled" ? [step("start", "Start", status("live", "Event started"))] : [end];
  }
  if (!state.clock) return [start(state, 1)];
  const { period } = state.clock;
  if (!state.periods.find((one) => one.number === period)?.end) return [finish(state, period, shape)];
  if (period < shape.periods) return [start(state, period + 1)];
  const more = [];
  if (period < shape.periods + shape.extra_periods) more.push(start(state, period + 1));
  if (sportOf(state.declared.sport).recording.shootout && period < shootoutPeriod(shape)) more.push(start(state, shootoutPeriod(shape)));
  return [end, ...more];
}

/** Who may confirm the result: anyone, or where the format asks for it the side that did not enter it. */
function confirmations(state) {
  if (shapeOf(state.declared).confirmation !== "opponent") {
    return [step("confirm", "Confirm the result", status("confirmed", "Result confirmed"))];
  }
  return [0, 1].filter((side) => idOf(state, side) !== state.entered).map((side) => {
    const confirmed = status("confirmed", `${shortNames(state)[side]} confirmed`);
    return step("confirm", `${shortNames(state)[side]} confirms`, { ...confirmed, data: { ...confirmed.data, participant: idOf(state, side) } });
  });
}

function step(name, label, ...actions) {
  return { name, label, actions };
}

function start(state, period) {
  return step("period-start", `Start ${nameIn(state, period)}`, periodStart(state, period));
}

/** The end of a period before the last one is the beginning of a break. */
function finish(state, period, shape) {
  const actions = [periodEnd(state, period)];
  if (period < shape.periods) actions.push(status("break", "Break"));
  return step("period-end", `End ${nameIn(state, period)}`, ...actions);
}

/** Where the event's clock is; empty when it shows more than a period can have, because nobody stopped it. */
function onTheClock(state, now) {
  if (!state.clock) return {};
  const { period_s: regular, extra_period_s: extra } = shapeOf(state.declared);
  const clock = Math.round(elapsed(state.clock, now)) / 1000;
  const longest = 2 * Math.max(regular, extra);
  return longest && clock > longest ? { period: state.clock.period } : { period: state.clock.period, clock };
}

/** What the clock shows at *now*, for the title of a sheet. */
export function clockWords(state, now) {
  return state.clock ? reading(state.clock, shapeOf(state.declared), now) : "";
}

function idOf(state, side) {
  return state.declared.competitors[side].id;
}

function nameIn(state, period) {
  const name = periodName(period, state.declared);
  return name[0].toLowerCase() + name.slice(1);
}

/** The fields that have a value. */
function some(fields) {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== "" && value !== undefined));
}

function text(...parts) {
  return parts.filter(Boolean).join(", ");
}
