// A save on its way: sent until the server answers, waited for while a remote does not take it, told in one line.

import { askForToken } from "./edit-dialogs.js";
import { held, send } from "./edit-save.js";
import { encode } from "./wiki-store.js";

const WAITS_MS = [1000, 2000, 4000, 8000, 15_000, 30_000];
const ASKS_MS = 3000;

/** Sends pages. `told(kind, text)` gets what to show: busy, waiting, problem, or nothing. */
export class Saving {
  #parent;
  #told;
  #timer = null;
  #replaces = ""; // the name of the held save that the next one takes the place of
  busy = false;

  constructor(parent, told) {
    this.#parent = parent;
    this.#told = told;
  }

  leave() {
    clearTimeout(this.#timer);
  }

  /** Save; `ends` gets what became of it: `{saved}` or `{conflict}`. Called again, it begins anew with what is there now. */
  async save(page, body, ends, tries = 0) {
    clearTimeout(this.#timer);
    this.busy = true;
    this.#told("busy", "Saving…");
    const answer = await send("PUT", `/api/wiki/${encode(page)}`, { ...body, replaces: this.#replaces });
    this.busy = false;
    const again = (ms, more) => (this.#timer = setTimeout(() => this.save(page, body, ends, more), ms));
    if (answer.result === "saved") ends({ saved: answer });
    else if (answer.result === "conflict") ends({ conflict: answer });
    else if (answer.result === "held") this.#hold(answer, ends, () => this.save(page, body, ends));
    else if (answer.result === "refused") this.#told("problem", answer.error);
    else if (answer.result === "token") {
      this.#told("problem", answer.error);
      askForToken(this.#parent, answer.error, () => void again(0, 0));
    } else {
      const wait = answer.wait ?? WAITS_MS[Math.min(tries, WAITS_MS.length - 1)];
      this.#told("waiting", `${answer.error} Your text is kept in this browser, and sent again by itself.`);
      again(wait * (0.75 + Math.random() / 2), tries + 1);
    }
  }

  /** Wait until what is held is published. A process that knows nothing of it is sent it again: that changes nothing twice. */
  #hold(answer, ends, again) {
    this.#replaces = answer.held;
    const tell = (reason) => this.#told("waiting", `Committed here, and not yet where it belongs: ${reason} It is tried again by itself; your text is kept here, too.`);
    tell(answer.reason);
    const look = async () => {
      const state = await held(answer.held);
      if (state?.unknown) return again();
      if (state && !state.held) return ends({ saved: { ...answer, problem: state.problem } });
      if (state?.reason) tell(state.reason);
      this.#timer = setTimeout(look, ASKS_MS);
    };
    this.#timer = setTimeout(look, ASKS_MS);
  }
}
