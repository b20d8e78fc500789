// <tl-source>SENTENCE</tl-source>: the foot of a live block: whether it is up to date, and, once it is opened, where its numbers come from.

import { adopt, fill, h, hidden, icon, mark, refill } from "./dom.js";
import { moment, timeOfDay } from "./words.js";

const PLACE = ".tl-live";
const DAY_MS = 86_400_000;
const told = new WeakMap(); // the place of a block → what it told last

/** Let the foot of *block* say how it is connected and what is known of its source: `{rows, links, page}`, as the functions
 * below make it. What is no live block of a page has no foot. */
export function tell(block, connection, known = {}) {
  if (!isBlock(block)) return;
  told.set(block.parentElement, { connection, ...known });
  block.parentElement.querySelector(":scope > tl-source")?.draw?.();
}

/** Whether *element* is a live block of a page of the wiki. */
export function isBlock(element) {
  return Boolean(element.parentElement?.matches(PLACE));
}

export class Source extends HTMLElement {
  #parts = null;

  connectedCallback() {
    adopt(this);
    if (!this.#parts) this.#build();
    this.draw();
  }

  /** Show what its block told. */
  draw() {
    const known = told.get(this.parentElement);
    if (!known || !this.#parts) return;
    const { state, facts, page } = this.#parts;
    mark(this, "data-connection", known.connection.status);
    refill(state, known.connection, () => connectionOf(known.connection));
    refill(facts, [known.rows, known.links], () => factsOf(known));
    refill(page, known.page ?? null, () => (known.page ? [h("a", { class: "tl-live-more", href: known.page.href, target: "_self" }, known.page.text)] : []));
  }

  #build() {
    const part = (name) => h("span", { class: `tl-source-${name}` });
    const parts = { state: part("state"), page: part("page"), facts: h("div", {}) };
    const sentence = this.textContent;
    fill(this, h("details", {}, h("summary", {}, h("span", {}, "Source"), parts.state), h("p", {}, sentence), parts.facts), parts.page);
    this.#parts = parts;
  }
}

/** How something is connected, in words. */
export function connectionOf({ status, since }) {
  if (status === "live") return [h("span", { class: "tl-dot" }), hidden("Connection: "), "live"];
  if (status === "connecting") return [icon("sensors"), "connecting"];
  if (status === "stale") return [icon("sensors_off"), `stale since ${Date.now() - since < DAY_MS ? timeOfDay(since) : moment(since, Date.now())}`];
  return [];
}

/** `{rows, links}` as nodes. */
export function factsOf({ rows = [], links = [] }) {
  return [
    rows.length ? h("dl", {}, rows.map(([name, value]) => [h("dt", {}, name), h("dd", { "data-row": name }, value)])) : null,
    links.length ? h("p", {}, links.map(([text, href], index) => [index ? " · " : null, h("a", { href, target: "_blank" }, text)])) : null,
  ];
}

/** An event: the records of Kafka that made it, and the commit of the rules. */
export function ofEvent(id, record) {
  const path = `/api/events/${encodeURIComponent(id)}`;
  const page = { href: `/event?id=${encodeURIComponent(id)}`, text: "All about this event" };
  if (!record) return { page };
  const { topic, partition, first_offset: first, last_offset: last, count } = record.provenance;
  const { revision } = record.state.declared ?? {};
  return {
    page,
    rows: [["Topic", topic], ["Partition", partition], ["Offsets", `${first}–${last}`], ["Actions", count], ["Rules", revision ? short(revision) : "the sport's own profile"]],
    links: [["All actions", `${path}/actions`], ["State as JSON", path]],
  };
}

/** Several events: the records of Kafka that they are read from; of one *competition*, or of all. */
export function ofEvents(records, competition = "") {
  const reach = new Map();
  for (const { provenance: { topic, partition, first_offset: first, last_offset: last } } of records) {
    const [from, to] = reach.get(`${topic}, partition ${partition}`) ?? [first, last];
    reach.set(`${topic}, partition ${partition}`, [Math.min(from, first), Math.max(to, last)]);
  }
  const offsets = [...reach].sort().map(([name, [from, to]]) => [name, `offsets ${from}–${to}`]);
  const query = competition ? `?competition=${encodeURIComponent(competition)}` : "";
  return {
    page: competition ? pageOf(competition) : undefined,
    rows: [["Events", records.length], ...offsets],
    links: [["Events as JSON", `/api/events${query}`]],
  };
}

/** A competition: its rules, in words and as the commit that they are from. */
export function ofCompetition(id, progress, stages) {
  if (!progress) return { page: pageOf(id) };
  const path = `/api/competitions/${encodeURIComponent(id)}`;
  const rules = stages.filter((stage) => stage.rules?.length).map((stage) => [`Rules of ${stage.name}`, stage.rules.join("; ")]);
  return {
    page: pageOf(id),
    rows: [["Competition", progress.title], ["Revision in Git", progress.revision ? short(progress.revision) : "none"], ...rules],
    links: [["All actions", `${path}/actions`], ["As JSON", path]],
  };
}

/** Queries: what was asked of which Prometheus, and when, in ms. */
export function ofQueries({ queries, prometheus, at }) {
  const asked = new URLSearchParams(queries.map((text) => ["query", text]));
  return {
    page: queries.length ? { href: `/explore?${asked}`, text: "Explore the query" } : undefined,
    rows: [...queries.map((text) => ["PromQL", text]), ["Prometheus", prometheus || "not known yet"], ["Asked", at ? timeOfDay(at) : "not yet"]],
  };
}

function pageOf(competition) {
  return { href: `/competition?id=${encodeURIComponent(competition)}`, text: "All about this competition" };
}

function short(revision) {
  return revision.slice(0, 10);
}
