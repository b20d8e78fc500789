// <tl-table competition="ID" stage="ID" group="A" live>: the tables of a competition, each place with its reason.

import { Competing, h, hidden, icon, refill } from "./competing.js";

export class Tables extends Competing {
  #open = new Set(); // the places whose reason is shown

  show(stages, progress) {
    const parts = stages.map((stage) => [stage, tablesOf(stage, this.given("group"))]);
    const shown = parts.filter(([stage, tables]) => tables.length || stage.rungs?.length);
    if (!shown.length) return this.sentence("This competition has no table.");
    refill(this, [shown, this.live, this.given("most")], () =>
      shown.flatMap(([stage, tables]) => [
        shown.length > 1 ? h("h3", {}, stage.name) : null,
        stage.rungs?.length ? ladder(stage) : null,
        h("div", { class: tables.length > 2 ? "tl-tables" : "" }, tables.map((table) => this.#table(table, progress, tables.length > 1))),
      ]),
    );
  }

  #table(table, progress, titled) {
    const begun = table.rows.some((row) => row.played);
    const most = Number(this.given("most")) || table.rows.length;
    const rows = table.rows.slice(0, most).flatMap((row, index) => this.#row(row, table.zones?.[index], progress, begun, table));
    const sets = table.rows.some((row) => row.sets);
    return h(
      "section", { class: "tl-standing", "data-table": table.id },
      titled ? h("h4", {}, table.name) : null,
      h(
        "table", {},
        h("caption", { class: "tl-hidden" }, `${table.name}, ${this.live ? "as it stands" : "official"}`),
        h("thead", {}, h("tr", {}, head("#", "Place"), head("Name", "", "tl-name"), head("P", "Played"), head("W", "Won", "tl-wide"),
          head("D", "Drawn", "tl-wide"), head("L", "Lost", "tl-wide"), head(sets ? "Sets" : "+:−", sets ? "Sets" : "For and against", "tl-wide"),
          head("±", "Difference"), head("Pts", "Points"), head("Form", "The last five, the newest last", "tl-wide tl-form-head"))),
        h("tbody", {}, rows),
      ),
      h("p", { class: "tl-quiet tl-standing-foot" }, legend(table), foot(table)),
    );
  }

  #row(row, zone, progress, begun, table) {
    const key = `${table.id}/${row.competitor}`;
    const id = `why-${table.id}-${row.competitor}`;
    const why = h("tr", { class: "tl-reason", id, hidden: !this.#open.has(key) }, h("td", { colspan: 10 }, reasonOf(row)));
    const toggle = (event) => {
      this.#open[this.#open.has(key) ? "delete" : "add"](key);
      why.hidden = !this.#open.has(key);
      event.currentTarget.setAttribute("aria-expanded", String(!why.hidden));
    };
    const explained = begun && Boolean(row.explanation || row.adjusted);
    const name = explained
      ? h("button", { type: "button", "aria-expanded": String(!why.hidden), "aria-controls": id, title: "Why this place?", onclick: toggle }, row.name)
      : row.name;
    const group = row.group ? h("small", { class: "tl-quiet" }, ` ${groupName(progress, row.group)}`) : null;
    return [
      h(
        "tr", { "data-competitor": row.competitor, "data-zone": zone?.kind ?? null, "data-points": row.points },
        h("td", { class: "tl-rank", title: zone?.title ?? null }, begun && row.shared ? `${row.rank}=` : row.rank, movement(row.movement), zone ? hidden(zone.title) : null),
        h("th", { scope: "row", class: "tl-name" }, name, row.adjusted ? h("small", { title: "Points apart from games" }, ` ${signed(row.adjusted)}`) : null, group),
        cell(row.played), cell(row.won, "tl-wide"), cell(row.drawn, "tl-wide"), cell(row.lost, "tl-wide"),
        cell(row.sets ? row.sets.join(":") : `${row.scored}:${row.conceded}`, "tl-wide"), cell(signed(row.scored - row.conceded)),
        h("td", { class: "tl-points" }, row.points), h("td", { class: "tl-wide tl-form" }, form(row)),
      ),
      why,
    ];
  }
}

function tablesOf(stage, group) {
  const all = [...(stage.tables ?? []), ...(stage.best ?? [])];
  return group ? all.filter((table) => [table.id, table.short].includes(group)) : all;
}

function groupName(progress, id) {
  const all = progress.stages.flatMap((stage) => stage.tables ?? []);
  return all.find((table) => table.id === id)?.name ?? id;
}

function reasonOf(row) {
  const streak = row.streak ? ` Streak: ${row.streak}.` : "";
  const adjusted = row.adjusted ? ` ${signed(row.adjusted)} points apart from games are included.` : "";
  const why = row.explanation ? `${row.explanation[0].toUpperCase()}${row.explanation.slice(1)}.` : "";
  return `${why}${adjusted}${streak}`;
}

/** How many places up or down. */
export function movement(places = 0) {
  if (!places) return null;
  const up = places > 0;
  const text = `${Math.abs(places)} ${Math.abs(places) > 1 ? "places" : "place"} ${up ? "up" : "down"}`;
  return h(
    "span", { class: "tl-moved", "data-moved": up ? "up" : "down", title: text },
    icon(up ? "arrow_upward" : "arrow_downward"), h("span", { "aria-hidden": "true" }, Math.abs(places)), hidden(text),
  );
}

function form(row) {
  return [...(row.form ?? "")].map((letter) => h("span", { "data-verdict": letter }, letter));
}

function legend(table) {
  const zones = new Map((table.zones ?? []).filter(Boolean).map((zone) => [zone.title, zone.kind ?? "qualification"]));
  return [...zones].map(([title, kind]) => h("span", { class: "tl-zone", "data-zone": kind }, title));
}

function foot(table) {
  if (table.complete) return h("span", {}, "Complete");
  return table.remaining ? h("span", {}, `${table.remaining} ${table.remaining === 1 ? "game" : "games"} without a final result`) : null;
}

function ladder(stage) {
  const rated = stage.rungs.some((rung) => rung.rating !== undefined);
  return h(
    "section", { class: "tl-standing", "data-table": stage.id },
    h(
      "table", {},
      h("caption", { class: "tl-hidden" }, stage.name),
      h("thead", {}, h("tr", {}, head("#", "Place"), head("Name", "", "tl-name"), head("P", "Played"), head("W", "Won"), rated ? head("Rating") : null)),
      h("tbody", {}, stage.rungs.map((rung) =>
        h(
          "tr", { "data-competitor": rung.competitor },
          h("td", { class: "tl-rank" }, rung.place, movement(rung.began - rung.place)), h("th", { scope: "row", class: "tl-name" }, rung.name),
          cell(rung.played ?? 0), cell(rung.won ?? 0), rated ? cell(Math.round(rung.rating)) : null,
        ),
      )),
    ),
    h("p", { class: "tl-quiet tl-standing-foot" }, "Arrows: since the beginning of the ladder."),
  );
}

function head(text, meaning = "", look = "") {
  return h("th", { scope: "col", class: look, title: meaning || null }, meaning ? [h("span", { "aria-hidden": "true" }, text), hidden(meaning)] : text);
}

function cell(value, look = "") {
  return h("td", { class: look }, value);
}

function signed(number) {
  return number > 0 ? `+${number}` : String(number).replace("-", "−");
}
