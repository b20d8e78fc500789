// Runs in the frame of diagrams.html, which is sandboxed: draws what it is sent, and sends back SVG or a sentence.

const LIMITS = { maxTextSize: 30_000, maxEdges: 400 };
let number = 0;
let last = Promise.resolve();

addEventListener("message", ({ data, source }) => {
  last = last.then(() => draw(data)).then((drawn) => source.postMessage({ ...drawn, id: data.id }, "*"));
});
parent.postMessage({ ready: true }, "*");

async function draw({ text, look }) {
  mermaid.initialize({
    ...LIMITS,
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    htmlLabels: false,
    flowchart: { htmlLabels: false },
    theme: "base",
    themeVariables: look,
    fontFamily: look.fontFamily,
  });
  try {
    const { svg } = await mermaid.render(`d${number++}`, text);
    return { svg };
  } catch (error) {
    return { problem: String(error?.message ?? error).split("\n").slice(0, 3).join(" ") };
  }
}
