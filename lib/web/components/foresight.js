// What the state will be once the actions that are under way are folded: so that recording goes on without a server.
//
// A forecast for the recorder alone, of the few things that its buttons depend on; readers see what the server folded.

import { elapsed } from "./clock.js";
import { isSets, shapeOf, shootoutPeriod, target } from "./profiles.js";
import { gamesWon } from "./vocabulary.js";
import { OVER } from "./words.js";

const OFFICIAL = new Set([...OVER].filter((one) => one !== "ended")); // nobody has to confirm it any more

/** *state* with *actions*, CloudEvents that it does not hold yet, the oldest first. */
export function foresee(state, actions) {
  const gone = new Set(actions.filter((one) => kind(one) === "retract").map((one) => one.data.action));
  const next = structuredClone(state);
  for (const entry of next.timeline) {
    if (gone.has(entry.action.id) && !entry.void) takeBack(next, entry);
  }
  for (const action of actions) {
    if (!gone.has(action.id)) STEPS[kind(action)]?.(next, action.data, Date.parse(action.time));
  }
  return next;
}

function kind(action) {
  return action.type.replace("touchline.action.", "");
}

const STEPS = {
  "event.status": (state, data, at) => {
    if (data.status === "confirmed" && !mayConfirm(state, data.participant)) return;
    state.status = data.status;
    if (data.status !== "live") stop(state, at);
  },
  "period.start": (state, data, at) => {
    state.status = "live";
    state.clock = { period: data.period, elapsed: 0, at, running: true, rate: data.rate ?? 1 };
    periodOf(state, data.period).start = at;
  },
  "period.end": (state, data, at) => {
    stop(state, at);
    periodOf(state, data.period).end = at;
  },
  "clock.adjust": (state, data, at) => {
    const { period, clock, running = true, rate = 1, added } = data;
    state.clock = { period, elapsed: clock * 1000, at, running, rate, added: added === undefined ? null : added * 1000 };
  },
  "review.start": (state) => {
    state.reviewing = true;
  },
  "review.end": (state) => {
    state.reviewing = false;
  },
  score: (state, data, at) => {
    if (state.status === "scheduled") state.status = "live";
    const shape = shapeOf(state.declared);
    const side = sideOf(state, data);
    if (isSets(shape)) point(state, shape, side, data.points ?? 1, at);
    else if (data.period === shootoutPeriod(shape)) kick(state, side, data.points ?? 1);
    else state.score[side] += data.points ?? 1;
  },
  result: (state, data) => {
    state.periods = (data.games ?? []).map((score, index) => ({ number: index + 1, score }));
    state.score = data.score ?? gamesWon(data.games);
    state.entered = data.participant ?? null;
    if (!["cancelled", "abandoned", "awarded", "forfeited"].includes(state.status)) state.status = "ended";
  },
  decision: (state, data, at) => {
    if (data.kind !== "award" || OFFICIAL.has(state.status)) return;
    state.status = "awarded";
    stop(state, at);
  },
  "set.end": (state, data, at) => {
    endSet(state, openSet(state), sideOf(state, data), at);
  },
};

function mayConfirm(state, participant) {
  if (shapeOf(state.declared).confirmation !== "opponent") return true;
  return Boolean(participant) && participant !== state.entered;
}

function sideOf(state, data) {
  const index = (id) => state.declared.competitors.findIndex((one) => one.id === id);
  if (data.credited_to) return index(data.credited_to);
  return data.method === "own" ? 1 - index(data.participant) : index(data.participant);
}

function kick(state, side, points) {
  state.shootout ??= [0, 0];
  state.shootout[side] += points;
}

function point(state, shape, side, points, at) {
  const current = openSet(state);
  current.score[side] += points;
  const [mine, theirs] = [current.score[side], current.score[1 - side]];
  if (mine >= target(shape, current.number) && mine - theirs >= shape.margin) endSet(state, current, side, at);
  if (Math.max(...state.score) > Math.floor(shape.best_of / 2)) state.status = "ended";
}

function openSet(state) {
  const last = state.periods.at(-1);
  if (last && !last.end) return last;
  state.periods.push({ number: (last?.number ?? 0) + 1, score: [0, 0] });
  return state.periods.at(-1);
}

function endSet(state, set, side, at) {
  set.end = at;
  state.score[side] += 1;
}

function periodOf(state, number) {
  const held = state.periods.find((period) => period.number === number);
  if (held) return held;
  state.periods.push({ number, score: [0, 0] });
  return state.periods.at(-1);
}

function stop(state, at) {
  if (state.clock?.running) state.clock = { ...state.clock, elapsed: elapsed(state.clock, at), at, running: false };
}

/** Only what is plain: a score or a point is subtracted; for anything else the server's answer is waited for. */
function takeBack(state, entry) {
  const data = entry.action.data;
  if (kind(entry.action) !== "score" || entry.side === undefined || OVER.has(state.status)) return;
  const shape = shapeOf(state.declared);
  const points = data.points ?? 1;
  if (!isSets(shape)) {
    (entry.score ? state.score : state.shootout)[entry.side] -= points;
    return;
  }
  const last = state.periods.at(-1);
  if (last && !last.end) last.score[entry.side] = Math.max(0, last.score[entry.side] - points);
}
