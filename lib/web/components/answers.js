// Asking the server: lines of JSON as they come, or one answer; and the address of the page as its state.

/** Call *onLine* with each line of the answer. A refusal becomes an Error with the server's sentence. */
export async function stream(url, onLine, signal) {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(await sentence(answer));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    for (const line of lines) onLine(JSON.parse(line));
  }
}

/** One answer as JSON. */
export async function ask(url, signal) {
  const answer = await fetch(url, { signal });
  if (!answer.ok) throw new Error(await sentence(answer));
  return answer.json();
}

export const NOTHING_HAPPENED = { marks: [], left_out: 0 };

/** What happened in *event* from *start* to *end*, in seconds: `{marks, left_out}`. A chart is of use without it. */
export async function happened(event, start, end, signal) {
  const [from, to] = [start, end].map((at) => new Date(at * 1000).toISOString());
  return ask(`/api/marks?${new URLSearchParams({ event, from, to })}`, signal).catch((error) => {
    if (signal?.aborted) throw error;
    return NOTHING_HAPPENED;
  });
}

async function sentence(answer) {
  try {
    return (await answer.json()).error;
  } catch {
    return `The app answered with status ${answer.status}: try again.`;
  }
}

/** What an error means to a reader. */
export function explain(error) {
  if (error instanceof TypeError) return "The app cannot be reached. This goes on by itself when it is back.";
  return error.message;
}

/** The state of the page, which is its address. */
export const place = {
  get query() {
    return new URLSearchParams(location.search);
  },

  /** Go to the same page with *query*; *quietly* leaves no step to go back to. */
  go(query, quietly = false) {
    const text = query.toString();
    const url = `${location.pathname}${text ? `?${text}` : ""}`;
    if (url === location.pathname + location.search) return;
    history[quietly ? "replaceState" : "pushState"](history.state, "", url);
  },
};

/** A link to another page of the app, followed in this session: the address changes, and Streamlit goes after it. */
export function follow(event) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState({}, "", event.currentTarget.href);
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

/** Ask again every *seconds* while the page is looked at. */
export class Clockwork {
  #timer = null;
  #seconds = 0;
  #act;
  #onShow = () => !document.hidden && this.#seconds && this.#act();

  constructor(act) {
    this.#act = act;
    document.addEventListener("visibilitychange", this.#onShow);
  }

  /** From now on; 0 is never. Called again after each answer. */
  every(seconds) {
    clearTimeout(this.#timer);
    this.#seconds = seconds;
    if (seconds) this.#timer = setTimeout(() => !document.hidden && this.#act(), seconds * 1000);
  }

  stop() {
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#onShow);
  }
}
