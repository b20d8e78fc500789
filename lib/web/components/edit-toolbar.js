// The buttons over the text field, and their keys.

import { h, icon } from "./dom.js";
import { block, heading, link, prefix, wrap } from "./edit-text.js";

const TABLE = "| Name | Points |\n| --- | ---: |\n|  |  |\n";
const LIVE = "```live\nscoreboard:\n  competition: ID\n```\n";

// [icon, what it does, key, action]; null is a gap
const BUTTONS = [
  ["format_bold", "Bold", "b", (field) => wrap(field, "bold")],
  ["format_italic", "Italic", "i", (field) => wrap(field, "italic")],
  ["link", "Link", "k", link],
  ["data_object", "Link to a page", "", (field) => brackets(field)],
  null,
  ["title", "Heading", "", heading],
  ["format_list_bulleted", "List", "", (field) => prefix(field, "- ")],
  ["format_list_numbered", "Numbered list", "", (field) => prefix(field, "1. ")],
  ["checklist", "Tasks", "", (field) => prefix(field, "- [ ] ")],
  ["format_quote", "Quote", "", (field) => prefix(field, "> ")],
  null,
  ["code", "Code", "e", (field) => wrap(field, "code")],
  ["table", "Table", "", (field) => block(field, TABLE, [2, 6])],
  ["scoreboard", "Live block", "", (field) => block(field, LIVE, [LIVE.indexOf("ID"), LIVE.indexOf("ID") + 2])],
];
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** The toolbar of *field*; *more* are buttons of others. */
export function toolbar(field, more) {
  const bar = h("div", { class: "tl-edit-bar", role: "toolbar", "aria-label": "Formatting" });
  const buttons = BUTTONS.map((one) => (one ? button(one, field) : h("span", { class: "tl-edit-gap" })));
  bar.append(...buttons, h("span", { class: "tl-edit-gap" }), ...more);
  bar.addEventListener("keydown", (event) => walk(event, bar));
  for (const one of bar.querySelectorAll("button")) one.tabIndex = one === bar.firstElementChild ? 0 : -1;
  return bar;
}

/** What a key does to *field*, or null. */
export function shortcut(event) {
  if (!(MAC ? event.metaKey : event.ctrlKey) || event.altKey || event.shiftKey) return null;
  return BUTTONS.find((one) => one && one[2] && one[2] === event.key.toLowerCase())?.[3] ?? null;
}

/** Whether a key asks to save. */
export function saves(event) {
  return (MAC ? event.metaKey : event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s";
}

export function keyName(key) {
  return MAC ? `⌘${key.toUpperCase()}` : `Ctrl+${key.toUpperCase()}`;
}

function button([symbol, words, key, action], field) {
  const name = key ? `${words} (${keyName(key)})` : words;
  return h("button", { type: "button", title: name, "aria-label": name, onclick: () => action(field) }, icon(symbol));
}

/** Arrow keys go from button to button, and Tab leaves the bar, as in any toolbar. */
function walk(event, bar) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const all = [...bar.querySelectorAll("button")];
  const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
  for (const one of all) one.tabIndex = one === next ? 0 : -1;
  next.focus();
  event.preventDefault();
}

function brackets(field) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const inner = value.slice(start, end);
  field.focus();
  document.execCommand("insertText", false, `[[${inner}${inner ? "]]" : ""}`);
}
