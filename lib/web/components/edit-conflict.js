// Two versions of the same place: both are shown side by side, and the editor decides for each place what it becomes.

import { fill, h, icon, say } from "./dom.js";

const CHOICES = { mine: "Use mine", theirs: "Use theirs", both: "Use both" };
const ROW = /^\s*(?:[-*+] |\d+[.)] |\||>)/;
const SHOWN_LINES = 2; // of what is settled, around each place

/** Shows a conflict; `done(text, revision)` gets the page that came of it, `back()` is for those who go on writing. */
export class Conflict {
  node = h("section", { class: "tl-conflict", "aria-labelledby": "tl-conflict-title" });
  #told;
  #places = [];
  #done;
  #save = h("button", { type: "button", class: "tl-first", onclick: () => this.#finish() }, "Save the result");
  #left = h("p", { class: "tl-quiet", role: "status" });

  constructor(told, done, back) {
    this.#told = told;
    this.#done = done;
    const parts = told.parts.length ? told.parts : [{ type: "conflict", base: "", mine: told.mine ?? "", theirs: told.theirs ?? "" }];
    fill(
      this.node,
      h("h2", { id: "tl-conflict-title", tabindex: "-1" }, icon("call_split"), " Somebody else has changed the same place"),
      h("p", {}, intro(told)),
      parts.map((part, number) => (part.type === "agreed" ? settled(part.text, number, parts.length) : this.#place(part))),
      h("div", { class: "tl-conflict-end" }, this.#save, h("button", { type: "button", onclick: back }, "Back to my text"), this.#left),
    );
    this.#count();
  }

  focus() {
    this.node.querySelector("h2").focus();
  }

  #place(part) {
    const name = `tl-place-${this.#places.length}`;
    const place = { part, choice: null, field: h("textarea", { rows: 4, hidden: true, "aria-label": "What this place becomes", spellcheck: "true" }) };
    this.#places.push(place);
    const choose = (choice) => {
      place.choice = choice;
      place.field.hidden = false;
      place.field.value = made(part, choice);
      place.field.rows = Math.min(14, place.field.value.split("\n").length + 1);
      this.#count();
    };
    const choices = Object.entries(CHOICES).map(([choice, words]) =>
      h("label", {}, h("input", { type: "radio", name, value: choice, onchange: () => choose(choice) }), words),
    );
    return h(
      "fieldset", { class: "tl-place" },
      h("legend", {}, `Place ${this.#places.length}`),
      h("div", { class: "tl-versions" }, version("Mine", part, "mine"), version(whose(this.#told), part, "theirs")),
      h("div", { class: "tl-conflict-choices" }, choices),
      place.field,
    );
  }

  #count() {
    const left = this.#places.filter((place) => !place.choice).length;
    this.#save.disabled = left > 0;
    say(this.#left, left ? `${left} of ${this.#places.length} to decide.` : "All is decided.");
  }

  #finish() {
    let number = 0;
    const parts = this.#told.parts.length ? this.#told.parts : [{ type: "conflict" }];
    const text = parts.map((part) => (part.type === "agreed" ? part.text : ended(this.#places[number++].field.value))).join("");
    this.#done(text, this.#told.theirs === null ? "" : this.#told.revision);
  }
}

function intro({ change, theirs }) {
  if (theirs === null) return "The page was deleted or moved away while you wrote. Your text is still here: to save it makes the page anew.";
  const who = change ? `${change.author} saved “${change.subject}” at ${new Date(change.time).toLocaleTimeString()}. ` : "";
  return `${who}All other changes, yours and theirs, are joined already. For each place below, choose a version; you can still edit it.`;
}

function whose({ change }) {
  return change ? change.author : "Theirs";
}

function version(title, part, side) {
  const pieces = part.marks?.[side] ?? [{ kind: "same", text: part[side] }];
  const text = pieces.map(({ kind, text: words }) => (kind === "new" ? h("mark", {}, words) : words));
  return h("div", { class: "tl-version" }, h("h3", {}, title), part[side] ? h("pre", {}, text) : h("p", { class: "tl-quiet" }, "Nothing: it was taken out."));
}

/** A little of what is settled, so that one sees where a place is. */
function settled(text, number, count) {
  const lines = text.replace(/^\n+|\n+$/g, "").split("\n");
  const head = number === 0 ? [] : lines.slice(0, SHOWN_LINES);
  const tail = number === count - 1 ? [] : lines.slice(Math.max(head.length, lines.length - SHOWN_LINES));
  const between = lines.length - head.length - tail.length;
  return h("pre", { class: "tl-settled" }, [...head, ...(between > 0 ? [`⋯ ${between} ${between === 1 ? "line" : "lines"}`] : []), ...tail].join("\n"));
}

/** What a place becomes. Two paragraphs stay two; items of a list, or rows of a table, follow each other. */
function made(part, choice) {
  if (choice !== "both") return part[choice];
  const [above, below] = [ended(part.theirs), part.mine];
  const rows = ROW.test(above.trimEnd().split("\n").at(-1)) && ROW.test(below);
  return above.trim() && below.trim() && !rows ? `${above.trimEnd()}\n\n${below}` : above + below;
}

/** Text that ends its last line, unless there is none. */
function ended(text) {
  return !text || text.endsWith("\n") ? text : `${text}\n`;
}
