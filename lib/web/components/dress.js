// The style sheet of charts, panels and the query box, for whatever root they are in.

import { adopt, styled } from "./dom.js";

const sheet = new CSSStyleSheet();
const ready = fetch(new URL("boards.css", import.meta.url))
  .then((answer) => answer.text())
  .then((text) => sheet.replace(text))
  .catch(() => undefined);

/** Style the root of *node*; resolves when the styles are there, so that nothing is measured before. */
export async function dress(node) {
  await Promise.all([ready, styled]);
  adopt(node);
  const root = node.getRootNode();
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
