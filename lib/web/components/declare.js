// <tl-declare>: a small form that brings an event into being, and goes on to record it.

import { adopt, fill, h, say } from "./dom.js";
import { feed } from "./feed.js";
import { cloudEvent, post, recordedBy, setToken } from "./post.js";
import { isTwoSided, PROFILES } from "./profiles.js";

const LONGEST_ID = 40;
const ENTRANTS = "One a line: bib, name and team, such as\n17 Warehouse, Logistics";

export class Declare extends HTMLElement {
  #meetings = []; // what may be declared in competitions
  #action = null; // made once: sending it again declares nothing twice
  #problem = h("p", { role: "alert", class: "tl-why" });
  #token = h("div", {});

  connectedCallback() {
    adopt(this);
    if (!this.firstChild) this.#build();
  }

  #build() {
    this.#meetings = JSON.parse(this.getAttribute("meetings") ?? "[]");
    const within = h("select", { name: "within" }, h("option", { value: "" }, "None: an event by itself"), this.#meetings.map(({ title }, index) => h("option", { value: index }, title)));
    const sport = h("select", { name: "sport" }, Object.keys(PROFILES).map((name) => h("option", { value: name }, words(name))));
    const field = (name, label, more = {}) =>
      h("label", {}, label, h("input", { name, type: "text", maxlength: 100, autocomplete: "off", ...more }));
    const players = (name, label) =>
      h("label", {}, label, h("textarea", { name, rows: 4, placeholder: "One name a line, with a number before it if you like" }));
    const sides = [
      field("home", "Home side", { required: true }), field("away", "Other side", { required: true }),
      field("title", "Title, if it has one"),
      h("details", {}, h("summary", {}, "Players"), players("homePlayers", "Of the home side"), players("awayPlayers", "Of the other side")),
    ];
    const many = (distance) => [
      field("title", "Title", { required: true }),
      distance ? field("distance", "Distance in kilometres", { type: "number", min: 0.1, step: "any", inputmode: "decimal" }) : null,
      h("label", {}, "Who takes part", h("textarea", { name: "entrants", rows: 6, placeholder: ENTRANTS })),
      h("p", { class: "tl-quiet" }, "Without names, everybody may take part."),
    ];
    const rest = h("div", { class: "tl-field" });
    const alone = () => [h("label", {}, "Sport", sport), isTwoSided(PROFILES[sport.value]) ? sides : many(PROFILES[sport.value].discipline === "race")];
    const draw = () => fill(rest, within.value ? choosing(this.#meetings[within.value]) : alone());
    for (const choice of [within, sport]) choice.addEventListener("change", draw);
    draw();
    fill(
      this,
      h(
        "form", { class: "tl-declare", onsubmit: (event) => this.#submit(event), oninput: () => { this.#action = null; } },
        this.#meetings.length ? h("label", {}, "Competition", within) : null, rest, this.#token, this.#problem,
        h("button", { type: "submit", class: "tl-primary", "data-do": "declare" }, "Declare and record"),
      ),
    );
  }

  async #submit(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    if (form.get("token")) setToken(form.get("token").trim());
    const typed = Object.fromEntries([...form].map(([name, value]) => [name, value.trim()]));
    this.#action ??= typed.within ? meeting(this.#meetings[typed.within], typed) : declaration(typed);
    const button = this.querySelector("[data-do=declare]");
    button.disabled = true;
    const { result, error } = await post(this.#action);
    button.disabled = false;
    if (result === "acknowledged") {
      location.assign(`/record?event=${encodeURIComponent(this.#action.subject)}`);
      return;
    }
    say(this.#problem, result === "later" ? `${error} Nothing is lost: try again.` : error);
    if (result === "token") {
      fill(this.#token, h("label", {}, "Token", h("input", { name: "token", type: "password", autocomplete: "off" })));
    }
  }
}

/** The fields of a match in a competition: two of those who may meet. */
function choosing({ competitors }) {
  const side = (name, label, chosen) =>
    h("label", {}, label, h("select", { name }, competitors.map(({ id, name: title }, index) => h("option", { value: id, selected: index === chosen }, title))));
  return [side("home", "Home side", 0), side("away", "Other side", 1)];
}

/** An event.declared action of a competition, in which the two that were chosen meet. */
function meeting({ about, competitors: all }, { home, away }) {
  const competitors = [home, away].map((id) => all.find((one) => one.id === id));
  return declared({ ...about, competitors }, `${about.competition}-${home}-${away}`);
}

/** An event.declared action from what was typed. */
function declaration(typed) {
  return isTwoSided(PROFILES[typed.sport]) ? match(typed) : field(typed);
}

/** A race or a challenge: its entrants and their teams, or everybody where none are named. */
function field({ sport, title, distance, entrants }) {
  const race = PROFILES[sport].discipline === "race";
  const people = entrants.split("\n").map((line) => line.trim()).filter(Boolean).map((line, index) => entrant(line, index, race));
  const teams = new Map(people.filter((one) => one.team).map((one) => [slug(one.team) || one.team, one.team]));
  const competitors = [
    ...[...teams].map(([id, name]) => ({ id, name })),
    ...people.map((one) => (one.team ? { ...one, team: slug(one.team) || one.team } : one)),
  ];
  const format = Object.fromEntries(Object.entries({ ...PROFILES[sport], open: !people.length }).filter(([, value]) => value !== null));
  if (distance) format.checkpoints = [{ id: "start", name: "Start" }, { id: "finish", name: "Finish", distance: Number(distance) * 1000 }];
  return declared({ sport, title, competitors, format }, slug(title) || sport);
}

/** A line such as "17 Warehouse, Logistics": bib and team may be missing; a race gives bibs in the order of the lines. */
function entrant(line, index, race) {
  const [, bib, name, team] = /^(\d{1,8})?[\s.]*([^,]+?)\s*(?:,\s*(.+))?$/.exec(line) ?? [null, null, line, null];
  const number = bib ?? (race ? String(index + 1) : null);
  return { id: `${slug(name) || "entrant"}-${index + 1}`, name, kind: "individual", ...(number ? { bib: number } : {}), ...(team ? { team } : {}) };
}

function match({ sport, home, away, title, homePlayers, awayPlayers }) {
  const ids = [slug(home) || "home", slug(away) || "away"];
  if (ids[0] === ids[1]) ids[1] = `${ids[1]}-2`;
  const competitors = [
    { id: ids[0], name: home, members: members(ids[0], homePlayers) },
    { id: ids[1], name: away, members: members(ids[1], awayPlayers) },
  ];
  return declared({ sport, competitors, ...(title ? { title } : {}) }, ids.join("-"));
}

function declared(data, name) {
  const now = feed.now();
  const action = cloudEvent("event.declared", "", data, { at: now, ...recordedBy() });
  const day = new Date(now).toISOString().slice(0, 10).replaceAll("-", "");
  return { ...action, subject: `${day}-${name.slice(0, LONGEST_ID)}-${action.id.slice(0, 6)}` };
}

function members(team, text) {
  return text.split("\n").map((line) => line.trim()).filter(Boolean).slice(0, 100).map((line, index) => {
    const [, number, name] = /^(\d{1,3})?[\s.]*(.+)$/.exec(line);
    return { id: `${team}-${index + 1}`, name, ...(number ? { number: Number(number) } : {}) };
  });
}

/** A name as an id: plain letters and digits. */
function slug(name) {
  const plain = name.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, LONGEST_ID);
}

function words(name) {
  return name[0].toUpperCase() + name.slice(1).replaceAll("-", " ");
}
