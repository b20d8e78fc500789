// What a text field does for somebody who writes Markdown. Every change can be undone with the browser's own undo.

const MARKS = { bold: "**", italic: "*", code: "`", strike: "~~" };
const ITEM = /^(\s*(?:>\s?)*)((?:[-*+]|(\d+)([.)]))(\s+)(\[[ xX]\]\s+)?)(.*)$/;
const QUOTE = /^(\s*(?:>\s?)+)(.*)$/;

/** Put *text* in place of [start, end), as if it had been typed. */
export function replace(field, start, end, text, select = [start + text.length, start + text.length]) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(start, end);
  // Old, and the only way that keeps the undo of a text field.
  const done = text ? document.execCommand("insertText", false, text) : start === end || document.execCommand("delete");
  if (!done) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText" }));
  }
  field.setSelectionRange(...select);
}

/** Put marks around what is selected, or take them away. */
export function wrap(field, kind) {
  const mark = MARKS[kind];
  const { selectionStart: start, selectionEnd: end, value } = field;
  const inner = value.slice(start, end);
  const around = value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark;
  if (around) {
    const from = start - mark.length;
    replace(field, from, end + mark.length, inner, [from, from + inner.length]);
  } else {
    const shift = start + mark.length;
    replace(field, start, end, `${mark}${inner}${mark}`, [shift, shift + inner.length]);
  }
}

/** Make a link of what is selected; an address that is selected becomes its target. */
export function link(field) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const inner = value.slice(start, end);
  if (/^https?:\/\/\S+$/.test(inner)) {
    replace(field, start, end, `[](${inner})`, [start + 1, start + 1]);
  } else {
    const at = start + inner.length + 3;
    replace(field, start, end, `[${inner}](address)`, inner ? [at, at + 7] : [start + 1, start + 1]);
  }
}

/** Begin each selected line with *prefix*, or take it away from all; "1. " counts. */
export function prefix(field, mark) {
  const [start, end] = lines(field);
  const rows = field.value.slice(start, end).split("\n");
  const begins = mark === "1. " ? /^\d+\. / : new RegExp(`^${mark.replace(/[[\]*+?.#]/g, "\\$&")}`);
  const has = rows.every((row) => begins.test(row));
  const made = rows.map((row, number) => (has ? row.replace(begins, "") : (mark === "1. " ? `${number + 1}. ` : mark) + row));
  const text = made.join("\n");
  replace(field, start, end, text, rows.length > 1 ? [start, start + text.length] : undefined);
}

/** Another rank for the heading of this line: none, ##, ###, none. */
export function heading(field) {
  const [start, end] = lines(field);
  const row = field.value.slice(start, end).split("\n")[0];
  const [, marks, text] = /^(#{1,6} )?(.*)$/.exec(row);
  const made = (marks === "## " ? "### " : marks === "### " ? "" : "## ") + text;
  replace(field, start, start + row.length, made);
}

/** Put a block on lines of its own. */
export function block(field, text, select = null) {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const before = start === 0 || value.slice(0, start).endsWith("\n\n") ? "" : value[start - 1] === "\n" ? "\n" : "\n\n";
  const after = value.slice(end).startsWith("\n") ? "" : "\n";
  const at = start + before.length;
  replace(field, start, end, before + text + after, select ? [at + select[0], at + select[1]] : undefined);
}

/** Enter within a list goes on with it, and ends it on an empty item. True where it did. */
export function newline(field) {
  const { selectionStart: at, selectionEnd: end, value } = field;
  if (at !== end) return false;
  const start = value.lastIndexOf("\n", at - 1) + 1;
  const row = value.slice(start, at);
  const item = ITEM.exec(row) ?? null;
  const quote = item ? null : QUOTE.exec(row);
  if (!item && !quote) return false;
  if (!(item ? item[7] : quote[2]).trim()) {
    replace(field, start, at, item ? item[1] : "");
    return true;
  }
  const mark = item ? item[1] + (item[3] ? `${Number(item[3]) + 1}${item[4]}${item[5]}` : item[2][0] + item[5]) : quote[1];
  replace(field, at, at, `\n${mark}${item?.[6] ? "[ ] " : ""}`);
  return true;
}

/** Tab moves list items and selected lines in or out. True where it did; elsewhere it goes to the next field. */
export function indent(field, out) {
  const [start, end] = lines(field);
  const rows = field.value.slice(start, end).split("\n");
  if (rows.length === 1 && !ITEM.test(rows[0])) return false;
  const made = rows.map((row) => (out ? row.replace(/^ {1,2}|^\t/, "") : row && `  ${row}`));
  const shift = made[0].length - rows[0].length;
  const { selectionStart, selectionEnd } = field;
  const last = selectionEnd + made.join("\n").length - rows.join("\n").length;
  replace(field, start, end, made.join("\n"), [Math.max(start, selectionStart + shift), last]);
  return true;
}

/** Where the lines that the selection touches begin and end. */
function lines(field) {
  const { selectionStart, selectionEnd, value } = field;
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const end = value.indexOf("\n", Math.max(selectionEnd - (selectionEnd > selectionStart ? 1 : 0), start));
  return [start, end < 0 ? value.length : end];
}
