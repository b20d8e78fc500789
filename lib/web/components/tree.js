// Where each tie of a bracket is drawn: beside those that its sides come from.

/**
 * The columns of a bracket: `{rounds: [{name, places: [{tie, row, span, from, to}]}], rows, apart: [ties]}`.
 *
 * *row* and *span* count the rows of a grid; *from* and *to* are where the connectors of a tie's two sides come in, in
 * per cent of its height, null where nothing leads to it. Ties that do not lead to the final, such as the one for the
 * third place, are *apart*.
 */
export function layout(levels) {
  const ties = levels.flatMap((level, depth) => level.ties.map((tie) => ({ tie, depth })));
  const byTitle = new Map(ties.map((one) => [`Winner of ${lower(one.tie.name)}`, one]));
  const final = ties.at(-1);
  const places = new Map();
  let rows = 0;
  const place = (one) => {
    const feeders = [one.tie.home, one.tie.away].map((side) => byTitle.get(side.slot)).filter((other) => other && other.depth < one.depth && !places.has(other));
    const found = { tie: one.tie, depth: one.depth, row: rows, span: 1, from: null, to: null };
    places.set(one, found);
    const inner = feeders.map(place);
    if (!inner.length) rows += 1;
    found.span = rows - found.row;
    if (inner.length) [found.from, found.to] = [middle(inner[0], found), middle(inner.at(-1), found)];
    return found;
  };
  place(final);
  const drawn = levels.map((level, depth) => ({ name: level.name, places: [...places.values()].filter((one) => one.depth === depth) }));
  const apart = levels.map((_, depth) => ties.filter((one) => one.depth === depth && !places.has(one)).map((one) => one.tie));
  return { rounds: drawn.filter((level) => level.places.length), rows, apart: apart.filter((ties) => ties.length) };
}

function middle(inner, outer) {
  return ((inner.row - outer.row + inner.span / 2) / outer.span) * 100;
}

function lower(text) {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
