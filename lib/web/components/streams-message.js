// A message as a line of a list, and opened: as a card, as JSON, with its headers, and with a link to it alone.

import { fill, h, icon } from "./dom.js";
import { address, ask } from "./streams-net.js";
import { statusWord } from "./words.js";

const PREFIX = "touchline.action.";
const number = new Intl.NumberFormat("en");
const UNITS = ["B", "kB", "MB", "GB"];

export function count(value) {
  return number.format(value);
}

export function size(bytes) {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit ? value.toFixed(value < 10 ? 1 : 0) : value} ${UNITS[unit]}`;
}

/** A moment as `2026-05-02 14:23:11.250` of this place. */
export function moment(ms) {
  const at = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 23)}`;
}

/** The message's JSON, or undefined. */
export function parsed(message) {
  if (message.cut || message.binary || !message.value) return undefined;
  try {
    return JSON.parse(message.value);
  } catch {
    return undefined;
  }
}

/** Where it is in Kafka: no two messages are at the same place. */
export function place(message) {
  return `${message.topic}/${message.partition}/${message.offset}`;
}

/** A message in a line that opens. */
export function line(message) {
  const body = h("div", { class: "tl-message-body" });
  const details = h(
    "details",
    { class: "tl-message", "data-message": place(message) },
    h(
      "summary",
      {},
      h("time", { datetime: new Date(message.timestamp).toISOString(), title: moment(message.timestamp) }, moment(message.timestamp).slice(11)),
      h("span", { class: "tl-place", title: `Partition ${message.partition}, offset ${message.offset}` }, `${message.partition}:${message.offset}`),
      h("span", { class: "tl-key" }, message.key ?? "—"),
      h("span", { class: "tl-said" }, summary(message)),
    ),
    body,
  );
  details.addEventListener("toggle", () => details.open && !body.firstChild && fill(body, opened(message)));
  return details;
}

/** What it says, in a few words. */
export function summary(message) {
  const value = parsed(message);
  if (message.value === null) return "no value";
  if (message.binary) return `${size(message.size)} that are no text`;
  if (value?.type?.startsWith?.(PREFIX)) return words(value);
  if (value?.state?.declared !== undefined) return stateWords(value.state);
  return message.value.slice(0, 160);
}

function words(action) {
  const data = action.data ?? {};
  const said = [
    data.kind, data.participant, data.member, data.status && statusWord(data.status), data.reason,
    data.period && `period ${data.period}`, data.clock !== undefined && `${Math.floor(data.clock / 60)}:${String(Math.floor(data.clock % 60)).padStart(2, "0")}`,
  ];
  return [h("b", {}, action.type.slice(PREFIX.length)), ` ${said.filter(Boolean).join(" · ")}`];
}

function stateWords(state) {
  const names = state.declared?.competitors?.map((one) => one.short || one.name) ?? [];
  return [h("b", {}, statusWord(state.status)), ` ${names.slice(0, 2).join(` ${state.score?.join("–") ?? ""} `)}`];
}

/** A whole message: card, headers, JSON. */
export function opened(message) {
  const whole = h("div", {});
  const draw = (one) => {
    const value = parsed(one);
    const action = value?.type?.startsWith?.(PREFIX) ? value : null;
    fill(
      whole,
      source(one),
      action ? card(action) : null,
      one.headers.length ? list(one.headers, "Headers") : null,
      text(one, value),
      one.cut ? h("button", { type: "button", onclick: () => load(one, draw, whole) }, `Show all of it (${size(one.size)})`) : null,
    );
  };
  draw(message);
  return whole;
}

async function load(message, draw, host) {
  try {
    draw(await ask(`/api/streams/messages/${encodeURIComponent(message.topic)}/${message.partition}/${message.offset}`));
  } catch (error) {
    host.append(h("p", { class: "tl-why" }, error.message));
  }
}

function source(message) {
  const link = address({ view: "Messages", topic: message.topic, message: `${message.partition}:${message.offset}` });
  const done = h("span", { class: "tl-quiet", role: "status" });
  const copy = async () => {
    await navigator.clipboard?.writeText(new URL(link, location.href).href).catch(() => undefined);
    done.textContent = navigator.clipboard ? "Copied" : "Copy it from the address bar";
  };
  return h(
    "p",
    { class: "tl-bar" },
    h("a", { href: link, "data-do": "link" }, `${message.topic}, partition ${message.partition}, offset ${message.offset}`),
    h("button", { type: "button", class: "tl-plain", onclick: copy }, icon("link"), "Copy link"), done,
    h("span", { class: "tl-quiet" }, `${moment(message.timestamp)} · ${size(message.size)}`),
  );
}

/** An action as people read it. */
export function card(action) {
  const about = [
    ["Type", action.type?.slice(PREFIX.length)],
    ["Event", action.subject ? h("a", { href: `/event?id=${encodeURIComponent(action.subject)}` }, action.subject) : ""],
    ["Happened", action.time],
    ["Recorded by", [action.recordedby, action.source].filter(Boolean).join(" · ")],
    ["Id", action.id],
  ];
  const data = Object.entries(action.data ?? {}).map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)]);
  return h("dl", { class: "tl-facts" }, [...about, ...data].filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function list(pairs, title) {
  return h(
    "div", {}, h("h5", {}, title),
    h("dl", { class: "tl-facts", "data-part": "headers" }, pairs.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
  );
}

function text(message, value) {
  if (message.value === null) return h("p", { class: "tl-quiet" }, "The message has a key and no value.");
  const shown = value === undefined ? message.value : JSON.stringify(value, null, 2);
  return h("details", { open: !message.headers.length }, h("summary", {}, message.binary ? "Bytes" : "JSON"), h("pre", { tabindex: 0 }, shown));
}
