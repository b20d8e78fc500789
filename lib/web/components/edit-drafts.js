// What was typed and is not saved yet: kept in this browser with each pause, so that a closed tab loses nothing.
//
// A draft belongs to the tab that writes it. A tab that is reloaded finds its own; other tabs are offered those whose
// tab is gone. Files that were pasted are kept with it as long as they are small.

const PREFIX = "touchline.draft.";
const TAB = "touchline.tab";
const MOST_KEPT_MS = 60 * 86_400_000;
const MOST_FILES = 3_000_000; // characters; browsers give a site about five million

/** The drafts of one page, or of one section of it. */
export class Drafts {
  #page;
  #prefix;
  #id = tab();

  constructor(page, section) {
    this.#page = page;
    this.#prefix = `${PREFIX}${page}#${section}/`;
    hold(`${this.#prefix}${this.#id}`);
    forgetOld();
  }

  /** The draft of this tab, from before it was loaded anew. */
  get own() {
    return read(this.#prefix + this.#id);
  }

  /** Keep `{text, base, was, message, path, files}`. Answers what could not be kept, in a sentence, or nothing. */
  keep(draft) {
    const key = this.#prefix + this.#id;
    const small = draft.files.reduce((sum, file) => sum + file.data.length, 0) <= MOST_FILES;
    if (small && write(key, { ...draft, at: Date.now() })) return "";
    if (!write(key, { ...draft, files: [], at: Date.now() })) return "This browser keeps no drafts: save before you leave.";
    return "The files that you have added are too large for this browser to keep them: save before you leave.";
  }

  /** This tab has nothing unsaved any more. */
  forget() {
    drop(this.#prefix + this.#id);
  }

  /** Drafts of tabs that are closed, as `{key, draft}`, the newest first. */
  async left() {
    const open = await held();
    const keys = keysOf(this.#prefix).filter((key) => key !== this.#prefix + this.#id && !open.has(key));
    return keys
      .map((key) => ({ key, draft: read(key) }))
      .filter((one) => one.draft)
      .sort((one, other) => other.draft.at - one.draft.at);
  }

  discard(key) {
    drop(key);
  }

  /** The page is at *to* now: what other tabs have left of it goes along, and knows where it began. */
  moved(to) {
    const old = `${PREFIX}${this.#page}#`;
    for (const key of keysOf(old)) {
      const draft = read(key);
      if (draft && write(`${PREFIX}${to}#${key.slice(old.length)}`, { ...draft, was: draft.was || this.#page })) drop(key);
    }
  }
}

/** A name for this tab, which it keeps when it is loaded anew. */
function tab() {
  try {
    const before = sessionStorage.getItem(TAB);
    if (before) return before;
    const made = Math.random().toString(36).slice(2);
    sessionStorage.setItem(TAB, made);
    return made;
  } catch {
    return "memory";
  }
}

/** Let other tabs know that this one is open, for as long as it is. */
function hold(name) {
  navigator.locks?.request(name, () => new Promise(() => undefined)).catch(() => undefined);
}

async function held() {
  const state = await navigator.locks?.query().catch(() => undefined);
  return new Set((state?.held ?? []).map((lock) => lock.name));
}

function keysOf(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false; // there is no room, or nothing is kept here
  }
}

function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

function forgetOld() {
  for (const key of keysOf(PREFIX)) {
    if (Date.now() - (read(key)?.at ?? 0) > MOST_KEPT_MS) drop(key);
  }
}
