// What an organizer asks of the record afterwards: an action amended or taken back, and what an authority decides.
//
// Everything is a new fact with a reason; nothing is edited. Each question gets ask(title, content), the state, and
// done(action), as those in questions.js.

import { fill, h } from "./dom.js";
import { describe, effective, isListed, kindOf } from "./entries.js";
import * as vocabulary from "./vocabulary.js";
import { CARDS, membersOf, METHODS, shortNames } from "./words.js";

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
  ask(`Correct: ${label}`, (close) => change(close, label, entry.action.id, fieldsOf(state, entry), done));
}

/** The form that changes *fields* of an action, or takes it back. */
export function change(close, label, id, fields, done) {
  const reason = reasonField();
  const amend = () => {
    const changed = Object.fromEntries(fields.filter((one) => one.input.value !== one.before).map((one) => [one.name, one.read()]));
    if (Object.keys(changed).length) finish(close, reason, () => done(vocabulary.amend(id, changed, reason.value.trim(), label)));
  };
  const retract = () => finish(close, reason, () => done(vocabulary.takeBack(id, reason.value.trim(), label)));
  return [
    fields.map((one) => h("label", {}, one.label, one.input)), h("label", {}, "Why? Everybody sees this.", reason),
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

/** What can be changed in an action, with its present values. */
function fieldsOf(state, entry) {
  const data = effective(state, entry);
  const kind = kindOf(entry);
  if (!["score", "sanction"].includes(kind)) return [];
  const side = state.declared.competitors.findIndex((one) => one.id === data.participant);
  const people = Object.fromEntries(membersOf(state, side).map((one) => [one.id, one.name]));
  const who = Object.keys(people).length ? select({ ...(data.member ? {} : { "": "Nobody named" }), ...people }, data.member) : text(data.member ?? "");
  const found = [field("member", "Who", who)];
  if (kind === "sanction") found.push(field("kind", "Card", select(CARDS, data.kind)));
  else if (data.method) found.push(field("method", "How", select(METHODS, data.method)));
  if (data.clock !== undefined) found.push(field("clock", "Minute", number(Math.floor(data.clock / 60) + 1), (value) => (Number(value) - 1) * 60));
  return found;
}

export function field(name, label, input, read = (value) => value) {
  return { name, label, input, before: input.value, read: () => read(input.value) };
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

export function text(value) {
  return h("input", { type: "text", value, maxlength: 200, autocomplete: "off" });
}

export function number(value) {
  return h("input", { type: "number", min: 0, max: 1000, value, inputmode: "numeric" });
}

export function select(options, chosen) {
  return h("select", {}, Object.entries(options).map(([value, label]) => h("option", { value, selected: value === chosen }, label)));
}

function button(name, label, press, look = "") {
  return h("button", { type: "button", class: look, "data-do": name, onclick: press }, label);
}
