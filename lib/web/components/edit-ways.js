// Ways out of the editor, without a reload.

import { addressOf, encode, store } from "./wiki-store.js";

/** Go to an address of the app in this session. */
export function go(address) {
  history.pushState({}, "", new URL(address, location.href));
  window.dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}

/** Go to a page that was just saved; what this browser had of it is old. */
export async function shown(path, section = "") {
  const answer = await fetch(`/api/wiki/${encode(path)}`, { cache: "no-store" }).catch(() => null);
  if (answer?.ok) store.put(await answer.json(), answer.headers.get("ETag"), path);
  go(addressOf(path, section));
}
