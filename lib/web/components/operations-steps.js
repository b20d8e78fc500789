// <tl-op-steps>: the steps of the branch, what each changed by what it means, and taking one back.

import { fill, h, icon, mark } from "./dom.js";
import { difference } from "./history-views.js";
import { age } from "./operations-state.js";
import { nameMyself, recordedBy } from "./post.js";
import { ask, asked, remember, tokenForm, trouble } from "./streams-net.js";

const SIGNS = { added: "added", deleted: "deleted", moved: "moved" };

export class Steps extends HTMLElement {
  #list = h("div", { class: "tl-list", "data-part": "steps" });
  #foot = h("div", { class: "tl-bar" });

  connectedCallback() {
    fill(this, this.#list, this.#foot);
    fill(this.#list, h("div", { class: "tl-skeleton", "aria-busy": "true" }));
    this.#load("");
  }

  async #load(before) {
    try {
      const { steps, more } = await ask(`/api/operations/steps?before=${before}`);
      if (!before) await this.#begin(steps);
      this.#list.append(...steps.map((one) => this.#line(one)));
      const next = h("button", { type: "button", onclick: () => this.#load(steps.at(-1).sha) }, "Older");
      fill(this.#foot, more ? next : h("p", { class: "tl-quiet" }, this.#list.childElementCount ? "There is nothing older." : "The history is still being read from Git."));
    } catch (error) {
      if (error.status === 401) fill(this, tokenForm(error.message, () => this.connectedCallback()));
      else trouble(this.#foot, error);
    }
  }

  /** An address may name a step that is not among the newest: it comes first. */
  async #begin(steps) {
    fill(this.#list);
    const wanted = asked("step");
    if (!wanted || steps.some((one) => one.sha === wanted)) return;
    const { step } = await ask(`/api/operations/steps/${encodeURIComponent(wanted)}`).catch(() => ({}));
    if (step) this.#list.append(this.#line({ ...step, subject: step.message.split("\n")[0], touched: step.files.map((one) => one.touched) }));
  }

  #line({ sha, author, time, subject, touched, more }) {
    const body = h("div", { class: "tl-step-body" });
    const chips = touched.map((one) => h("span", { class: "tl-chip" }, `${one.kind} `, h("b", {}, one.title), SIGNS[one.verb] ? ` ${SIGNS[one.verb]}` : ""));
    const details = h(
      "details", { class: "tl-step", "data-step": sha, open: asked("step") === sha },
      h("summary", {}, h("b", { class: "tl-subject" }, subject), h("span", { class: "tl-quiet" }, h("code", {}, sha.slice(0, 8)), " ", author, ", ", age(time)), h("span", { class: "tl-touched" }, chips, more ? h("span", { class: "tl-quiet" }, `and ${more} more`) : null)),
      body,
    );
    const toggled = () => {
      if (details.open) remember({ step: sha });
      if (details.open && !body.firstChild) this.#open(sha, body);
    };
    details.addEventListener("toggle", toggled);
    return details;
  }

  async #open(sha, body) {
    fill(body, h("div", { class: "tl-skeleton", "aria-busy": "true" }));
    try {
      const { step, alone, later } = await ask(`/api/operations/steps/${sha}`);
      fill(body, told(step), alone ? new Taking(step, { alone, later }).node : null);
    } catch (error) {
      trouble(body, error);
    }
  }
}

/** A step: its message, what it does, and its files. */
function told(step) {
  const [, ...rest] = step.message.split("\n");
  const effects = step.parent ? h("a", { href: `/plan?revision=${step.parent}..${step.sha}` }, "What it does to tables, fixtures and alerts") : null;
  return [
    rest.join("\n").trim() ? h("p", { class: "tl-message-text" }, rest.join("\n").trim()) : null,
    h("p", {}, effects),
    step.files.map(file),
    step.more ? h("p", { class: "tl-quiet" }, `${step.more} more files changed.`) : null,
  ];
}

function file({ touched, fields, rows }) {
  const name = touched.address ? h("a", { href: touched.address }, touched.title) : touched.title;
  return h(
    "section", { class: "tl-file", "data-file": touched.path },
    h("h4", {}, h("span", { class: "tl-quiet" }, `${touched.kind} `), name, SIGNS[touched.verb] ? h("span", { class: "tl-quiet" }, ` ${SIGNS[touched.verb]}`) : null),
    fields?.length ? h("ul", { class: "tl-fields" }, fields.slice(0, 40).map(field), fields.length > 40 ? h("li", { class: "tl-quiet" }, `and ${fields.length - 40} more`) : null) : null,
    h("details", {}, h("summary", { class: "tl-quiet" }, touched.path), rows.length ? difference(rows, "Before", "After", true) : h("p", { class: "tl-quiet" }, "It is no text, or too long to be shown.")),
  );
}

function field({ field: name, before, after }) {
  return h("li", {}, h("code", {}, name), " ", before ? h("del", {}, before) : null, before && after ? " → " : null, after ? h("ins", {}, after) : null);
}

/** Taking a step back: alone, or with all that came later; as a branch, or at once. */
class Taking {
  #step;
  #ways;
  #outcome = h("div", { class: "tl-outcome", role: "status", "aria-live": "polite" });
  #says = h("p", { class: "tl-quiet" });
  #reason = h("input", { placeholder: "Why, for the message", maxlength: 2000, "aria-label": "Why" });
  #name = h("input", { value: recordedBy().recordedby, placeholder: "Your name", maxlength: 100, "aria-label": "Your name", autocomplete: "name" });
  #branch = h("button", { type: "button", class: "tl-first", "data-do": "branch", onclick: () => this.#send("branch") }, icon("call_split"), "Prepare a branch");
  #now = h("button", { type: "button", "data-do": "served", onclick: () => this.#send("served") }, icon("undo"), "Take back now");

  constructor(step, ways) {
    this.#step = step;
    this.#ways = ways;
    const way = (value, words) => h("label", { class: "tl-way" }, h("input", { type: "radio", name: `way-${step.sha}`, value, checked: value === "alone", onchange: () => this.#choose(value) }), words);
    this.node = h(
      "section", { class: "tl-taking", "aria-label": "Take this back" },
      h("h4", {}, "Take this back"),
      h("div", { role: "radiogroup", "aria-label": "How much" }, way("alone", "This step alone; what came later stays"), way("later", "This step and all that came later")),
      this.#says,
      h("div", { class: "tl-bar" }, this.#name, this.#reason), h("div", { class: "tl-bar" }, this.#branch, this.#now), this.#outcome,
    );
    this.#choose("alone");
  }

  #choose(value) {
    this.chosen = value;
    const { files, outside, problem } = this.#ways[value];
    mark(this.node, "data-possible", !problem);
    for (const button of [this.#branch, this.#now]) button.disabled = Boolean(problem);
    const listed = files.length > 6 ? `${files.slice(0, 6).join(", ")} and ${files.length - 6} more` : files.join(", ");
    this.#says.className = problem ? "tl-why" : "tl-quiet";
    fill(this.#says, problem || `A commit will make ${files.length === 1 ? "this file" : `these ${files.length} files`} what ${files.length === 1 ? "it was" : "they were"}: ${listed}.`,
      outside ? ` ${outside} ${outside === 1 ? "file" : "files"} of this step beside the content ${outside === 1 ? "stays" : "stay"}.` : "");
  }

  async #send(onto) {
    nameMyself(this.#name.value.trim());
    if (!this.#name.value.trim()) {
      fill(this.#outcome, h("p", { class: "tl-why" }, "A commit needs the name of the one who makes it."));
      this.#name.focus();
      return;
    }
    for (const button of [this.#branch, this.#now]) button.disabled = true;
    fill(this.#outcome, h("progress", { "aria-label": "Working" }));
    const wish = { name: this.#name.value.trim(), message: this.#reason.value.trim(), commit: this.#step.sha, onto, later: this.chosen === "later" };
    try {
      fill(this.#outcome, done(await ask("/api/operations/reverts", wish)));
    } catch (error) {
      this.#choose(this.chosen);
      const again = () => this.#send(onto);
      fill(this.#outcome, error.status === 401 ? tokenForm(error.message, again) : h("p", { class: "tl-why" }, error.message));
    }
  }
}

function done({ revision, branch, held, reason, problem }) {
  const short = h("code", {}, revision.slice(0, 8));
  if (branch) return h("p", { "data-done": "branch" }, icon("check_circle"), " The branch ", h("b", {}, branch), " is ready, with ", short, ": look at it, and merge it where you merge changes. Nothing else has changed.");
  if (held) return h("p", { "data-done": "held" }, icon("sync_problem"), ` It is committed here and waits for the repository. ${reason}`);
  if (problem) return h("p", { class: "tl-why" }, "It is committed as ", short, `, but not served yet. ${problem}`);
  return h("p", { "data-done": "served" }, icon("check_circle"), " It is taken back by ", short, ", and readers see it. ", h("a", { href: `?view=History&step=${revision}` }, "The new step"));
}
