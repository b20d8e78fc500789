// What a page's text gets in the browser: buttons that copy code, and links that edit a section.

import { h, icon } from "./dom.js";
import { navigation } from "./wiki-navigation.js";
import { encode } from "./wiki-store.js";

const COPIED_MS = 1500;
const ID_PREFIX = "wiki-";

/** Fit out *root*, the nodes of *page*. */
export function fit(root, page) {
  for (const block of root.querySelectorAll("pre:not(tl-diagram *, .tl-mistake *)")) addCopy(block);
  for (const link of root.querySelectorAll('a[href^="http"]')) {
    if (link.textContent === link.getAttribute("href")) link.dataset.bare = ""; // on paper its address is said once
  }
  if (navigation.routes.includes("/edit")) {
    for (const heading of root.querySelectorAll(":is(h2, h3, h4)[id]")) addEdit(heading, page.path);
  }
}

function addCopy(block) {
  const button = h("button", { type: "button", class: "tl-copy", title: "Copy" }, icon("content_copy", "Copy"));
  button.addEventListener("click", () => copy(block, button));
  const box = h("div", { class: "tl-code" });
  block.replaceWith(box);
  box.append(block, button);
}

async function copy(block, button) {
  const done = await navigator.clipboard.writeText(block.textContent.replace(/\n$/, "")).then(() => true, () => false);
  const before = [...button.childNodes];
  button.replaceChildren(done ? icon("check", "Copied") : icon("error", "Copying is not allowed here"));
  button.dataset.done = String(done);
  setTimeout(() => {
    button.replaceChildren(...before);
    delete button.dataset.done;
  }, COPIED_MS);
}

function addEdit(heading, path) {
  const id = heading.id.slice(ID_PREFIX.length);
  const address = `/edit?page=${encode(path)}&section=${encodeURIComponent(id)}`;
  heading.append(h("a", { class: "tl-edit-section", href: address, target: "_self", title: "Edit this section" }, icon("edit", "Edit this section")));
}
