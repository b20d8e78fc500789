// <tl-activity event="ID">: what somebody did, entered into a challenge by hand or out of the file of a watch.

import { note, recall } from "./device.js";
import { fill, h, icon, refill, say } from "./dom.js";
import { feed } from "./feed.js";
import { authorization } from "./post.js";
import { shapeOf } from "./profiles.js";
import { Recording } from "./recording.js";
import { amount } from "./times.js";
import { afterwards, drop } from "./timing.js";
import * as vocabulary from "./vocabulary.js";
import { exactly, OVER, timeOfDay } from "./words.js";

const WHO = "touchline.member";
const WALKING = "walking";
const TYPING_MS = 150;
const METRICS = { steps: ["steps"], distance: ["km", "m", "mi"], duration: ["min", "h"] };

export class ActivityEntry extends Recording {
  #names = h("datalist", { id: "tl-members" });
  #looking = null;
  #fields = null;

  /** Activities are not in the timeline: they count as taken once the state is made of what lies behind them. */
  isFolded(item) {
    return this.isPassed(item);
  }

  build() {
    const { part } = this;
    this.parts = { ...this.parts, rules: part("rules", "p"), form: part("form"), file: part("file"), open: part("open"), steps: part("steps") };
    const { parts } = this;
    fill(
      this,
      h("div", { class: "tl-rec-top" }, parts.link), parts.token, parts.rules, parts.form, parts.file, parts.open, parts.steps, this.foot(),
    );
  }

  draw() {
    const { state } = this.record;
    const shape = shapeOf(state.declared);
    const over = OVER.has(state.status);
    refill(this.parts.rules, [shape, over], () => [over ? "This challenge is over." : rules(shape)]);
    refill(this.parts.form, [shape, over], () => (over ? [] : this.#form(shape)));
    refill(this.parts.file, over, () => (over ? [] : this.#file()));
    const open = state.challenge.questions ?? [];
    refill(this.parts.open, open, () => (open.length ? this.#questions(open) : []));
    refill(this.parts.steps, state.status, () => this.#step(state.status));
  }

  /** How the challenge goes on: it is ended, and then its result is confirmed. */
  #step(status) {
    const [correct, callOff] = afterwards("Member").map((step) => this.button(step.name, null, step.label, () => this.#ask(step)));
    if (status === "ended") return [this.button("confirm", null, "Confirm the result", () => this.#say("confirmed", "Result confirmed"), "tl-primary"), correct, callOff];
    return OVER.has(status) ? [correct] : [this.button("end", null, "End the challenge", () => this.#askEnd()), correct, callOff];
  }

  #ask(step) {
    const done = (actions, label) => this.send(actions, label, feed.now());
    this.sheet(step.label, (close, show) => step.ask(close, done, show, this.record.state));
  }

  #say(status, label) {
    this.send([vocabulary.status(status, label)], label, feed.now());
  }

  #askEnd() {
    this.sheet("End the challenge?", (close) => {
      const end = () => {
        close();
        this.#say("ended", "Challenge ended");
      };
      return h("button", { type: "button", class: "tl-first", "data-do": "end-now", onclick: end }, "End it");
    });
  }

  #form(shape) {
    const input = (name, label, more) => h("label", {}, label, h("input", { name, autocomplete: "off", required: true, ...more }));
    const converted = shape.conversions.map((one) => one.sport);
    const any = converted.length && !shape.sports.length ? [WALKING] : []; // what is no conversion has a name, too
    const sports = [...new Set([...any, ...shape.sports, ...converted])];
    const units = [...new Set([shape.unit, ...unitsLike(shape.unit), ...shape.conversions.flatMap((one) => unitsLike(one.unit))])];
    const select = (name, label, options) => h("label", {}, label, h("select", { name }, options.map((one) => h("option", { value: one }, one))));
    this.#fields = h(
      "form", { class: "tl-field tl-activity", onsubmit: (event) => this.#submit(event) },
      input("member", "Who", { type: "text", maxlength: 128, list: "tl-members", value: recall(WHO) ?? "", oninput: (event) => this.#look(event.target.value) }),
      this.#names,
      h("div", { class: "tl-rec-row" }, input("value", "How much", { type: "number", min: 0, step: "any", inputmode: "decimal" }), select("unit", "Unit", units)),
      h(
        "div", { class: "tl-rec-row" },
        input("day", "On which day", { type: "date", value: today(), min: shape.first_day, max: shape.last_day }),
        sports.length ? select("sport", "Sport", sports) : input("sport", "Sport", { type: "text", maxlength: 64, value: WALKING, pattern: "[A-Za-z0-9][A-Za-z0-9._:~-]*" }),
      ),
      h("button", { type: "submit", class: "tl-primary", "data-do": "activity" }, "Record"),
    );
    return this.#fields;
  }

  #submit(event) {
    event.preventDefault();
    const { member, value, unit, day, sport } = Object.fromEntries(new FormData(event.target));
    note(WHO, member.trim());
    const data = { member: member.trim(), value: Number(value), unit, day, sport: sport.trim(), source: "manual" };
    const label = `${data.member}: ${amount(data.value, unit)}`;
    this.send([{ kind: "activity", data, label }], label, feed.now());
    event.target.elements.value.value = "";
  }

  /** Offer members whose id, name or team fits what is typed. */
  #look(text) {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(async () => {
      const query = new URLSearchParams({ q: text.trim(), limit: 20 });
      const answer = await fetch(`/api/events/${encodeURIComponent(this.event)}/field?${query}`).catch(() => null);
      const lines = answer?.ok ? (await answer.json()).lines : [];
      fill(this.#names, lines.map((line) => h("option", { value: line.id }, line.name)));
    }, TYPING_MS);
  }

  #file() {
    const said = h("p", { role: "status" });
    const file = h("input", { type: "file", accept: ".gpx,.fit", "aria-label": "GPX or FIT file", "data-do": "file" });
    const upload = async () => {
      const member = this.#fields.elements.member.value.trim();
      if (!member) return say(said, "Say who it was first.");
      say(said, "Reading the file …");
      const query = new URLSearchParams({ event: this.event, participant: member, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "" });
      const request = { method: "POST", headers: authorization(), body: file.files[0] };
      const answer = await fetch(`/api/activities?${query}`, request).catch(() => null);
      const body = (await answer?.json().catch(() => null)) ?? {};
      file.value = "";
      note(WHO, member);
      return say(said, answer?.status === 202 ? taken(body) : (body.error ?? "The server does not answer. Try again later."));
    };
    file.addEventListener("change", upload);
    return [h("label", { class: "tl-rec-upload" }, h("span", {}, icon("upload_file"), " Or the file of a watch, GPX or FIT"), file), said];
  }

  #questions(open) {
    const row = (one) =>
      h(
        "li", { "data-question": one.action }, h("time", {}, timeOfDay(one.at)),
        h("span", {}, h("b", {}, one.bib), ` ${one.what} · ${one.reason}`),
        this.button(`drop-${one.action}`, null, "Take back", () => this.#drop(one), "tl-plain"),
      );
    return [h("h4", {}, "Does not count"), h("ol", { class: "tl-rec-questions" }, open.map(row))];
  }

  #drop(one) {
    const action = drop(one.action, one.bib);
    this.send([action], action.label, feed.now(), { retracts: true });
  }
}

function rules(shape) {
  const parts = [
    shape.daily_cap ? `A day counts up to ${amount(shape.daily_cap, shape.unit)}` : "",
    shape.manual_cap === 0 ? "Entries by hand do not count: send the file of a watch" : "",
    shape.manual_cap ? `Entries by hand count up to ${amount(shape.manual_cap, shape.unit)} a day` : "",
    shape.late_until ? `Entries are taken until ${exactly(Date.parse(shape.late_until))}` : "",
    ...shape.conversions.map((one) => `1 ${one.unit} of ${one.sport} counts ${amount(one.gives, shape.unit)}`),
  ];
  return parts.filter(Boolean).map((part) => `${part}.`).join(" ");
}

function taken({ distance = 0, duration = 0, steps }) {
  const parts = [distance ? amount(distance / 1000, "km") : "", duration ? amount(duration / 60, "min") : "", steps ? amount(steps, "steps") : ""];
  return `The file was taken: ${parts.filter(Boolean).join(", ")}.`;
}

function unitsLike(unit) {
  return Object.values(METRICS).find((units) => units.includes(unit)) ?? [unit];
}

/** The day on the calendar of this device. */
function today() {
  const now = new Date(feed.now());
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
