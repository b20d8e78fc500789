// What was recorded of one runner or member, in words: a crossing, a status, an activity, entries.

import { shapeOf } from "./profiles.js";
import { amount } from "./times.js";

/** A fact of a *kind*, short: 17 at Finish; ada: 8,000 steps, 2026-10-05. */
export function factWords(state, { kind, data }) {
  const who = data.bib ?? data.participant ?? data.member ?? "";
  if (kind === "passing") return `${who || "A crossing"} at ${placesOf(state)[data.checkpoint] ?? data.checkpoint}`;
  if (kind === "activity") return `${who}: ${amount(data.value, data.unit)}, ${data.day}`;
  if (kind === "entry") return `Entry of ${(data.entrants ?? []).slice(0, 3).map((one) => one.name).join(", ")}`;
  return `${who}: ${data.status}`;
}

/** The checkpoints of a race, by their ids. */
export function placesOf(state) {
  return Object.fromEntries((shapeOf(state.declared).checkpoints ?? []).map((one) => [one.id, one.name || one.id]));
}
