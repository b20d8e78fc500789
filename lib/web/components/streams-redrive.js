// The part of the rejected actions that changes them, tries what would happen, and sends them again.

import { fill, h, icon, mark } from "./dom.js";
import { nameMyself, recordedBy } from "./post.js";
import { count } from "./streams-message.js";
import { ask } from "./streams-net.js";

const FIELDS = ["data.participant", "data.credited_to", "data.member", "data.period", "data.clock", "data.points", "data.kind", "subject", "time", "id"];
const WORDS = { accepted: "would be taken", repeated: "were taken before, and would not count again", rejected: "would be rejected again", redriven: "were sent again already" };

/** What is chosen is changed in the same way, tried, and sent. *sent* is called when it was; *token* when one is needed. */
export class Redrive {
  #sent;
  #token;
  #entries = [];
  #tried = null; // the wish that was tried last: only that one is sent
  #changes = h("div", { class: "tl-changes" });
  #outcome = h("div", { class: "tl-outcome", role: "status", "aria-live": "polite" });
  #title = h("b", {});
  #try;
  #send;

  constructor(sent, token) {
    this.#sent = sent;
    this.#token = token;
    this.#try = h("button", { type: "button", class: "tl-first", "data-do": "try", onclick: () => this.#attempt(this.#wish()) }, icon("science"), "Try");
    this.#send = h("button", { type: "button", "data-do": "send", disabled: true, onclick: () => this.#dispatch(this.#tried, this.#outcome) }, icon("send"), "Send again");
    const more = h("button", { type: "button", class: "tl-plain", onclick: () => this.#changes.append(this.#change()) }, icon("add"), "Another change");
    this.#changes.append(this.#change());
    this.node = h("section", { class: "tl-redrive", hidden: true, "aria-label": "Send again" }, h("div", { class: "tl-bar" }, this.#title, name()), this.#changes, h("div", { class: "tl-bar" }, more, this.#try, this.#send), this.#outcome);
    this.node.addEventListener("input", () => this.#forget());
  }

  /** Let *entries* be what is chosen. */
  choose(entries) {
    const same = entries.map((one) => spot(one)).join() === this.#entries.map((one) => spot(one)).join();
    this.#entries = entries;
    mark(this.node, "data-chosen", entries.length);
    this.node.hidden = !entries.length;
    fill(this.#title, `${count(entries.length)} chosen`);
    if (!same) this.#forget();
    const values = new Set(entries.map((one) => one.rejection.error.match(/^'([^']+)' does not take part/)?.[1]).filter(Boolean));
    const [first] = this.#changes.querySelectorAll('[name="was"]');
    if (values.size === 1 && first && !first.value) first.value = [...values][0];
  }

  /** A way to write one anew; *rejection* is which, *text* what it is. */
  byHand(rejection, text) {
    const field = h("textarea", { rows: Math.min(24, text.split("\n").length + 1), spellcheck: "false", "aria-label": "The action as JSON" }, text);
    field.value = text;
    const outcome = h("div", { class: "tl-outcome", role: "status" });
    const send = h("button", { type: "button", disabled: true, "data-do": "send", onclick: () => this.#dispatch(wish(), outcome) }, icon("send"), "Send again");
    const wish = () => ({ spots: [rejection.spot], text: field.value, by: recordedBy().recordedby });
    const attempt = async () => {
      send.disabled = true;
      const verdicts = await this.#ask("try", wish(), outcome);
      if (!verdicts) return;
      verdict(outcome, verdicts);
      send.disabled = !verdicts.results.some((one) => one.verdict === "accepted");
    };
    field.addEventListener("input", () => (send.disabled = true));
    const buttons = h("div", { class: "tl-bar" }, h("button", { type: "button", class: "tl-first", "data-do": "try", onclick: attempt }, icon("science"), "Try"), send);
    return h("details", { class: "tl-by-hand" }, h("summary", {}, "Write it anew by hand"), field, buttons, outcome);
  }

  #change() {
    const fields = h("input", { name: "field", list: "tl-fields", value: FIELDS[0], "aria-label": "Field" });
    const list = h("datalist", { id: "tl-fields" }, FIELDS.map((one) => h("option", { value: one })));
    const was = h("input", { name: "was", placeholder: "whatever it is", "aria-label": "Where it is now" });
    const to = h("input", { name: "to", placeholder: "leave it as it is", "aria-label": "To" });
    const row = h("div", { class: "tl-change" }, h("label", {}, "Field", fields, list), h("label", {}, "Where it is now", was), h("label", {}, "Make it", to));
    return row;
  }

  #wish() {
    const changes = [...this.#changes.children].map((row) => Object.fromEntries([...row.querySelectorAll("input")].map((one) => [one.name, one.value.trim()])));
    const used = changes.filter((one) => one.field && one.to !== "");
    return {
      spots: this.#entries.map((one) => one.rejection.spot), by: recordedBy().recordedby,
      changes: used.map(({ field, was, to }) => ({ field, to: value(to), ...(was === "" ? {} : { was: value(was) }) })),
    };
  }

  async #attempt(wish) {
    this.#forget();
    const verdicts = await this.#ask("try", wish, this.#outcome);
    if (!verdicts) return;
    verdict(this.#outcome, verdicts);
    this.#tried = wish;
    this.#send.disabled = false;
  }

  async #dispatch(wish, outcome) {
    this.#send.disabled = true;
    const answer = await this.#ask("redrive", { ...wish, by: recordedBy().recordedby }, outcome);
    if (!answer) {
      this.#send.disabled = !this.#tried;
      return;
    }
    const failed = answer.sent.filter((one) => !one.place);
    const done = answer.sent.length - failed.length;
    fill(
      outcome, h("p", { "data-sent": done }, `${count(done)} sent again.`),
      reasons(failed.map((one) => one.error)),
    );
    this.#tried = null;
    this.#sent();
  }

  async #ask(what, wish, outcome) {
    fill(outcome, h("progress", { "aria-label": "Working" }));
    try {
      return await ask(`/api/streams/rejected/${what}`, wish);
    } catch (error) {
      fill(outcome, h("p", { class: "tl-why" }, error.message));
      if (error.status === 401) this.#token(error.message);
      return null;
    }
  }

  #forget() {
    this.#tried = null;
    this.#send.disabled = true;
    fill(this.#outcome);
  }
}

/** What would happen, for an outcome's place. */
function verdict(outcome, { results, events }) {
  const numbers = new Map();
  for (const one of results) numbers.set(one.verdict, (numbers.get(one.verdict) ?? 0) + 1);
  fill(
    outcome,
    h("p", { "data-accepted": numbers.get("accepted") ?? 0, "data-rejected": numbers.get("rejected") ?? 0 },
      [...numbers].map(([what, number], place) => [place ? ", " : "", h("b", {}, count(number)), ` ${WORDS[what]}`])),
    events.filter((one) => one.taken).map(effect),
    reasons(results.filter((one) => one.error).map((one) => (one.field ? `${one.error} (${one.field})` : one.error))),
  );
}

function effect(one) {
  const score = (given) => (given ? given.join("–") : "nothing");
  const changes = score(one.score) === score(one.score_after) ? `score stays ${score(one.score_after)}` : `score ${score(one.score)} → ${score(one.score_after)}`;
  return h("p", {}, h("a", { href: `/event?id=${encodeURIComponent(one.event)}` }, one.event), `: ${count(one.taken)} more actions, ${changes}${one.status === one.status_after ? "" : `, ${one.status ?? "unknown"} → ${one.status_after}`}`);
}

/** Sentences, each once, with how often. */
function reasons(sentences) {
  const numbers = new Map();
  for (const one of sentences) numbers.set(one, (numbers.get(one) ?? 0) + 1);
  const shown = [...numbers].slice(0, 8);
  return numbers.size ? h("ul", { class: "tl-why" }, shown.map(([text, number]) => h("li", {}, number > 1 ? `${count(number)} times: ` : "", text)), numbers.size > 8 ? h("li", {}, `and ${numbers.size - 8} other reasons`) : null) : null;
}

/** Who does this: the name is kept in this browser, as on the record page. */
function name() {
  const field = h("input", { value: recordedBy().recordedby, placeholder: "Your name, for the trail", "aria-label": "Your name", maxlength: 200, onchange: () => nameMyself(field.value.trim()) });
  return field;
}

/** A number, true, false, null or quoted text as JSON; anything else is the text itself. */
function value(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function spot(entry) {
  return `${entry.rejection.spot.partition}:${entry.rejection.spot.offset}`;
}
