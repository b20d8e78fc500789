// For those who do not know PromQL: a metric, what to keep of it, over which time, put together how. It writes the query.

import { ask } from "./answers.js";
import { h, fill, icon, refill } from "./dom.js";
import { options } from "./range.js";

const SIGNS = [["=", "is"], ["!=", "is not"], ["=~", "matches"], ["!~", "does not match"]];
const TIMES = [
  ["", "as it is"], ["last_over_time 6h", "last known, of 6 hours"], ["last_over_time $__range", "last known, of the range"], ["rate $__rate_interval", "growth a second"],
  ["increase 1h", "growth in an hour"], ["max_over_time 1h", "largest in an hour"], ["min_over_time 1h", "smallest in an hour"], ["avg_over_time 1h", "mean of an hour"],
];
const TOGETHER = [["", "each series"], ["sum", "sum"], ["avg", "mean"], ["max", "largest"], ["min", "smallest"], ["count", "number of series"], ["topk 10", "the ten largest"], ["bottomk 10", "the ten smallest"]];

/** What to ask of a metric, to begin with. */
export function proposal({ name, type, labels = [] }) {
  if (type === "histogram") {
    const base = name.replace(/_bucket$/, "");
    return `histogram_quantile(0.95, sum by (le) (rate(${base}_bucket[$__rate_interval])))`;
  }
  if (type === "counter") return `sum${labels.length ? ` by (${labels[0]})` : ""} (rate(${name}[$__rate_interval]))`;
  if (name.startsWith("sport_")) return `last_over_time(${name}[6h])`; // has samples only when something happens
  return name;
}

/** The query that the parts of a builder mean. */
export function compose({ metric, filters, time, together, by }) {
  if (!metric) return "";
  const kept = filters.filter((one) => one.label && one.value !== "");
  let query = metric + (kept.length ? `{${kept.map(({ label, sign, value }) => `${label}${sign}${JSON.stringify(value)}`).join(",")}}` : "");
  const [over, window] = time.split(" ");
  if (over) query = `${over}(${query}[${window}])`;
  const [how, count] = together.split(" ");
  if (!how) return query;
  const grouped = by.length && !count ? ` by (${by.join(", ")})` : "";
  return count ? `${how}(${count}, ${query})` : `${how}${grouped} (${query})`;
}

export class Builder {
  #write;
  #labels = [];
  #metric = h("select", { "aria-label": "Metric", onchange: () => this.#chooseMetric() });
  #filters = h("div", { class: "tl-build-filters" });
  #time = h("select", { "aria-label": "Over which time", onchange: () => this.#tell() });
  #together = h("select", { "aria-label": "Put together", onchange: () => this.#tell() });
  #by = h("div", { class: "tl-build-by" });

  /** *write* is called with each query that is built. */
  constructor(write) {
    this.#write = write;
    const add = h("button", { type: "button", onclick: () => this.#addFilter() }, icon("filter_alt"), "Filter");
    this.node = h("div", { class: "tl-build", role: "group", "aria-label": "Build a query" },
      h("label", {}, "Show ", this.#metric), this.#filters, add, h("label", {}, "over time ", this.#time), h("label", {}, "together ", this.#together), this.#by);
    options(this.#time, TIMES);
    options(this.#together, TOGETHER);
  }

  async open() {
    const { metrics } = await ask("/api/metrics");
    this.metrics = metrics;
    options(this.#metric, [["", "choose a metric"], ...metrics.map((one) => [one.name, one.name])]);
  }

  async #chooseMetric() {
    const metric = this.metrics.find((one) => one.name === this.#metric.value);
    fill(this.#filters);
    if (!metric) return;
    this.#labels = (await ask(`/api/labels?${new URLSearchParams({ metric: metric.name })}`)).labels;
    this.#time.value = metric.type === "counter" ? "rate $__rate_interval" : metric.name.startsWith("sport_") ? "last_over_time 6h" : "";
    refill(this.#by, this.#labels.map((one) => one.name), () => this.#labels.map((one) => h("label", { title: one.help }, h("input", { type: "checkbox", value: one.name, onchange: () => this.#tell() }), one.name)));
    this.#tell();
  }

  #addFilter() {
    const value = h("select", { "aria-label": "Value", onchange: () => this.#tell() });
    const label = h("select", { "aria-label": "Label", onchange: () => this.#fillValues(label, value) }, [["", "label"], ...this.#labels.map((one) => [one.name, one.name])].map(([name, text]) => h("option", { value: name }, text)));
    const sign = h("select", { "aria-label": "Comparison", onchange: () => this.#tell() }, SIGNS.map(([name, text]) => h("option", { value: name }, text)));
    const row = h("span", { class: "tl-build-filter" }, label, sign, value, h("button", { type: "button", title: "Remove this filter", onclick: () => (row.remove(), this.#tell()) }, icon("close", "Remove this filter")));
    this.#filters.append(row);
    label.focus();
  }

  async #fillValues(label, value) {
    const { values } = await ask(`/api/labels?${new URLSearchParams({ metric: this.#metric.value, label: label.value })}`);
    fill(value, values.map((one) => h("option", { value: one.value }, one.name || one.value)));
    this.#tell();
  }

  #tell() {
    const filters = [...this.#filters.children].map((row) => {
      const [label, sign, value] = row.querySelectorAll("select");
      return { label: label.value, sign: sign.value, value: value.value };
    });
    const by = [...this.#by.querySelectorAll("input:checked")].map((box) => box.value);
    this.#by.hidden = !["sum", "avg", "max", "min", "count"].includes(this.#together.value);
    this.#write(compose({ metric: this.#metric.value, filters, time: this.#time.value, together: this.#together.value, by: this.#by.hidden ? [] : by }));
  }
}
