// Times of races as people read them, and amounts of challenges.

import { minutesAndSeconds } from "./numbers.js";

/** 19:22, or 1:02:05, of milliseconds; with *tenths*, 19:22.3. Whole seconds are cut off, as a running clock does. */
export function duration(ms, tenths = false) {
  const seconds = Math.max(0, ms) / 1000;
  const hours = Math.floor(seconds / 3600);
  const rest = minutesAndSeconds(seconds % 3600);
  const whole = hours ? `${hours}:${rest}` : rest.replace(/^0(?=\d:)/, "");
  return tenths ? `${whole}.${Math.floor((seconds * 10) % 10)}` : whole;
}

/** How far behind: +0:12; nothing for the one in front. */
export function behind(ms, tenths = false) {
  return ms ? `+${duration(ms, tenths)}` : "";
}

/** A distance in the unit that fits: 400 m, 2.5 km. */
export function distance(metres) {
  return metres < 1000 ? `${Math.round(metres)} m` : `${Number((metres / 1000).toFixed(2))} km`;
}

/** An amount with its unit: 12,400 steps, 42.2 km. */
export function amount(value, unit) {
  return `${value.toLocaleString("en-GB", { maximumFractionDigits: unit === "steps" ? 0 : 1 })} ${unit}`;
}
