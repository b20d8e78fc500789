// Files that are pasted, dropped or chosen: they get a name of their own, wait beside the text, and are saved with it.

const KINDS = {
  "image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp", "image/avif": "avif",
  "application/pdf": "pdf", "video/mp4": "mp4", "video/webm": "webm",
};
export const ACCEPTED = Object.keys(KINDS).join(",");
const MOST_BYTES = 10 * 1024 * 1024;
const FOLDER = "attachments";

/** The files of a page that are not saved yet, as `{name, data}` with base64. */
export class Files {
  #page;
  #held = new Map(); // name → {data, address}

  constructor(page) {
    this.#page = page;
  }

  /** For the preview: where each of them can be seen, by its path in the wiki. */
  get addresses() {
    const folder = this.#page().split("/").slice(0, -1);
    return new Map([...this.#held].map(([name, held]) => [[...folder, FOLDER, name].join("/"), held.address]));
  }

  /** Those that *text* mentions: what was pasted and deleted again is not saved. */
  mentioned(text) {
    return [...this.#held].filter(([name]) => text.includes(name)).map(([name, { data }]) => ({ name, data }));
  }

  /** Take what a draft has kept. */
  restore(files) {
    for (const { name, data } of files ?? []) this.#hold(name, data, blob(data));
  }

  /** Take a file; answers the Markdown that shows it. Throws an Error with a sentence for one that is not taken. */
  async take(file) {
    const ending = KINDS[file.type];
    if (file.type === "image/svg+xml") throw new Error("An SVG may hold scripts, so it is not taken here. Use a PNG, or commit it with Git.");
    if (!ending) throw new Error(`${file.name || "This"} is none of the kinds that are taken: images, PDF, MP4, WebM.`);
    if (file.size > MOST_BYTES) throw new Error(`${file.name || "This file"} is larger than 10 MiB.`);
    const data = base64(new Uint8Array(await file.arrayBuffer()));
    const words = stem(file.name);
    const name = `${words || stem(this.#page().split("/").at(-1)) || "file"}-${random()}.${ending}`;
    this.#hold(name, data, file);
    const text = words.replaceAll("-", " ");
    return `${file.type.startsWith("image/") ? "!" : ""}[${text}](${FOLDER}/${name})`;
  }

  #hold(name, data, content) {
    this.#held.set(name, { data, address: URL.createObjectURL(content) });
  }
}

/** The files of a paste or a drop, if it brought any. */
export function filesOf(transfer) {
  return [...(transfer?.files ?? [])];
}

/** What a file is called, as a part of another name; clipboards call everything "image". */
function stem(name) {
  const plain = (name ?? "").replace(/\.[^.]*$/, "").toLowerCase().normalize("NFC").replace(/[^\p{L}\p{N}]+/gu, "-");
  const trimmed = plain.replace(/^-+|-+$/g, "").slice(0, 50);
  return trimmed === "image" ? "" : trimmed;
}

function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

function blob(data) {
  return new Blob([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))]);
}
