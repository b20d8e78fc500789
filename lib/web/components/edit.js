// The editor of a page: its text beside the page as it will look, drafts, files, and what to do when two save at once.

import { fill, h, icon, mark, styled } from "./dom.js";
import { Conflict } from "./edit-conflict.js";
import { askToDiscard } from "./edit-dialogs.js";
import { Drafts } from "./edit-drafts.js";
import { ACCEPTED, Files, filesOf } from "./edit-files.js";
import { Foot } from "./edit-foot.js";
import { Header } from "./edit-header.js";
import { Preview } from "./edit-preview.js";
import { Saving } from "./edit-saving.js";
import { Suggestions } from "./edit-suggest.js";
import { block, indent, newline, replace } from "./edit-text.js";
import { saves, shortcut, toolbar } from "./edit-toolbar.js";
import { followLinks, go, shown } from "./edit-ways.js";
import { encode } from "./wiki-store.js";

const PAUSE_MS = 300;

class Editor extends HTMLElement {
  #data;
  #base;
  #was = ""; // the path of the page in the base, if that was another one
  #header;
  #drafts;
  #files;
  #preview;
  #saving;
  #timer = null;
  #hides = () => this.#data && this.#isDirty && this.#keep();
  #field = h("textarea", {
    class: "tl-edit-field", spellcheck: "true", "aria-label": "Text of the page, in Markdown", autocomplete: "off",
    "aria-controls": "tl-edit-names", "aria-autocomplete": "list",
  });
  #notices = h("div", { class: "tl-edit-notices", "aria-live": "polite" });
  #body = h("div", { class: "tl-edit-body" });
  #foot;

  /** Show `data`; what has been typed stays when the same page comes again. */
  show(data) {
    const same = this.#data && this.#data.page === data.page && this.#data.section === data.section;
    if (same) return;
    this.#leave();
    this.#data = data;
    [this.#base, this.#was] = [data.base, ""];
    this.#header = new Header(data, (template) => this.#begin(template));
    this.#files = new Files(() => this.#page);
    this.#drafts = new Drafts(data.page, data.section);
    this.#preview = new Preview({
      page: () => this.#page, files: () => this.#files.addresses, told: (problem) => this.#foot.hint("preview", problem), whole: !data.section,
    });
    this.#saving = new Saving(this, (kind, text) => this.#foot.tell(kind, text));
    this.#foot = new Foot(data, {
      save: () => this.#save(), cancel: () => this.#cancel(), dirty: () => this.#isDirty, gone: (to) => this.#gone(to), parent: this,
    });
    this.#field.value = data.text;
    this.#draw();
    this.#restore();
    this.#changed();
  }

  connectedCallback() {
    followLinks(this);
    window.addEventListener("pagehide", this.#hides);
  }

  disconnectedCallback() {
    window.removeEventListener("pagehide", this.#hides);
    this.#leave();
  }

  get #page() {
    return this.#header.page;
  }

  #leave() {
    clearTimeout(this.#timer);
    if (this.#data && this.#isDirty) this.#keep();
    this.#preview?.leave();
    this.#saving?.leave();
  }

  #draw() {
    const names = new Suggestions(this.#field);
    const choose = h("input", { type: "file", accept: ACCEPTED, multiple: true, hidden: true, onchange: (event) => this.#take(filesOf(event.target)) });
    const add = h("button", { type: "button", title: "Image or file", "aria-label": "Image or file", onclick: () => choose.click() }, icon("add_photo_alternate"));
    const write = h("div", { class: "tl-edit-write" }, this.#field, names.node, choose);
    const view = h("div", { class: "tl-edit-view", tabindex: "0", role: "region", "aria-label": "Preview" }, this.#preview.node);
    fill(this.#body, toolbar(this.#field, [add]), h("div", { class: "tl-edit-panes" }, write, view), this.#foot.node);
    fill(this, this.#header.node, this.#notices, this.#tabs(), this.#body);
    this.#listen(view);
    mark(this, "data-view", "write");
  }

  #listen(view) {
    const field = this.#field;
    field.oninput = () => this.#changed();
    field.onscroll = () => follow(field, view);
    field.onkeydown = (event) => this.#key(event);
    field.onpaste = (event) => this.#given(event, event.clipboardData);
    // Without this, a field takes a text that is dropped, and the browser opens a file.
    field.ondragover = (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
    field.ondrop = (event) => this.#given(event, event.dataTransfer);
    this.onkeydown = (event) => {
      if (!saves(event)) return;
      event.preventDefault();
      this.#save();
    };
  }

  #tabs() {
    const tab = (view, words) => h("button", { type: "button", "data-tab": view, "aria-pressed": String(view === "write"), onclick: () => this.#look(view) }, words);
    return h("div", { class: "tl-edit-tabs", role: "group", "aria-label": "What to show" }, tab("write", "Write"), tab("view", "Preview"));
  }

  #look(view) {
    mark(this, "data-view", view);
    for (const one of this.querySelectorAll("[data-tab]")) mark(one, "aria-pressed", String(one.dataset.tab === view));
    if (view === "view") this.#preview.show(this.#field.value);
  }

  /** Begin a new page with the text of a template. */
  #begin(text) {
    this.#field.value = text;
    this.#changed();
    this.#field.focus();
  }

  // What is typed ---------------------------------------------------------------------------------------------------

  get #isDirty() {
    return this.#field.value !== this.#data.text;
  }

  #changed() {
    this.#preview.follow(this.#field.value);
    this.#header.follow(this.#field.value);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#isDirty ? this.#keep() : this.#drafts.forget()), PAUSE_MS);
  }

  #keep() {
    const text = this.#field.value;
    const files = this.#files.mentioned(text);
    this.#foot.hint("kept", this.#drafts.keep({ text, base: this.#base, was: this.#was, message: this.#foot.message, path: this.#page, files }));
  }

  #key(event) {
    if (event.isComposing) return;
    const action = shortcut(event);
    if (action) action(this.#field);
    else if (event.key === "Enter" && !event.shiftKey && newline(this.#field)) event.preventDefault();
    else if (event.key === "Tab" && !event.ctrlKey && indent(this.#field, event.shiftKey)) event.preventDefault();
    if (action) event.preventDefault();
  }

  // Files -----------------------------------------------------------------------------------------------------------

  #given(event, transfer) {
    const files = filesOf(transfer);
    if (!files.length) return;
    event.preventDefault();
    this.#take(files);
  }

  async #take(files) {
    for (const file of files) {
      try {
        const text = await this.#files.take(file);
        if (files.length === 1) replace(this.#field, this.#field.selectionStart, this.#field.selectionEnd, text);
        else block(this.#field, `${text}\n`);
        this.#foot.tell("problem", "");
      } catch (error) {
        this.#foot.tell("problem", error.message);
      }
    }
  }

  // Drafts ----------------------------------------------------------------------------------------------------------

  async #restore() {
    const own = this.#drafts.own;
    if (own && own.text !== this.#data.text) {
      this.#continue(own);
      this.#notice(`What you had typed until ${moment(own.at)} is here again.`, [["Discard it", () => this.#discard()]]);
      return;
    }
    const [last] = await this.#drafts.left();
    if (!last || last.draft.text === this.#data.text) return;
    const old = last.draft.base && last.draft.base !== this.#data.base ? " It began from an older version; saving it joins both." : "";
    const take = () => {
      this.#continue(last.draft);
      this.#drafts.discard(last.key);
      this.#field.focus();
    };
    this.#notice(`There is a draft of this page from ${moment(last.draft.at)} that was never saved.${old}`, [["Go on with it", take], ["Discard it", () => this.#drafts.discard(last.key)]]);
  }

  #continue(draft) {
    this.#files.restore(draft.files);
    [this.#base, this.#was] = [draft.base, draft.was ?? ""];
    this.#field.value = draft.text;
    this.#foot.message = draft.message ?? "";
    if (draft.path) this.#header.page = draft.path;
    this.#changed();
    this.#keep();
  }

  #discard() {
    this.#drafts.forget();
    [this.#base, this.#was] = [this.#data.base, ""];
    this.#field.value = this.#data.text;
    this.#changed();
  }

  #cancel() {
    if (this.#isDirty) askToDiscard(this, () => this.#back());
    else this.#back();
  }

  #back() {
    this.#settle();
    if (this.#data.exists) go(`/wiki?page=${encode(this.#data.page)}`);
    else history.length > 1 ? history.back() : go("/wiki");
  }

  /** Nothing is left to be saved, or wanted. */
  #settle() {
    this.#drafts.forget();
    this.#data = { ...this.#data, text: this.#field.value };
  }

  /** The page was moved to another path, or deleted. */
  #gone(to) {
    this.#settle();
    if (to) this.#drafts.moved(to);
  }

  // Saving ----------------------------------------------------------------------------------------------------------

  #save(text = this.#field.value, base = this.#base) {
    if (this.#saving.busy || !this.#foot.named()) return;
    if (!this.#page) return this.#header.ask();
    this.#keep();
    const body = { text, base, was: this.#was, section: this.#data.section, files: this.#files.mentioned(text), ...this.#foot.signature, message: this.#foot.message };
    this.#saving.save(this.#page, body, ({ saved, conflict }) => (conflict ? this.#decide(conflict) : this.#saved(saved)));
  }

  async #saved(answer) {
    this.#settle();
    if (answer.problem) {
      this.#foot.tell("problem", `Saved, but readers do not see it yet. ${answer.problem}`);
      return;
    }
    this.#foot.tell("busy", "Saved.");
    await shown(answer.page, this.#data.section);
  }

  #decide(told) {
    this.#foot.tell("problem", "");
    const back = () => {
      this.#body.hidden = false;
      this.removeAttribute("data-deciding");
      view.node.remove();
      this.#field.focus();
    };
    const done = (text, revision) => {
      back();
      this.#data = { ...this.#data, section: "" }; // what was decided is the whole page
      this.#field.value = text;
      [this.#base, this.#was] = [revision, ""];
      this.#changed();
      this.#save();
    };
    const view = new Conflict(told, done, back);
    this.#body.hidden = true;
    mark(this, "data-deciding", "true");
    this.append(view.node);
    view.focus();
  }

  #notice(text, actions) {
    const node = h("div", { class: "tl-edit-notice" }, h("p", {}, text));
    const buttons = actions.map(([words, act]) => h("button", { type: "button", onclick: () => (act(), node.remove()) }, words));
    node.append(...buttons);
    this.#notices.replaceChildren(node);
  }
}

/** Keep the preview where the text is, in proportion. */
function follow(field, view) {
  const most = field.scrollHeight - field.clientHeight;
  if (most > 0) view.scrollTop = (field.scrollTop / most) * (view.scrollHeight - view.clientHeight);
}

function moment(ms) {
  return new Date(ms).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

if (!customElements.get("tl-editor")) customElements.define("tl-editor", Editor);

/** Show the editor in *parent*; called again for new data. */
export async function mount(parent, data) {
  await styled;
  const element = parent.querySelector("tl-editor") ?? document.createElement("tl-editor");
  parent.querySelector("[data-tl-coming]")?.remove();
  if (!element.isConnected) parent.append(element);
  element.show(data);
  return () => element.remove();
}
