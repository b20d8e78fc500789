// From page to page without waiting: links to pages of the wiki are taken here, the address changes at once, and
// Streamlit goes after it when the reader has arrived. Links to other pages of the app are followed by Streamlit.

import { painted } from "./dom.js";
import { arrive } from "./wiki-scroll.js";
import { addressOf, store } from "./wiki-store.js";

const HOVER_MS = 40; // a pointer that just passes fetches nothing
const FOLLOW_MS = 400;
const SLOW_MS = 150;
const WIKI = "/wiki";

/** Says `shown` when another page is on the screen. */
class Navigation extends EventTarget {
  routes = [];
  #show = null;
  #shown = null; // the page that is shown
  #turn = 0; // only the newest wish counts
  #following = null;
  #hovering = null;

  constructor() {
    super();
    window.addEventListener("popstate", (event) => event.isTrusted && this.#returned());
    store.addEventListener("page", ({ detail }) => this.#changed(detail));
    store.addEventListener("revision", () => this.#shown && store.refresh(this.#shown.path, true));
    document.addEventListener("visibilitychange", () => document.hidden || (this.#shown && store.refresh(this.#shown.path)));
  }

  /** The path of the page that is shown. */
  get path() {
    return this.#shown?.path ?? "";
  }

  /** The page that is shown. */
  get page() {
    return this.#shown;
  }

  /** From now on, pages are shown by *show*, which gives the article that they are in. Returns how to end that. */
  attach(show) {
    this.#show = show;
    return () => {
      clearTimeout(this.#following);
      this.#show = this.#shown = null;
    };
  }

  /** Take what Streamlit's script says: *asked* is the page in the address that it saw, *page* that page or nothing. */
  async followed({ asked, path, revision, page, etag }) {
    if (page) store.put(page, etag, asked);
    store.see(revision);
    if (asked !== wanted(location) || this.path === path) return;
    const turn = ++this.#turn;
    const first = this.#shown === null;
    const known = store.peek(path) ?? (await store.get(path));
    if (turn !== this.#turn || !this.#show) return;
    if (asked && asked !== known.path) history.replaceState({}, "", addressOf(known.path) + location.hash);
    this.#draw(known);
    arrive(this.#article, { returns: first });
    store.refresh(known.path);
  }

  /** Follow *event*, a click, if it is on a link to a page of the app. */
  click(event) {
    const url = linked(event);
    if (!url || !isPlain(event) || !this.routes.includes(url.pathname)) return false;
    event.preventDefault();
    this.go(url);
    return true;
  }

  /** Fetch the page that a pointer, a finger or the focus is on. */
  hint(event) {
    clearTimeout(this.#hovering);
    const url = linked(event);
    if (url?.pathname !== WIKI || url.origin !== location.origin) return;
    const fetch = () => store.prefetch(wanted(url));
    if (event.type === "pointerover") this.#hovering = setTimeout(fetch, HOVER_MS);
    else fetch();
  }

  /** Go to *url*, which is of this app. */
  async go(url) {
    if (url.pathname !== WIKI || !this.#show) return this.#leave(url);
    if (this.#isShown(url)) return this.#within(url);
    const turn = ++this.#turn;
    const page = store.peek(wanted(url)) ?? (await this.#wait(wanted(url)));
    if (turn !== this.#turn) return undefined;
    if (!page || !this.#show) return this.#leave(url);
    history.pushState({}, "", addressed(url, page));
    this.#draw(page);
    arrive(this.#article);
    store.refresh(page.path);
    return this.#followSoon();
  }

  /** Go to the page at *path*. */
  open(path, heading = "") {
    return this.go(new URL(addressOf(path, heading), location.href));
  }

  /** Another page is now what was *asked* for: if it is on the screen, it is drawn, where it is. */
  #changed({ asked, page }) {
    if (![asked, page.path].includes(this.#shown?.path)) return;
    if (this.#shown.path !== page.path) history.replaceState({}, "", addressOf(page.path) + location.hash);
    this.#draw(page);
  }

  get #article() {
    return document.querySelector("article.tl-wiki");
  }

  #draw(page) {
    this.#shown = page;
    this.#show(page);
    painted(() => this.dispatchEvent(new Event("shown")));
  }

  /** A page that is not here yet; null when it cannot be had. A reader who waits sees that something goes on. */
  async #wait(path) {
    const slow = setTimeout(() => this.#article?.setAttribute("aria-busy", "true"), SLOW_MS);
    try {
      return await store.get(path);
    } catch {
      return null;
    } finally {
      clearTimeout(slow);
      this.#article?.removeAttribute("aria-busy");
    }
  }

  /** Another place on the page that is shown. */
  #within(url) {
    if (url.href !== location.href) history.pushState({}, "", url);
    arrive(this.#article);
  }

  /** Back or forward. Streamlit hears of it by itself. */
  async #returned() {
    if (!this.#show || location.pathname !== WIKI) return;
    clearTimeout(this.#following);
    const turn = ++this.#turn;
    if (!this.#isShown(location)) {
      const page = store.peek(wanted(location)) ?? (await this.#wait(wanted(location)));
      if (turn !== this.#turn || !page || !this.#show) return;
      this.#draw(page);
      store.refresh(page.path);
    }
    arrive(this.#article, { returns: true });
  }

  #isShown(address) {
    if (!this.#shown || address.pathname !== WIKI) return false;
    return wanted(address) === this.#shown.path || store.peek(wanted(address))?.path === this.#shown.path;
  }

  /** Let Streamlit go to *url*: it takes a change of the address for a return to it. */
  #leave(url) {
    clearTimeout(this.#following);
    if (url.href !== location.href) history.pushState({}, "", url);
    window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  }

  #followSoon() {
    clearTimeout(this.#following);
    this.#following = setTimeout(() => window.dispatchEvent(new PopStateEvent("popstate", { state: {} })), FOLLOW_MS);
  }
}

/** The page that an address asks for, as it is written there. */
export function wanted(address) {
  return new URLSearchParams(address.search).get("page")?.replace(/^\/+|\/+$/g, "") ?? "";
}

/** *url*, with the name that *page* has now. */
function addressed(url, page) {
  return page.missing || !wanted(url) ? url : new URL(addressOf(page.path) + url.hash, location.href);
}

function linked(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || (link.target && link.target !== "_self") || link.hasAttribute("download")) return null;
  const url = new URL(link.href);
  return url.origin === location.origin ? url : null;
}

function isPlain(event) {
  return !event.defaultPrevented && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
}

export const navigation = (globalThis[Symbol.for("touchline.navigation")] ??= new Navigation());

/** Let links in *root* be followed here, and fetched before. */
export function take(root, after = () => undefined) {
  root.addEventListener("click", (event) => navigation.click(event) && after());
  for (const name of ["pointerover", "focusin", "touchstart", "pointerdown"]) {
    root.addEventListener(name, (event) => navigation.hint(event), { passive: true });
  }
}
