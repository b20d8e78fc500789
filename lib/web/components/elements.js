// The custom elements of live sport. Whoever imports this may use their tags; `mount` is for Streamlit's components.

import { styled } from "./dom.js";
import { ActivityEntry } from "./activity.js";
import { BoardPanel } from "./board-panel.js";
import { Bracket } from "./bracket.js";
import { Chart } from "./chart.js";
import { Cheer } from "./cheer.js";
import { Confirm } from "./confirm.js";
import { Contests } from "./contests.js";
import { Declare } from "./declare.js";
import { Diagram } from "./diagrams.js";
import { Events } from "./events.js";
import { Expected } from "./expected.js";
import { feed } from "./feed.js";
import { Fixtures } from "./fixtures.js";
import { Leaderboard } from "./leaderboard.js";
import { Lineups } from "./lineups.js";
import { Predict } from "./predict.js";
import { Predictors } from "./predictors.js";
import { Recorder } from "./recorder.js";
import { Rounds } from "./rounds.js";
import { Scoreboard } from "./scoreboard.js";
import { Screen } from "./screen.js";
import { Source } from "./source.js";
import { Stat } from "./stat.js";
import { Tables } from "./tables.js";
import { Timeline } from "./timeline.js";
import { Timer } from "./timer.js";
import { Value } from "./value.js";

const ELEMENTS = {
  "tl-scoreboard": Scoreboard,
  "tl-timeline": Timeline,
  "tl-lineups": Lineups,
  "tl-events": Events,
  "tl-recorder": Recorder,
  "tl-declare": Declare,
  "tl-leaderboard": Leaderboard,
  "tl-timer": Timer,
  "tl-activity": ActivityEntry,
  "tl-fixtures": Fixtures,
  "tl-stat": Stat,
  "tl-chart": Chart,
  "tl-board-panel": BoardPanel,
  "tl-value": Value,
  "tl-source": Source,
  "tl-diagram": Diagram,
  "tl-table": Tables,
  "tl-rounds": Rounds,
  "tl-bracket": Bracket,
  "tl-contests": Contests,
  "tl-screen": Screen,
  "tl-cheer": Cheer,
  "tl-confirm": Confirm,
  "tl-expected": Expected,
  "tl-predict": Predict,
  "tl-predictors": Predictors,
};

// A page that stays open over a deployment keeps the elements that it has.
for (const [name, element] of Object.entries(ELEMENTS)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Put `{tag, attributes, whole, short}` into *parent*; the records that come with it need no round trip.
 *
 * With a moment in `attributes.at`, *whole* is how the event was then: the feed does not hear of it. */
export async function mount(parent, { tag, attributes, whole, short }) {
  await styled;
  if (whole && !attributes.at) feed.whole.offer(JSON.parse(whole));
  for (const record of short ? JSON.parse(short) : []) feed.short.offer(record);
  const element = parent.querySelector(tag) ?? document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
  if (whole && attributes.at) element.past = JSON.parse(whole);
  parent.querySelector("[data-tl-coming]")?.remove();
  if (!element.isConnected) parent.append(element);
  return () => element.remove();
}
