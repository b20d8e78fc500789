// Building the page: nodes, icons, the shared style sheet. Text only ever becomes text, never markup.

const sheet = new CSSStyleSheet();

// Elements may be shown before the style sheet is here: a lost request must not cost the score.
const read = (name) => fetch(new URL(name, import.meta.url)).then((answer) => answer.text()).catch(() => "");
const SHEETS = ["palette.css", "elements.css", "field.css", "competition.css", "audience.css"];
export const styled = Promise.all(SHEETS.map(read)).then((texts) => sheet.replace(texts.join("\n")));

/** Style the document or the shadow root that *node* lives in. */
export function adopt(node) {
  const root = node.getRootNode();
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** A node: `h("p", {class: "quiet", onclick: f}, "text", child, [more], null)`. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  fill(node, ...children);
  return node;
}

/** Replace what is in *node*. */
export function fill(node, ...children) {
  node.replaceChildren(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
}

/** Let *nodes* be what is in *parent*, moving as little as possible: what stays where it is is not laid out again. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of [...parent.childNodes]) if (!wanted.has(node)) node.remove();
  nodes.forEach((node, index) => {
    if (parent.childNodes[index] !== node) parent.insertBefore(node, parent.childNodes[index] ?? null);
  });
}

/** Let *node* light up once; the style sheet leaves it out for those who want no motion. Of two equal animations in turn
 * each one begins anew, without a layout in between. */
export function flash(node) {
  node.dataset.flash = node.dataset.flash === "odd" ? "even" : "odd";
}

/** Call *work* when what was drawn is on the screen and the browser has nothing better to do: what can wait delays nothing. */
export function painted(work) {
  const later = globalThis.requestIdleCallback ?? setTimeout; // Safari has no idle callbacks
  if (document.hidden) work(); // there, no frame comes
  else requestAnimationFrame(() => later(work, { timeout: 200 }));
}

/** A Material symbol; *label* says it to those who do not see it. */
export function icon(name, label = "") {
  const symbol = h("span", { class: "tl-icon", "aria-hidden": "true", translate: "no" }, name);
  return label ? h("span", { class: "tl-symbol", title: label }, symbol, hidden(label)) : symbol;
}

/** Text for screen readers alone. */
export function hidden(text) {
  return h("span", { class: "tl-hidden" }, text);
}

/** Set an attribute, or the text of a node, only where it differs: what has not changed is not painted again. */
export function mark(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Fill *node* when *key*, which stands for what it will show, is not what it was filled with last. */
export function refill(node, key, children) {
  const wanted = JSON.stringify(key);
  if (node.tlKey === wanted) return false;
  node.tlKey = wanted;
  fill(node, ...[children()].flat());
  return true;
}
