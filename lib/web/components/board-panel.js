// <tl-board-panel panel="match/score" event="…" range="6h">: a panel of a dashboard in a page of the wiki.
//
// What draws it is large, and loaded by those pages alone that have one.

import { h } from "./dom.js";

const VARIABLES = ["event", "competition"];

export class BoardPanel extends HTMLElement {
  async connectedCallback() {
    await import("./panel.js");
    if (!this.isConnected || this.childElementCount) return;
    const [dashboard, panel] = this.getAttribute("panel").split("/");
    const chosen = Object.fromEntries(VARIABLES.map((name) => [`var-${name}`, this.getAttribute(name)]));
    this.append(h("tl-panel", { dashboard, panel, range: this.getAttribute("range"), ...chosen }));
  }
}
