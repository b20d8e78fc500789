// Talking to the server about pages. What comes back says what to do next; nothing is thrown.

import { authorization } from "./post.js";

const PATIENCE_MS = 45_000;

/**
 * Ask for a change of a page. Answers {result, …}: "saved" or "held" with the server's answer, "conflict" with both
 * versions, "token" when one is needed, "refused" with `error`, or "later" with `error` and perhaps `wait` in ms.
 */
export async function send(method, address, body) {
  const headers = { "Content-Type": "application/json", ...authorization() };
  let answer;
  try {
    answer = await fetch(address, { method, headers, body: JSON.stringify(body), signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return { result: "later", error: navigator.onLine ? "The server does not answer." : "There is no connection." };
  }
  return read(answer);
}

/** What became of a save that was held: `{held, reason, problem}`, `{unknown}` where another process has it, or null for now. */
export async function held(name) {
  try {
    const answer = await fetch(`/api/wiki-saves/${encodeURIComponent(name)}`, { headers: authorization(), cache: "no-store" });
    if (answer.status === 404) return { unknown: true };
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  const error = body.error ?? `The server answered ${answer.status}.`;
  if (answer.ok) return { ...body, result: answer.status === 202 ? "held" : "saved" };
  if (answer.status === 409) return { ...body, result: "conflict", error };
  if (answer.status === 401) return { result: "token", error };
  if (answer.status >= 500 || answer.status === 429) {
    return { result: "later", error, wait: Number(answer.headers.get("Retry-After")) * 1000 || undefined };
  }
  return { result: "refused", error };
}
