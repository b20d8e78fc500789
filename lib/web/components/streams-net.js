// Asking the server: JSON, streams of events, and what the address of the page says.

import { fill, h } from "./dom.js";
import { authorization, setToken } from "./post.js";

/** JSON of *path*; throws a sentence. With a *body*, it is posted. */
export async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const headers = { ...authorization(), ...(body === undefined ? {} : { "Content-Type": "application/json" }) };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new Error(navigator.onLine ? "The server does not answer." : "There is no connection.");
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return told;
  throw Object.assign(new Error(told.error ?? `The server answered ${answer.status}.`), { status: answer.status });
}

/**
 * Read server-sent events of *path* and hand each to *take(name, data)*, until they end or *signal* is aborted.
 * Unlike EventSource it tells what the server said when it refuses, and does not begin anew by itself.
 */
export async function listen(path, signal, take) {
  let answer;
  try {
    answer = await fetch(path, { headers: authorization(), signal });
  } catch (error) {
    if (signal.aborted) return;
    throw new Error(navigator.onLine ? "The server does not answer." : "There is no connection.", { cause: error });
  }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Error(told.error ?? `The server answered ${answer.status}.`);
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      for (const part of parts) hand(part, take);
    }
  } catch (error) {
    if (!signal.aborted) throw new Error("The connection was lost.", { cause: error });
  }
}

function hand(part, take) {
  const lines = part.split("\n");
  const field = (name) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
  const data = field("data");
  if (data !== undefined) take(field("event") ?? "message", JSON.parse(data));
}

/** What the address says of *name*. */
export function asked(name) {
  return new URLSearchParams(location.search).get(name) ?? "";
}

export function askedAll(name) {
  return new URLSearchParams(location.search).getAll(name);
}

/** Let the address say *values*; what is empty is not in it. The page stays where it is. */
export function remember(values) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    query.delete(name);
    for (const one of [value].flat()) if (one !== "" && one !== null && one !== undefined) query.append(name, one);
  }
  const text = query.toString();
  history.replaceState(history.state, "", `${location.pathname}${text ? `?${text}` : ""}`);
}

/** A link to this page with other *values*. */
export function address(values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== "" && value !== null && value !== undefined) query.set(name, value);
  return `${location.pathname}?${query}`;
}

/** A field for a token, where one is needed to write; *done* is called when it was given. */
export function tokenForm(sentence, done) {
  const field = h("input", { type: "password", autocomplete: "off", "aria-label": "Token" });
  const submit = (event) => {
    event.preventDefault();
    if (!field.value) return;
    setToken(field.value.trim());
    done();
  };
  return h("form", { class: "tl-bar", onsubmit: submit }, h("span", { class: "tl-why" }, sentence), field, h("button", {}, "Use this token"));
}

/** Offer *text* as a file. */
export function download(name, kind, text) {
  const link = h("a", { href: URL.createObjectURL(new Blob([text], { type: kind })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Rows of values as CSV; a value that a spreadsheet would take for a formula is quoted as text. */
export function csv(head, rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
    return /[",\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\n");
}

/** A sentence in the place of what should be there. */
export function trouble(host, error) {
  fill(host, h("p", { class: "tl-why", role: "alert" }, error.message ?? String(error)));
}
