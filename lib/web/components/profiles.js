// The shapes of contests, as lib/sport/profiles.py has them; a test holds the two together.

export const PROFILES = {
  "football": { "discipline": "score", "periods": 2, "period_s": 2700, "extra_periods": 2, "extra_period_s": 900, "confirmation": "anyone" },
  "table-tennis": { "discipline": "sets", "points": 11, "last_points": 11, "margin": 2, "best_of": 5, "confirmation": "anyone" },
  "volleyball": { "discipline": "sets", "points": 25, "last_points": 15, "margin": 2, "best_of": 5, "confirmation": "anyone" },
  "badminton": { "discipline": "sets", "points": 21, "last_points": 21, "margin": 2, "best_of": 3, "confirmation": "anyone" },
  "handball": { "discipline": "score", "periods": 2, "period_s": 1800, "extra_periods": 4, "extra_period_s": 300, "confirmation": "anyone" },
  "basketball": { "discipline": "score", "periods": 4, "period_s": 600, "extra_periods": 9, "extra_period_s": 300, "confirmation": "anyone" },
  "foosball": { "discipline": "sets", "points": 10, "last_points": 10, "margin": 1, "best_of": 1, "confirmation": "anyone" },
  "chess": { "discipline": "result", "points": 1, "draws": true, "confirmation": "anyone" },
  "running": { "discipline": "race", "checkpoints": [{ "id": "finish" }], "laps": 1, "rank_by": "gun", "round_up": true, "tolerance_s": 10, "fastest": 12, "open": false, "course": [] },
  "cycling": { "discipline": "race", "checkpoints": [{ "id": "finish" }], "laps": 1, "rank_by": "gun", "round_up": false, "tolerance_s": 10, "fastest": 30, "open": false, "course": [] },
  "steps": { "discipline": "challenge", "unit": "steps", "first_day": null, "last_day": null, "target": null, "target_of": "person", "daily_cap": null, "manual_cap": null, "team": "average", "late_until": null, "sports": [], "conversions": [], "open": false }
};

// What a format of a discipline leaves out is as in this sport.
const TYPICAL = { score: "football", sets: "table-tennis", result: "chess", race: "running", challenge: "steps" };

/** The format of a declared event: its own, or its sport's; what it leaves out is the discipline's default. */
export function shapeOf(declared) {
  const own = declared?.format;
  return own ? { ...PROFILES[TYPICAL[own.discipline]], ...own } : (PROFILES[declared?.sport] ?? PROFILES.football);
}

/** Whether two sides meet; in races and challenges many take part. */
export function isTwoSided(shape) {
  return !["race", "challenge"].includes(shape.discipline);
}

export function isSets(shape) {
  return shape.discipline === "sets";
}

/** Whether results are entered whole and in no other way. */
export function isEntered(shape) {
  return shape.discipline === "result";
}

/** Whether a clock runs in periods. */
export function isTimed(shape) {
  return shape.discipline === "score";
}

/** Number of the period in which kicks decide. */
export function shootoutPeriod(shape) {
  return shape.periods + shape.extra_periods + 1;
}

/** Points that win set *number*. */
export function target(shape, number) {
  return number === shape.best_of ? shape.last_points : shape.points;
}
