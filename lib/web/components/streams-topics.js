// <tl-topics>: the topics of Kafka, what they are for, their partitions, and how their settings differ from those declared.

import { fill, h, icon } from "./dom.js";
import { count, size } from "./streams-message.js";
import { address, ask, csv, download, trouble } from "./streams-net.js";

export class Topics extends HTMLElement {
  async connectedCallback() {
    fill(this, h("div", { class: "tl-skeleton", "aria-busy": "true" }));
    try {
      const { topics } = await ask("/api/streams/topics");
      fill(this, this.#foot(topics), topics.length ? topics.map(topic) : h("p", { class: "tl-empty" }, "Kafka has no topics yet."));
    } catch (error) {
      trouble(this, error);
    }
  }

  #foot(topics) {
    const rows = topics.flatMap((one) => one.partitions.map((part) => [one.name, part.number, part.leader, part.earliest, part.latest, part.size]));
    const save = () => download("topics.csv", "text/csv", csv(["topic", "partition", "leader", "earliest", "latest", "bytes"], rows));
    const again = h("button", { type: "button", class: "tl-plain", onclick: () => this.connectedCallback() }, icon("refresh"), "Again");
    return h("div", { class: "tl-bar" }, again, h("button", { type: "button", class: "tl-plain", onclick: save }, icon("download"), "CSV"));
  }
}

function topic(one) {
  const differing = one.settings.filter((setting) => setting.differs);
  return h(
    "details",
    { class: "tl-topic", "data-topic": one.name, open: differing.length > 0 },
    h(
      "summary", {},
      h("b", {}, one.name),
      h("span", { class: "tl-quiet" }, `${one.partitions.length} partitions · ${count(one.offsets)} offsets · ${size(one.size)}`),
      differing.length ? h("span", { class: "tl-why" }, icon("warning"), `${differing.length} ${differing.length === 1 ? "setting is" : "settings are"} not as declared`) : null,
    ),
    h(
      "p", {}, one.help || h("span", { class: "tl-quiet" }, "Nothing is written about this topic."), " ",
      one.page ? h("a", { href: `/wiki?page=${encodeURIComponent(one.page)}` }, "Its page in the wiki") : null, " ",
      h("a", { href: address({ view: "Messages", topic: one.name }) }, "Its messages"),
    ),
    partitions(one),
    settings(one),
  );
}

function partitions(one) {
  const row = (part) =>
    h("tr", {}, [part.number, part.leader, part.in_sync.length < part.replicas.length ? `${part.in_sync.length} of ${part.replicas.length}` : part.replicas.length, count(part.earliest), count(part.latest), size(part.size)].map((cell) => h("td", {}, cell)));
  return table(["Partition", "Leader", "Copies", "Earliest", "Latest", "Size"], one.partitions.map(row));
}

function settings(one) {
  if (!one.settings.length) return null;
  const row = (setting) =>
    h("tr", { "data-differs": setting.differs || null },
      h("td", {}, h("code", {}, setting.name)), h("td", {}, setting.value),
      h("td", {}, setting.differs ? h("span", { class: "tl-why" }, `declared: ${setting.wanted}`) : setting.wanted ? "as declared" : ""));
  return table(["Setting", "Value", ""], one.settings.map(row));
}

export function table(head, rows) {
  return h("div", { class: "tl-scroll" }, h("table", {}, h("thead", {}, h("tr", {}, head.map((one) => h("th", { scope: "col" }, one)))), h("tbody", {}, rows)));
}
