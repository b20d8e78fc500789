// Beside the page: a field that opens the search, and the tree of pages.

import { h, icon } from "./dom.js";
import { navigation } from "./wiki-navigation.js";
import { palette } from "./wiki-search.js";
import { store } from "./wiki-store.js";
import { Tree, closeDrawer } from "./wiki-tree.js";

export class Sidebar {
  #root = h(
    "div", { class: "tl-beside" },
    h("button", { type: "button", class: "tl-search-field", onclick: () => this.#search() }, icon("search"), "Search", h("kbd", {}, "/")),
  );
  #tree = new Tree(this.#root);
  #follow = () => this.#tree.show(navigation.path);

  constructor(parent) {
    parent.append(this.#root);
    navigation.addEventListener("shown", this.#follow);
  }

  /** Take what Streamlit's script says; once a page is shown, that counts. */
  show({ path, revision }) {
    store.see(revision);
    this.#tree.show(navigation.path || path);
  }

  leave() {
    navigation.removeEventListener("shown", this.#follow);
    this.#tree.leave();
    this.#root.remove();
  }

  #search() {
    closeDrawer();
    palette.open();
  }
}
