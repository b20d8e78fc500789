// What an editor asks in between: another path, whether to delete, the token of the server.

import { fill, h, say } from "./dom.js";
import { nameMyself, recordedBy, setToken } from "./post.js";

/** Ask for another path; `act(to)` answers an error, or nothing when it is done. */
export function askForPath(parent, page, act) {
  const field = h("input", { value: page, name: "to", "aria-describedby": "tl-move-help", spellcheck: "false", autocapitalize: "off" });
  const help = "Links in all other pages go on leading to it. A folder’s own page takes its folder along.";
  return ask(parent, {
    title: "Move or rename",
    body: [h("label", {}, "New path", field), h("p", { id: "tl-move-help", class: "tl-quiet" }, help)],
    confirm: "Move",
    act: () => act(field.value.trim()),
  });
}

/** Ask before a page goes; *backlinks* are the pages that link to it, as `[path, title]`. */
export function askToDelete(parent, title, backlinks, act) {
  const links = backlinks.map(([path, name]) => h("li", {}, h("a", { href: `/wiki?page=${encodeURIComponent(path)}`, target: "_blank" }, name)));
  const body = backlinks.length
    ? [h("p", {}, `${backlinks.length === 1 ? "One page links" : `${backlinks.length} pages link`} to it and will have a broken link:`), h("ul", {}, links)]
    : [h("p", {}, "No other page links to it.")];
  const after = h("p", { class: "tl-quiet" }, "Its history stays: it can be restored there at any time.");
  return ask(parent, { title: `Delete “${title}”?`, body: [...body, after], confirm: "Delete", danger: true, act });
}

/** Ask before what was typed is thrown away. */
export function askToDiscard(parent, act) {
  const words = "It is not saved, and no draft of it is kept.";
  return ask(parent, { title: "Throw away what you have typed?", body: [h("p", {}, words)], confirm: "Throw it away", stay: "Go on writing", danger: true, act });
}

/** Ask before an old version becomes the newest one; `act(name)` gets who does it: *author*, where that is known. */
export function askToRestore(parent, when, author, act) {
  const field = h("input", { name: "name", value: author || recordedBy().recordedby, readonly: Boolean(author), autocomplete: "name", maxlength: 100 });
  const restore = () => {
    const name = field.value.trim();
    if (!name) return "Your name is missing: it stands beside the change in the history.";
    if (!author) nameMyself(name);
    return act(name);
  };
  const words = `The page becomes what it was on ${when}. What came after it stays in the history.`;
  return ask(parent, { title: "Restore this version?", body: [h("p", {}, words), h("label", {}, "Your name", field)], confirm: "Restore", act: restore });
}

/** Ask for the token that the server wants to see. */
export function askForToken(parent, error, act) {
  const field = h("input", { type: "password", name: "token", autocomplete: "off" });
  const keep = () => {
    setToken(field.value.trim());
    act();
  };
  return ask(parent, { title: "A token is needed", body: [h("p", {}, error), h("label", {}, "Token", field)], confirm: "Go on", act: keep });
}

function ask(parent, { title, body, confirm, stay = "Cancel", danger = false, act }) {
  const problem = h("p", { class: "tl-edit-problem", role: "alert" });
  const go = h("button", { type: "submit", class: danger ? "tl-danger" : "tl-first" }, confirm);
  const dialog = h("dialog", { class: "tl-edit-dialog", "aria-label": title });
  const submit = async (event) => {
    event.preventDefault();
    go.disabled = true;
    const error = await act();
    go.disabled = false;
    if (error) say(problem, error);
    else dialog.close();
  };
  const cancel = h("button", { type: "button", onclick: () => dialog.close() }, stay);
  fill(dialog, h("form", { onsubmit: submit }, h("h2", {}, title), body, problem, h("div", { class: "tl-edit-row" }, go, cancel)));
  dialog.addEventListener("close", () => dialog.remove());
  parent.append(dialog);
  dialog.showModal();
  dialog.querySelector("input")?.select();
  return dialog;
}
