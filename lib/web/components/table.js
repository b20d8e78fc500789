// <tl-table competition="ID" stage="ID" group="ID" count="live|final">: the standings of a competition.

import { Computed, said } from "./computed.js";
import { h, hidden, refill } from "./dom.js";

const FORM = { W: "won", D: "drawn", L: "lost" };

export class Table extends Computed {
  static observedAttributes = ["competition", "stage", "group", "count"];

  get #query() {
    const query = new URLSearchParams({ live: this.getAttribute("count") === "final" ? "0" : "1" });
    for (const name of ["stage", "group"]) if (this.hasAttribute(name)) query.set(name, this.getAttribute(name));
    return query;
  }

  get address() {
    return `/api/competitions/${encodeURIComponent(this.getAttribute("competition") ?? "")}/table?${this.#query}`;
  }

  concerns(state) {
    return state.declared?.competition === this.getAttribute("competition");
  }

  draw(found, problem) {
    refill(this, [found, problem], () => [...said(found, problem, h), ...(found ? this.#content(found) : [])]);
  }

  #content(found) {
    const { tables = [], rungs = [] } = found;
    const open = this.querySelector("details")?.open ?? false;
    return [
      tables.map((table) => standings(table, tables.length > 1)),
      rungs.length ? ladder(rungs) : null,
      source(found, `${this.address}&format=csv`, open),
    ];
  }
}

/** A table; columns that say nothing in this sport are left out. */
function standings({ name, rows, zones = [], waiting = [] }, named) {
  const columns = [
    ["P", "Played", (row) => row.played], ["W", "Won", (row) => row.won],
    ...(rows.some((row) => row.drawn) ? [["D", "Drawn", (row) => row.drawn]] : []), ["L", "Lost", (row) => row.lost],
    ["+/−", "Scored and conceded", (row) => (row.sets ?? [row.scored, row.conceded]).join("–"), "tl-wide"],
    ...(rows.some((row) => row.form) ? [["Form", "The last five, the newest last", (row) => form(row.form), "tl-wide"]] : []),
    ["Pts", "Points", (row) => h("strong", {}, row.points)],
  ];
  return h(
    "div", { class: "tl-standings" },
    h(
      "table", {},
      named ? h("caption", {}, name) : null,
      h("thead", {}, h("tr", {}, h("th", {}, hidden("Place")), h("th", {}, named ? "" : name), columns.map(([short, whole, , kind]) => h("th", { title: whole, class: kind, scope: "col" }, short)))),
      h("tbody", {}, rows.map((row, index) => line(row, columns, zones[index], zones[index + 1]))),
    ),
    waiting.length ? h("p", { class: "tl-quiet" }, `Still to come: ${waiting.join(", ")}`) : null,
    legend(zones),
  );
}

function line(row, columns, zone, next) {
  const ends = zone && zone.title !== next?.title;
  return h(
    "tr", { "data-competitor": row.competitor, "data-zone": zone?.kind, "data-zone-ends": ends ? "" : null, title: row.explanation },
    h("td", { class: "tl-place" }, row.shared ? `${row.rank}=` : row.rank),
    h("th", { scope: "row" }, row.name, row.movement ? h("span", { class: "tl-moved", "data-up": String(row.movement > 0) }, row.movement > 0 ? ` ▲${row.movement}` : ` ▼${-row.movement}`) : null),
    columns.map(([, , cell, kind]) => h("td", { class: kind }, cell(row))),
  );
}

function form(letters = "") {
  return [...letters].map((letter) => h("span", { class: "tl-form", "data-result": FORM[letter], title: FORM[letter] }, letter));
}

function legend(zones) {
  const kinds = new Map(zones.filter(Boolean).map((zone) => [zone.title, zone.kind]));
  return kinds.size ? h("p", { class: "tl-zones" }, [...kinds].map(([title, kind]) => h("span", { "data-zone": kind }, title))) : null;
}

function ladder(rungs) {
  return h(
    "table", {},
    h("thead", {}, h("tr", {}, h("th", {}, hidden("Place")), h("th", {}, ""), h("th", { title: "Played" }, "P"), h("th", { title: "Won" }, "W"))),
    h("tbody", {}, rungs.map((rung) => h("tr", { "data-competitor": rung.competitor }, h("td", { class: "tl-place" }, rung.place), h("th", { scope: "row" }, rung.name), h("td", {}, rung.played ?? 0), h("td", {}, rung.won ?? 0)))),
  );
}

/** By which rules it was computed, and of what; and the same as a file. */
function source({ rules = [], tables = [], revision }, csv, open) {
  const events = new Set(tables.flatMap((table) => table.events ?? [])).size;
  return h(
    "details", { class: "tl-asked", open },
    h("summary", {}, "Source"),
    h("p", {}, `Computed of ${events} ${events === 1 ? "event" : "events"}, by the rules in Git`, revision ? [" (", h("code", {}, revision.slice(0, 7)), ")"] : null, ". ", h("a", { href: csv, download: "table.csv" }, "CSV")),
    rules.length ? h("ul", {}, rules.map((rule) => h("li", {}, rule))) : null,
  );
}
