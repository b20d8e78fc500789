// The event's clock. Nothing ticks on a server: it is read from what the clock showed, and when.

import { minutesAndSeconds } from "./numbers.js";
import { shootoutPeriod } from "./profiles.js";

const tickers = new Set();
let timer = null;

/** Call *tick* about four times a second until the returned function is called. */
export function ticking(tick) {
  tickers.add(tick);
  timer ??= setInterval(() => tickers.forEach((one) => one()), 250);
  return () => {
    tickers.delete(tick);
    if (!tickers.size) {
      clearInterval(timer);
      timer = null;
    }
  };
}

/** Milliseconds into the clock's period at the moment *now*. */
export function elapsed(clock, now) {
  return clock.running ? clock.elapsed + Math.max(0, now - clock.at) * (clock.rate ?? 1) : clock.elapsed;
}

/** When *period* begins on the running count of the event, and how long it is, in seconds. */
function span(period, shape) {
  if (period <= shape.periods) return { base: (period - 1) * shape.period_s, length: shape.period_s };
  const extra = period - shape.periods - 1;
  return { base: shape.periods * shape.period_s + extra * shape.extra_period_s, length: shape.extra_period_s };
}

/** The minute as football writes it, such as 23' or 45+2', of *seconds* into *period*; empty in a shoot-out. */
export function minute(period, seconds, shape) {
  if (!period || seconds === null || seconds === undefined || period >= shootoutPeriod(shape)) return "";
  const { base, length } = span(period, shape);
  if (!length || seconds < length) return `${Math.floor((base + seconds) / 60) + 1}'`;
  return `${Math.round((base + length) / 60)}+${Math.floor((seconds - length) / 60) + 1}'`;
}

/** What a stadium's clock shows, such as 23:05 or 45:00 +2:10. */
export function reading(clock, shape, now) {
  if (clock.period >= shootoutPeriod(shape)) return "";
  const seconds = elapsed(clock, now) / 1000;
  const { base, length } = span(clock.period, shape);
  if (!length || seconds < length) return minutesAndSeconds(base + seconds);
  return `${minutesAndSeconds(base + length)} +${minutesAndSeconds(seconds - length)}`;
}
