// The shapes of contests, as lib/sport/profiles.py has them; a test holds the two together.

export const PROFILES = {
  "football": { "discipline": "score", "periods": 2, "period_s": 2700, "extra_periods": 2, "extra_period_s": 900 },
  "table-tennis": { "discipline": "sets", "points": 11, "last_points": 11, "margin": 2, "best_of": 5 },
  "volleyball": { "discipline": "sets", "points": 25, "last_points": 15, "margin": 2, "best_of": 5 },
  "badminton": { "discipline": "sets", "points": 21, "last_points": 21, "margin": 2, "best_of": 3 },
  "handball": { "discipline": "score", "periods": 2, "period_s": 1800, "extra_periods": 4, "extra_period_s": 300 },
  "foosball": { "discipline": "sets", "points": 10, "last_points": 10, "margin": 1, "best_of": 1 }
};

/** The format of a declared event: its own, or its sport's; what it leaves out is the discipline's default. */
export function shapeOf(declared) {
  const own = declared?.format;
  const base = own?.discipline === "sets" ? PROFILES["table-tennis"] : PROFILES.football;
  return own ? { ...base, ...own } : (PROFILES[declared?.sport] ?? PROFILES.football);
}

export function isSets(shape) {
  return shape.discipline === "sets";
}

/** Number of the period in which kicks decide. */
export function shootoutPeriod(shape) {
  return shape.periods + shape.extra_periods + 1;
}

/** Points that win set *number*. */
export function target(shape, number) {
  return number === shape.best_of ? shape.last_points : shape.points;
}
