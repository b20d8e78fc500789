// What can be seen of versions: two of them side by side, who wrote which line, the page as it was.

import { h } from "./dom.js";

const MARKS = { gone: "del", new: "ins" };

/** Rows of `differences.py` as a table: the old version at the left, the new one at the right. */
export function difference(rows, old, now, code) {
  if (!rows.some((row) => !row.skipped)) {
    return h("p", { class: "tl-quiet" }, code ? "Nothing is different between these versions." : "Readers see no difference: only signs of Markdown have changed.");
  }
  const head = h("thead", {}, h("tr", {}, h("th", { colspan: 2, scope: "col" }, old), h("th", { colspan: 2, scope: "col" }, now)));
  const columns = h("colgroup", {}, [0, 1, 2, 3].map(() => h("col", {})));
  return h("table", { class: "tl-diff", "data-code": code }, columns, head, h("tbody", {}, rows.map(line)));
}

function line(row) {
  if (row.skipped) {
    const words = row.skipped === 1 ? "1 line that is equal" : `${row.skipped} lines that are equal`;
    return h("tr", { class: "tl-skipped" }, h("td", { colspan: 4 }, words));
  }
  const same = row.left.length === row.right.length && row.left.every((piece) => piece.kind === "same") && row.old !== null && row.new !== null;
  return h("tr", { "data-changed": !same, "data-alone": row.old === null || row.new === null },
    h("td", { class: "tl-number" }, row.old ?? ""), h("td", { class: "tl-left" }, pieces(row.left, row.old)),
    h("td", { class: "tl-number" }, row.new ?? ""), h("td", { class: "tl-right" }, pieces(row.right, row.new)));
}

/** An empty line is still a line: it shows where it was. */
function pieces(given, number) {
  if (number !== null && !given.some((piece) => piece.text)) return "\u200b";
  return given.map(({ kind, text }) => (MARKS[kind] ? h(MARKS[kind], {}, text) : text));
}

/** Passages, each with the commit that wrote it; *address* gives that of a version. */
export function blame(passages, address) {
  const rows = passages.map(({ sha, author, time, subject, first, lines }) =>
    h("tr", {},
      h("td", {}, h("a", { href: address(sha), target: "_self", title: new Date(time).toLocaleString() }, subject), h("div", { class: "tl-quiet" }, `${author}, ${day(time)}`)),
      h("td", {}, h("pre", { "aria-label": `From line ${first}` }, lines.join("\n")))),
  );
  return h("table", { class: "tl-blame" }, h("tbody", {}, rows));
}

/** The page as it was; what is live in it is left out: it would show today's scores. */
export function pageThen(html) {
  const template = document.createElement("template");
  template.innerHTML = html; // sanitised on the server
  for (const live of template.content.querySelectorAll(".tl-live")) live.replaceChildren(h("p", { class: "tl-quiet" }, "Here is a live block."));
  for (const value of template.content.querySelectorAll("tl-value")) value.replaceWith(h("span", { class: "tl-quiet", title: "It would show today's value" }, "(a live value)"));
  return h("div", { class: "tl-history-page" }, h("article", { class: "tl-wiki" }, [...template.content.childNodes]));
}

export function day(time) {
  return new Date(time).toLocaleDateString(undefined, { dateStyle: "medium" });
}

export function moment(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
