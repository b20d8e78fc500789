// Search as you type: a palette over the page, opened with / or the field in the sidebar.

import { fill, h, icon, say } from "./dom.js";
import { navigation } from "./wiki-navigation.js";
import { addressOf, store } from "./wiki-store.js";

const WAIT_MS = 40; // after a key, for the next one
const READING_MS = 1_500; // until the same is asked again while the wiki is still being read
const RECENT = "touchline.recent";
const MOST_RECENT = 8;
const HINT = "Words find pages; “in quotes” a phrase. tag:rules and in:teams narrow it.";

/** The dialog. It is made when it is first opened, and keeps what was typed. */
class Palette {
  #dialog = null;
  #input = null;
  #list = null;
  #status = null;
  #options = [];
  #chosen = -1;
  #timer = 0;
  #request = null; // an AbortController of the newest request
  #shown = ""; // the query whose results are shown

  constructor() {
    navigation.addEventListener("shown", () => navigation.page && !navigation.page.missing && noteRecent(navigation.page));
    document.addEventListener("click", (event) => this.#tag(event));
    addEventListener("touchline:search", () => this.open());
  }

  /** Open it, with *query* typed. */
  open(query = "") {
    this.#dialog ??= this.#build();
    // in the component, where the theme's colours are
    if (!this.#dialog.isConnected) (document.querySelector(".tl-reader") ?? document.body).append(this.#dialog);
    if (!this.#dialog.open) this.#dialog.showModal();
    if (query) this.#input.value = query;
    this.#input.select();
    this.#ask();
  }

  #build() {
    this.#input = h("input", {
      type: "search", role: "combobox", placeholder: "Search the wiki", "aria-label": "Search the wiki", "aria-expanded": "true",
      "aria-controls": "tl-results", "aria-autocomplete": "list", autocomplete: "off", spellcheck: "false", enterkeyhint: "go",
      oninput: () => this.#askSoon(), onkeydown: (event) => this.#key(event),
    });
    this.#list = h("div", { id: "tl-results", role: "listbox", class: "tl-results", "aria-label": "Results" });
    this.#status = h("p", { class: "tl-search-status", role: "status" });
    const close = h("button", { type: "button", class: "tl-search-close", onclick: () => this.#dialog.close() }, icon("close", "Close"));
    return h(
      "dialog", { class: "tl-dialog tl-search", "aria-label": "Search the wiki", onclick: (event) => event.target === this.#dialog && this.#dialog.close() },
      h("div", { class: "tl-search-top" }, icon("search"), this.#input, close), this.#list, this.#status,
    );
  }

  /** A tag on a page asks for the pages that have it. */
  #tag(event) {
    const tag = event.target.closest?.(".tl-tags [data-tag]");
    if (!tag) return;
    event.preventDefault();
    this.open(`tag:${tag.dataset.tag}`);
  }

  #askSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(), WAIT_MS);
  }

  /** Ask for what is typed. A request that is not wanted any more is broken off. */
  async #ask() {
    clearTimeout(this.#timer);
    const query = this.#input.value.trim();
    this.#request?.abort();
    if (!query) return this.#drawRecent();
    this.#request = new AbortController();
    const { signal } = this.#request;
    try {
      const answer = await fetch(`/api/search?q=${encodeURIComponent(query)}`, { signal });
      const found = await answer.json();
      if (signal.aborted) return undefined;
      if (!answer.ok) return this.#draw([], found.error ?? "The search does not answer.");
      this.#shown = query;
      if (found.whole === false) this.#timer = setTimeout(() => this.#dialog.open && this.#chosen < 1 && this.#ask(), READING_MS);
      return this.#draw(found.results, said(found), found.suggestion);
    } catch (error) {
      if (error.name !== "AbortError") this.#draw([], "The search does not answer. It is tried again with the next letter.");
      return undefined;
    }
  }

  #drawRecent() {
    this.#shown = "";
    const pages = recent().map(({ path, title }) => ({ page: path, title, title_pieces: [[title, false]], trail: [], id: "", excerpt: [] }));
    this.#draw(pages, HINT, "", pages.length ? "Seen last" : "");
  }

  #draw(results, status, suggestion = "", heading = "") {
    this.#options = results.map((one, number) => this.#option(one, number));
    fill(
      this.#list,
      suggestion ? h("p", { class: "tl-meant" }, "Did you mean ", h("button", { type: "button", onclick: () => this.open(suggestion) }, suggestion), "?") : null,
      heading ? h("p", { class: "tl-quiet", role: "presentation" }, heading) : null,
      this.#options,
    );
    say(this.#status, status);
    this.#choose(results.length ? 0 : -1);
  }

  /** A page, with the place in it that fits best, to which it leads. */
  #option({ page, title_pieces, trail, id, heading_pieces, excerpt, tags }, number) {
    const node = h(
      "a", { role: "option", id: `tl-option-${number}`, class: "tl-result", "data-result": page, tabindex: -1, target: "_self", href: addressOf(page, id) },
      h("span", { class: "tl-result-page" }, icon("article"), h("span", {}, marked(title_pieces)), h("span", { class: "tl-result-trail" }, trail.join(" / "))),
      id ? h("span", { class: "tl-result-heading" }, marked(heading_pieces)) : null,
      excerpt.length ? h("span", { class: "tl-result-text" }, marked(excerpt)) : null,
      tags?.length ? h("span", { class: "tl-result-tags" }, tags.map((tag) => h("span", {}, tag))) : null,
    );
    node.addEventListener("click", (event) => this.#take(event, node));
    node.addEventListener("pointermove", () => this.#choose(number, false));
    return node;
  }

  #key(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps && this.#options.length) {
      event.preventDefault();
      this.#choose((this.#chosen + steps[event.key] + this.#options.length) % this.#options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#enter(event);
    }
  }

  /** Open what is chosen. Somebody who is faster than the server gets the first result of what they typed. */
  async #enter(event) {
    const { ctrlKey, metaKey } = event;
    if (this.#input.value.trim() !== this.#shown) await this.#ask();
    this.#options[this.#chosen]?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, ctrlKey, metaKey }));
  }

  #choose(index, scroll = true) {
    if (index === this.#chosen && this.#options[index]?.ariaSelected) return;
    this.#chosen = index;
    this.#options.forEach((node, number) => node.setAttribute("aria-selected", String(number === index)));
    this.#input.setAttribute("aria-activedescendant", this.#options[index]?.id ?? "");
    if (scroll) this.#options[index]?.scrollIntoView({ block: "nearest" });
    if (index >= 0) store.prefetch(this.#options[index].dataset.result);
  }

  #take(event, node) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) {
      if (!event.isTrusted) window.open(node.href, "_blank", "noopener");
      return;
    }
    event.preventDefault();
    this.#dialog.close();
    navigation.go(new URL(node.href));
  }
}

/** How much was found, in a sentence. */
function said({ whole, total, results, query }) {
  if (whole === false) return `${total ? `${total.toLocaleString()} by their titles and tags` : `No title has “${query}”`}. The texts are still being read.`;
  if (!total) return `Nothing in the wiki has “${query}”. Fewer or other words may help.`;
  return total > results.length ? `The best ${results.length} of ${total.toLocaleString()} pages` : total === 1 ? "One page" : `${total} pages`;
}

/** Pieces of a text, each with whether it was asked for. */
function marked(pieces) {
  return pieces.map(([text, asked]) => (asked ? h("mark", {}, text) : text));
}

function recent() {
  try {
    return (JSON.parse(localStorage.getItem(RECENT)) ?? []).filter((one) => one.path !== navigation.path);
  } catch {
    return [];
  }
}

function noteRecent({ path, title }) {
  try {
    const before = (JSON.parse(localStorage.getItem(RECENT)) ?? []).filter((one) => one.path !== path);
    localStorage.setItem(RECENT, JSON.stringify([{ path, title }, ...before].slice(0, MOST_RECENT + 1)));
  } catch {
    // without storage there are no recent pages
  }
}

export const palette = (globalThis[Symbol.for("touchline.palette")] ??= new Palette());
