// What an organizer asks of the record afterwards: an action amended or taken back, and what an authority decides.
//
// Everything is a new fact with a reason; nothing is edited. Each question gets ask(title, content), the state, and
// done(action), as those in questions.js.

import { fieldsOf, number, select, settled } from "./amendments.js";
import { fill, h, say } from "./dom.js";
import { describe, isListed, kindOf } from "./entries.js";
import * as vocabulary from "./vocabulary.js";
import { shortNames } from "./words.js";

const CORRECTIONS = new Set(["retract", "amend", "event.declared"]);

/** The actions that may be corrected, the newest first: also those that other devices recorded. */
export function correctable(state) {
  return state.timeline.filter((entry) => !entry.void && isListed(entry) && !CORRECTIONS.has(kindOf(entry))).reverse();
}

export function words(state, entry) {
  const { title, detail, minute } = describe(state, entry);
  return [minute, title, detail].filter(Boolean).join(" · ");
}

/** Change what an action says, or take it back. */
export function correct(ask, state, entry, done) {
  const label = words(state, entry);
  const settle = (changed) => settled(state, entry, changed);
  ask(`Correct: ${label}`, (close) => change(close, label, entry.action.id, fieldsOf(state, entry), done, settle));
}

/** The form that changes *fields* of an action, or takes it back; *settle* adds what else changes with them. */
export function change(close, label, id, fields, done, settle = (changed) => changed) {
  const reason = reasonField();
  const problem = h("p", { role: "status", class: "tl-why" });
  const amend = () => {
    if (!fields.every((one) => one.check())) return;
    const changed = Object.fromEntries(fields.filter((one) => one.isChanged()).map((one) => [one.name, one.read()]));
    if (!Object.keys(changed).length) return say(problem, "Nothing is changed yet.");
    return finish(close, reason, () => done(vocabulary.amend(id, settle(changed), reason.value.trim(), label)));
  };
  const retract = () => finish(close, reason, () => done(vocabulary.takeBack(id, reason.value.trim(), label)));
  return [
    fields.map((one) => h("label", {}, one.label, one.node)), h("label", {}, "Why? Everybody sees this.", reason), problem,
    fields.length ? button("amend", "Correct it", amend, "tl-first") : null, button("retract", "Take it back", retract),
  ];
}

/** What becomes of a race or a challenge that cannot be held as it was planned. */
export function callOff(close, done) {
  const kind = select({ postponed: "Postpone", abandoned: "Abandon", cancelled: "Cancel" });
  kind.setAttribute("data-field", "status");
  const reason = reasonField();
  const record = () => {
    const label = kind.selectedOptions[0].textContent;
    finish(close, reason, () => done(vocabulary.statusBecause(kind.value, reason.value.trim(), label)));
  };
  return [h("label", {}, "What", kind), h("label", {}, "Why? Everybody sees this.", reason), button("call-off-now", "Record the decision", record, "tl-first")];
}

/** What an authority says of the whole event. */
export function decide(ask, state, done) {
  const [home, away] = shortNames(state);
  const ids = state.declared.competitors.map((one) => one.id);
  const sides = Object.fromEntries(ids.map((id, side) => [id, [home, away][side]]));
  ask("Decide", (close) => {
    const kind = select({ award: "Award the result", deduction: "Deduct points", postponed: "Postpone", abandoned: "Abandon", confirmed: "Confirm the result" });
    const [side, reason] = [select(sides), reasonField()];
    side.setAttribute("data-field", "side");
    const [first, second, points] = [number(state.score[0]), number(state.score[1]), number(1)];
    const details = h("div", { class: "tl-field" });
    const forms = { // made when they are shown: a field can only be in one of them
      award: () => [h("label", {}, "To", side), h("label", {}, `Score of ${home}`, first), h("label", {}, `Score of ${away}`, second)],
      deduction: () => [h("label", {}, "From", side), h("label", {}, "Points", points)],
    };
    const show = () => fill(details, forms[kind.value]?.() ?? []);
    kind.addEventListener("change", show);
    show();
    const record = () => {
      const why = reason.value.trim();
      const amounts = { award: { score: [Number(first.value), Number(second.value)] }, deduction: { points: Number(points.value) } }[kind.value];
      const label = kind.selectedOptions[0].textContent;
      finish(close, reason, () => done(
        amounts
          ? vocabulary.decision({ kind: kind.value, participant: side.value, reason: why, ...amounts }, `${label}: ${sides[side.value]}`)
          : vocabulary.statusBecause(kind.value, why, label),
      ));
    };
    return [h("label", {}, "What", kind), details, h("label", {}, "Why? Everybody sees this.", reason), button("decide-now", "Record the decision", record, "tl-first")];
  });
}

/** Close and record, once there is a reason. */
function finish(close, reason, record) {
  if (!reason.value.trim()) return reason.reportValidity();
  close();
  return record();
}

function reasonField() {
  return h("input", { type: "text", required: true, maxlength: 500, "data-field": "reason", autocomplete: "off" });
}

function button(name, label, press, look = "") {
  return h("button", { type: "button", class: look, "data-do": name, onclick: press }, label);
}
