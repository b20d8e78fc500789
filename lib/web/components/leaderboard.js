// <tl-leaderboard event="ID" team="NAME" limit="10">: who leads a race or a challenge.

import { minutesAndSeconds } from "./clock.js";
import { Computed, said } from "./computed.js";
import { h, mark, refill } from "./dom.js";

const USUAL = 10;
const WORDS = { running: "running", waiting: "at the start", lapped: "lapped" };
const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

export class Leaderboard extends Computed {
  static observedAttributes = ["event", "team", "limit"];

  get address() {
    const event = this.getAttribute("event");
    if (!event) return "";
    mark(this, "data-event", event);
    const query = new URLSearchParams({ limit: this.getAttribute("limit") ?? String(USUAL) });
    if (this.hasAttribute("team")) query.set("team", this.getAttribute("team"));
    return `/api/events/${encodeURIComponent(event)}/field?${query}`;
  }

  concerns(state) {
    return state.id === this.getAttribute("event");
  }

  draw(found, problem) {
    refill(this, [found, problem], () => [...said(found, problem, h), found ? content(found) : null]);
  }
}

function content({ lines, matching }) {
  if (!lines.length) return h("p", { class: "tl-empty" }, "Nobody is in it yet. Whoever takes part appears here.");
  const teams = lines.some((line) => line.team);
  return [
    h(
      "table", {},
      h("tbody", {}, lines.map((line) =>
        h(
          "tr", { "data-competitor": line.id },
          h("td", { class: "tl-place" }, line.rank ?? ""), h("th", { scope: "row" }, line.name),
          teams ? h("td", { class: "tl-team" }, line.team ?? "") : null, h("td", { class: "tl-result-of" }, resultOf(line)),
        ),
      )),
    ),
    matching > lines.length ? h("p", { class: "tl-quiet" }, `The first ${lines.length} of ${matching.toLocaleString()}`) : null,
  ];
}

/** What somebody has: a total, a time, or where they are. */
function resultOf({ total, status, time, gap }) {
  if (total !== undefined) return whole.format(total);
  if (time !== undefined) return clock(time);
  if (status === "running" && gap) return `+${clock(gap)}`;
  return WORDS[status] ?? status;
}

function clock(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  const hours = Math.floor(seconds / 3600);
  return hours ? `${hours}:${minutesAndSeconds(seconds % 3600)}` : minutesAndSeconds(seconds);
}
