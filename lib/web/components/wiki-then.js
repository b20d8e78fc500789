// A page of the wiki as it was: its text of then, whose links lead to the other pages of then. Nothing in it is live.

import { styled } from "./dom.js";
import { followLinks } from "./edit-ways.js";
import { pageThen } from "./history-views.js";

const PAGES = 'a[href^="/wiki?"]';

/** Show `{html, at}` in *parent*. Called again for new data. */
export async function mount(parent, { html, at }) {
  await styled;
  const page = pageThen(html);
  for (const link of page.querySelectorAll(PAGES)) {
    const url = new URL(link.href);
    url.searchParams.set("at", at);
    link.href = url.pathname + url.search + url.hash;
    link.target = "_self";
  }
  followLinks(page);
  parent.replaceChildren(page);
  return () => page.remove();
}
