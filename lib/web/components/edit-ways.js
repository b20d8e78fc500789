// Ways out of the editor, without a reload.

import { encode } from "./edit-save.js";

/** Go to an address of the app in this session. */
export function go(address) {
  history.pushState({}, "", new URL(address, location.href));
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

/** Go to a page that was just saved. */
export async function shown(page, section = "") {
  go(`/wiki?page=${encode(page)}${section ? `#${encodeURIComponent(section)}` : ""}`);
}
