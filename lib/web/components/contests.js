// <tl-contests competition="ID" stage="ID">: races and challenges: who leads, and by how much.

import { Competing, h, linked, refill, when } from "./competing.js";
import { behind, duration } from "./times.js";
import { ONGOING, OVER, statusWord } from "./words.js";

export class Contests extends Competing {
  show(stages, { competitors = [] }) {
    const contests = stages.flatMap((stage) => stage.contests ?? []);
    if (!contests.length) return this.sentence("This competition has no race and no challenge.");
    const sorted = contests.toSorted((one, other) => turn(one) - turn(other));
    return refill(this, [sorted], () => [...sorted.map((one) => contest(one, competitors)), this.#files()]);
  }

  /** The same as numbers, for a spreadsheet or a program. */
  #files() {
    const asked = new URLSearchParams(["stage", "at"].filter((name) => this.given(name)).map((name) => [name, this.given(name)]));
    const address = (format) => `/api/competitions/${encodeURIComponent(this.given("competition"))}/contests?${new URLSearchParams([...asked, ["format", format]])}`;
    return h("p", { class: "tl-quiet tl-files" }, h("a", { href: address("csv") }, "CSV"), " · ", h("a", { href: address("json") }, "JSON"));
  }
}

/** What is on comes first, then what is over, then what comes. */
function turn({ status }) {
  return ONGOING.has(status) ? 0 : OVER.has(status) ? 1 : 2;
}

function contest(one, competitors) {
  const lines = one.race ? raceLines(one.race, competitors) : challengeLines(one.challenge);
  return h(
    "section", { class: "tl-round", "data-contest": one.event },
    h("h4", {}, linked(one, one.title), " ", h("span", { class: "tl-chip", "data-status": one.status ?? "scheduled" }, statusWord(one.status ?? "scheduled"))),
    h("p", { class: "tl-quiet" }, [one.round, when(one), one.venue].filter(Boolean).join(" · ")),
    lines.length ? h("div", { class: "tl-standing" }, h("table", {}, h("tbody", {}, lines))) : h("p", { class: "tl-empty" }, nobody(one)),
  );
}

/** What stands in place of an order while there is none. */
function nobody({ race, challenge }) {
  const entered = challenge?.members ?? race?.numbers?.waiting ?? 0;
  return entered ? `${entered.toLocaleString("en-GB")} are entered; nobody is on the way yet.` : "Nobody is on the way yet.";
}

/** Those who are on their way or were; while nobody is, there is no order. */
function raceLines({ leaders = [] }, competitors) {
  const named = (team) => competitors.find((one) => one.id === team)?.name ?? team ?? "";
  const shown = (line) => (line.time === undefined || line.time === null ? statusWord(line.status) : duration(line.time));
  if (!leaders.some((line) => line.splits?.length)) return [];
  return leaders.map((line) => ranked(line.id, line.rank, line.name, [named(line.team), behind(line.gap ?? 0), shown(line)]));
}

function challengeLines(challenge) {
  const { teams = [], leaders = [], active = 0 } = challenge ?? {};
  if (!active) return [];
  if (teams.length) return teams.map((team) => ranked(team.id, team.rank, team.name, [`${team.active ?? 0} of ${team.members ?? 0} active`, plain(team.score)]));
  return leaders.map((line) => ranked(line.id, line.rank, line.name, [line.team, plain(line.total)]));
}

/** Tenths tell kilometres apart; of thousands of steps nobody wants them. */
function plain(amount) {
  return amount.toLocaleString("en-GB", { maximumFractionDigits: amount < 1000 ? 1 : 0 });
}

function ranked(id, rank, name, cells) {
  return h("tr", { "data-competitor": id }, h("td", { class: "tl-rank" }, rank ?? "–"), h("th", { scope: "row", class: "tl-name" }, name), cells.map((text) => h("td", {}, text)));
}
