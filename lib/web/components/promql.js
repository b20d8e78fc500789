// A box to write PromQL in: colours, completion by keyboard, and the place where a query is wrong.

import { ask } from "./answers.js";
import { h, fill, mark } from "./dom.js";

const TOKENS = /(#[^\n]*)|("(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|`[^`]*`?)|(\d+(?:ms|[smhdwy])(?:\d+(?:ms|[smhdwy]))*|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+)|([A-Za-z_$][\w:$]*)(\s*\()?|([\s\S])/g;
const KEYWORDS = new Set(["and", "bool", "by", "group_left", "group_right", "ignoring", "offset", "on", "or", "unless", "without"]);
const WAIT_MS = 60;
let counter = 0;

/** The words of *text* as `[kind, text]`, for colours. */
export function words(text) {
  return [...text.matchAll(TOKENS)].flatMap(([, comment, string, number, word, call, other]) => {
    if (comment) return [["comment", comment]];
    if (string) return [["string", string]];
    if (number) return [["number", number]];
    if (word) return [[KEYWORDS.has(word) ? "keyword" : call ? "call" : "word", word], ...(call ? [["", call]] : [])];
    return [["", other]];
  });
}

export class Box {
  #id = `tl-promql-${(counter += 1)}`;
  #paint = h("pre", { "aria-hidden": "true" });
  #list = h("ul", { id: `${this.#id}-list`, role: "listbox", hidden: true });
  #text = h("textarea", {
    rows: 1, spellcheck: "false", autocapitalize: "off", autocomplete: "off", autocorrect: "off", role: "combobox",
    "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": `${this.#id}-list`,
  });
  #options = [];
  #from = 0;
  #to = 0;
  #chosen = -1;
  #timer = null;
  #stop = null;
  #wrong = null;
  #run;

  /** *run* is called with the text when Enter is pressed. */
  constructor(label, run) {
    this.#run = run;
    mark(this.#text, "aria-label", label);
    mark(this.#text, "placeholder", "A metric, or PromQL. Enter asks, Ctrl + Space completes");
    this.node = h("div", { class: "tl-promql" }, this.#paint, this.#text, this.#list);
    this.#text.addEventListener("input", () => {
      this.#wrong = null;
      this.#colour();
      this.#narrow();
      this.#completeSoon();
    });
    this.#text.addEventListener("keydown", (event) => this.#onKey(event));
    this.#text.addEventListener("blur", () => this.#close());
    this.#text.addEventListener("scroll", () => (this.#paint.scrollTop = this.#text.scrollTop));
    this.#list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the box keeps the focus
      const row = event.target.closest("[role=option]");
      if (row) this.#accept([...this.#list.children].indexOf(row));
    });
  }

  get value() {
    return this.#text.value;
  }

  set value(text) {
    if (this.#text.value !== text) this.#text.value = text;
    this.#wrong = null;
    this.#colour();
  }

  /** Mark the character at *offset*; null takes the mark away. */
  wrong(offset) {
    this.#wrong = offset;
    this.#colour();
  }

  focus() {
    this.#text.focus();
  }

  /** Put *text* where the cursor is. */
  insert(text) {
    this.#text.setRangeText(text, this.#text.selectionStart, this.#text.selectionEnd, "end");
    this.#colour();
    this.focus();
  }

  #colour() {
    let at = 0;
    const parts = words(`${this.value}\u200b`).map(([kind, text]) => {
      const [start, end] = [at, (at += text.length)];
      const bad = this.#wrong !== null && this.#wrong >= start && this.#wrong < end;
      return h("span", { "data-word": kind || null, class: bad ? "tl-bad" : null }, text);
    });
    fill(this.#paint, parts);
    this.#text.style.blockSize = "0";
    this.#text.style.blockSize = `${Math.min(240, this.#text.scrollHeight + 2)}px`;
  }

  #completeSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#complete(), WAIT_MS);
  }

  /** Until the server has answered for what is written now, keep of the list what still fits. */
  #narrow() {
    if (this.#list.hidden) return;
    this.#to = this.#text.selectionStart;
    const written = this.value.slice(this.#from, this.#to).toLowerCase().replace(/^["']/, "");
    this.#options = this.#to < this.#from ? [] : this.#options.filter((option) => option.text.toLowerCase().includes(written));
    if (this.#options.length) this.#open();
    else this.#close();
  }

  async #complete(asked = false) {
    this.#stop?.abort();
    const { signal } = (this.#stop = new AbortController());
    const at = this.#text.selectionStart;
    try {
      const { start, end, options } = await ask(`/api/promql/complete?${new URLSearchParams({ query: this.value, at })}`, signal);
      const written = this.value.slice(start, end);
      const useful = options.some((option) => option.text !== written);
      if (signal.aborted || document.activeElement !== this.#text || !useful || (!asked && !written && !/[{,(=~[]\s*$/.test(this.value.slice(0, at)))) return this.#close();
      [this.#from, this.#to, this.#options] = [start, end, options];
      this.#open();
    } catch {
      this.#close(); // completion is a comfort: without it one goes on writing
    }
    return undefined;
  }

  #open() {
    fill(this.#list, this.#options.map((option, index) =>
      h("li", { role: "option", id: `${this.#id}-${index}`, "data-kind": option.kind }, h("b", {}, option.text.trim()), h("span", {}, option.kind), option.help ? h("small", {}, option.help) : null)));
    this.#list.hidden = !this.#options.length;
    mark(this.#text, "aria-expanded", String(!this.#list.hidden));
    this.#choose(this.#options.length ? 0 : -1);
    this.#list.scrollTop = 0;
  }

  #close() {
    this.#stop?.abort();
    clearTimeout(this.#timer);
    this.#list.hidden = true;
    this.#chosen = -1;
    mark(this.#text, "aria-expanded", "false");
    this.#text.removeAttribute("aria-activedescendant");
  }

  #choose(index) {
    this.#chosen = index;
    [...this.#list.children].forEach((row, place) => mark(row, "aria-selected", String(place === index)));
    const row = this.#list.children[index];
    if (!row) return;
    mark(this.#text, "aria-activedescendant", row.id);
    if (row.offsetTop < this.#list.scrollTop) this.#list.scrollTop = row.offsetTop;
    const below = row.offsetTop + row.offsetHeight - this.#list.clientHeight;
    if (below > this.#list.scrollTop) this.#list.scrollTop = below;
  }

  #accept(index) {
    const { text } = this.#options[index];
    this.#text.setRangeText(text, this.#from, this.#to, "end");
    this.#close();
    this.#colour();
    if (/[(={[]\s?$/.test(text)) this.#completeSoon();
  }

  #onKey(event) {
    const open = !this.#list.hidden;
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    if (event.key === " " && (event.ctrlKey || event.metaKey)) this.#complete(true);
    else if (open && event.key in moves) this.#choose(Math.max(0, Math.min(this.#options.length - 1, this.#chosen + moves[event.key])));
    else if (open && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey))) this.#accept(Math.max(0, this.#chosen));
    else if (open && event.key === "Escape") this.#close();
    else if (!open && event.key === "Enter" && !event.shiftKey) this.#run(this.value);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
