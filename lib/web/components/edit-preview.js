// The page as it will look, beside its text. What did not change is not built anew: live blocks go on living.

import { competitions } from "./competitions.js";
import { h, mark } from "./dom.js";
import "./elements.js";
import { authorization } from "./post.js";

const PAUSE_MS = 200;

/** Shows what the server makes of a text. `files` gives the addresses of files that are not saved yet, by path. */
export class Preview {
  node = h("article", { class: "tl-wiki" });
  #whole;
  #page;
  #files;
  #told;
  #timer = null;
  #asking = null;
  #shown = []; // the sources of the nodes that are shown
  #text = null;

  /** *page* and *files* are asked when they are needed; *whole*: it is not only a section. */
  constructor({ page, files, told, whole }) {
    this.#whole = whole;
    this.#page = page;
    this.#files = files;
    this.#told = told;
    this.node.addEventListener("click", elsewhere, true);
  }

  /** Show *text*, once nobody has typed for a moment. */
  follow(text) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.show(text), this.#text === null ? 0 : PAUSE_MS);
  }

  async show(text) {
    if (text === this.#text) return;
    this.#asking?.abort();
    this.#asking = new AbortController();
    this.#text = text;
    try {
      const body = JSON.stringify({ text, page: this.#page(), files: [...this.#files().keys()] });
      const headers = { "Content-Type": "application/json", ...authorization() };
      const answer = await fetch("/api/wiki-preview", { method: "POST", headers, body, signal: this.#asking.signal });
      const told = await answer.json();
      if (answer.ok) this.#put(told);
      this.#told(answer.ok ? "" : told.error);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.#text = null;
      this.#told("There is no preview at the moment: the server does not answer.");
    }
  }

  leave() {
    competitions.leave(this.node);
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  /** Put the new nodes in place of those that differ, in the middle of those that do not. */
  #put({ html, title, events }) {
    mark(this.node, "data-wiki-page", this.#page());
    const template = document.createElement("template");
    template.innerHTML = html; // sanitised on the server
    if (this.#whole && !template.content.querySelector("h1")) template.content.prepend(h("h1", {}, title));
    this.#pointAtFiles(template.content);
    competitions.point(template.content, [], events);
    const made = [...template.content.children];
    const sources = made.map((node) => node.outerHTML);
    const most = Math.min(sources.length, this.#shown.length);
    let head = 0;
    while (head < most && sources[head] === this.#shown[head]) head += 1;
    let tail = 0;
    while (tail < most - head && sources.at(-1 - tail) === this.#shown.at(-1 - tail)) tail += 1;
    const old = [...this.node.children];
    const after = old[old.length - tail] ?? null;
    for (const node of old.slice(head, old.length - tail)) node.remove();
    for (const node of made.slice(head, made.length - tail)) this.node.insertBefore(node, after);
    this.#shown = sources;
    competitions.follow(this.node, events);
  }

  #pointAtFiles(root) {
    for (const image of root.querySelectorAll("img[src]")) {
      const path = decodeURIComponent(image.getAttribute("src").replace(/^\/content\/[^/]*\//, ""));
      const address = this.#files().get(path);
      if (address) image.setAttribute("src", address);
    }
  }
}

/** A link in a preview leads out of it, never away from the text. */
function elsewhere(event) {
  const link = event.target.closest?.("a[href]");
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  if (!link.getAttribute("href").startsWith("#")) window.open(link.href, "_blank", "noopener");
}
