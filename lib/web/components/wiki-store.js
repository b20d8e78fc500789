// Pages of the wiki that this browser has: fetched before they are clicked, kept, and asked for again by their ETag.

const FRESH_MS = 10_000; // asked for again when shown later than this
const MOST_KEPT = 80;
const READING_MS = 2_000; // until a page is looked at again of a wiki that is still being read

/** Says `page` when a page that it holds is another one now, by the path that was asked for, and `revision` when the wiki is. */
class Store extends EventTarget {
  revision = "";
  #held = new Map(); // path → {page, etag, at}, the one used last at the end
  #asking = new Map(); // path → promise of a page

  /** The page at *path*, if it is here. */
  peek(path) {
    const held = this.#held.get(path);
    if (held) {
      this.#held.delete(path);
      this.#held.set(path, held);
    }
    return held?.page ?? null;
  }

  /** The page at *path*: here, or from the server. What is not fresh is looked at again, but not waited for. */
  async get(path) {
    const page = this.peek(path);
    if (!page) return this.#ask(path);
    this.refresh(path);
    return page;
  }

  /** Have the page at *path* here before somebody wants to see it. */
  prefetch(path) {
    const held = this.#held.get(path);
    if (!held || Date.now() - held.at > FRESH_MS) this.#ask(path).catch(() => undefined);
  }

  /** Look whether the page at *path* is still what the server has; *now*: even if that was just done. */
  refresh(path, now = false) {
    const held = this.#held.get(path);
    if (now || !held || Date.now() - held.at > FRESH_MS) this.#ask(path).catch(() => undefined);
  }

  /** Take a page that came another way. */
  put(page, etag, asked = page.path) {
    const before = this.#held.get(asked);
    for (const path of new Set([page.path, asked])) this.#keep(path, { page, etag, at: Date.now() });
    this.see(page.revision);
    if (page.whole === false) setTimeout(() => this.refresh(asked, true), READING_MS);
    if (before && before.etag !== etag) this.dispatchEvent(new CustomEvent("page", { detail: { asked, page } }));
  }

  /** Take note of the revision that the server has. */
  see(revision) {
    if (!revision || revision === this.revision) return;
    const first = !this.revision;
    this.revision = revision;
    if (!first) for (const held of this.#held.values()) held.at = 0;
    this.dispatchEvent(new CustomEvent("revision", { detail: revision }));
  }

  #ask(path) {
    if (!this.#asking.has(path)) {
      this.#asking.set(path, this.#fetch(path).finally(() => this.#asking.delete(path)));
    }
    return this.#asking.get(path);
  }

  async #fetch(path) {
    const held = this.#held.get(path);
    const headers = held ? { "If-None-Match": held.etag } : {};
    const answer = await fetch(`/api/wiki/${encode(path)}`, { headers, cache: "no-store" });
    if (answer.status === 304) {
      held.at = Date.now();
      this.see(answer.headers.get("Touchline-Revision"));
      return held.page;
    }
    const page = await answer.json();
    if (!page.path) throw new Error(page.error ?? `The server answers ${answer.status}.`);
    this.put(page, answer.headers.get("ETag"), path);
    return page;
  }

  #keep(path, held) {
    this.#held.delete(path);
    this.#held.set(path, held);
    if (this.#held.size > MOST_KEPT) this.#held.delete(this.#held.keys().next().value);
  }
}

/** A path in an address: slashes stay readable. */
export function encode(path) {
  return encodeURIComponent(path).replaceAll("%2F", "/");
}

/** The address of a page, or of a heading of it. */
export function addressOf(path, heading = "") {
  return `/wiki?page=${encode(path)}${heading ? `#${encodeURIComponent(heading)}` : ""}`;
}

// Two versions of this module may meet on a page that stays open over a deployment: they share the first one's pages.
export const store = (globalThis[Symbol.for("touchline.wiki")] ??= new Store());
