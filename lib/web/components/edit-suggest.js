// Names of pages for somebody who types `[[`: a list at the caret, by keyboard or pointer.

import { authorization } from "./post.js";
import { fill, h } from "./dom.js";
import { replace } from "./edit-text.js";

const OPEN = /\[\[([^[\]|#\n]{0,80})$/;
const COPIED = [
  "boxSizing", "width", "borderWidth", "borderStyle", "padding", "font", "lineHeight", "letterSpacing", "tabSize", "wordSpacing",
];

/** Suggests pages for the text in *field*. */
export class Suggestions {
  node = h("ul", { class: "tl-edit-names", role: "listbox", id: "tl-edit-names", "aria-label": "Pages", hidden: true });
  #field;
  #found = [];
  #chosen = 0;
  #asking = null;

  constructor(field) {
    this.#field = field;
    field.addEventListener("input", () => this.#look());
    field.addEventListener("keydown", (event) => this.#key(event));
    field.addEventListener("blur", () => this.#close());
    field.addEventListener("scroll", () => this.#close());
  }

  get isOpen() {
    return !this.node.hidden;
  }

  async #look() {
    const { selectionStart: at, selectionEnd: end, value } = this.#field;
    const typed = at === end ? OPEN.exec(value.slice(Math.max(0, at - 100), at)) : null;
    this.#asking?.abort();
    if (!typed) return this.#close();
    this.#asking = new AbortController();
    try {
      const address = `/api/wiki-names?like=${encodeURIComponent(typed[1])}`;
      const answer = await fetch(address, { headers: authorization(), signal: this.#asking.signal });
      this.#show(answer.ok ? (await answer.json()).pages : []);
    } catch {
      this.#close();
    }
  }

  #show(pages) {
    if (!pages.length || document.activeElement !== this.#field) return this.#close();
    this.#found = pages;
    this.#chosen = 0;
    this.#draw();
    this.node.hidden = false;
    this.#field.setAttribute("aria-activedescendant", "tl-edit-name-0");
    const { left, top } = caret(this.#field);
    this.node.style.insetInlineStart = `${Math.max(0, Math.min(left, this.#field.clientWidth - this.node.offsetWidth))}px`;
    this.node.style.insetBlockStart = `${top}px`;
  }

  #draw() {
    fill(this.node, this.#found.map((one, number) => this.#row(one, number)));
  }

  #row({ page, title }, number) {
    const take = (event) => {
      event.preventDefault();
      this.#take(number);
    };
    const state = { role: "option", id: `tl-edit-name-${number}`, "aria-selected": String(number === this.#chosen), onpointerdown: take };
    return h("li", state, h("span", {}, title), h("span", { class: "tl-quiet" }, page));
  }

  #key(event) {
    if (!this.isOpen) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.#choose((this.#chosen + step + this.#found.length) % this.#found.length);
    else if (event.key === "Enter" || event.key === "Tab") this.#take(this.#chosen);
    else if (event.key === "Escape") this.#close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #choose(number) {
    this.#chosen = number;
    this.#draw();
    this.node.children[number].scrollIntoView({ block: "nearest" });
    this.#field.setAttribute("aria-activedescendant", `tl-edit-name-${number}`);
  }

  /** Write the page's name: its title where that says which page is meant, and its path elsewhere. */
  #take(number) {
    const { page, title } = this.#found[number];
    const field = this.#field;
    const at = field.selectionStart;
    const start = at - OPEN.exec(field.value.slice(Math.max(0, at - 100), at))[1].length;
    const closed = field.value.slice(at).startsWith("]]");
    const text = named(page, title);
    replace(field, start, at + (closed ? 2 : 0), `${text}]]`);
    this.#close();
  }

  #close() {
    this.node.hidden = true;
    this.#field.removeAttribute("aria-activedescendant");
  }
}

/** What stands between the brackets: words alone where they say which page is meant, and its path before them elsewhere. */
function named(page, title) {
  const plain = (name) => name.toLowerCase().replace(/[\s_-]+/g, " ");
  if (/[[\]|#\n]/.test(title)) return page;
  return plain(page) === plain(title) ? title : `${page}|${title}`;
}

/** Where the caret is, below its line, in pixels from the corner of *field*. A copy of the text tells. */
function caret(field) {
  const style = getComputedStyle(field);
  const copy = h("div", { style: "position: absolute; visibility: hidden; white-space: pre-wrap; overflow-wrap: break-word" });
  for (const name of COPIED) copy.style[name] = style[name];
  copy.textContent = field.value.slice(0, field.selectionStart);
  const mark = copy.appendChild(h("span", {}, "\u200b"));
  field.parentElement.append(copy);
  const place = { left: mark.offsetLeft, top: mark.offsetTop + mark.offsetHeight - field.scrollTop + field.offsetTop };
  copy.remove();
  return place;
}
