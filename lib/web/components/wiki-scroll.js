// Where a reader is on a page: at a heading, or where they were when they left it.

const SETTLES_MS = 2000;
const MOST_KEPT = 200;
const KEY = "touchline.scroll";
const ID_PREFIX = "wiki-"; // before every id in a page: see lib/wiki/sanitise.py
const MOVES = ["wheel", "touchstart", "keydown", "pointerdown", "popstate"];

history.scrollRestoration = "manual"; // a browser does not know when a page is drawn

const positions = new Map(read());
let settling = null;
let arrived = false; // before that, where the page is scrolled to means nothing

/** What scrolls: Streamlit has a box of its own for the page. */
export function scroller() {
  return document.querySelector('[data-testid="stMain"]') ?? document.scrollingElement;
}

/** Note where the reader is, for a return. */
function remember() {
  if (!arrived) return;
  const key = entry();
  positions.delete(key);
  positions.set(key, scroller().scrollTop);
  if (positions.size > MOST_KEPT) positions.delete(positions.keys().next().value);
}

/** Go to the heading that the address names; without one, to where the reader was on *return*, or else to the top. */
export function arrive(article, { returns = false } = {}) {
  const heading = headingOf(article);
  const top = returns ? positions.get(entry()) : undefined;
  arrived = true;
  if (top !== undefined) settle(article, () => scroller().scrollTo(0, top));
  else if (heading) settle(article, () => heading.scrollIntoView());
  else settle(article, () => scroller().scrollTo(0, 0));
}

/** The heading that the address names. */
function headingOf(article) {
  let id = location.hash.slice(1);
  try {
    id = decodeURIComponent(id);
  } catch {
    return null; // not an address that anybody wrote
  }
  return id ? article.querySelector(`#${CSS.escape(ID_PREFIX + id)}`) : null;
}

/** Move, and move again while live blocks and images take their room, until the reader does. */
function settle(article, move) {
  settling?.();
  move();
  const watch = new ResizeObserver(move);
  watch.observe(article);
  const timer = setTimeout(() => settling?.(), SETTLES_MS);
  settling = () => {
    watch.disconnect();
    clearTimeout(timer);
    settling = null;
    for (const name of MOVES) window.removeEventListener(name, letGo);
  };
  const letGo = settling;
  for (const name of MOVES) window.addEventListener(name, letGo, { once: true, passive: true });
}

/** What the browser calls this entry of its history: it stays the same over a reload. */
function entry() {
  return globalThis.navigation?.currentEntry?.key ?? location.href;
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

const noted = (event) => (event.target === scroller() || event.target === document) && remember();
document.addEventListener("scroll", noted, { capture: true, passive: true });

window.addEventListener("pagehide", () => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...positions]));
  } catch {
    // without storage, a reload begins at the top
  }
});
