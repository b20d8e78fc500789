// <tl-lineups event="ID">: who plays, who waits, and what each of them did.

import { fill, h, hidden, icon, refill } from "./dom.js";
import { effective, kindOf } from "./entries.js";
import { Following } from "./following.js";
import { counted, sportOf, title } from "./sports.js";
import { membersOf, names } from "./words.js";

export class Lineups extends Following {
  show(record, connection, missing) {
    if (record) {
      const { state } = record;
      refill(this, [names(state), [0, 1].map((side) => membersOf(state, side)), deeds(state)], () => draw(state));
    } else if (missing) {
      fill(this, h("p", { class: "tl-empty" }, "Nothing is known of this event yet."));
    } else {
      fill(this, h("div", { class: "tl-skeleton tl-tall", "aria-busy": "true" }, hidden("The line-ups are coming.")));
    }
  }
}

function draw(state) {
  if (![0, 1].some((side) => membersOf(state, side).length)) {
    return h("p", { class: "tl-empty" }, "No line-ups were recorded. They come with a lineup action of each side.");
  }
  const done = deeds(state);
  return h("div", { class: "tl-lineups" }, [0, 1].map((side) => team(state, side, done)));
}

function team(state, side, done) {
  const members = membersOf(state, side);
  const formation = state.lineups[side]?.formation;
  const group = (role, title) => {
    const some = members.filter((member) => (member.role ?? "starter") === role);
    if (!some.length) return null;
    return [h("h5", {}, title), h("ul", {}, some.map((member) => person(member, done, state.declared.sport)))];
  };
  return h(
    "section", { "data-side": side },
    h("h4", {}, names(state)[side], formation ? h("span", { class: "tl-quiet" }, formation) : null),
    group("starter", "Starting"), group("bench", "Bench"),
    members.length ? null : h("p", { class: "tl-quiet" }, "No line-up."),
  );
}

function person(member, done, sport) {
  const marks = done[member.id] ?? done[member.name] ?? [];
  return h(
    "li", {},
    h("span", { class: "tl-shirt" }, member.number ?? ""),
    h("span", {}, member.name),
    member.position ? h("span", { class: "tl-quiet" }, member.position) : null,
    h("span", { class: "tl-marks" }, marks.map((mark) => signOf(mark, sport))),
  );
}

function signOf(mark, sport) {
  if (typeof mark === "number") return h("span", { class: "tl-mark" }, counted(sport, "point", mark));
  if (mark.endsWith("yellow") || mark === "red") return h("span", { class: "tl-card", "data-card": mark, title: mark });
  const [symbol, label] = {
    goal: [sportOf(sport).icon, title(sport, "point")], own: [sportOf(sport).icon, "Own goal"], in: ["arrow_upward", "Came on"],
    out: ["arrow_downward", "Went off"],
  }[mark];
  return h("span", { class: "tl-mark", "data-mark": mark }, icon(symbol, label));
}

/** Member → what they did, as marks in the order in which it happened; where scores differ, their points are a sum. */
function deeds(state) {
  const done = {};
  const sums = sportOf(state.declared?.sport).recording.points.length > 1;
  const sum = (member, points) => {
    if (!member) return;
    const before = done[member] ?? [];
    const scored = before.find((mark) => typeof mark === "number") ?? 0;
    done[member] = [scored + points, ...before.filter((mark) => typeof mark !== "number")];
  };
  const add = (member, mark) => member && (done[member] ??= []).push(mark);
  for (const entry of state.timeline.filter((one) => !one.void)) {
    const data = effective(state, entry);
    const kind = kindOf(entry);
    if (kind === "score" && entry.score && sums) sum(data.member, data.points ?? 1);
    else if (kind === "score" && entry.score) add(data.member, data.method === "own" ? "own" : "goal");
    if (kind === "sanction" && ["yellow", "second-yellow", "red"].includes(data.kind)) add(data.member, data.kind);
    if (kind === "substitution") {
      add(data.member_in, "in");
      add(data.member_out, "out");
    }
  }
  return done;
}
