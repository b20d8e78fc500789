// A page of the wiki in the app: its HTML, its live blocks, its links; the tree of all pages; the last change.
// Links between pages of the app are followed without a reload: the address changes, and Streamlit goes after it.

import { styled, h, mark, refill } from "./dom.js";
import "./elements.js";
import { feed } from "./feed.js";
import { ONGOING, OVER, startOf } from "./words.js";

const NARROW = "(max-width: 768px)"; // where Streamlit lays its sidebar over the page
const SETTLES_MS = 2000;
const ID_PREFIX = "wiki-"; // before every id in a page: see lib/wiki/sanitise.py
const FOLLOWING = ":is(tl-scoreboard, tl-timeline, .tl-wiki-nothing)[competition]"; // the live blocks whose event changes

/** A page: `{page, html, events, routes}`; *events* says which one stands for a competition, by what the server knows. */
class Page {
  #article = h("article", { class: "tl-wiki" });
  #data = {};
  #leave = null;

  constructor(parent) {
    parent.append(this.#article);
    this.#article.addEventListener("click", (event) => onClick(event, this.#data.routes));
  }

  show(data) {
    const before = this.#data;
    this.#data = data;
    mark(this.#article, "data-wiki-page", data.page);
    if (before.html !== data.html) this.#article.replaceChildren(this.#content());
    if (before.page !== data.page) arrive(this.#article, before.page === undefined);
    this.#followCompetitions();
  }

  leave() {
    this.#leave?.();
    this.#article.remove();
  }

  /** The page's nodes. Live blocks know their event before they come to life. */
  #content() {
    const template = document.createElement("template");
    template.innerHTML = this.#data.html; // sanitised on the server
    this.#point(template.content, []);
    return template.content;
  }

  #followCompetitions() {
    this.#leave?.();
    this.#leave = null;
    if (!this.#article.querySelector(FOLLOWING)) return;
    this.#leave = feed.events((records) => this.#point(this.#article, records.map((record) => record.state)));
  }

  /** Let each live block of a competition in *root* show the event that it means now. */
  #point(root, states) {
    for (const element of root.querySelectorAll(FOLLOWING)) {
      const competition = element.getAttribute("competition");
      const event = current(states, competition, this.#data.events[competition]);
      const tag = element.dataset.tag ?? element.localName;
      const alive = element.localName === tag;
      if (event && alive) mark(element, "event", event);
      else if (event) element.replaceWith(h(tag, { competition, event }));
      else if (alive) element.replaceWith(nothingYet(tag, competition));
    }
    for (const element of root.querySelectorAll(".tl-live > [event]")) leadOn(element);
  }
}

/** What stands in place of a live block while its competition has no event. */
function nothingYet(tag, competition) {
  const text = `The competition ${competition} has no event yet. Its first one appears here as soon as it is declared.`;
  return h("p", { class: "tl-wiki-nothing", competition, "data-tag": tag }, text);
}

/** Lead from a live block on to the page of its event. */
function leadOn(element) {
  const link =
    element.parentElement.querySelector(":scope > .tl-live-more") ??
    element.parentElement.appendChild(h("a", { class: "tl-live-more", target: "_self" }, "All about this event"));
  mark(link, "href", `/event?id=${encodeURIComponent(element.getAttribute("event"))}`);
}

/** The tree of pages: `{page, tree, routes}` with a tree of `[title, path | null, children]`. */
class Tree {
  #nav = h("nav", { class: "tl-wiki-tree", "aria-label": "Pages of the wiki" });
  #routes = [];

  constructor(parent) {
    parent.append(this.#nav);
    this.#nav.addEventListener("click", (event) => onClick(event, this.#routes) && closeDrawer());
  }

  show({ page, tree, routes }) {
    this.#routes = routes;
    refill(this.#nav, tree, () => list(tree));
    for (const link of this.#nav.querySelectorAll("a")) {
      if (link.dataset.page !== page) {
        link.removeAttribute("aria-current");
        continue;
      }
      mark(link, "aria-current", "page");
      for (let up = link.closest("details"); up; up = up.parentElement.closest("details")) up.open = true;
    }
  }

  leave() {
    this.#nav.remove();
  }
}

/** Who changed the page last: `{author, time, subject, sha, file}`. */
class Change {
  #line = h("p", { class: "tl-wiki-change" });

  constructor(parent) {
    parent.append(this.#line);
  }

  show({ author, time, subject, sha, file }) {
    const when = new Date(time);
    const day = h("time", { datetime: time, title: when.toLocaleString() }, when.toLocaleDateString(undefined, { dateStyle: "long" }));
    refill(this.#line, [author, time, subject, sha, file], () => [
      "Last changed by ", author, " on ", day, `: ${subject} `, h("code", { title: file }, sha.slice(0, 7)),
    ]);
  }

  leave() {
    this.#line.remove();
  }
}

const PARTS = { page: Page, tree: Tree, change: Change };
const mounted = new WeakMap();

/** Show *data* in *parent*; `data.part` says as what. Called again for new data. */
export async function mount(parent, data) {
  await styled;
  if (!mounted.has(parent)) {
    parent.querySelector("[data-tl-coming]")?.remove();
    mounted.set(parent, new PARTS[data.part](parent));
  }
  const part = mounted.get(parent);
  part.show(data);
  return () => {
    part.leave();
    mounted.delete(parent);
  };
}

/** The event that stands for *competition*: the newest that is on, or else that was, or else the next one.
 *
 * The same rule as in lib/web/wiki.py, over what the live stream knows; it does not send what was over long ago, so
 * that the server's choice, *known*, stays where nothing has begun since. */
export function current(states, competition, known) {
  const own = states.filter((state) => state.declared?.competition === competition);
  const newest = (wanted) => own.filter(wanted).sort((one, other) => began(other) - began(one) || (one.id < other.id ? 1 : -1));
  const next = newest((state) => !ONGOING.has(state.status) && !OVER.has(state.status)).reverse();
  const on = newest((state) => ONGOING.has(state.status));
  const over = newest((state) => OVER.has(state.status) && state.status !== "cancelled");
  return on[0]?.id ?? over[0]?.id ?? known ?? next[0]?.id;
}

function began(state) {
  return startOf(state) ?? state.since ?? 0;
}

function list(branches) {
  const items = branches.map(([title, path, children]) => {
    const link = path === null ? title : h("a", { href: address(path), "data-page": path, target: "_self" }, title);
    return h("li", {}, children.length ? h("details", {}, h("summary", {}, link), list(children)) : link);
  });
  return h("ul", {}, items);
}

function address(path) {
  return `/wiki?page=${encodeURIComponent(path).replaceAll("%2F", "/")}`;
}

/** Follow a link to a page of the app in this session, and say so; leave everything else to the browser. */
function onClick(event, routes) {
  const link = event.target.closest?.("a[href]");
  const plain = !event.defaultPrevented && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || (link.target && link.target !== "_self") || link.hasAttribute("download")) return false;
  const url = new URL(link.href);
  const here = new URL(location.href);
  if (url.origin !== here.origin || !routes.includes(url.pathname)) return false;
  event.preventDefault();
  const samePage = url.pathname === here.pathname && url.search === here.search;
  if (url.href !== here.href) history.pushState({}, "", url);
  if (samePage) arrive(link.closest("article") ?? document, false);
  else window.dispatchEvent(new PopStateEvent("popstate", { state: {} })); // as if the reader had gone back to it
  return true;
}

/** On a phone, the sidebar lies over the page that was just chosen in it. */
function closeDrawer() {
  if (matchMedia(NARROW).matches) document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

/** Scroll to the heading that the address names; without one, to the top of a page that was gone to. */
function arrive(article, first) {
  const id = decodeURIComponent(location.hash.slice(1));
  const heading = id ? article.querySelector(`#${CSS.escape(ID_PREFIX + id)}`) : null;
  if (heading) stayAt(heading, article);
  else if (!first) document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
}

/** Scroll to *heading*, and again while live blocks and images above it take their room, until the reader moves. */
function stayAt(heading, article) {
  const watch = new ResizeObserver(() => heading.scrollIntoView());
  watch.observe(article);
  const letGo = () => watch.disconnect();
  setTimeout(letGo, SETTLES_MS);
  for (const move of ["wheel", "touchstart", "keydown", "pointerdown", "popstate"]) {
    window.addEventListener(move, letGo, { once: true, passive: true });
  }
}

// Back and forward between headings of one page: Streamlit has nothing to do with them.
window.addEventListener("hashchange", () => {
  const article = document.querySelector("article.tl-wiki");
  if (article) arrive(article, true);
});
