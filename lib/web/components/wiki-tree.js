// The pages of the wiki as a tree. A folder is fetched when it is opened; what is open is remembered.

import { h, icon } from "./dom.js";
import { take } from "./wiki-navigation.js";
import { scroller } from "./wiki-scroll.js";
import { addressOf, store } from "./wiki-store.js";

const KEY = "touchline.tree";
const MOST_OPEN = 60; // that are remembered
const MOST_ROWS = 150; // of a folder at a time
const NARROW = "(max-width: 768px)"; // where Streamlit lays its sidebar over the page

export class Tree {
  #nav = h("nav", { class: "tl-tree", "aria-label": "Pages of the wiki" });
  #open = new Set(stored()); // by the reader's hand
  #closed = new Set(); // by the reader's hand, though the page lies in them
  #folders = new Map(); // folder → rows of [title, page, folder], of the revision
  #revision = "";
  #current = null;
  #again = () => this.#renew();

  constructor(parent) {
    parent.append(this.#nav);
    take(this.#nav, closeDrawer);
    store.addEventListener("revision", this.#again);
  }

  /** Show the tree with *path* marked. */
  async show(path) {
    if (path === this.#current && this.#nav.firstChild) return;
    this.#current = path;
    this.#closed.clear();
    await this.#draw();
    reveal(this.#nav.querySelector('[aria-current="page"]'));
  }

  leave() {
    store.removeEventListener("revision", this.#again);
    this.#nav.remove();
  }

  async #renew() {
    if (this.#revision === store.revision) return;
    this.#folders.clear();
    await this.#draw();
  }

  /** Draw all that is open, once all of it is here. */
  async #draw() {
    const path = this.#current;
    const shown = new Set([...this.#open, ...above(path)].filter((folder) => [...above(folder), folder].every((one) => this.#isOpen(one))));
    const wanted = ["", ...shown].filter((folder) => !this.#folders.has(folder));
    await Promise.all(wanted.map((folder) => this.#fetch(folder)));
    if (path !== this.#current) return;
    const focused = document.activeElement?.closest?.(".tl-tree") ? keyOf(document.activeElement) : null;
    this.#nav.replaceChildren(this.#list(""));
    if (focused) [...this.#nav.querySelectorAll("a, button")].find((one) => keyOf(one) === focused)?.focus({ preventScroll: true });
  }

  async #fetch(folder) {
    const revision = store.revision;
    try {
      const answer = await fetch(`/api/tree/${revision || "newest"}?folder=${encodeURIComponent(folder)}`);
      const { children } = await answer.json();
      this.#folders.set(folder, children ?? []);
      this.#revision = revision;
    } catch {
      // the folder stays closed; opening it again tries again
    }
  }

  #list(folder) {
    const rows = this.#folders.get(folder) ?? [];
    const list = h("ul", {});
    const here = rows.findIndex(([, page, inner]) => page === this.#current || (inner && above(this.#current).includes(inner)));
    const from = rows.length > MOST_ROWS ? Math.max(0, here - MOST_ROWS / 2) : 0;
    this.#fill(list, rows, from, from + MOST_ROWS);
    return list;
  }

  /** Put the rows from *from* up to *to* into *list*, with a button at each end where there are more. */
  #fill(list, rows, from, to) {
    const items = rows.slice(from, to).map((row) => this.#row(row));
    const more = (count, low, high) =>
      h("li", {}, h("button", { type: "button", class: "tl-tree-more", onclick: () => this.#fill(list, rows, low, high) }, `${count.toLocaleString()} more`));
    list.replaceChildren(
      ...(from > 0 ? [more(from, Math.max(0, from - MOST_ROWS), to)] : []),
      ...items,
      ...(to < rows.length ? [more(rows.length - to, from, to + MOST_ROWS)] : []),
    );
  }

  #row([title, page, folder]) {
    const link = page === null ? null : h("a", { href: addressOf(page), "data-page": page, target: "_self", "aria-current": page === this.#current ? "page" : null }, title);
    if (folder === null) return h("li", {}, h("div", { class: "tl-tree-row" }, link));
    const open = this.#isOpen(folder) && this.#folders.has(folder);
    const toggle = h(
      "button", { type: "button", "data-folder": folder, "aria-expanded": String(open), "aria-label": link ? `Pages below ${title}` : null, onclick: () => this.#toggle(folder) },
      icon("chevron_right"), link ? null : title,
    );
    return h("li", {}, h("div", { class: "tl-tree-row" }, toggle, link), open ? this.#list(folder) : null);
  }

  #isOpen(folder) {
    return this.#open.has(folder) || (above(this.#current).includes(folder) && !this.#closed.has(folder));
  }

  async #toggle(folder) {
    const [to, from] = this.#isOpen(folder) ? [this.#closed, this.#open] : [this.#open, this.#closed];
    to.add(folder);
    from.delete(folder);
    keep(this.#open);
    await this.#draw();
  }
}

/** The folders that a page lies in. */
function above(path) {
  const parts = (path ?? "").split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

function keyOf(node) {
  return node.dataset.page ?? `folder ${node.dataset.folder}`;
}

function stored() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

function keep(open) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...open].slice(-MOST_OPEN)));
  } catch {
    // without storage, the tree begins closed
  }
}

/** On a phone, the sidebar lies over the page that was just chosen in it. */
export function closeDrawer() {
  if (matchMedia(NARROW).matches) document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

/** Bring *node* into view within the box beside the page that scrolls it; the page itself stays where it is. */
function reveal(node) {
  let box = node?.parentElement;
  while (box && !(box.scrollHeight > box.clientHeight && getComputedStyle(box).overflowY === "auto")) box = box.parentElement;
  if (!box || box === scroller()) return;
  const [seen, row] = [box.getBoundingClientRect(), node.getBoundingClientRect()];
  box.scrollTop += Math.min(0, row.top - seen.top) + Math.max(0, row.bottom - seen.bottom);
}
