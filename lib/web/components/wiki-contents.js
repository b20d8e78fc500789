// The contents of a page: its headings, with the one marked at which the reader is.

import { h, refill } from "./dom.js";
import { scroller } from "./wiki-scroll.js";

const ID_PREFIX = "wiki-";
const FEWEST = 2; // a page with fewer headings has no contents
const DEEPEST = 2; // levels below the first
const READING_PX = 130; // a heading is read from when it is this far below the top
const WIDE = matchMedia("(min-width: 1200px)");

export class Contents {
  #list = h("ul", {});
  node = h(
    "aside", { class: "tl-contents" },
    h("details", {}, h("summary", {}, "On this page"), h("nav", { "aria-label": "Contents of this page" }, this.#list)),
  );
  #marks = []; // [heading in the text, link to it], in order
  #current = null;
  #looking = 0;
  #look = () => {
    this.#looking ||= requestAnimationFrame(() => {
      this.#looking = 0;
      this.#mark();
    });
  };
  #fold = () => { this.#details.open = WIDE.matches; };

  constructor() {
    this.#fold();
    WIDE.addEventListener("change", this.#fold);
    document.addEventListener("scroll", this.#look, { capture: true, passive: true });
    this.#list.addEventListener("click", () => { if (!WIDE.matches) this.#details.open = false; });
  }

  get #details() {
    return this.node.firstChild;
  }

  /** Show the *headings* of *article*; the page's title is none of its contents. */
  show(article, headings) {
    const shown = listed(headings);
    this.node.hidden = shown.length < FEWEST;
    refill(this.#list, shown, () => shown.map((one) => h("li", { "data-level": one.depth }, h("a", { href: `#${encodeURIComponent(one.id)}` }, one.text))));
    this.#marks = shown.map((one, index) => [article.querySelector(`#${CSS.escape(ID_PREFIX + one.id)}`), this.#list.children[index].firstChild]);
    this.#current = undefined;
    this.#look();
  }

  leave() {
    WIDE.removeEventListener("change", this.#fold);
    document.removeEventListener("scroll", this.#look, { capture: true });
    cancelAnimationFrame(this.#looking);
  }

  /** Mark the last heading above the line at which one reads; at the very end of the page, the last of all. */
  #mark() {
    const box = scroller();
    const line = box.getBoundingClientRect().top * (box !== document.scrollingElement) + READING_PX;
    const read = this.#marks.filter(([heading]) => heading?.getBoundingClientRect().top < line);
    const atEnd = box.scrollTop > 0 && box.scrollTop + box.clientHeight >= box.scrollHeight - 2;
    const current = (atEnd ? this.#marks : read).at(-1)?.[1] ?? null;
    if (current === this.#current) return;
    this.#current?.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "location");
    this.#current = current;
    if (WIDE.matches) current?.scrollIntoView({ block: "nearest" });
  }
}

/** The headings below the title, with how deep each is. */
function listed(headings) {
  const below = headings.filter((one) => one.level > 1);
  const top = Math.min(...below.map((one) => one.level));
  return below.filter((one) => one.level - top <= DEEPEST - 1).map((one) => ({ ...one, depth: one.level - top }));
}
