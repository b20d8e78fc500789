// What all elements that record have in common: buttons for a thumb, what was sent and where it is, taking back.

import { fill, h, hidden, icon, mark, refill, say } from "./dom.js";
import { feed } from "./feed.js";
import { Following } from "./following.js";
import { Outbox } from "./outbox.js";
import { cloudEvent, nameMyself, recordedBy, setToken } from "./post.js";
import { ask } from "./sheet.js";
import * as vocabulary from "./vocabulary.js";
import { timeOfDay } from "./words.js";

const SAME_TAP_MS = 700; // a second tap on the same button within this is a slip
const ANY_TAP_MS = 350; // within this, a double tap must not reach what takes a button's place, or lies under a sheet
const SHOWN = 30;

/** Base of elements that record one event; they draw in `draw()`, into parts that they make in `build()`. */
export class Recording extends Following {
  outbox = null;
  record = null;
  parts = null;
  #taps = new Map();
  #quiet = null;
  #toast = null;
  #slipped = (event) => {
    const elsewhere = event?.target.closest("dialog, [data-always]");
    if (!elsewhere && (this.#quiet || !event)) this.tell("The second tap was ignored.");
  };

  connectedCallback() {
    this.addEventListener("pointerdown", this.#slipped);
    super.connectedCallback();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.removeEventListener("pointerdown", this.#slipped);
    this.outbox?.close();
    this.outbox = null;
  }

  follow() {
    this.outbox?.close();
    this.record = this.parts = null;
    this.outbox = new Outbox(this.event, () => this.#redraw());
    super.follow();
    this.outbox.send();
  }

  show(record, connection, missing) {
    mark(this, "data-connection", connection.status);
    if (record) {
      this.record = record;
      this.#redraw();
    } else if (missing) {
      fill(this, h("p", { class: "tl-empty" }, `There is no event ${this.event}. Declare it first, then record it.`));
    } else if (!this.parts) {
      fill(this, h("div", { class: "tl-skeleton tl-tall", "aria-busy": "true" }, hidden("The buttons are coming.")));
    }
  }

  /** An empty part of the page that `draw` fills. */
  part(name, tag = "div") {
    return h(tag, { class: `tl-rec-${name}` });
  }

  /** The parts that all have: where things are, a token, taking back, what was sent, and who records. */
  commonParts() {
    const { part } = this;
    return {
      link: h("p", { class: "tl-rec-link", role: "status" }), token: part("token"), undo: part("undo"), sent: part("sent", "ol"),
      toast: h("p", { class: "tl-toast", role: "status" }), who: part("who"),
    };
  }

  /** The foot of the page, below what is particular. */
  foot() {
    const { undo, sent, who, toast } = this.parts;
    return [undo, h("h4", {}, "Sent from this device"), sent, who, toast];
  }

  /** The actions of this device that the state does not show yet, the oldest first. */
  underWay() {
    const waits = (item) => item.status === "pending" || (item.status === "acknowledged" && !this.#isLost(item));
    return this.outbox.items.filter((item) => waits(item) && !this.isFolded(item)).map((item) => item.action);
  }

  /** Whether the processor has taken an action. */
  isFolded(item) {
    return this.record.state.timeline.some((entry) => entry.action.id === item.action.id);
  }

  /** A button that a trembling thumb presses once. */
  button(action, side, label, press, look = "") {
    const key = `${action}.${side}`;
    const onclick = () => {
      const now = performance.now();
      const again = now - (this.#taps.get(key) ?? -SAME_TAP_MS) < SAME_TAP_MS;
      if (again || this.#quiet) return this.#slipped();
      this.#taps.set(key, now);
      this.#hush();
      return press();
    };
    return h("button", { type: "button", class: look, "data-do": action, "data-side": side, onclick }, label);
  }

  /** Ask something in a sheet. */
  sheet(title, content) {
    ask(this, title, content, () => this.#hush());
  }

  /** Keep and send *actions*, which happened at *now*; no two have the same time, so their order is plain. */
  send(actions, label, now, extra = {}) {
    const last = Date.parse(this.outbox.items.at(-1)?.action.time ?? 0);
    const from = last < now + 60_000 ? Math.max(now, last + 1) : now;
    const who = recordedBy();
    const kept = actions.map(({ kind, data, label: words, at }, index) => ({
      action: cloudEvent(kind, this.event, data, { ...who, at: at ?? from + index }), label: words, tapLabel: label, ...extra,
    }));
    navigator.vibrate?.(15);
    this.outbox.add(kept);
    this.tell(`${label}: recorded.`);
    return kept.map((item) => item.action);
  }

  tell(text) {
    const { toast } = this.parts;
    say(toast, text);
    toast.classList.add("tl-shown");
    clearTimeout(this.#toast);
    this.#toast = setTimeout(() => toast.classList.remove("tl-shown"), 2000);
  }

  #redraw() {
    if (!this.record || !this.outbox) return;
    if (!this.parts) {
      this.parts = this.commonParts();
      this.build();
      this.#drawWho();
    }
    mark(this, "data-pending", this.outbox.pending.length);
    this.draw();
    this.#drawOutbox();
  }

  #drawOutbox() {
    const items = this.outbox.items;
    const last = items.findLast((item) => isUndoable(item));
    refill(this.parts.undo, last ? [last.tap, last.tapLabel] : null, () =>
      last ? this.button("undo", null, [icon("undo"), `Undo: ${last.tapLabel}`], () => this.#undo(last)) : [],
    );
    const shown = items.slice(-SHOWN).reverse().map((item) => [item, this.#whereabouts(item)]);
    refill(this.parts.sent, shown, () =>
      shown.length ? shown.map(([item, place]) => this.#sentRow(item, place)) : h("li", { class: "tl-empty" }, "Nothing yet."),
    );
    const pending = this.outbox.pending.length;
    refill(this.parts.link, [pending, this.outbox.problem, this.outbox.durable], () => this.#link(pending));
    refill(this.parts.token, this.outbox.needsToken, () => (this.outbox.needsToken ? this.#tokenForm() : []));
  }

  #link(pending) {
    const { problem, durable } = this.outbox;
    const warning = durable ? "" : " This browser keeps nothing: leave the page open.";
    if (!pending) return [h("span", { class: "tl-dot" }), `All acknowledged.${warning}`];
    return [icon(problem ? "cloud_off" : "cloud_upload"), `${pending} not yet acknowledged. ${problem}${warning}`];
  }

  #sentRow(item, { word, detail }) {
    const again = isUndoable(item)
      ? this.button(`undo-${item.action.id}`, null, "Take back", () => this.#undo(item), "tl-plain")
      : null;
    return h(
      "li", { "data-sent": item.status, "data-action": item.action.id, "data-undone": item.undone ?? false },
      h("time", { datetime: item.action.time }, timeOfDay(Date.parse(item.action.time))),
      h("span", { class: "tl-sent-what" }, item.undone ? h("s", {}, item.label) : item.label),
      h("span", { class: "tl-sent-where" }, h("b", {}, word), " ", detail),
      again,
    );
  }

  /** Where a recorded action is on its way to the state. */
  #whereabouts(item) {
    if (item.status === "pending") return { word: "pending", detail: "" };
    if (item.status === "refused") return { word: "refused", detail: item.error };
    const { topic, partition, offset } = item.place;
    const detail = `${topic}-${partition} @ ${offset}`;
    if (!this.#isLost(item)) return { word: "acknowledged", detail };
    return { word: "rejected", detail: `${detail}: the processor did not take it; sport.rejected has the reason.` };
  }

  /** Whether the processor went past an acknowledged action without taking it. */
  #isLost(item) {
    return this.isPassed(item) && !this.isFolded(item);
  }

  /** Whether the state was made of records behind an acknowledged action, too. */
  isPassed(item) {
    const { provenance } = this.record;
    return provenance.partition === item.place?.partition && provenance.last_offset >= item.place.offset;
  }

  #drawWho() {
    const { recordedby } = recordedBy();
    const field = h("input", { type: "text", value: recordedby, maxlength: 100, autocomplete: "name", placeholder: "Your name" });
    field.addEventListener("change", () => nameMyself(field.value.trim()));
    fill(this.parts.who, h("label", {}, "Recorded by ", field));
  }

  #tokenForm() {
    const field = h("input", { type: "password", autocomplete: "off", placeholder: "Token", "aria-label": "Token" });
    const submit = (event) => {
      event.preventDefault();
      setToken(field.value.trim());
      this.outbox.send();
    };
    return h(
      "form", { class: "tl-field", onsubmit: submit },
      h("p", {}, "This server asks who records. What you tapped is kept."), field, h("button", { type: "submit" }, "Continue"),
    );
  }

  /** Let no button be pressed for a moment. */
  #hush() {
    clearTimeout(this.#quiet);
    this.toggleAttribute("data-quiet", true);
    this.#quiet = setTimeout(() => {
      this.#quiet = null;
      this.toggleAttribute("data-quiet", false);
    }, ANY_TAP_MS);
  }

  #undo(item) {
    const all = this.outbox.items.filter((one) => one.tap === item.tap && isUndoable(one));
    const actions = all.reverse().map((one) => vocabulary.retract(one.action, one.label));
    for (const one of all) this.outbox.update(one, { undone: true });
    this.send(actions, `Undo ${item.tapLabel}`, feed.now(), { retracts: true });
  }
}

function isUndoable(item) {
  return !item.undone && !item.retracts && item.status !== "refused";
}
