// <tl-confirm event="ID" side="COMPETITOR">: a result that waits for the word of the side that did not enter it.
//
// Without a side it tells who has to confirm, with the link for them; with one it asks that side. What it sends is kept
// and sent again like anything that is recorded.

import { fill, h, icon, mark, refill } from "./dom.js";
import { feed } from "./feed.js";
import { shapeOf } from "./profiles.js";
import { Recording } from "./recording.js";
import * as vocabulary from "./vocabulary.js";
import { nameOf, names, numberText } from "./words.js";

export class Confirm extends Recording {
  static observedAttributes = ["event", "side"];

  get side() {
    return this.getAttribute("side") ?? "";
  }

  show(record, connection, missing) {
    if (record) super.show(record, connection, missing);
  }

  build() {
    this.parts = { ...this.parts, ask: this.part("confirm") };
    fill(this, this.parts.ask, this.parts.token, this.parts.toast);
  }

  draw() {
    const { state } = this.record;
    const open = waits(state);
    const asked = open.includes(this.side);
    const sent = this.underWay().some((one) => one.data.status === "confirmed");
    const refused = this.outbox.items.findLast((one) => one.status === "refused")?.error ?? "";
    mark(this, "data-waits", open.join(" "));
    refill(this.parts.ask, [open, asked, sent, refused, state.status, state.score, state.periods, state.decisions, names(state)], () => {
      if (this.side && state.status === "confirmed") return said("verified", "This result is confirmed: it counts.");
      if (!open.length) return [];
      if (sent) return said("schedule", "Confirmed here, and on its way.");
      return asked ? this.#question(state, refused) : notice(state, open, this.event, this.side);
    });
  }

  #question(state, refused) {
    const name = nameOf(state, this.side);
    const done = (action) => this.send([action], action.label, feed.now(), { retracts: true });
    const step = vocabulary.steps(state).find((one) => one.actions[0].data.participant === this.side);
    const why = h("input", { type: "text", maxlength: 300, required: true, placeholder: "What is wrong?", "aria-label": "What is wrong?" });
    const dispute = (event) => {
      event.preventDefault();
      if (why.value.trim()) done(vocabulary.decision({ kind: "note", participant: this.side, reason: `${name} does not agree: ${why.value.trim()}` }, "Objection"));
    };
    return [
      h("h4", {}, icon("how_to_reg"), entered(state)),
      h("p", { class: "tl-confirm-score" }, resultWords(state)),
      refused ? h("p", { role: "alert", class: "tl-why" }, refused) : null,
      this.button("confirm", this.side, `Yes: ${name} confirms`, () => done(step.actions[0]), "tl-primary"),
      h("details", {}, h("summary", {}, "No, that is not right"), h("form", { class: "tl-field", onsubmit: dispute }, why, h("button", { type: "submit", "data-do": "object" }, "Tell the organizers"))),
    ];
  }
}

/** The sides whose word a result waits for; none where it needs none. */
function waits(state) {
  if (shapeOf(state.declared).confirmation !== "opponent") return [];
  return vocabulary.steps(state).filter((one) => one.name === "confirm").map((one) => one.actions[0].data.participant);
}

function notice(state, open, event, side) {
  const wanted = open.map((one) => nameOf(state, one)).join(" or ");
  const own = side && side === state.entered ? " You entered it, so you cannot." : "";
  const links = open.map((one) => h("a", { href: `/record?event=${encodeURIComponent(event)}&for=${encodeURIComponent(one)}`, target: "_self" }, `Confirm as ${nameOf(state, one)}`));
  return [h("p", {}, icon("pending_actions"), ` ${entered(state)} It counts once ${wanted} confirms.${own} `, links.flatMap((link) => [link, " "]))];
}

function entered(state) {
  return state.entered ? `${nameOf(state, state.entered)} entered this result.` : "This result was recorded.";
}

function resultWords(state) {
  const games = state.periods.map((period) => period.score.join("–")).join(", ");
  const [home, away] = names(state);
  return [h("b", {}, `${home} ${state.score.map(numberText).join("–")} ${away}`), games ? h("span", { class: "tl-quiet" }, ` ${games}`) : null];
}

function said(symbol, text) {
  return [h("p", {}, icon(symbol), ` ${text}`)];
}
