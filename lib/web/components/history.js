// The history of a page, or of the whole wiki. What is chosen is in the address; Streamlit's script says what to show.

import { fill, h, icon, styled } from "./dom.js";
import { askToRestore } from "./edit-dialogs.js";
import { send } from "./edit-save.js";
import { followLinks, go, shown } from "./edit-ways.js";
import { blame, day, difference, moment, pageThen } from "./history-views.js";
import { addressOf, encode } from "./wiki-store.js";

const VIEWS = { markdown: "Markdown", text: "What readers see", lines: "Who wrote what", page: "The page then" };
const KINDS = { added: "added", deleted: "deleted", moved: "moved" };

class History extends HTMLElement {
  #data;

  connectedCallback() {
    followLinks(this);
  }

  /** Show what the script says. */
  show(data) {
    this.#data = data;
    fill(this, data.part === "wiki" ? this.#wiki() : this.#page());
  }

  // The whole wiki --------------------------------------------------------------------------------------------------

  #wiki() {
    const { entries, before, writes } = this.#data;
    const fresh = writes ? [" · ", h("a", { href: "/edit", target: "_self" }, "Write a new page")] : null;
    const head = h("header", { class: "tl-history-head" }, h("h1", {}, "Changes"),
      h("p", { class: "tl-quiet" }, "Of all pages, the newest first. ", h("a", { href: "/feed.atom" }, "As a feed"), fresh));
    if (!entries.length) return [head, h("p", {}, before ? "There are no older changes." : "The history is still being read from Git: look again in a moment.")];
    let last = "";
    const rows = entries.flatMap((entry) => {
      const today = day(entry.time);
      const heading = today === last ? [] : [h("li", { class: "tl-day" }, today)];
      last = today;
      return [...heading, this.#entry(entry)];
    });
    return [head, h("ol", { class: "tl-entries" }, rows), this.#older(entries.at(-1).sha)];
  }

  #entry({ sha, author, time, subject, touched, more }) {
    const pages = touched.map(({ kind, path, page, before }) =>
      h("li", {}, KINDS[kind] ? h("span", { class: "tl-kind" }, KINDS[kind]) : null,
        page === null ? path : h("a", { href: `/history?page=${encode(page)}&to=${sha}`, target: "_self" }, page), before ? h("span", { class: "tl-quiet" }, ` from ${before}`) : null));
    const by = h("div", { class: "tl-by" }, author, ", ", h("time", { datetime: time }, new Date(time).toLocaleTimeString(undefined, { timeStyle: "short" })));
    return h("li", {}, h("div", { class: "tl-subject" }, subject), by, h("ul", {}, pages, more ? h("li", { class: "tl-quiet" }, `and ${more} more`) : null));
  }

  // A page ----------------------------------------------------------------------------------------------------------

  #page() {
    const { page, title, exists, versions, before } = this.#data;
    const name = exists ? h("a", { href: addressOf(page), target: "_self" }, title) : title;
    const head = h("header", { class: "tl-history-head" }, h("h1", {}, h("span", { class: "tl-quiet" }, "History of "), name), h("p", { class: "tl-quiet" }, `${page}.md`, " · ", h("a", { href: "/history", target: "_self" }, "All changes")));
    if (!versions.length) return [head, h("p", {}, before ? "There are no older versions." : "The history has nothing of a page under this path.")];
    return [head, h("div", { class: "tl-history-body" }, this.#list(), h("section", { "aria-label": "What changed" }, this.#tools(), this.#view()))];
  }

  #list() {
    const { versions } = this.#data;
    const head = h("div", { class: "tl-version-head", "aria-hidden": "true" }, h("span", {}, "from"), h("span", {}, "to"), h("div", {}));
    return h("div", { class: "tl-history-list" }, head, h("ol", {}, versions.map((one) => this.#row(one))), this.#older(versions.at(-1).sha));
  }

  #row({ sha, author, time, subject, kind, page, added, removed }) {
    const { old, new: now } = this.#data;
    const pick = (name, key, checked, words) =>
      h("input", { type: "radio", name: `tl-${name}`, checked, "aria-label": `${words} ${subject}, ${moment(time)}`, onchange: () => this.#choose({ [key]: sha }) });
    const counts = h("span", { class: "tl-count" }, h("span", { class: "tl-new" }, `+${added}`), " ", h("span", { class: "tl-gone" }, `−${removed}`));
    const about = [KINDS[kind] ? h("span", { class: "tl-kind" }, KINDS[kind]) : null, page !== this.#data.page ? h("span", { class: "tl-quiet" }, `as ${page} `) : null];
    return h("li", { class: "tl-version-row", "data-chosen": String(sha === now), "data-version": sha },
      pick("from", "from", sha === old, "From"), pick("to", "to", sha === now, "To"),
      h("div", {}, h("a", { class: "tl-subject", href: this.#address({ to: sha, from: "" }), target: "_self" }, subject),
        h("div", { class: "tl-by" }, about, author, ", ", h("time", { datetime: time }, moment(time)), " ", counts)));
  }

  #tools() {
    const { view, versions, exists, writes } = this.#data;
    const tab = ([name, words]) => h("button", { type: "button", "aria-pressed": String(name === view), onclick: () => this.#choose({ view: name }) }, words);
    const version = this.#version(this.#data.new);
    const newest = exists && this.#data.new === versions[0]?.sha && !this.#data.before;
    const restorable = writes && version && version.kind !== "deleted" && !newest;
    return h("div", { class: "tl-history-tools" },
      h("div", { class: "tl-tabs", role: "group", "aria-label": "What to show" }, Object.entries(VIEWS).map(tab)),
      version && version.kind !== "deleted" ? h("a", { href: `${addressOf(version.page)}&at=${version.sha}`, target: "_self" }, "As a page") : null,
      restorable ? h("button", { type: "button", onclick: () => this.#restore(version) }, icon("settings_backup_restore"), "Restore this version") : null);
  }

  #view() {
    const { rows, passages, html, view, old, new: now } = this.#data;
    const named = (version) => (version ? `${version.author}, ${moment(version.time)}` : "Before it was there");
    if (passages) return passages.length ? blame(passages, (sha) => this.#address({ to: sha, from: "", view: "markdown" })) : h("p", { class: "tl-quiet" }, "In this version the page was deleted.");
    if (html !== undefined) return pageThen(html);
    return difference(rows ?? [], named(this.#version(old)), named(this.#version(now)), view !== "text");
  }

  #version(sha) {
    return this.#data.versions.find((one) => one.sha === sha);
  }

  #restore({ sha, time, page: was }) {
    const { page, author } = this.#data;
    askToRestore(this, moment(time), author, async (name) => {
      const answer = await send("POST", `/api/wiki/${encode(page)}/restore`, { name, revision: sha, was });
      if (answer.result !== "saved" && answer.result !== "held") return answer.error;
      await shown(answer.page);
      return "";
    });
  }

  // The address -----------------------------------------------------------------------------------------------------

  #older(sha) {
    return this.#data.more ? h("a", { href: this.#address({ before: sha, from: "", to: "" }), target: "_self" }, "Older") : null;
  }

  #choose(changes) {
    go(this.#address(changes));
  }

  /** The address of this history with other choices; an empty one is left out. */
  #address(changes) {
    const { page = "", before = "", view } = this.#data;
    const here = new URLSearchParams(location.search);
    const chosen = { page, before, from: here.get("from") ?? "", to: here.get("to") ?? "", view: view === "markdown" ? "" : view, ...changes };
    const query = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value));
    return `/history${query.size ? `?${query}` : ""}`;
  }
}

if (!customElements.get("tl-history")) customElements.define("tl-history", History);

/** Show the history in *parent*; called again for new data. */
export async function mount(parent, data) {
  await styled;
  const element = parent.querySelector("tl-history") ?? document.createElement("tl-history");
  parent.querySelector("[data-tl-coming]")?.remove();
  if (!element.isConnected) parent.append(element);
  element.show(data);
  return () => element.remove();
}
