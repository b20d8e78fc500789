// Who watches, as this browser is known: by a key of its own that only the server sees. It stands for no person.

import { note, recall } from "./device.js";

const KEY = "touchline.viewer";
let key = "";

/** The header that says which browser asks. */
export function viewer() {
  key ||= recall(KEY) ?? "";
  if (!key) note(KEY, (key = made()));
  return { "X-Touchline-Viewer": key };
}

/** Ask the server; answers {ok, body}, where the body of what failed has an `error`. */
export async function ask(address, { method = "GET", body } = {}) {
  const headers = { ...viewer(), ...(body ? { "Content-Type": "application/json" } : {}) };
  const answer = await fetch(address, { method, headers, body: body ? JSON.stringify(body) : undefined }).catch(() => null);
  if (!answer) return { ok: false, status: 0, body: { error: "The server does not answer. Try again." } };
  const found = await answer.json().catch(() => ({}));
  return { ok: answer.ok, status: answer.status, body: answer.ok ? found : { error: found.error ?? `The server answered ${answer.status}.` } };
}

function made() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
