// A dashboard: its variables, its time, its panels side by side. Asked in one request, drawn as the answers come.

import { Clockwork, explain, place, stream } from "./answers.js";
import { h, fill, icon, mark, refill, say } from "./dom.js";
import { dress } from "./dress.js";
import { seconds } from "./numbers.js";
import { leftOut } from "./notes.js";
import { exploring, Panel } from "./panel.js";
import { changed, Range } from "./range.js";

const CARRIED = ["range", "from", "to", "resolution"];

/** One dashboard: `{id, title, help, duration, refresh, layouts, panels}` as lib/web/dashboards.py gives it. */
class Board extends HTMLElement {
  #data = null;
  #panels = new Map();
  #variables = h("div", { class: "tl-variables" });
  #range = new Range((changes) => this.#go(changes), () => this.#ask());
  #marks = h("button", { type: "button", class: "tl-toggle", onclick: () => this.#go({ marks: this.#on("marks") ? null : "1" }) }, icon("flag"), "Actions");
  #full = h("button", { type: "button", title: "Full screen", onclick: () => this.#toggleFull() }, icon("fullscreen", "Full screen"));
  #problem = h("p", { class: "tl-problem", role: "status" });
  #when = h("p", { class: "tl-when tl-quiet" });
  #left = h("p", { class: "tl-when tl-quiet" });
  #grid = h("div", { class: "tl-grids" });
  #clock = new Clockwork(() => this.#ask());
  #stop = null;
  #found = [];
  #onBack = () => this.#read();
  #onFull = () => document.fullscreenElement || this.#go({ tv: null }, true);

  /** Show a dashboard; *others* are those to go to with *open*. Of the same one only what the address says is new. */
  show(data, others, open) {
    if (JSON.stringify(this.#data) === JSON.stringify(data)) return;
    this.#data = data;
    const links = others.map((one) => h("a", { href: address(one.id), target: "_self", "aria-current": one.id === data.id ? "page" : null, onclick: open }, one.title));
    const head = h("details", { class: "tl-choice tl-others" }, h("summary", { title: "All dashboards" }, h("h1", {}, data.title)), h("nav", { class: "tl-choice-list", "aria-label": "Dashboards" }, links));
    fill(this, h("header", { class: "tl-board-head" }, head, this.#variables, this.#marks, this.#range.node, this.#full), this.#problem, this.#grid, this.#left, this.#when);
    document.title = `${data.title} · Touchline`;
    this.#lay();
    this.#read();
  }

  connectedCallback() {
    window.addEventListener("popstate", this.#onBack);
    document.addEventListener("fullscreenchange", this.#onFull);
  }

  disconnectedCallback() {
    window.removeEventListener("popstate", this.#onBack);
    document.removeEventListener("fullscreenchange", this.#onFull);
    this.#stop?.abort();
    this.#clock.stop();
  }

  get #usual() {
    return { range: this.#data.duration, refresh: this.#data.refresh };
  }

  #on(name) {
    return place.query.get(name) === "1";
  }

  #go(changes, quietly = false) {
    place.go(changed(place.query, changes), quietly);
    this.#read();
  }

  /** Be what the address says. */
  #read() {
    if (!this.isConnected || location.pathname !== "/dashboard" || place.query.get("id") !== this.#data.id) return;
    this.#range.show(place.query, this.#usual);
    mark(this.#marks, "aria-pressed", String(this.#on("marks")));
    mark(this, "data-tv", place.query.get("tv") === "1");
    this.#ask();
  }

  /** Put the panels where the dashboard has them; those that stay keep what they show. */
  #lay() {
    const { layouts, panels } = this.#data;
    for (const panel of this.#panels.values()) panel.leave();
    this.#panels.clear();
    fill(this.#grid, layouts.map(({ title, items }) => {
      const grid = h("div", { class: "tl-grid", style: `--rows:${Math.max(...items.map((item) => item.y + item.height))}` });
      const rows = [...items].sort((one, other) => one.y - other.y || one.x - other.x);
      for (const { panel, x, y, width, height } of rows) {
        const cell = grid.appendChild(h("div", { class: "tl-cell", style: `--x:${x + 1};--w:${width};--y:${y + 1};--h:${height}` }));
        const made = new Panel(cell, { csv: () => this.#csv(panel), explore: (answer) => exploring(answer, this.#carried()) });
        made.expect(panels[panel].title, panels[panel].help, panels[panel].kind);
        this.#panels.set(panel, made);
      }
      return [title ? h("h2", {}, title) : null, grid];
    }));
  }

  async #ask() {
    this.#stop?.abort();
    const { signal } = (this.#stop = new AbortController());
    mark(this, "data-asking", "true");
    if (!this.#on("marks") && this.#found.length) this.#mark([], 0);
    try {
      await stream(this.#address(), (line) => !signal.aborted && this.#take(line), signal);
      say(this.#problem, "");
      say(this.#when, `As of ${new Date().toLocaleTimeString()}`);
    } catch (error) {
      if (signal.aborted) return;
      say(this.#problem, explain(error));
      for (const panel of this.#panels.values()) panel.answer || panel.fail("Not asked yet.");
    }
    mark(this, "data-asking", "false");
    this.#clock.every(seconds(this.#range.refresh(place.query)));
  }

  #take({ variables, start, end, answer, marks, left_out: left, error }) {
    if (variables) {
      this.#range.note(Date.parse(start) / 1000, Date.parse(end) / 1000);
      this.#fillVariables(variables);
    }
    if (answer) this.#panels.get(answer.panel)?.show(answer, this.#options());
    if (marks) this.#mark(marks, left);
    if (error) throw new Error(error);
  }

  #options() {
    return { sync: `board-${this.#data.id}`, marks: this.#found, onRange: (from, to) => this.#range.set(from, to) };
  }

  /** Marks come last; the lines are drawn already. */
  #mark(marks, left) {
    this.#found = marks;
    say(this.#left, leftOut(left));
    for (const panel of this.#panels.values()) if (panel.answer?.plugin.kind === "TimeSeriesChart") panel.show(panel.answer, this.#options());
  }

  #address() {
    const query = place.query;
    for (const name of ["id", "tv", "refresh"]) query.delete(name);
    return `/api/dashboards/${encodeURIComponent(this.#data.id)}?${query}`;
  }

  #csv(panel) {
    return `${this.#address().replace("?", `/panels/${panel}?`)}&format=csv`;
  }

  #carried() {
    const carried = Object.fromEntries(CARRIED.map((name) => [name, place.query.get(name)]));
    return carried.range || carried.from ? carried : { ...carried, range: this.#data.duration };
  }

  #fillVariables(variables) {
    const shown = variables.filter((one) => !one.hidden).map((one) => ({ choices: [], ...one }));
    if (this.#variables.contains(document.activeElement) && this.#variables.querySelector("details[open]")) return;
    refill(this.#variables, shown, () => shown.map((one) => {
      const [tag, told] = one.several ? ["div", { role: "group", "aria-label": one.title }] : ["label", {}]; // each of several boxes has a label of its own
      return h(tag, { class: "tl-variable", ...told }, h("span", {}, one.title), this.#control(one));
    }));
  }

  #control(one) {
    const name = `var-${one.name}`;
    if (one.text) return h("input", { value: one.values[0] ?? "", onchange: (event) => this.#go({ [name]: event.target.value }) });
    if (one.problem) return h("span", { class: "tl-quiet", title: one.problem }, "cannot be read");
    if (!one.choices.length && !one.values.length) return h("span", { class: "tl-quiet" }, "nothing yet");
    return one.several ? this.#several(one, name) : this.#single(one, name);
  }

  #single(one, name) {
    const unknown = one.values.filter((value) => value !== ALL && !one.choices.some((choice) => choice.value === value));
    const rows = [...(one.all ? [[ALL, "All"]] : []), ...unknown.map((value) => [value, value]), ...one.choices.map((choice) => [choice.value, choice.name || choice.value])];
    const select = h("select", { onchange: (event) => this.#go({ [name]: event.target.value }) }, rows.map(([value, text]) => h("option", { value }, text)));
    select.value = one.values[0] ?? "";
    return select;
  }

  #several(one, name) {
    const boxes = [...(one.all ? [{ value: ALL, name: "All" }] : []), ...one.choices].map((choice) => {
      const box = h("input", { type: "checkbox", value: choice.value });
      box.checked = one.values.includes(choice.value);
      return h("label", {}, box, choice.name || choice.value);
    });
    const list = h("div", { class: "tl-choice-list" }, boxes);
    list.addEventListener("change", ({ target }) => {
      const checked = [...list.querySelectorAll("input:checked")].map((box) => box.value);
      const kept = target.value === ALL && target.checked ? [ALL] : checked.filter((value) => value !== ALL);
      for (const box of list.querySelectorAll("input")) box.checked = kept.includes(box.value);
      this.#go({ [name]: kept.length ? kept : null });
    });
    const said = one.values.includes(ALL) ? "All" : one.values.length > 2 ? `${one.values.length} chosen` : one.values.map((value) => one.choices.find((choice) => choice.value === value)?.name || value).join(", ");
    return h("details", { class: "tl-choice" }, h("summary", {}, said || "none"), list);
  }

  async #toggleFull() {
    const on = !this.#on("tv");
    this.#go({ tv: on ? "1" : null }, true);
    if (on) await this.requestFullscreen?.().catch(() => undefined); // a window that may not still shows the page alone
    else if (document.fullscreenElement) await document.exitFullscreen();
  }
}

const ALL = "$__all";

if (!customElements.get("tl-dashboard")) customElements.define("tl-dashboard", Board);

/** The dashboard that the address names, or all of them to choose from. From one to another takes no script of the server. */
class Boards extends HTMLElement {
  #boards = [];
  #shown = null;
  #onBack = () => this.#read();

  connectedCallback() {
    window.addEventListener("popstate", this.#onBack);
  }

  disconnectedCallback() {
    window.removeEventListener("popstate", this.#onBack);
  }

  async show(boards) {
    if (JSON.stringify(boards) === JSON.stringify(this.#boards) && this.#shown) return;
    this.#boards = boards;
    await dress(this);
    this.#read();
  }

  #read() {
    if (!this.isConnected || location.pathname !== "/dashboard") return;
    const id = place.query.get("id") ?? "";
    const board = this.#boards.find((one) => one.id === id);
    const kept = board && this.#shown?.board?.id === id ? this.#shown.node : null;
    const node = kept ?? (board ? document.createElement("tl-dashboard") : this.#list(id));
    this.#shown = { board, node };
    if (!kept) this.replaceChildren(node);
    if (board) node.show(board, this.#boards, (event) => this.#open(event));
  }

  #list(asked) {
    const said = asked ? `There is no dashboard ${asked}. These are the ones that the content declares.` : "There is no dashboard yet: commit one to the folder dashboards of the content.";
    return h("section", {}, h("h1", {}, "Dashboards"), asked || !this.#boards.length ? h("p", { class: "tl-problem", role: "status" }, said) : null, h("ul", { class: "tl-boards" }, this.#boards.map((one) =>
      h("li", {}, h("a", { href: address(one.id), target: "_self", onclick: (event) => this.#open(event) }, h("b", {}, one.title), h("span", {}, one.help))))));
  }

  #open(event) {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    history.pushState({}, "", event.currentTarget.href);
    this.#read();
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  }
}

function address(id) {
  return `/dashboard?${new URLSearchParams({ id })}`;
}

if (!customElements.get("tl-boards")) customElements.define("tl-boards", Boards);

/** Show `data.boards` in *parent*, which Streamlit keeps over reruns. */
export function mount(parent, data) {
  parent.querySelector("[data-tl-coming]")?.remove();
  const page = parent.querySelector("tl-boards") ?? parent.appendChild(document.createElement("tl-boards"));
  page.show(data.boards);
  return () => page.remove();
}
