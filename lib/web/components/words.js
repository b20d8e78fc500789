// What a person reads: statuses, periods, outcomes, times.

import { isSets, shapeOf, shootoutPeriod } from "./profiles.js";
import { title, word } from "./sports.js";

export const OVER = new Set(["ended", "confirmed", "awarded", "forfeited", "cancelled", "abandoned"]);
export const ONGOING = new Set(["live", "break", "suspended"]);

const STATUS = {
  scheduled: "Scheduled", live: "Live", break: "Break", suspended: "Suspended", ended: "Ended", confirmed: "Final",
  postponed: "Postponed", cancelled: "Cancelled", abandoned: "Abandoned", forfeited: "Forfeited", awarded: "Awarded",
};

export const METHODS = {
  open: "Open play", penalty: "Penalty", "free-kick": "Free kick", header: "Header", own: "Own goal",
};

export const CARDS = {
  yellow: "Yellow card", "second-yellow": "Second yellow card", red: "Red card", foul: "Foul",
  "time-penalty": "Time penalty",
};

export function statusWord(status) {
  return STATUS[status] ?? status;
}

/** What a part of a declared event is called: Second half, Quarter 3, Set 2. */
export function periodName(number, declared) {
  const shape = shapeOf(declared);
  const numbered = `${title(declared.sport, "period")} ${number}`;
  if (isSets(shape)) return numbered;
  if (number === shootoutPeriod(shape)) return "Shoot-out";
  if (number <= shape.periods) {
    const own = word(declared.sport, "period");
    return { 2: [`First ${own}`, `Second ${own}`], 1: ["Play"] }[shape.periods]?.[number - 1] ?? numbered;
  }
  const extra = number - shape.periods;
  if (shape.extra_periods === 2) return `Extra time, ${extra === 1 ? "first" : "second"} half`;
  return `Extra time ${extra}`;
}

/** Where the event is: its period, or the break that it is in; empty when it is not on. */
export function phase(state) {
  const shape = shapeOf(state.declared);
  if (!ONGOING.has(state.status)) return "";
  const last = state.periods.at(-1);
  if (isSets(shape)) return periodName(last ? last.number + (last.end ? 1 : 0) : 1, state.declared);
  const number = state.clock?.period ?? last?.number;
  if (!number) return "";
  const current = state.periods.find((period) => period.number === number);
  if (!current?.end && state.status !== "break") return periodName(number, state.declared);
  return number === 1 && shape.periods === 2 && word(state.declared.sport, "period") === "half" ? "Half-time" : `After ${lower(periodName(number, state.declared))}`;
}

/** How the event ended, in a sentence without a full stop; empty while it goes on. */
export function outcomeWords(state) {
  const { outcome } = state;
  if (!outcome) return "";
  const winner = outcome.winner ? nameOf(state, outcome.winner) : null;
  if (outcome.type === "awarded") return winner ? `Awarded to ${winner}` : "Decided by the organizers";
  if (!winner) return outcome.type === "extra-time" ? "A draw after extra time" : "A draw";
  const how = { "extra-time": " after extra time", shootout: " on penalties" }[outcome.type] ?? "";
  return `${winner} won${how}`;
}

export function names(state) {
  const both = state.declared?.competitors ?? [];
  return [0, 1].map((side) => both[side]?.name ?? (side ? "Away" : "Home"));
}

/** Names that fit on a button or a small card. */
export function shortNames(state) {
  const both = state.declared?.competitors ?? [];
  return names(state).map((name, side) => both[side]?.short || name);
}

export function nameOf(state, competitor) {
  return state.declared?.competitors.find((one) => one.id === competitor)?.name ?? competitor;
}

/** The members of a side: its line-up, or the team as declared. */
export function membersOf(state, side) {
  return state.lineups?.[side]?.members ?? state.declared?.competitors[side]?.members ?? [];
}

/** A member's name; actions may carry the name itself. */
export function memberName(state, member) {
  if (!member) return "";
  const declared = (state.declared?.competitors ?? []).flatMap((one) => one.members ?? []);
  return [...membersOf(state, 0), ...membersOf(state, 1), ...declared].find((one) => one.id === member)?.name ?? member;
}

/** A score: half points as ½. */
export function numberText(number) {
  return Number.isInteger(number) ? String(number) : `${Math.floor(number) || ""}½`;
}

/** What an event belongs to, as far as it is known; *brief* leaves out what a small card has no room for. */
export function headline(state, brief = false) {
  const { title, competition, season, stage, round } = state.declared ?? {};
  if (title) return title;
  const name = readable(competition);
  const whole = [name, name.endsWith(season) ? "" : season, stage, round];
  return (brief && (stage || round) ? [stage, round] : whole).filter(Boolean).join(" · ");
}

/** An id as words: office-cup becomes Office cup. */
function readable(id) {
  const words = (id ?? "").replaceAll("-", " ");
  return words && words[0].toUpperCase() + words.slice(1);
}

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const precise = new Intl.DateTimeFormat(undefined, { ...CLOCK, second: "2-digit" });
const plain = new Intl.DateTimeFormat(undefined, CLOCK);
const day = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short" });
const year = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

const deadline = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", ...CLOCK, timeZoneName: "short" });

/** hh:mm:ss of a moment in ms. */
export function timeOfDay(ms) {
  return precise.format(ms);
}

/** When something is or was, short: Today 14:00, Sat, 2 May 14:00, or 15 Jul 2018. */
export function moment(ms, now) {
  const [then, today] = [new Date(ms), new Date(now)];
  if (then.toDateString() === today.toDateString()) return `Today ${plain.format(then)}`;
  if (Math.abs(ms - now) > 180 * 86_400_000) return year.format(then);
  return `${day.format(then)} ${plain.format(then)}`;
}

/** A moment that a deadline names: 12 Dec 2026, 23:59 CET, in the zone of whoever reads. */
export function exactly(ms) {
  return deadline.format(ms);
}

export function startOf(state) {
  return state.declared?.start ? Date.parse(state.declared.start) : null;
}

/** What a screen reader hears of a score. */
export function scoreWords(state) {
  const [home, away] = names(state);
  const kicks = state.shootout ? `, ${state.shootout[0]} to ${state.shootout[1]} on penalties` : "";
  const [mine, theirs] = state.score.map(numberText);
  return `${home} ${mine}, ${away} ${theirs}${kicks}`;
}

function lower(text) {
  return text[0].toLowerCase() + text.slice(1);
}
