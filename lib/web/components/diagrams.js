// <tl-diagram><pre><code>…</code></pre></tl-diagram>: a diagram in the language of Mermaid.
// A frame that can reach nothing draws it; the page shows the result as an image, in which nothing can run.

import { fill, h } from "./dom.js";

const NEAR = "600px"; // drawn before a reader has scrolled to it
const PATIENCE_MS = 20_000;
const FONT = "system-ui, sans-serif"; // an image cannot use the page's own fonts

/** The frame, and what waits for an answer of it. There is one for the whole document. */
class Draughtsman {
  #frame = null;
  #ready = null;
  #waiting = new Map();
  #next = 0;

  /** The SVG of *text*, or a problem as a sentence. */
  async draw(text, look) {
    await (this.#ready ??= this.#open());
    const id = this.#next++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      setTimeout(() => this.#answer({ id, problem: "It takes too long." }), PATIENCE_MS);
      this.#frame.contentWindow.postMessage({ id, text, look }, "*");
    });
  }

  #open() {
    this.#frame = h("iframe", {
      src: new URL("diagrams.html", import.meta.url), sandbox: "allow-scripts", tabindex: -1, "aria-hidden": "true",
      title: "Diagrams", class: "tl-diagram-frame",
    });
    return new Promise((resolve, reject) => {
      addEventListener("message", ({ data, source }) => {
        if (source !== this.#frame.contentWindow) return;
        if (data.ready) resolve();
        else this.#answer(data);
      });
      setTimeout(() => reject(new Error("Mermaid could not be loaded.")), PATIENCE_MS);
      document.body.append(this.#frame);
    });
  }

  #answer({ id, svg, problem }) {
    this.#waiting.get(id)?.({ svg, problem });
    this.#waiting.delete(id);
  }
}

const draughtsman = (globalThis[Symbol.for("touchline.diagrams")] ??= new Draughtsman());

const seen = new IntersectionObserver(
  (entries) => entries.filter((one) => one.isIntersecting).forEach((one) => one.target.draw()),
  { rootMargin: NEAR },
);
const dark = matchMedia("(prefers-color-scheme: dark)");

export class Diagram extends HTMLElement {
  #source = null;
  #shown = h("div", { class: "tl-diagram-shown" });
  #look = "";
  #redraw = () => this.draw();

  connectedCallback() {
    if (this.#source === null) {
      this.#source = this.querySelector("pre")?.textContent ?? "";
      const source = h("details", {}, h("summary", {}, "Source of the diagram"), [...this.children]);
      fill(this, this.#shown, source);
    }
    seen.observe(this);
    dark.addEventListener("change", this.#redraw);
  }

  disconnectedCallback() {
    seen.unobserve(this);
    dark.removeEventListener("change", this.#redraw);
  }

  /** Draw it in the colours that the page has now. */
  async draw() {
    const look = lookOf(this);
    if (this.#look === JSON.stringify(look)) return;
    this.#look = JSON.stringify(look);
    const { svg, problem } = await draughtsman.draw(this.#source, look).catch((error) => ({ problem: error.message }));
    if (svg) fill(this.#shown, image(svg, this.#source));
    else this.#say(problem);
  }

  #say(problem) {
    fill(this.#shown, h("p", { class: "tl-mistake", role: "note" }, h("strong", {}, "This diagram cannot be drawn. "), problem));
    this.querySelector("details").open = true;
  }
}

/** An image of *svg*, as large as Mermaid wants it. Its address is not of this site: opened alone, it is a stranger. */
function image(svg, source) {
  const [width, height] = /viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"/.exec(svg)?.slice(1).map(Number).map(Math.ceil) ?? [600, 300];
  const sized = svg.replace(/<svg([^>]*?) width="100%"/, `<svg$1 width="${width}" height="${height}"`);
  const label = /^\s*accTitle:\s*(.+)$/m.exec(source)?.[1] ?? `Diagram: ${source.trim().split("\n")[0]}`;
  return h("img", { src: `data:image/svg+xml,${encodeURIComponent(sized)}`, width, height, alt: label });
}

/** Mermaid's colours, from those of the page. */
function lookOf(node) {
  const style = getComputedStyle(node);
  const colour = (name, otherwise) => rgb(style.getPropertyValue(name).trim() || otherwise);
  const [ink, paper] = [colour("--st-text-color", "#1b2430"), colour("--st-background-color", "#fff")];
  const accent = colour("--st-primary-color", "#1d5fbf");
  return {
    darkMode: luminance(paper) < luminance(ink), fontFamily: FONT, fontSize: "15px",
    background: hex(paper), textColor: hex(ink), lineColor: hex(mix(ink, paper, 0.65)), titleColor: hex(ink),
    primaryColor: hex(mix(accent, paper, 0.12)), primaryTextColor: hex(ink), primaryBorderColor: hex(mix(accent, paper, 0.6)),
    secondaryColor: hex(mix(ink, paper, 0.08)), tertiaryColor: hex(mix(ink, paper, 0.04)),
    noteBkgColor: hex(mix(ink, paper, 0.06)), noteTextColor: hex(ink), noteBorderColor: hex(mix(ink, paper, 0.25)),
    edgeLabelBackground: hex(paper), clusterBkg: hex(mix(ink, paper, 0.04)), clusterBorder: hex(mix(ink, paper, 0.25)),
  };
}

const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Any colour of CSS as three numbers. */
function rgb(colour) {
  canvas.fillStyle = "#000";
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

function mix(one, other, share) {
  return one.map((value, index) => Math.round(value * share + other[index] * (1 - share)));
}

function hex(colour) {
  return `#${colour.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

function luminance([red, green, blue]) {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
