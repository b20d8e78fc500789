// <tl-groups>: consumer groups, how far each is behind, in all and by partition, and where that is going.

import { fill, h, icon } from "./dom.js";
import { count } from "./streams-message.js";
import { ask, csv, download, trouble } from "./streams-net.js";
import { table } from "./streams-topics.js";
import { path, s, scale } from "./svg.js";

const EVERY_MS = 10_000;
const [WIDTH, HEIGHT] = [120, 28];

export class Groups extends HTMLElement {
  #timer = null;
  #open = new Set();

  connectedCallback() {
    fill(this, h("div", { class: "tl-skeleton", "aria-busy": "true" }));
    this.#look();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #look() {
    clearTimeout(this.#timer);
    try {
      const { groups, problem } = await ask("/api/streams/groups");
      this.#draw(groups, problem);
    } catch (error) {
      trouble(this, error);
    }
    if (this.isConnected) this.#timer = setTimeout(() => this.#look(), EVERY_MS);
  }

  #draw(groups, problem) {
    const rows = groups.flatMap((one) => one.reached.map((at) => [one.name, one.state, at.topic, at.partition, at.committed, at.latest, at.lag]));
    const save = () => download("groups.csv", "text/csv", csv(["group", "state", "topic", "partition", "committed", "latest", "lag"], rows));
    fill(
      this,
      problem ? h("p", { class: "tl-why" }, `These are the last numbers that came. ${problem}`) : null,
      h("div", { class: "tl-bar" }, h("button", { type: "button", class: "tl-plain", onclick: save }, icon("download"), "CSV"), h("span", { class: "tl-quiet" }, "Asked for again every ten seconds.")),
      groups.length ? [...groups].sort((one, other) => other.ours - one.ours).map((one) => this.#group(one)) : h("p", { class: "tl-empty" }, "No consumer group has read anything yet."),
    );
  }

  #group(one) {
    const details = h(
      "details",
      { class: "tl-topic", "data-group": one.name, "data-lag": one.lag, open: this.#open.has(one.name) },
      h(
        "summary", {}, h("b", {}, one.name),
        h("span", { class: "tl-quiet" }, `${one.state} · ${one.members} ${one.members === 1 ? "member" : "members"}`),
        h("span", { class: "tl-lag" }, one.lag ? `${count(one.lag)} behind` : "up to date"), trend(one),
      ),
      table(["Topic", "Partition", "Committed", "Latest", "Lag"], one.reached.map((at) => h("tr", {}, [at.topic, at.partition, at.committed === null ? "—" : count(at.committed), count(at.latest), count(at.lag)].map((cell) => h("td", {}, cell))))),
    );
    details.addEventListener("toggle", () => (details.open ? this.#open.add(one.name) : this.#open.delete(one.name)));
    return details;
  }
}

/** The lag of the last hour, as a small line. */
function trend({ name, trend: points }) {
  if (points.length < 2) return null;
  const most = Math.max(1, ...points.map(([, lag]) => lag));
  const x = scale([points[0][0], points.at(-1)[0]], [1, WIDTH - 1]);
  const y = scale([0, most], [HEIGHT - 2, 2]);
  const [first, last] = [points[0][1], points.at(-1)[1]];
  const words = `Lag of ${name}: from ${count(first)} to ${count(last)}, at most ${count(most)}`;
  return s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "tl-trend", role: "img", "aria-label": words }, s("path", { d: path(points, x, y) }));
}
