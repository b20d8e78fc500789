// <tl-rejected>: actions that were not taken, what would happen if they were sent again, and sending them again.

import { fill, h, icon, mark } from "./dom.js";
import { card, count, moment } from "./streams-message.js";
import { address, ask, asked, csv, download, remember, tokenForm, trouble } from "./streams-net.js";
import { Redrive } from "./streams-redrive.js";

const ALL = 1000; // as many as one wish may name
const DRAWN = 200;
const SOON_MS = 1500; // while something is being processed
const LATER_MS = 3000; // when there was no answer
const PAUSE_MS = 300;
const FATES = { open: "Open", waiting: "Sent, not processed yet", taken: "Sent and taken", rejected: "Sent and rejected again" };
const SHORT = { open: "open", waiting: "waiting", taken: "taken", rejected: "rejected again" };

export class Rejected extends HTMLElement {
  #chips = h("div", { class: "tl-chips", role: "group", "aria-label": "Reasons" });
  #fate;
  #event;
  #text;
  #note = h("p", { class: "tl-quiet", role: "status" });
  #list = h("div", { class: "tl-list", "data-part": "rejections" });
  #redrive;
  #chosen = new Set();
  #entries = [];
  #timer = null;
  #opened = new Set();

  connectedCallback() {
    if (!this.#redrive) this.#build();
    this.#load();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
  }

  #build() {
    const changed = () => this.#load();
    this.#fate = h("select", { "aria-label": "What became of them", onchange: changed }, h("option", { value: "" }, "All"), Object.entries(FATES).map(([value, label]) => h("option", { value, selected: value === asked("fate") }, label)));
    this.#event = h("input", { type: "search", list: "tl-rejected-events", value: asked("event"), placeholder: "all", onchange: changed });
    this.#text = h("input", { type: "search", value: asked("text"), placeholder: "in id, type or error", oninput: () => this.#soon(PAUSE_MS) });
    this.#redrive = new Redrive(() => this.#soon(0), (sentence) => this.#token(sentence));
    const save = () => download("rejected.csv", "text/csv", csv(["time", "reason", "event", "type", "id", "error", "field", "partition", "offset", "fate", "sent again by"], this.#entries.map(row)));
    fill(
      this, this.#chips,
      h("div", { class: "tl-form" },
        h("label", {}, "What became of them", this.#fate), h("label", {}, "Event", this.#event), h("label", { "data-field": "filter" }, "Find", this.#text),
        h("datalist", { id: "tl-rejected-events" }),
        h("div", { class: "tl-buttons" }, h("button", { type: "button", "data-do": "all", onclick: () => this.#chooseAll() }, icon("select_all"), "Choose all"), h("button", { type: "button", class: "tl-plain", onclick: save }, icon("download"), "CSV"))),
      this.#note, this.#redrive.node, this.#list,
    );
  }

  #soon(ms) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#load(), ms);
  }

  async #load() {
    clearTimeout(this.#timer);
    const wanted = { reason: asked("reason"), fate: this.#fate.value, event: this.#event.value.trim(), text: this.#text.value.trim() };
    remember(wanted);
    const query = new URLSearchParams([...Object.entries(wanted).filter(([, value]) => value), ["limit", String(ALL)]]);
    try {
      const found = await ask(`/api/streams/rejected?${query}`);
      this.#entries = found.entries;
      this.#draw(found);
      if (found.fates.waiting && this.isConnected) this.#soon(SOON_MS);
    } catch (error) {
      trouble(this.#note, error);
      if (this.isConnected && !(error.status < 500)) this.#soon(LATER_MS);
    }
  }

  #draw({ entries, total, reasons, events, fates }) {
    const all = Object.values(reasons).reduce((sum, one) => sum + one, 0);
    const chip = (reason, label, number) =>
      h("button", { type: "button", "aria-pressed": String(asked("reason") === reason), "data-reason": reason, onclick: () => (remember({ reason }), this.#load()) }, label, h("b", {}, count(number)));
    fill(this.#chips, chip("", "All reasons", all), Object.entries(reasons).map(([reason, number]) => chip(reason, reason.replaceAll("_", " "), number)));
    fill(this.querySelector("datalist"), events.map(([event]) => h("option", { value: event })));
    const kept = new Set(entries.map(key));
    for (const one of this.#chosen) if (!kept.has(one)) this.#chosen.delete(one);
    const became = Object.entries(fates).map(([fate, number]) => `${count(number)} ${SHORT[fate]}`).join(", ");
    fill(this.#note, total ? `${count(total)} of them${became ? `: ${became}` : ""}${total > DRAWN ? ` · the newest ${DRAWN} are shown` : ""}` : all ? "None of these." : "Nothing was ever rejected. When something is, it is here, with its reason.");
    mark(this, "data-total", total);
    for (const [fate] of Object.entries(FATES)) mark(this, `data-${fate}`, fates[fate] ?? 0);
    fill(this.#list, entries.slice(0, DRAWN).map((one) => this.#line(one)));
    this.#tell();
  }

  #line(entry) {
    const one = entry.rejection;
    const id = key(entry);
    const box = h("input", { type: "checkbox", checked: this.#chosen.has(id), "aria-label": `Choose ${one.id || id}`, onchange: () => this.#choose(id, box.checked) });
    const body = h("div", { class: "tl-message-body" });
    const details = h(
      "details", { class: "tl-message", "data-rejection": id, "data-fate": entry.fate, open: this.#opened.has(id) },
      h(
        "summary", {},
        h("time", { datetime: new Date(one.at).toISOString(), title: moment(one.at) }, moment(one.at).slice(0, 19)),
        h("span", { class: "tl-reason" }, one.reason.replaceAll("_", " ")), h("span", { class: "tl-key" }, one.event || "—"),
        h("span", { class: "tl-said" }, h("b", {}, one.kind || "?"), ` ${one.error}`),
        h("span", { class: "tl-chip", "data-fate": entry.fate }, SHORT[entry.fate]),
      ),
      body,
    );
    const show = () => !body.firstChild && this.#open(entry, body);
    details.addEventListener("toggle", () => {
      if (!details.open) return this.#opened.delete(id);
      this.#opened.add(id);
      return show();
    });
    if (details.open) show();
    return h("div", { class: "tl-choice" }, box, details);
  }

  async #open(entry, body) {
    const { rejection: one, redriven, again } = entry;
    fill(body, h("div", { class: "tl-skeleton" }));
    let message;
    try {
      message = await ask(`/api/streams/messages/sport.rejected/${one.spot.partition}/${one.spot.offset}`);
    } catch (error) {
      return trouble(body, error);
    }
    const action = json(message.value);
    const pretty = action ? JSON.stringify(action, null, 2) : "";
    const link = (topic, spot) => h("a", { href: address({ view: "Messages", topic, message: `${spot.partition}:${spot.offset}` }) }, `${topic} ${spot.partition}:${spot.offset}`);
    const facts = [
      ["Why", one.error], ["Field", one.field && h("code", {}, one.field)], ["Stage", one.stage],
      ["Came as", one.origin && link("sport.actions", one.origin)], ["Is at", link("sport.rejected", one.spot)],
      ["Sent again", redriven && [`by ${redriven.by || "somebody"}, ${moment(redriven.at).slice(0, 19)}, to `, link("sport.actions", redriven.place), redriven.change ? ` · ${redriven.change}` : ""]],
      ["Then", redriven && [FATES[entry.fate], again ? [": ", link("sport.rejected", again)] : ""]],
    ];
    fill(
      body,
      h("dl", { class: "tl-facts" }, facts.filter(([, value]) => value).map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)])),
      action?.data ? card(action) : null,
      pretty ? h("details", {}, h("summary", {}, "As JSON, laid out"), h("pre", { tabindex: 0, "data-part": "json" }, pretty)) : null,
      h("details", { open: !pretty }, h("summary", {}, "The original, as it came"), h("pre", { tabindex: 0, "data-part": "original" }, message.value ?? "")),
      this.#redrive.byHand(one, pretty || (message.value ?? "")),
    );
  }

  #choose(id, chosen) {
    if (chosen) this.#chosen.add(id);
    else this.#chosen.delete(id);
    this.#tell();
  }

  #chooseAll() {
    const every = this.#entries.every((one) => this.#chosen.has(key(one)));
    this.#chosen = new Set(every ? [] : this.#entries.map(key));
    for (const box of this.#list.querySelectorAll(".tl-choice > input")) box.checked = !every;
    this.#tell();
  }

  #tell() {
    this.#redrive.choose(this.#entries.filter((one) => this.#chosen.has(key(one))));
  }

  #token(sentence) {
    const form = tokenForm(sentence, () => form.remove());
    this.#note.after(form);
  }
}

function key({ rejection: { spot } }) {
  return `${spot.partition}:${spot.offset}`;
}

function json(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function row(entry) {
  const one = entry.rejection;
  return [new Date(one.at).toISOString(), one.reason, one.event, one.kind, one.id, one.error, one.field, one.spot.partition, one.spot.offset, entry.fate, entry.redriven?.by ?? ""];
}
