// <tl-predictors competition="ID" most="20" live>: who foretells the scores of a competition best.

import { Competing, h, hidden, refill } from "./competing.js";
import { ask } from "./viewer.js";

const MOST = 50;

export class Predictors extends Competing {
  #asking = false;
  #again = false;

  /** The competition has changed, or is here for the first time: so may have the table. */
  async show(stages, progress) {
    if (this.#asking) {
      this.#again = true;
      return;
    }
    this.#asking = true;
    const most = Number(this.given("most")) || MOST;
    const address = `/api/competitions/${encodeURIComponent(this.given("competition"))}/predictors?limit=${most}`;
    const { ok, status, body } = await ask(this.live ? `${address}&live=1` : address);
    this.#asking = false;
    if (ok) this.#draw(body);
    else if (status === 404) this.sentence(`${progress.title} takes no predictions.`);
    else if (!this.querySelector("table")) this.sentence(body.error);
    if (this.#again) {
      this.#again = false;
      await this.show(stages, progress);
    }
  }

  #draw({ places, own, total, rule, competition }) {
    if (!total) return this.sentence("Nobody has a prediction of a finished event yet. Predict on the page of an event, before it starts.");
    const rows = places.some((one) => one.voter === own?.voter) || !own ? places : [...places, own];
    return refill(this, [rows, own?.voter, total, rule, this.live], () => h(
      "section", { class: "tl-standing" },
      h(
        "table", {},
        h("caption", { class: "tl-hidden" }, "The best predictors"),
        h("thead", {}, h("tr", {}, head("#", "Place"), head("Name", "", "tl-name"), head("P", "Predictions with a result"),
          head("Exact", "Exact scores", "tl-wide"), head("Diff", "Right difference", "tl-wide"), head("Win", "Right winner, or a draw", "tl-wide"), head("Pts", "Points"))),
        h("tbody", {}, rows.map((one) => row(one, own))),
      ),
      h(
        "p", { class: "tl-quiet tl-standing-foot" },
        h("span", {}, `Exact score ${rule.exact}, difference ${rule.difference}, winner ${rule.tendency}`),
        total > rows.length ? h("span", {}, `${rows.length} of ${total.toLocaleString("en-GB")}`) : null,
        h("a", { href: `/api/competitions/${encodeURIComponent(competition)}/predictors?format=csv${this.live ? "&live=1" : ""}` }, "CSV"),
      ),
    ));
  }
}

function row(one, own) {
  const [exact, difference, tendency] = one.hits;
  const isOwn = one.voter === own?.voter;
  return h(
    "tr", { "data-voter": one.voter, "data-own": isOwn, "data-points": one.points },
    h("td", { class: "tl-rank" }, one.rank),
    h("th", { scope: "row", class: "tl-name" }, one.name || `Somebody ${one.voter.slice(2, 6)}`, isOwn ? h("small", { class: "tl-quiet" }, " you") : null),
    h("td", {}, one.predicted), [exact, difference, tendency].map((number) => h("td", { class: "tl-wide" }, number)),
    h("td", { class: "tl-points" }, one.points),
  );
}

function head(text, meaning = "", look = "") {
  return h("th", { scope: "col", class: look, title: meaning || null }, meaning ? [h("span", { "aria-hidden": "true" }, text), hidden(meaning)] : text);
}
