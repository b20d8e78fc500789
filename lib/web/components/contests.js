// <tl-contests competition="ID" stage="ID">: races and challenges: who leads, and by how much.

import { Competing, h, linked, refill, when } from "./competing.js";
import { statusWord } from "./words.js";

export class Contests extends Competing {
  show(stages) {
    const contests = stages.flatMap((stage) => stage.contests ?? []);
    if (!contests.length) return this.sentence("This competition has no race and no challenge.");
    return refill(this, [contests], () => contests.map(contest));
  }
}

function contest(one) {
  const lines = one.race ? raceLines(one.race) : challengeLines(one.challenge);
  return h(
    "section", { class: "tl-round", "data-contest": one.event },
    h("h4", {}, linked(one, one.title), " ", h("span", { class: "tl-chip", "data-status": one.status ?? "scheduled" }, statusWord(one.status ?? "scheduled"))),
    h("p", { class: "tl-quiet" }, [one.round, when(one), one.venue].filter(Boolean).join(" · ")),
    lines.length ? h("div", { class: "tl-standing" }, h("table", {}, h("tbody", {}, lines))) : h("p", { class: "tl-empty" }, "Nobody is on the way yet."),
  );
}

function raceLines({ leaders = [] }) {
  const shown = (line) => (line.time === undefined || line.time === null ? statusWord(line.status) : duration(line.time));
  return leaders.map((line) => ranked(line.id, line.rank, line.name, [line.team ?? "", line.gap ? `+${duration(line.gap)}` : "", shown(line)]));
}

function challengeLines(challenge) {
  const { teams = [], leaders = [] } = challenge ?? {};
  const number = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });
  if (teams.length) return teams.map((team) => ranked(team.id, team.rank, team.name, [`${team.active ?? 0} of ${team.members ?? 0}`, number.format(team.score)]));
  return leaders.map((line) => ranked(line.id, line.rank, line.name, [line.team, number.format(line.total)]));
}

function ranked(id, rank, name, cells) {
  return h("tr", { "data-competitor": id }, h("td", { class: "tl-rank" }, rank ?? "–"), h("th", { scope: "row", class: "tl-name" }, name), cells.map((text) => h("td", {}, text)));
}

/** h:mm:ss of a duration in ms, whole seconds; times of races are rounded up. */
function duration(ms) {
  const seconds = Math.ceil(ms / 1000);
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part, index) => (index ? String(part).padStart(2, "0") : part)).slice(parts[0] ? 0 : 1).join(":");
}
