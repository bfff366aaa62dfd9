// The server counts code points, JavaScript counts UTF-16 units: "😀" is one there and two here.
// Every offset that comes from the server goes through this module before it touches a string.

const ASTRAL = /[\ud800-\udfff]/;

/**
 * Turn code point offsets into UTF-16 offsets of the same places in `text`.
 * One walk over the text, whatever the number of offsets. An offset past the end gives null.
 */
export function toUnits(text, points) {
  if (!ASTRAL.test(text)) return points.map((point) => (point >= 0 && point <= text.length ? point : null));
  const wanted = [...new Set(points)].filter((point) => point >= 0).sort((a, b) => a - b);
  const found = new Map();
  let unit = 0;
  let point = 0;
  for (const next of wanted) {
    while (point < next && unit < text.length) {
      unit += isPair(text, unit) ? 2 : 1;
      point += 1;
    }
    if (point !== next) break;
    found.set(next, unit);
  }
  return points.map((offset) => found.get(offset) ?? null);
}

/** Turn UTF-16 offsets, ascending, into those of code points. */
export function toPoints(text, units) {
  let [place, point] = [0, 0];
  return units.map((unit) => {
    point += Array.from(text.slice(place, unit)).length;
    place = unit;
    return point;
  });
}

/** Turn ranges {start, end, ...} of code points into the same in UTF-16 units; those outside the text are dropped. */
export function rangesToUnits(text, ranges) {
  const units = toUnits(text, ranges.flatMap(({ start, end }) => [start, end]));
  return ranges
    .map((range, i) => ({ ...range, start: units[2 * i], end: units[2 * i + 1] }))
    .filter(({ start, end }) => start !== null && end !== null && start < end);
}

/** Blocks of a text with their cells, in UTF-16 offsets; rows that name the columns of others know that they do. */
export function blocksToUnits(text, blocks) {
  const points = blocks.flatMap(({ start, end, cells = [] }) => [start, end, ...cells.flatMap((cell) => (cell ? [cell.start, cell.end] : []))]);
  const units = toUnits(text, points)[Symbol.iterator]();
  const next = () => units.next().value;
  const headers = new Set(blocks.map(({ header }) => header));
  return blocks.map((block, number) => ({
    ...block,
    start: next(),
    end: next(),
    cells: block.cells?.map((cell) => cell && { start: next(), end: next() }),
    isHeader: headers.has(number),
  }));
}

/** A citation's highlights, in UTF-16 offsets of its quote; none where they are all of it, since then nothing stands out. */
export function emphasis({ quote, highlights = [] }) {
  return rangesToUnits(quote, highlights).filter(({ start, end }) => end - start < 0.9 * quote.length);
}

function isPair(text, unit) {
  const high = text.charCodeAt(unit);
  if (high < 0xd800 || high > 0xdbff) return false;
  const low = text.charCodeAt(unit + 1);
  return low >= 0xdc00 && low <= 0xdfff;
}
