// What the sports are called by, and what can be recorded of them: their files in Git, as the server tells them.

const LATE_MS = 3000; // a request that hangs must not cost the score

// Of a sport that the server does not know, or while it does not answer.
const ANY = {
  icon: "sports",
  words: { event: ["match", "matches"], score: ["point", "points"], point: ["point", "points"], period: ["period", "periods"] },
  recording: { points: [1], methods: ["open"], sanctions: ["yellow", "red"], shootout: true },
};

const SPORTS = await fetch("/api/sports", { signal: AbortSignal.timeout(LATE_MS) })
  .then((answer) => (answer.ok ? answer.json() : {}))
  .catch(() => ({}));

/** {icon, words, recording} of a sport, by its id; each word is its singular and its plural. */
export function sportOf(id) {
  return SPORTS[id] ?? ANY;
}

/** The word for *what* (event, score, point, period) in a sport, as *count* of them needs it. */
export function word(id, what, count = 1) {
  return sportOf(id).words[what][count === 1 ? 0 : 1];
}

/** The same at the beginning of a sentence, or on a button. */
export function title(id, what, count = 1) {
  return capital(word(id, what, count));
}

/** So many of them: 1 match, 3 matches. */
export function counted(id, what, count) {
  return `${count} ${word(id, what, count)}`;
}

export function capital(text) {
  return text[0].toUpperCase() + text.slice(1);
}
