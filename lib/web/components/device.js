// Small things that this device keeps for itself, such as where it stands at a race.

/** What was noted under *key*; null where nothing was, or the browser keeps nothing. */
export function recall(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Note *value* under *key*; a browser that keeps nothing forgets it with the page. */
export function note(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // forgotten when the page is closed
  }
}
