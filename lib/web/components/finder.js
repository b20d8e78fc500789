// The metric browser, and the alerts and rules of Prometheus.

import { ask, explain, follow } from "./answers.js";
import { h, fill, icon, refill, say } from "./dom.js";
import { length } from "./numbers.js";
import { exploring } from "./panel.js";

const WAIT_MS = 80;
const STATES = { firing: "bad", pending: "warn", inactive: "good" };

/** Metrics by name or meaning, roughly. *use* gets a metric to ask, *insert* a name to write. */
export class Finder {
  #box = h("input", { type: "search", placeholder: "Find a metric by name or meaning", "aria-label": "Find a metric", autocomplete: "off" });
  #list = h("ul", { class: "tl-metrics", "aria-label": "Metrics" });
  #said = h("p", { class: "tl-quiet", role: "status" });
  #timer = null;
  #stop = null;

  constructor(use, insert) {
    this.use = use;
    this.insert = insert;
    this.node = h("div", { class: "tl-finder" }, this.#box, this.#said, this.#list);
    this.#box.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.find(), WAIT_MS);
    });
    this.#box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "ArrowDown") (this.#list.querySelector("button")?.[event.key === "Enter" ? "click" : "focus"](), event.preventDefault());
    });
  }

  async find() {
    this.#stop?.abort();
    const { signal } = (this.#stop = new AbortController());
    try {
      const { metrics, total } = await ask(`/api/metrics?${new URLSearchParams({ q: this.#box.value })}`, signal);
      say(this.#said, metrics.length ? `${total} ${total === 1 ? "metric" : "metrics"}` : "No metric is like this. Try another word, such as goals or delay.");
      fill(this.#list, metrics.map((one) => this.#row(one)));
    } catch (error) {
      if (!signal.aborted) say(this.#said, explain(error));
    }
  }

  #row(metric) {
    const kind = [metric.type, metric.unit].filter(Boolean).join(", ");
    return h("li", { "data-metric": metric.name, "data-live": String(metric.live) },
      h("button", { type: "button", class: "tl-metric", title: "Ask for it", onclick: () => this.use(metric) }, h("b", {}, metric.name), kind ? h("i", {}, kind) : null, metric.live ? null : h("i", {}, "no samples yet"), metric.help ? h("span", {}, metric.help) : null),
      h("button", { type: "button", title: "Write its name into the query", onclick: () => this.insert(metric.name) }, icon("input", "Write its name into the query")));
  }
}

/** Alerts that are pending or fire, and all rules. */
export class Alerts {
  node = h("div", { class: "tl-alerts" });

  async show() {
    try {
      const { alerts, groups, version } = await ask("/api/rules");
      const key = [alerts, groups, alerts.length ? Math.floor(Date.now() / 60_000) : 0]; // a minute later they have been on for longer
      refill(this.node, key, () => [this.#alerts(alerts), groups.map((group) => this.#group(group)), this.#nothing(groups), h("p", { class: "tl-quiet" }, `Prometheus ${version}`)]);
    } catch (error) {
      refill(this.node, explain(error), () => h("p", { class: "tl-problem" }, explain(error)));
    }
  }

  #alerts(alerts) {
    if (!alerts.length) return h("p", { class: "tl-calm" }, icon("check_circle"), " No alert is pending or fires.");
    return h("ul", { class: "tl-firing" }, alerts.map((one) => h("li", { "data-status": STATES[one.state] ?? "none" },
      h("b", {}, one.labels?.alertname ?? "Alert"), chip(one.state), h("span", {}, one.annotations?.summary ?? one.annotations?.description ?? ""),
      one.activeAt ? h("span", { class: "tl-quiet" }, `for ${length((Date.now() - Date.parse(one.activeAt)) / 1000)}`) : null)));
  }

  #group({ name, file, rules = [] }) {
    return h("section", {}, h("h2", {}, name, " ", h("small", { class: "tl-quiet" }, file)), h("div", { class: "tl-table", tabindex: "0" }, h("table", {},
      h("thead", {}, h("tr", {}, ["State", "Rule", "Asks", ""].map((text) => h("th", { scope: "col" }, text)))),
      h("tbody", {}, rules.map((rule) => h("tr", {},
        h("td", {}, rule.type === "recording" ? chip("records") : chip(rule.state)),
        h("td", {}, h("b", {}, rule.name), rule.annotations?.summary ? h("div", { class: "tl-quiet" }, rule.annotations.summary) : null, rule.health && rule.health !== "ok" ? h("div", { "data-note": "wrong" }, rule.lastError || rule.health) : null),
        h("td", {}, h("code", {}, rule.query), rule.duration ? h("div", { class: "tl-quiet" }, `for ${length(rule.duration)}`) : null),
        h("td", {}, h("a", { href: exploring({ queries: [rule.query] }, { range: "6h" }), target: "_self", onclick: follow }, "Explore"))))))));
  }

  #nothing(groups) {
    return groups.length ? null : h("p", { class: "tl-quiet" }, "Prometheus has no rules. They are files that its configuration names under rule_files.");
  }
}

function chip(state) {
  return h("span", { class: "tl-state", "data-status": STATES[state] ?? "none" }, state || "unknown");
}
