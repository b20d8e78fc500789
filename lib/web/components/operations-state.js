// What operators see of revisions and parts.

import { h, icon } from "./dom.js";
import { count } from "./streams-message.js";
import { address, csv, download } from "./streams-net.js";
import { table } from "./streams-topics.js";

const LOOKS = { Synced: ["check_circle", "good"], OutOfSync: ["sync_problem", "warn"], Stalled: ["error", "bad"], Unknown: ["help", "quiet"], "No content": ["remove", "quiet"] };
const HEALTH = { good: ["check_circle", "good"], doubtful: ["warning", "warn"], bad: ["error", "bad"] };
const AGES = [[86_400, "day"], [3_600, "hour"], [60, "minute"], [1, "second"]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "always", style: "narrow" });

/** How long ago a moment is. */
export function age(time) {
  const seconds = Math.max(0, (Date.now() - Date.parse(time)) / 1000);
  const [size, unit] = AGES.find(([from]) => seconds >= from) ?? AGES.at(-1);
  return h("time", { datetime: time, title: new Date(time).toLocaleString() }, relative.format(-Math.floor(seconds / size), unit));
}

export function state(name) {
  const [symbol, tone] = LOOKS[name];
  return h("span", { class: "tl-state", "data-tone": tone, "data-state": name }, icon(symbol), name);
}

/** The revision that is wanted, and how this process is. */
export function commit(fleet) {
  const { wanted } = fleet;
  if (!wanted) return h("p", { class: "tl-empty" }, "The content repository is still being read.");
  return h(
    "section", { class: "tl-wanted", "aria-label": "Wanted revision" },
    h("div", { class: "tl-bar" }, state(fleet.state), h("a", { href: address({ view: "History", step: wanted.sha }) }, h("code", {}, wanted.sha.slice(0, 8))), h("b", {}, wanted.subject)),
    h("p", { class: "tl-quiet" }, "The newest commit of the branch, by ", wanted.author, ", ", wanted.time ? age(wanted.time) : "", "."),
    fleet.why ? h("p", { class: "tl-why", role: "alert" }, fleet.why) : null,
  );
}

/** What each component of each process runs with. */
export function revisions({ components, problem, why }) {
  const row = (one) =>
    h("tr", { "data-component": one.component, "data-state": one.state },
      h("td", {}, h("b", {}, one.component)), h("td", {}, one.instance || "—"),
      h("td", {}, state(one.state), one.why && one.why !== why ? h("div", { class: "tl-quiet" }, one.why) : null),
      h("td", {}, one.revision ? h("code", {}, one.revision.sha.slice(0, 8)) : "—"),
      h("td", {}, one.revision?.subject ?? ""), h("td", {}, one.revision?.author ?? ""), h("td", {}, one.revision?.time ? age(one.revision.time) : ""));
  return [
    problem ? h("p", { class: "tl-why" }, `Only this process is known. ${problem}`) : null,
    h("div", { class: "tl-revisions" }, table(["Component", "Instance", "State", "Revision", "Message", "Author", "Age"], components.map(row))),
    save("revisions.csv", ["component", "instance", "state", "why", "revision", "message", "author", "time"], () =>
      components.map((one) => [one.component, one.instance, one.state, one.why, one.revision?.sha, one.revision?.subject, one.revision?.author, one.revision?.time])),
  ];
}

/** The parts, each with a sentence and its facts. */
export function parts(all) {
  const part = ({ name, state: health, sentence, facts }) => {
    const [symbol, tone] = HEALTH[health];
    return h(
      "li", { class: "tl-part", "data-part": name, "data-health": health },
      h("span", { class: "tl-state", "data-tone": tone }, icon(symbol, health)), h("b", {}, name),
      h("div", {},
        h("p", { class: health === "bad" ? "tl-why" : null }, sentence),
        h("dl", { class: "tl-inline" }, facts.map(([fact, value]) => h("div", {}, h("dt", {}, fact), h("dd", {}, value))))),
    );
  };
  return h("ul", { class: "tl-parts" }, all.map(part));
}

/** How many there are of each component, and who reads which partitions. */
export function readers({ components, problem }, groups) {
  const names = [...new Set(components.map((one) => one.component))];
  const instances = (name) => components.filter((one) => one.component === name && one.instance);
  const row = (name) => h("tr", { "data-component": name }, h("td", {}, name), h("td", {}, instances(name).length), h("td", {}, instances(name).map((one) => one.instance + (one.answers ? "" : " (does not answer)")).join(", ") || "—"));
  return [
    h("h3", {}, "Processes"),
    problem ? h("p", { class: "tl-why" }, `Only this process is known. ${problem}`) : null,
    table(["Component", "Instances", "Where"], names.map(row)),
    h("h3", {}, "Consumer groups"),
    groups.length ? groups.map(group) : h("p", { class: "tl-empty" }, "No group of ours has read anything yet, or Kafka does not answer."),
    save("members.csv", ["group", "member", "machine", "topic", "partition"], () =>
      groups.flatMap((one) => one.members.flatMap((member) => member.assigned.map((place) => [one.name, member.id, member.host, ...place])))),
  ];
}

function save(name, head, rows) {
  return h("div", { class: "tl-bar" }, h("button", { type: "button", class: "tl-plain", onclick: () => download(name, "text/csv", csv(head, rows())) }, icon("download"), "CSV"));
}

function group(one) {
  const rows = one.members.map((member) => h("tr", {}, h("td", {}, member.id), h("td", {}, member.host), h("td", {}, assigned(member.assigned))));
  return h(
    "section", { class: "tl-group", "data-group": one.name, "data-members": one.members.length },
    h("p", {}, h("b", {}, one.name), h("span", { class: "tl-quiet" }, ` ${one.state.toLowerCase()}, ${one.lag ? `${count(one.lag)} records behind` : "up to date"}`)),
    rows.length ? table(["Member", "Machine", "Partitions"], rows) : h("p", { class: "tl-quiet" }, "Nobody is in it now."),
  );
}

/** Topics with their partitions: `sport.actions 0, 1, 2`. */
function assigned(places) {
  const topics = new Map();
  for (const [topic, number] of places) topics.set(topic, [...(topics.get(topic) ?? []), number]);
  return [...topics].map(([topic, numbers]) => `${topic} ${numbers.join(", ")}`).join(" · ") || "none";
}
