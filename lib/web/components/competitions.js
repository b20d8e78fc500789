// Live blocks of a competition: each shows the event that stands for it, and goes on to the next one when it begins.

import { h, mark } from "./dom.js";
import { feed } from "./feed.js";
import { tell } from "./source.js";
import { ONGOING, OVER, startOf } from "./words.js";

const NOTHING = ".tl-wiki-nothing";
const FOLLOWING = `:is(tl-scoreboard, tl-timeline, tl-leaderboard, tl-value, ${NOTHING})[competition]`;

/** Which blocks follow which competitions, for each article on the page. */
class Competitions {
  #leaving = new WeakMap();

  /** Keep the blocks in *article* at the event that each means. *known* is what the server says of each competition. */
  follow(article, known) {
    this.leave(article);
    if (!article.querySelector(FOLLOWING)) return;
    const point = (records, connection) => {
      this.point(article, records.map((record) => record.state), known);
      for (const waiting of article.querySelectorAll(NOTHING)) tell(waiting, connection);
    };
    this.#leaving.set(article, feed.events(point));
  }

  leave(article) {
    this.#leaving.get(article)?.();
    this.#leaving.delete(article);
  }

  /** Let each block in *root* show the event that it means now. */
  point(root, states, known) {
    for (const element of root.querySelectorAll(FOLLOWING)) {
      const competition = element.getAttribute("competition");
      const event = current(states, competition, known[competition]);
      const tag = element.dataset.tag ?? element.localName;
      const alive = element.localName === tag;
      if (event && alive) mark(element, "event", event);
      else if (event) element.replaceWith(h(tag, { competition, event }));
      else if (alive && tag !== "tl-value") element.replaceWith(nothingYet(tag, competition));
    }
  }
}

export const competitions = new Competitions();

/** What stands in place of a live block while its competition has no event. */
function nothingYet(tag, competition) {
  const text = `The competition ${competition} has no event yet. Its first one appears here as soon as it is declared.`;
  return h("p", { class: "tl-wiki-nothing", competition, "data-tag": tag }, text);
}

/** The event that stands for *competition*: the newest that is on, or else that was, or else the next one.
 *
 * The same rule as in lib/live/current.py, over what the live stream knows; it does not send what was over long ago, so
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
