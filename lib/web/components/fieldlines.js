// The tables of leaderboards: a row for each line, as lib/sport/field_state.py defines them.

import { h, hidden, icon } from "./dom.js";
import { progress } from "./fieldboard.js";
import { shapeOf } from "./profiles.js";
import { amount, behind, duration } from "./times.js";
import { nameOf, timeOfDay } from "./words.js";

const MOST_SPLITS = 6;
const WORDS = { waiting: "waiting", lapped: "lapped", DNF: "did not finish", DNS: "did not start", DSQ: "disqualified" };
const LOOK = { Place: "tl-place", Bib: "tl-bib", Name: "tl-who", Team: "tl-who", Total: "tl-time", Time: "tl-time", Gap: "tl-gap",
  Expected: "tl-expected", Average: "tl-time", Sum: "tl-time", Target: "tl-progress" };

/** The lines of a race; splits of the last slots, where there is room. */
export function raceTable(state, lines, live) {
  const shape = shapeOf(state.declared);
  const tenths = shape.round_up === false;
  const slots = (state.race.slots ?? []).map((slot, number) => ({ ...slot, number })).slice(-MOST_SPLITS);
  const head = ["Place", "Bib", "Name", ...slots.map((slot) => slotName(slot, shape)), "Time", "Gap", ...(live ? ["Expected"] : [])];
  const row = (line) => {
    const times = new Map(line.splits ?? []);
    return h(
      "tr", { "data-competitor": line.id, "data-runner": line.status },
      h("td", { class: "tl-place" }, line.rank ?? ""), h("td", { class: "tl-bib" }, line.id), who(line, state),
      slots.map((slot) => h("td", { class: "tl-split" }, times.get(slot.number) === undefined ? "" : duration(times.get(slot.number) ?? 0, tenths))),
      h("td", { class: "tl-time" }, timeWords(line, state.race.slots ?? [], tenths)),
      h("td", { class: "tl-gap" }, behind(line.gap ?? 0, tenths)),
      live ? h("td", { class: "tl-expected" }, expected(line, state.race.slots ?? [], shape)) : null,
    );
  };
  return table("Leaderboard", head, lines.map(row));
}

/** When somebody is expected at the finish; and before that, at the next line. */
function expected(line, slots, shape) {
  if (!line.finish_at) return "";
  const next = (line.splits ?? []).at(-1)[0] + 1;
  const between = line.next_at && next < slots.length - 1;
  return [timeOfDay(line.finish_at), between ? h("span", { class: "tl-quiet tl-at" }, ` ${slotName(slots[next], shape)} ${timeOfDay(line.next_at)}`) : null];
}

function slotName(slot, shape) {
  return shape.laps > 1 ? `${slot.name} ${slot.lap}` : slot.name;
}

/** The official time; before that, where somebody was last, or why there is none. */
function timeWords(line, slots, tenths) {
  if (line.time !== undefined && line.time !== null) return h("b", {}, duration(line.time, tenths));
  const last = (line.splits ?? []).at(-1);
  if (WORDS[line.status]) return h("span", { class: "tl-quiet" }, WORDS[line.status]);
  if (!last) return h("span", { class: "tl-quiet" }, "on the course");
  return [last[1] === null ? "" : duration(last[1], tenths), h("span", { class: "tl-quiet tl-at" }, ` ${slots[last[0]]?.name ?? ""}`)];
}

function who(line, state) {
  const about = [line.team ? nameOf(state, line.team) : "", line.category].filter(Boolean).join(" · ");
  return h(
    "td", { class: "tl-who" }, h("span", {}, line.name || line.id), about ? h("span", { class: "tl-quiet" }, about) : null,
    line.questioned ? icon("help", `${line.questioned} questioned`) : null, line.note ? h("span", { class: "tl-why" }, line.note) : null,
  );
}

/** The members of a challenge. */
export function memberTable(state, lines, shape) {
  const row = (line) =>
    h(
      "tr", { "data-competitor": line.id },
      h("td", { class: "tl-place" }, line.rank ?? ""), who(line, state), h("td", { class: "tl-split" }, line.days ?? 0),
      h("td", { class: "tl-time" }, h("b", {}, amount(line.total, shape.unit))),
      shape.target && shape.target_of === "person" ? h("td", { class: "tl-progress" }, progress(line.total, shape.target, shape.unit)) : null,
    );
  const target = shape.target && shape.target_of === "person" ? ["Target"] : [];
  return table("Members", ["Place", "Name", "Days", "Total", ...target], lines.map(row));
}

/** The teams of a challenge. */
export function teamTable(teams, shape) {
  if (!teams.length) return [];
  const score = shape.team === "sum" ? "Sum" : "Average";
  const row = (team) =>
    h(
      "tr", { "data-competitor": team.id },
      h("td", { class: "tl-place" }, team.rank ?? ""), h("td", { class: "tl-who" }, h("span", {}, team.name), h("span", { class: "tl-quiet" }, `${team.active ?? 0} of ${team.members ?? 0} active`)),
      h("td", { class: "tl-split" }, amount(team.total, shape.unit)), h("td", { class: "tl-time" }, h("b", {}, amount(team.score, shape.unit))),
      shape.target && shape.target_of === "team" ? h("td", { class: "tl-progress" }, progress(team.score, shape.target, shape.unit)) : null,
    );
  const target = shape.target && shape.target_of === "team" ? ["Target"] : [];
  return [table("Teams", ["Place", "Team", "Together", score, ...target], teams.map(row))];
}

function table(title, head, rows) {
  return h(
    "table", { class: "tl-lines" }, h("caption", {}, hidden(title)),
    h("thead", {}, h("tr", {}, head.map((name) => h("th", { scope: "col", class: LOOK[name] ?? "tl-split" }, name)))),
    h("tbody", {}, rows),
  );
}
