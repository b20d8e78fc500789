// Numbers and moments of charts, as people read them.

const UNITS = { percent: "%", "percent-decimal": "%", milliseconds: "ms", seconds: "s", minutes: "min", bytes: "B" };
const SECONDS = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"], [0.001, "ms"], [0.000001, "µs"]];
const FORMATS = new Map();

/** *value* in the *format* of a panel: `{unit, decimalPlaces}`, null where it does not say; nothing is a dash. */
export function written(value, format = {}) {
  if (value === null || value === undefined) return "–";
  const { unit = "", decimalPlaces } = format;
  if (unit === "seconds" || unit === "milliseconds") return duration(unit === "seconds" ? value : value / 1000, decimalPlaces);
  if (unit === "clock") return minutesAndSeconds(value);
  if (unit === "bytes") return bytes(value, decimalPlaces);
  if (unit === "percent-decimal") return `${plain(value * 100, decimalPlaces)} %`;
  return UNITS[unit] ? `${plain(value, decimalPlaces)} ${UNITS[unit]}` : plain(value, decimalPlaces);
}

function plain(value, places) {
  const size = Math.abs(value);
  if (places == null && size >= 100_000) return short(value);
  const digits = places ?? (Number.isInteger(value) ? 0 : size >= 100 ? 1 : size >= 1 ? 2 : Math.min(6, 2 - Math.floor(Math.log10(size || 1))));
  return fixed(places == null ? 0 : digits, digits).format(value);
}

function fixed(least, most) {
  const key = `${least}/${most}`;
  if (!FORMATS.has(key)) FORMATS.set(key, new Intl.NumberFormat("en", { minimumFractionDigits: least, maximumFractionDigits: most }));
  return FORMATS.get(key);
}

function short(value) {
  const steps = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
  const [size, letter] = steps.find(([from]) => Math.abs(value) >= from);
  return `${plain(value / size, 1)}\u202f${letter}`;
}

function bytes(value, places) {
  const letters = ["B", "KiB", "MiB", "GiB", "TiB"];
  const step = value ? Math.min(4, Math.max(0, Math.floor(Math.log2(Math.abs(value)) / 10))) : 0;
  return `${plain(value / 1024 ** step, places ?? (step ? 1 : 0))} ${letters[step]}`;
}

function duration(seconds, places) {
  const size = Math.abs(seconds);
  if (!size) return "0 s";
  const [unit, name] = SECONDS.find(([from]) => size >= from) ?? SECONDS.at(-1);
  return `${plain(seconds / unit, places ?? (size / unit >= 100 ? 0 : undefined))} ${name}`;
}

const pad = (number) => String(number).padStart(2, "0");

/** What a stopwatch shows: 21:19. */
export function minutesAndSeconds(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${pad(Math.floor(whole / 60))}:${pad(whole % 60)}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** A moment in seconds since 1970 by the reader's clock, as finely as *step* seconds need it; *day* says which day. */
export function clock(seconds, step = 1, day = false) {
  const at = new Date(seconds * 1000);
  const time = `${pad(at.getHours())}:${pad(at.getMinutes())}${step < 60 ? `:${pad(at.getSeconds())}` : ""}`;
  return day ? `${at.getDate()} ${MONTHS[at.getMonth()]} ${time}` : time;
}

/** What stands under a tick: the day at midnight, else the time. */
export function tick(seconds, step) {
  const at = new Date(seconds * 1000);
  if (step >= 86_400 || !(at.getHours() + at.getMinutes() + at.getSeconds())) return `${at.getDate()} ${MONTHS[at.getMonth()]}`;
  return clock(seconds, step);
}

/** A length of time in seconds, short: 90 s is 1m30s. */
export function length(seconds) {
  const parts = [];
  for (const [size, name] of [[86_400, "d"], [3600, "h"], [60, "m"], [1, "s"]]) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count) parts.push(`${count}${name}`);
  }
  return parts.slice(0, 2).join("") || "0s";
}

/** A length such as 1h30m in seconds. */
export function seconds(text) {
  const sizes = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };
  let sum = 0;
  for (const [, count, unit] of String(text).matchAll(/(\d+)(ms|[smhdwy])/g)) sum += Number(count) * sizes[unit];
  return sum;
}
