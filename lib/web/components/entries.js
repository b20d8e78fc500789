// The lines of a timeline: what each action says, in words and with a symbol.

import { minute } from "./clock.js";
import { factWords } from "./fieldfacts.js";
import { shapeOf, shootoutPeriod } from "./profiles.js";
import { counted, sportOf, title } from "./sports.js";
import { CARDS, memberName, METHODS, nameOf, names, periodName, statusWord } from "./words.js";

const PREFIX = "touchline.action.";

export function kindOf(entry) {
  return entry.action.type.slice(PREFIX.length);
}

/** The entry's data with the amendments that hold, the oldest first. */
export function effective(state, entry) {
  const corrections = (entry.amended ?? []).map((id) => find(state, id)?.action.data.fields ?? {});
  return Object.assign({}, entry.action.data, ...corrections);
}

export function find(state, id) {
  return state.timeline.find((entry) => entry.action.id === id);
}

/** Whether an entry is a line of its own; the clock's stops and starts are not. */
export function isListed(entry) {
  return kindOf(entry) !== "clock.adjust" || entry.action.data.added !== undefined;
}

/** A line: {symbol, title, detail, side, minute, score, weight}. */
export function describe(state, entry) {
  const data = effective(state, entry);
  const shape = shapeOf(state.declared);
  const words = (WORDS[kindOf(entry)] ?? other)(state, data, shape, entry);
  return { side: sideOf(state, entry, data), minute: minute(data.period, data.clock, shape), weight: "", detail: "", ...words };
}

/** The side that an entry belongs to; one that was taken back was not counted, and says only who acted. */
function sideOf(state, entry, data) {
  if (entry.side !== undefined && entry.side !== null) return entry.side;
  const acting = state.declared?.competitors.findIndex((one) => one.id === data.participant) ?? -1;
  if (acting < 0) return null;
  return data.method === "own" ? 1 - acting : acting;
}

const WORDS = {
  score: scored,
  sanction: (state, data) => ({
    symbol: data.kind,
    title: memberName(state, data.member) || nameOf(state, data.participant),
    detail: joined(CARDS[data.kind], data.minutes ? `${data.minutes} min` : "", data.reason),
  }),
  substitution: (state, data) => ({
    symbol: "sync_alt",
    title: `${memberName(state, data.member_in)} for ${memberName(state, data.member_out)}`,
    detail: "Substitution",
  }),
  lineup: (state, data) => ({
    symbol: "groups", title: `Line-up of ${nameOf(state, data.participant)}`, detail: data.formation ?? "",
  }),
  "period.start": (state, data) => ({
    symbol: "play_arrow", title: `${periodName(data.period, state.declared)} begins`, weight: "separator",
  }),
  "period.end": (state, data) => ({
    symbol: "stop", title: `${periodName(data.period, state.declared)} ends`, weight: "separator",
  }),
  "event.status": (state, data) => ({
    symbol: "flag", title: statusWord(data.status), weight: "separator",
    detail: joined(data.participant ? `by ${nameOf(state, data.participant)}` : "", data.reason),
  }),
  "event.declared": (state, data) => ({
    symbol: "event", title: "Event declared", detail: (data.competitors ?? []).slice(0, 8).map((one) => one.name).join(" – "),
    weight: "small",
  }),
  "clock.adjust": (state, data) => ({
    symbol: "more_time", title: `${Math.round(data.added / 60)} min of added time`, weight: "small",
  }),
  result: (state, data) => ({
    symbol: "scoreboard", title: "Result entered", weight: "strong",
    detail: joined(data.games?.map((game) => game.join("–")).join(", "), data.participant ? `by ${nameOf(state, data.participant)}` : ""),
  }),
  start: (state, data) => ({ symbol: "flag_circle", title: data.wave ? `Start of ${data.wave}` : "Start", weight: "separator" }),
  "set.end": (state, data) => ({
    symbol: "flag", title: `${title(state.declared.sport, "period")} given to ${nameOf(state, data.participant)}`, detail: data.reason ?? "",
  }),
  "review.start": (state, data) => ({
    symbol: "videocam", title: joined("Review", aboutWhat(state, data.action)), detail: data.reason ?? "",
  }),
  "review.end": (state, data) => ({
    symbol: "videocam", title: `Review over: ${data.outcome}`, detail: data.reason ?? "",
  }),
  retract: (state, data, shape, entry) => ({
    symbol: "undo", title: `Taken back: ${subject(state, entry) || "an action"}`, detail: data.reason ?? "",
    weight: "small",
  }),
  amend: (state, data, shape, entry) => ({
    symbol: "edit", title: `Corrected: ${subject(state, entry) || "an action"}`,
    detail: joined(changes(state, data.fields), data.reason), weight: "small",
  }),
  decision: (state, data) => ({
    symbol: "gavel", title: decided(state, data), detail: data.reason,
  }),
};

function other(state, data, shape, entry) {
  return { symbol: "info", title: kindOf(entry) };
}

function scored(state, data, shape, entry) {
  const kick = shape.discipline === "score" && entry.points && !entry.score;
  const who = memberName(state, data.member) || nameOf(state, data.participant);
  if (kick || data.period === shootoutPeriod(shape)) {
    const missed = data.points === 0;
    return { symbol: missed ? "cancel" : "check_circle", title: who, detail: missed ? "Kick missed" : "Kick scored" };
  }
  const { sport } = state.declared;
  const helper = data.assist ? `assisted by ${memberName(state, data.assist)}` : "";
  return { symbol: sportOf(sport).icon, title: who, detail: joined(...scoredHow(sport, data), helper), weight: "strong" };
}

/** Goal; 3 points; Penalty; Penalty, 2 goals. */
function scoredHow(sport, { method = "open", points = 1 }) {
  const each = sportOf(sport).recording.points.length === 1 && points === 1;
  const worth = each ? title(sport, "point") : counted(sport, "point", points);
  if (method === "open") return [worth];
  return [METHODS[method], each ? "" : worth];
}

function decided(state, data) {
  if (data.kind === "award") return awarded(state, data);
  const who = data.participant ? nameOf(state, data.participant) : "";
  return data.kind === "deduction" ? `${who} loses ${data.points} ${data.points === 1 ? "point" : "points"}` : "Decision";
}

function awarded(state, data) {
  const score = data.score ? ` ${data.score.join("–")}` : "";
  return `Awarded${data.participant ? ` to ${nameOf(state, data.participant)}` : ""}${score}`;
}

/** What a correction refers to, short: Goal, Mbappé (65'). */
function aboutWhat(state, id) {
  const entry = id && find(state, id);
  if (!entry) return "";
  const words = describe(state, entry);
  const kind = kindOf(entry) === "score" ? joined(...scoredHow(state.declared.sport, effective(state, entry))) : "";
  return `${joined(kind, words.title)}${words.minute ? ` (${words.minute})` : ""}`;
}

/** What a correction refers to: a line of the timeline, or something that was recorded of a runner or a member. */
function subject(state, { action, about }) {
  if (about?.id === action.data.action) return factWords(state, { kind: about.type.slice(PREFIX.length), data: about.data });
  return aboutWhat(state, action.data.action);
}

/** What an amendment changed, in words: Side Logistics, minute 12. What follows from something else is left out. */
function changes(state, fields) {
  return Object.entries(fields)
    .filter(([name]) => name !== "credited_to")
    .map(([name, value]) => `${FIELDS[name] ?? name.replaceAll("_", " ")} ${shown(state, name, value)}`)
    .join(", ");
}

const FIELDS = { participant: "side", clock: "minute", kind: "card", added: "added", period: "in", member_in: "came on", member_out: "went off" };

function shown(state, name, value) {
  const { declared } = state;
  if (["member", "assist", "member_in", "member_out"].includes(name)) return memberName(state, value) || "nobody";
  if (name === "participant") return nameOf(state, value);
  if (name === "period") return periodName(value, declared);
  if (name === "clock") return String(Math.floor(value / 60) + 1);
  if (name === "added") return `${Math.round(value / 60)} min`;
  if (name === "games") return value.map((game) => game.join("–")).join(", ");
  if (name === "score") return value.join("–");
  if (name === "status") return statusWord(value);
  return METHODS[value] ?? CARDS[value] ?? (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value));
}

/** Why an entry does not count: what took it back, and the reason given. */
export function whyVoid(state, entry) {
  const correction = find(state, entry.void);
  const by = correction?.action.recordedby;
  return joined(`Taken back${by ? ` by ${by}` : ""}`, correction?.action.data.reason);
}

/** What was corrected in an entry, and why. */
export function whyAmended(state, entry) {
  return (entry.amended ?? [])
    .map((id) => find(state, id)?.action)
    .filter(Boolean)
    .map((one) => joined(`Corrected: ${changes(state, one.data.fields)}`, one.data.reason))
    .join("; ");
}

/** The side's name as heard by a screen reader. */
export function sideName(state, side) {
  return side === null ? "" : names(state)[side];
}

function joined(...parts) {
  return parts.filter(Boolean).join(", ");
}
