// What is edited: the page's name, and for a new page where it is to be and which template it begins with.

import { h, icon } from "./dom.js";
import { encode } from "./wiki-store.js";

/** The head of the editor. `begin(text)` is called with the text of a template. */
export class Header {
  node;
  #data;
  #path = null; // the field for the path of a new page
  #touched = false;

  constructor(data, begin) {
    this.#data = data;
    this.node = h("header", { class: "tl-edit-head" }, data.exists ? this.#known() : this.#fresh(begin));
  }

  /** The path of the page. */
  get page() {
    return this.#path ? this.#path.value.trim().replace(/^\/+|\/+$|\.md$/g, "") : this.#data.page;
  }

  set page(path) {
    if (!this.#path) return;
    this.#path.value = path;
    this.#touched = true;
  }

  /** A new page without a path gets one from its title. */
  follow(text) {
    if (!this.#path || this.#touched || this.#data.page) return;
    const title = /^#\s+(.+)$/m.exec(text)?.[1] ?? "";
    this.#path.value = title ? `${this.#data.folder ? `${this.#data.folder}/` : ""}${fromTitle(title)}` : "";
  }

  ask() {
    this.#path?.focus();
    this.#path?.setCustomValidity("Where should the page be? For example: teams/sales");
    this.#path?.reportValidity();
  }

  #known() {
    const { title, page, section, sectionTitle } = this.#data;
    return [
      h("h1", {}, h("span", { class: "tl-quiet" }, "Edit "), h("a", { href: `/wiki?page=${encode(page)}`, target: "_self" }, title), section ? [" › ", sectionTitle] : null),
      h("p", { class: "tl-quiet" }, section ? "Only this section is edited; the rest of the page stays as it is." : `${page}.md`,
        section ? [" ", h("a", { href: `/edit?page=${encode(page)}`, target: "_self" }, "Edit the whole page")] : null,
        " · ", h("a", { href: `/history?page=${encode(page)}`, target: "_self" }, "History")),
    ];
  }

  #fresh(begin) {
    const { page, templates } = this.#data;
    this.#path = h("input", {
      value: page, class: "tl-edit-path", placeholder: "folder/name", spellcheck: "false", autocapitalize: "off", maxlength: "200",
      "aria-label": "Path of the new page", oninput: () => this.#type(),
    });
    const choices = templates.map(({ title, text }) => h("button", { type: "button", onclick: () => begin(text) }, icon("draft"), title));
    return [
      h("h1", {}, "New page"),
      h("label", { class: "tl-edit-where" }, "Path ", this.#path, h("span", { class: "tl-quiet" }, ".md")),
      choices.length ? h("div", { class: "tl-edit-row", role: "group", "aria-label": "Templates" }, h("span", { class: "tl-quiet" }, "Begin with"), choices) : null,
    ];
  }

  #type() {
    this.#touched = true;
    this.#path.setCustomValidity("");
  }
}

/** As in lib/wiki/naming.py. */
function fromTitle(title) {
  const name = title.normalize("NFC").toLowerCase().replace(/[^\p{L}\p{N}_.-]+/gu, "-");
  return name.replace(/^[-._]+|[-._]+$/g, "") || "page";
}
