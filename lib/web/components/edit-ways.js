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

/** Let links in *root* to pages of the app be followed without a reload. */
export function followLinks(root) {
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a[href][target=_self]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href);
  });
}
