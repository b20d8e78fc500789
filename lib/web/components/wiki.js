// The wiki in the app: the page, and beside it the search field and the tree of pages.

import { styled } from "./dom.js";
import "./elements.js";
import { listen } from "./wiki-keys.js";
import { Page } from "./wiki-page.js";
import { Sidebar } from "./wiki-sidebar.js";

const PARTS = { page: Page, sidebar: Sidebar };
const mounted = new WeakMap();

/** Show *data* in *parent*; `data.part` says as what. Called again for new data. */
export async function mount(parent, data) {
  await styled;
  if (!mounted.has(parent)) {
    parent.querySelector("[data-tl-coming]")?.remove();
    mounted.set(parent, { part: new PARTS[data.part](parent), silence: listen() });
  }
  const { part, silence } = mounted.get(parent);
  part.show(data);
  return () => {
    part.leave();
    silence();
    mounted.delete(parent);
  };
}
