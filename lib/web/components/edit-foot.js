// Below the text: what was changed, who changed it, and what to do with it.

import { askForPath, askToDelete } from "./edit-dialogs.js";
import { h, icon, mark, say } from "./dom.js";
import { send } from "./edit-save.js";
import { keyName } from "./edit-toolbar.js";
import { go, shown } from "./edit-ways.js";
import { nameMyself, recordedBy } from "./post.js";
import { encode } from "./wiki-store.js";

const EMAIL = "touchline.email";

/**
 * The foot of the editor. `acts` are `save`, `cancel`, `dirty()` (whether anything is not saved), `gone(to)` (the page was
 * moved, or deleted) and `parent`, for dialogs.
 */
export class Foot {
  node;
  #data;
  #acts;
  #message = h("input", { class: "tl-edit-message", "aria-label": "What you changed, for the history", maxlength: "200" });
  #name = h("input", { class: "tl-edit-name", placeholder: "Your name", "aria-label": "Your name", autocomplete: "name", maxlength: "100", required: true });
  #email = h("input", { class: "tl-edit-email", type: "email", placeholder: "E-mail, if you like", "aria-label": "Your e-mail, if you like", autocomplete: "email" });
  #status = h("p", { class: "tl-edit-status", role: "status" });

  constructor(data, acts) {
    this.#data = data;
    this.#acts = acts;
    const { exists, section, page, author } = data;
    this.#message.placeholder = exists ? `What you changed (“Change ${page}”)` : "What this page is for";
    this.#name.value = author || recordedBy().recordedby;
    this.#name.readOnly = Boolean(author); // whoever has signed in has a name
    this.#email.value = author ? "" : kept(EMAIL);
    this.#email.hidden = Boolean(author);
    const save = h("button", { type: "submit", class: "tl-first", title: keyName("s") }, exists ? "Save" : "Create page");
    const cancel = h("button", { type: "button", onclick: acts.cancel }, "Cancel");
    const submit = (event) => {
      event.preventDefault();
      acts.save();
    };
    this.node = h("form", { class: "tl-edit-foot", onsubmit: submit, novalidate: true },
      this.#message, this.#name, this.#email, h("div", { class: "tl-edit-row" }, save, cancel, exists && !section ? this.#more() : null), this.#status);
  }

  get message() {
    return this.#message.value.trim();
  }

  set message(text) {
    this.#message.value = text;
  }

  get signature() {
    return { name: this.#name.value.trim(), email: this.#email.value.trim() };
  }

  /** Whether there is a name; it is remembered. Without one, it is asked for. */
  named() {
    const { name, email } = this.signature;
    if (!name) {
      this.tell("problem", "Your name is missing: it stands beside the change in the history.");
      this.#name.focus();
      return false;
    }
    if (!this.#data.author) {
      nameMyself(name);
      keep(EMAIL, email);
    }
    return true;
  }

  /** Say how it stands; *kind* is busy, waiting, problem, or whose hint it is. */
  tell(kind, text) {
    mark(this.#status, "data-kind", kind);
    say(this.#status, text);
  }

  /** Say something small, which does not take the place of anything else when it is over. */
  hint(kind, text) {
    if (text || this.#status.dataset.kind === kind) this.tell(kind, text);
  }

  #more() {
    const { page, title, backlinks } = this.#data;
    const move = () => this.named() && this.#settled() && askForPath(this.#acts.parent, page, (to) => this.#move(to));
    const remove = () => this.named() && askToDelete(this.#acts.parent, title, backlinks, () => this.#delete());
    return h("span", { class: "tl-edit-more" },
      h("button", { type: "button", onclick: move }, icon("drive_file_move"), "Move"),
      h("button", { type: "button", onclick: remove }, icon("delete"), "Delete"));
  }

  /** Whether all that was typed is saved. */
  #settled() {
    const dirty = this.#acts.dirty();
    if (dirty) this.tell("problem", "Save what you have typed before you move the page: only what is saved goes along.");
    return !dirty;
  }

  async #move(to) {
    const answer = await send("POST", `/api/wiki/${encode(this.#data.page)}/move`, { ...this.signature, to });
    return this.#done(answer, () => shown(answer.page), answer.page);
  }

  async #delete() {
    const answer = await send("DELETE", `/api/wiki/${encode(this.#data.page)}`, { ...this.signature, base: this.#data.base });
    return this.#done(answer, () => go("/wiki"));
  }

  /** What went wrong, or nothing; then the editor is left. */
  #done(answer, leave, to = "") {
    if (answer.result !== "saved" && answer.result !== "held") return answer.error;
    this.#acts.gone(to);
    leave();
    return "";
  }
}

function kept(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function keep(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // this browser keeps nothing
  }
}
