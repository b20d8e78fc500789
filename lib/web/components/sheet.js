// A sheet from the bottom of the screen that asks one thing. It closes with the answer, or with nothing.

import { fill, h, icon } from "./dom.js";

const QUIET_MS = 350; // a double tap on what opened a sheet must not answer it

/** Show *title* and what *content(close)* builds, in *host*; *closed* is called however it ends. */
export function ask(host, title, content, closed = () => undefined) {
  const dialog = h("dialog", { class: "tl-sheet", "aria-label": title });
  const close = () => dialog.close();
  const show = (answers) => {
    fill(body, answers);
    dialog.toggleAttribute("data-quiet", true);
    setTimeout(() => dialog.toggleAttribute("data-quiet", false), QUIET_MS);
  };
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  dialog.addEventListener("click", (event) => {
    const beside = event.target === dialog;
    if (beside && !dialog.hasAttribute("data-quiet")) close();
  });
  const cancel = h("button", { type: "button", class: "tl-plain", "data-do": "cancel", onclick: close }, icon("close"), "Cancel");
  const body = h("div", { class: "tl-sheet-body" });
  show(content(close, show));
  dialog.append(h("header", {}, h("h4", {}, title), cancel), body);
  host.append(dialog);
  dialog.showModal();
}

/** A row of choices of which one holds. */
export function choices(options, chosen, changed) {
  const group = h("div", { class: "tl-choices", role: "radiogroup" });
  const draw = (value) =>
    fill(
      group,
      Object.entries(options).map(([name, label]) =>
        h(
          "button",
          {
            type: "button", role: "radio", "aria-checked": String(name === value), "data-choice": name,
            onclick: () => {
              draw(name);
              changed(name);
            },
          },
          label,
        ),
      ),
    );
  draw(chosen);
  return group;
}

/** Members as buttons; without members, a field for a name. *none* is the button that leaves the name out. */
export function people(members, none, chosen) {
  const skip = none ? h("button", { type: "button", class: "tl-first", "data-member": "", onclick: () => chosen("") }, none) : null;
  if (!members.length) return [skip, nameField(chosen)];
  const buttons = members.map((member) =>
    h(
      "button", { type: "button", "data-member": member.id, onclick: () => chosen(member.id) },
      h("span", { class: "tl-shirt" }, member.number ?? ""), member.name,
    ),
  );
  return [skip, h("div", { class: "tl-people" }, buttons)];
}

function nameField(chosen) {
  const field = h("input", { type: "text", maxlength: 200, placeholder: "Name", "aria-label": "Name", autocomplete: "off" });
  const submit = (event) => {
    event.preventDefault();
    if (field.value.trim()) chosen(field.value.trim());
  };
  return h("form", { class: "tl-field", onsubmit: submit }, field, h("button", { type: "submit" }, "Record with this name"));
}
