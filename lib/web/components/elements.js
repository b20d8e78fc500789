// The custom elements of live sport. Whoever imports this may use their tags; `mount` is for Streamlit's components.

import { styled } from "./dom.js";
import { Bracket } from "./bracket.js";
import { Chart } from "./chart.js";
import { Declare } from "./declare.js";
import { Diagram } from "./diagrams.js";
import { Events } from "./events.js";
import { feed } from "./feed.js";
import { Fixtures } from "./fixtures.js";
import { Leaderboard } from "./leaderboard.js";
import { Lineups } from "./lineups.js";
import { Recorder } from "./recorder.js";
import { Scoreboard } from "./scoreboard.js";
import { Stat } from "./stat.js";
import { Table } from "./table.js";
import { Timeline } from "./timeline.js";
import { Value } from "./value.js";

const ELEMENTS = {
  "tl-scoreboard": Scoreboard,
  "tl-timeline": Timeline,
  "tl-lineups": Lineups,
  "tl-events": Events,
  "tl-recorder": Recorder,
  "tl-declare": Declare,
  "tl-fixtures": Fixtures,
  "tl-table": Table,
  "tl-bracket": Bracket,
  "tl-leaderboard": Leaderboard,
  "tl-stat": Stat,
  "tl-chart": Chart,
  "tl-value": Value,
  "tl-diagram": Diagram,
};

// A page that stays open over a deployment keeps the elements that it has.
for (const [name, element] of Object.entries(ELEMENTS)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Put `{tag, attributes, whole, short}` into *parent*; the records that come with it need no round trip. */
export async function mount(parent, { tag, attributes, whole, short }) {
  await styled;
  if (whole) feed.whole.offer(JSON.parse(whole));
  for (const record of short ? JSON.parse(short) : []) feed.short.offer(record);
  const element = parent.querySelector(tag) ?? document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  parent.querySelector("[data-tl-coming]")?.remove();
  if (!element.isConnected) parent.append(element);
  return () => element.remove();
}
