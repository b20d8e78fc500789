// <tl-rounds competition="ID" stage="ID" team="ID" against="ID" most="5">: fixtures and results, round by round.

import { Competing, h, icon, linked, refill, remark, scoreOrTime, sideName, when } from "./competing.js";
import { capital, counted, title as titled, word } from "./sports.js";
import { numberText, OVER } from "./words.js";

export class Rounds extends Competing {
  #meetings = null; // what two have against each other, as the server counts it
  #asked = ""; // for which matches
  #again = () => undefined;

  show(stages, progress) {
    this.#again = () => this.show(stages, progress);
    const words = (count) => word(progress.sport, "event", count);
    const all = stages.flatMap((stage) => (stage.matches ?? []).map((match) => ({ ...this.current(match), of: stage.name })));
    if (!this.given("stage")) all.push(...(progress.loose ?? []).map((match) => ({ ...this.current(match), of: "" })));
    const ids = [this.given("team"), this.given("against")].filter(Boolean);
    const wanted = nearest(all.filter((match) => ids.every((id) => plays(match, id))), Number(this.given("most")));
    if (!wanted.length) return this.sentence(ids.length ? `There is no ${words(1)} of this kind.` : `No ${words(1)} is planned yet.`);
    const resting = this.given("most") || ids.length ? [] : stages.flatMap((stage) => (stage.resting ?? []).map((one) => ({ ...one, of: stage.name })));
    if (ids.length === 2) this.#ask(ids, wanted.filter((match) => OVER.has(match.status ?? "")));
    const meetings = ids.length === 2 ? this.#meetings : null;
    const others = capital(words(2));
    return refill(this, [wanted, resting, meetings], () => [
      meetings ? balance(meetings, progress) : null, ...rounds(wanted, others).map((round) => section(round, resting)),
    ]);
  }

  /** Let the server count what two have against each other: anew when one of their matches *over* is another one. */
  async #ask([one, other], over) {
    const at = this.given("at");
    const query = new URLSearchParams({ one, other, ...(at ? { at } : {}) });
    const asked = JSON.stringify([`${query}`, over]);
    if (asked === this.#asked) return;
    if (JSON.parse(this.#asked || "[]")[0] !== `${query}`) this.#meetings = null;
    this.#asked = asked;
    const answer = await fetch(`/api/competitions/${encodeURIComponent(this.given("competition"))}/meetings?${query}`).catch(() => null);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (asked !== this.#asked) return; // somebody else is asked about by now
    if (!found) {
      this.#asked = ""; // the next change asks again
      return;
    }
    this.#meetings = found;
    this.#again();
  }
}

function plays(match, id) {
  return match.home.id === id || match.away.id === id;
}

/** The last half of *most* that are over, and those that come next; all of them without a number. */
function nearest(matches, most) {
  if (!most || matches.length <= most) return matches;
  const next = matches.findIndex((match) => !OVER.has(match.status ?? "scheduled"));
  const middle = next < 0 ? matches.length : next;
  const from = Math.max(0, Math.min(middle - Math.floor(most / 2), matches.length - most));
  return matches.slice(from, from + most);
}

function rounds(matches, others) {
  const found = new Map();
  for (const match of matches) {
    const key = `${match.of}/${match.number ?? 0}/${match.round ?? ""}`;
    if (!found.has(key)) found.set(key, { title: title(match) || others, number: match.number, of: match.of, matches: [] });
    found.get(key).matches.push(match);
  }
  return [...found.values()].sort((one, other) => (one.of === other.of ? (one.number ?? 0) - (other.number ?? 0) : 0));
}

function title(match) {
  const round = match.round || (match.number ? `Round ${match.number}` : "");
  return [match.of, round].filter(Boolean).join(" · ");
}

function section({ title, number, of, matches }, resting) {
  const rests = resting.filter((one) => one.of === of && one.number === number).map((one) => one.side.name);
  const ordered = [...matches].sort((one, other) => Date.parse(one.start ?? one.day ?? 0) - Date.parse(other.start ?? other.day ?? 0));
  return h(
    "section", { class: "tl-round" }, h("h4", {}, title), h("ol", {}, ordered.map(row)),
    rests.length ? h("p", { class: "tl-quiet" }, `No opponent: ${rests.join(", ")}`) : null,
  );
}

function row(match) {
  const note = [remark(match), match.score ? when(match) : "", match.venue].filter(Boolean).join(" · ");
  return h(
    "li", { "data-match": match.uid, "data-status": match.status ?? "scheduled", "data-score": match.score?.join("-") ?? null },
    linked(match, sideName(match.home, match.winner), scoreOrTime(match), sideName(match.away, match.winner)),
    h("span", { class: "tl-quiet tl-match-note" }, match.needed === false ? `${note} · if needed` : note),
  );
}

/** What two competitors have against each other: games won, drawn and lost, and what they scored. */
function balance({ one, other, won, drawn, lost, scored, conceded }, { sport, competitors }) {
  const name = (id) => competitors.find((side) => side.id === id)?.name ?? id;
  const count = won + drawn + lost;
  return h(
    "div", { class: "tl-balance", "data-balance": `${won}-${drawn}-${lost}` },
    h("span", {}, name(one)), h("b", {}, `${won} – ${drawn} – ${lost}`), h("span", {}, name(other)),
    h("p", { class: "tl-quiet" }, icon("swords"), ` ${counted(sport, "event", count)}: won, drawn, lost. ${titled(sport, "score", 2)} over all: ${numberText(scored)}–${numberText(conceded)}.`),
  );
}
