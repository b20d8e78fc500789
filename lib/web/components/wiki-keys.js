// The wiki by keyboard. Keys do nothing while somebody types, or while a dialog is open.

import { h } from "./dom.js";
import { navigation } from "./wiki-navigation.js";
import { palette } from "./wiki-search.js";

const SEQUENCE_MS = 1200; // how long a first key waits for its second

// A key presses what stands at *at*, where there is such a thing, or does what *run* says.
const KEYS = [
  { keys: ["/"], help: "Search", run: () => palette.open() },
  { keys: ["e"], help: "Edit this page", at: "[data-tool=edit]" },
  { keys: ["h"], help: "History of this page", at: "[data-tool=history]" },
  { keys: ["n"], help: "Next page", at: ".tl-neighbours [rel=next]" },
  { keys: ["p"], help: "Page before", at: ".tl-neighbours [rel=prev]" },
  { keys: ["g", "h"], help: "Go to the home page of the wiki", run: () => navigation.open("") },
  { keys: ["g", "t"], help: "Go to what is on today", run: () => navigation.go(new URL("/", location.href)) },
  { keys: ["?"], help: "Show this help", run: () => help() },
];
const OTHERS = [
  [["↑", "↓"], "Through the results of a search"],
  [["Enter"], "Open the result"],
  [["Esc"], "Close"],
];

let listeners = 0;
let first = "";
let firstAt = -Infinity;

/** Listen to keys until the returned function is called. */
export function listen() {
  if (!listeners++) document.addEventListener("keydown", pressed);
  return () => {
    if (!--listeners) document.removeEventListener("keydown", pressed);
  };
}

function pressed(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const sequence = event.timeStamp - firstAt < SEQUENCE_MS ? [first, event.key] : [event.key];
  const found = KEYS.find(({ keys }) => keys.join() === sequence.join());
  [first, firstAt] = KEYS.some(({ keys }) => keys.length > 1 && keys[0] === event.key) ? [event.key, event.timeStamp] : ["", -Infinity];
  if (!found) return;
  event.preventDefault();
  event.stopPropagation(); // Streamlit has keys of its own
  if (found.at) there(found.at)?.click();
  else found.run();
}

function typing(target) {
  return target.isContentEditable || Boolean(target.closest?.("input, textarea, select, [role=textbox], [role=combobox]"));
}

function there(selector) {
  return document.querySelector(`.tl-reader ${selector}`.trim());
}

function help() {
  const row = (keys, text) => [h("dt", {}, keys.map((key) => h("kbd", {}, key))), h("dd", {}, text)];
  const working = KEYS.filter(({ at }) => !at || there(at)).map(({ keys, help: text }) => [keys, text]);
  const rows = [...working, ...OTHERS].map(([keys, text]) => row(keys, text));
  const dialog = h(
    "dialog", { class: "tl-dialog tl-help", "aria-label": "Keys of the wiki", onclose: () => dialog.remove(), onclick: (event) => event.target === dialog && dialog.close() },
    h("form", { method: "dialog" }, h("h2", {}, "Keys of the wiki"), h("dl", {}, rows), h("button", {}, "Close")),
  );
  there("").append(dialog); // in the component, where the theme's colours are
  dialog.showModal();
}
