// Sending actions to the server, one at a time. What comes back says what to do next.

const TOKEN = "touchline.token";
const PATIENCE_MS = 10_000;
const FINAL = new Set([400, 413, 415, 422]); // the action itself is wrong: sending it again changes nothing

/** A UUID. `crypto.randomUUID` is missing on plain http, where phones in a local network are. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A CloudEvent of *kind*; *at* is when it happened, in ms by the server's clock. */
export function cloudEvent(kind, subject, data, { at, source, recordedby }) {
  return {
    specversion: "1.0", id: uuid(), source, type: `touchline.action.${kind}`, subject,
    time: new Date(at).toISOString(), datacontenttype: "application/json",
    ...(recordedby ? { recordedby } : {}), data,
  };
}

/** Who records: this browser, and the name that its user gave. */
export function recordedBy() {
  return { source: remembered("touchline.device", () => `record:${uuid()}`), recordedby: local("touchline.name") ?? "" };
}

export function nameMyself(name) {
  keep("touchline.name", name);
}

export function setToken(token) {
  try {
    sessionStorage.setItem(TOKEN, token);
  } catch {
    memory.set(TOKEN, token);
  }
}

/** The header by which the server knows who may write. */
export function authorization() {
  const token = stored(sessionStorage, TOKEN);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * Send an action. Answers {result, …}: "acknowledged" with `place` (topic, partition, offset), "refused" with `error`,
 * "token" when one is needed, or "later" with `error` and perhaps `wait` in ms.
 */
export async function post(action) {
  const headers = { "Content-Type": "application/cloudevents+json", ...authorization() };
  let answer;
  try {
    const signal = timeLimit(PATIENCE_MS);
    answer = await fetch("/api/actions", { method: "POST", headers, body: JSON.stringify(action), signal });
  } catch {
    return { result: "later", error: navigator.onLine ? "The server does not answer." : "There is no connection." };
  }
  return read(answer);
}

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  const error = body.error ?? `The server answered ${answer.status}.`;
  if (answer.status === 202 && body.topic) {
    return { result: "acknowledged", place: { topic: body.topic, partition: body.partition, offset: body.offset } };
  }
  if (answer.status === 401) return { result: "token", error };
  if (FINAL.has(answer.status) || (answer.status === 403 && body.reason)) return { result: "refused", error: body.field ? `${error} (${body.field})` : error };
  const wait = Number(answer.headers.get("Retry-After")) * 1000;
  return { result: "later", error, wait: wait || undefined };
}

function timeLimit(ms) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), ms);
  return controller.signal;
}

const memory = new Map(); // where a browser keeps nothing: for as long as the page is open

function stored(storage, key) {
  try {
    return storage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}

function local(key) {
  return stored(localStorage, key);
}

function keep(key, value) {
  memory.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // kept in memory
  }
}

function remembered(key, make) {
  const before = local(key);
  if (before) return before;
  const value = make();
  keep(key, value);
  return value;
}
