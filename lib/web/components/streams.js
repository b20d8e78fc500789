// The streams page: topics, messages, the live tail, consumer groups, rejected actions. Each view is one element.

import { h } from "./dom.js";
import { Groups } from "./streams-groups.js";
import { Messages } from "./streams-messages.js";
import { Rejected } from "./streams-rejected.js";
import { Tail } from "./streams-tail.js";
import { Topics } from "./streams-topics.js";

const VIEWS = {
  "tl-messages": Messages,
  "tl-tail": Tail,
  "tl-topics": Topics,
  "tl-groups": Groups,
  "tl-rejected": Rejected,
};

for (const [name, element] of Object.entries(VIEWS)) {
  if (!customElements.get(name)) customElements.define(name, element);
}

/** Put the view `tag` into *parent*. */
export function mount(parent, { tag }) {
  const element = parent.querySelector(tag) ?? h(tag, { class: "tl-streams" });
  parent.querySelector("[data-tl-coming]")?.remove();
  if (!element.isConnected) parent.append(element);
  return () => element.remove();
}
