// What an organizer asks of what was recorded of one runner or member: each of it may be amended or taken back.

import { field, number, select, text } from "./amendments.js";
import { change } from "./corrections.js";
import { h, say } from "./dom.js";
import { factWords, placesOf } from "./fieldfacts.js";
import { timeOfDay } from "./words.js";

/** Ask *whom* it is about (a bib, a member), then which action, then what is right; *show* puts the next question. */
export function askWhom(state, whom, close, done, show) {
  const who = h("input", { type: "text", maxlength: 128, required: true, placeholder: whom, "aria-label": whom, "data-field": "who", autocomplete: "off" });
  const problem = h("p", { role: "status", class: "tl-why" });
  const submit = async (event) => {
    event.preventDefault();
    const name = who.value.trim();
    const answer = await fetch(`/api/events/${encodeURIComponent(state.id)}/field/${encodeURIComponent(name)}`).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!found?.facts.length) return say(problem, answer?.ok || answer?.status === 404 ? `Nothing is recorded of ${name}.` : "The server does not answer: try again.");
    return show(facts(state, found.facts, (fact) => show(change(close, factWords(state, fact), fact.action, fieldsOf(state, fact), done))));
  };
  return h("form", { class: "tl-field", onsubmit: submit }, who, problem, h("button", { type: "submit", class: "tl-first", "data-do": "find-facts" }, "Find"));
}

function facts(state, found, choose) {
  const row = (fact) =>
    h(
      "li", { "data-fact": fact.action },
      h("time", { datetime: new Date(fact.at).toISOString() }, timeOfDay(fact.at)),
      h("span", {}, factWords(state, fact), h("span", { class: "tl-quiet" }, ` ${fact.by}`), fact.why ? h("span", { class: "tl-why" }, ` ${fact.why}`) : null),
      fact.void ? h("span", { class: "tl-quiet" }, "taken back") : h("button", { type: "button", "data-do": "choose-fact", onclick: () => choose(fact) }, "Correct"),
    );
  return h("ol", { class: "tl-rec-questions" }, found.map(row));
}

/** What can be changed in an action, with its present values. */
function fieldsOf(state, { kind, data }) {
  if (kind === "passing") return [field("bib", "Bib", text(data.bib ?? data.participant ?? "")), field("checkpoint", "Where", select(placesOf(state), data.checkpoint))];
  if (kind !== "activity") return [];
  const value = number(data.value);
  value.removeAttribute("max");
  value.setAttribute("step", "any");
  return [field("member", "Who", text(data.member)), field("value", `How much, in ${data.unit}`, value, Number)];
}
