// What can be recorded of a race: {kind, data, label} of actions, as lib/sport/field_facts.py defines them.

import { callOff } from "./corrections.js";
import { h } from "./dom.js";
import { askWhom } from "./fieldcorrections.js";
import { shapeOf } from "./profiles.js";
import { choices } from "./sheet.js";
import * as vocabulary from "./vocabulary.js";
import { OVER } from "./words.js";

const STATUS = { DNS: "Did not start", DNF: "Did not finish", DSQ: "Disqualified", LAP: "Lapped, taken out", ok: "All is well" };

export function passing(state, checkpoint, bib) {
  const where = nameOf(state, checkpoint);
  return { kind: "passing", data: { checkpoint, ...(bib ? { bib } : {}) }, label: bib ? `${bib} at ${where}` : `Crossing at ${where}` };
}

export function start(wave) {
  return { kind: "start", data: wave ? { wave } : {}, label: wave ? `Start of ${wave}` : "Start" };
}

export function amend(action, fields, label) {
  return { kind: "amend", data: { action, fields }, label };
}

/** What never counted is taken back: that needs no reason, and nobody is told. */
export function drop(action, label) {
  return { kind: "retract", data: { action }, label: `Undo ${label}` };
}

export function resultStatus(bib, status, reason) {
  return { kind: "result.status", data: { bib, status, ...(reason ? { reason } : {}) }, label: `${bib}: ${STATUS[status]}` };
}

/** What may be asked of the record of a field at any time; *whom* is what they are known by. */
export function afterwards(whom) {
  const only = (done) => (action) => done([action], action.label);
  return [
    { name: "correct", label: "Correct …", forward: false, ask: (close, done, show, state) => askWhom(state, whom, close, only(done), show) },
    { name: "call-off", label: "Postpone, abandon …", forward: false, ask: (close, done) => callOff(close, only(done)) },
  ];
}

/** What may come next: [{name, label, forward, actions | ask}]; *underWay* are actions that the state does not show yet. */
export function steps(state, underWay) {
  const sent = (kind) => underWay.filter((one) => one.type === `touchline.action.${kind}`);
  const status = sent("event.status").at(-1)?.data.status ?? state.status;
  if (status === "ended") return [one("confirm", "Confirm the results", true, vocabulary.status("confirmed", "Results confirmed")), ...afterwards("Bib")];
  if (OVER.has(status)) return [afterwards("Bib")[0]];
  const begun = new Set([...Object.keys(state.race.starts ?? {}), ...sent("start").map((action) => action.data.wave ?? "")]);
  const guns = ["", ...(state.race.waves ?? [])].filter((wave) => !begun.has(wave)).map((wave) =>
    one(wave ? `start-${wave}` : "start", wave ? `Start ${wave}` : "Start everybody", true, start(wave)),
  );
  return [
    ...(begun.has("") ? guns.filter((gun) => gun.name !== "start") : guns),
    { name: "status", label: "Did not start, finish …", forward: false, ask: askStatus },
    { name: "end", label: "End the race", forward: false, ask: askEnd },
    ...afterwards("Bib"),
  ];
}

/**
 * What is to be decided, the newest first: crossings that the state questions, and those of this device without a bib
 * that are still on their way. *items* are this device's: what it has decided already is left out.
 */
export function questions(state, items) {
  const decided = new Set(items.filter((item) => !item.undone).map((item) => item.action.data.action).filter(Boolean));
  const asked = (state.race.questions ?? []).map((question) => ({ ...question, known: true, where: nameOf(state, question.what) }));
  const ids = new Set(asked.map((question) => question.action));
  const own = items.filter((item) => isNameless(item) && !ids.has(item.action.id)).map((item) => ({
    action: item.action.id, bib: "", at: Date.parse(item.action.time), reason: "without a bib", known: false,
    where: nameOf(state, item.action.data.checkpoint),
  }));
  return [...asked, ...own].filter((question) => !decided.has(question.action)).sort((first, second) => second.at - first.at);
}

function isNameless({ action, undone, status }) {
  return action.type === "touchline.action.passing" && !action.data.bib && !undone && status !== "refused";
}

/** Put somebody on the list of entries. */
export function entry(bib, name, team) {
  return { kind: "entry", data: { entrants: [{ id: bib, name, ...(team ? { team } : {}) }] }, label: `${bib} entered: ${name}` };
}

function one(name, label, forward, ...actions) {
  return { name, label, forward, actions };
}

function nameOf(state, checkpoint) {
  return shapeOf(state.declared).checkpoints.find((place) => place.id === checkpoint)?.name || checkpoint;
}

function askStatus(close, done) {
  let status = "DNS";
  const bib = h("input", { type: "text", inputmode: "numeric", maxlength: 20, required: true, placeholder: "Bib", "aria-label": "Bib", autocomplete: "off" });
  const reason = h("input", { type: "text", maxlength: 200, placeholder: "Why, if it needs a word", "aria-label": "Reason", autocomplete: "off" });
  const submit = (event) => {
    event.preventDefault();
    const action = resultStatus(bib.value.trim(), status, reason.value.trim());
    close();
    done([action], action.label);
  };
  return h(
    "form", { class: "tl-field", onsubmit: submit }, bib, choices(STATUS, status, (next) => { status = next; }), reason,
    h("button", { type: "submit", class: "tl-first", "data-do": "send-status" }, "Record"),
  );
}

/** Ask who wears *bib*, who is not on the list of entries. */
export function askEntry(state, bib, close, done) {
  const name = h("input", { type: "text", maxlength: 200, required: true, placeholder: "Name", "aria-label": "Name", autocomplete: "off" });
  const teams = (state.declared.competitors ?? []).filter((team) => (team.kind ?? "team") === "team");
  const team = h("select", { "aria-label": "Team" }, h("option", { value: "" }, "No team"), teams.map(({ id, name: words }) => h("option", { value: id }, words)));
  const submit = (event) => {
    event.preventDefault();
    close();
    done(entry(bib, name.value.trim(), team.value));
  };
  return h(
    "form", { class: "tl-field", onsubmit: submit }, name, teams.length ? team : null,
    h("button", { type: "submit", class: "tl-first", "data-do": "send-entry" }, "Enter"),
  );
}

function askEnd(close, done) {
  const end = () => {
    close();
    done([vocabulary.status("ended", "Race ended")], "Race ended");
  };
  return [
    h("p", {}, "Crossings that are recorded after this are questioned until somebody confirms them."),
    h("button", { type: "button", class: "tl-first", "data-do": "end-now", onclick: end }, "End the race"),
  ];
}
