// Prose whose lines a writer's program broke where they were full: at 72 columns, in mail, in manual pages. Its breaks are
// drawn as blanks, so that it fills the room that it has here. The text keeps every character.

const WRAPPED = new Set(["paragraph", "item", "description", "note"]);
const [NARROWEST, WIDEST] = [50, 100]; // columns at which lines are broken; others are verse, addresses, or somebody's layout
const TAB = 8;

/**
 * The runs of prose whose lines were broken because they were full: ranges of the text, ascending. `blocks` are in UTF-16
 * offsets, ascending; `isPart` where the text may begin inside a line.
 */
export function wrappedRuns(text, blocks, isPart = false) {
  return blocks.flatMap((block, number) => {
    if (!WRAPPED.has(block.kind)) return [];
    const nested = blocks[number + 1]; // an item's own words end where its list begins
    const end = nested && nested.start < block.end ? nested.start : block.end;
    return hasFullLines(text, block.start, end, isPart) ? [{ start: block.start, end }] : [];
  });
}

/** Whether the text between `start` and `end` has several lines, each but the last as full as it could be. */
function hasFullLines(text, start, end, isPart) {
  const from = lineStart(text, start);
  const lines = text.slice(from, end).trimEnd().split("\n");
  const width = lines.reduce((widest, line) => Math.max(widest, columns(line)), 0);
  return lines.length > 1 && width >= NARROWEST && width <= WIDEST && isWrapped(lines, isPart && from === 0 ? 0 : width, width);
}

/** Where a block's first line begins, which may hold an indent or a term before it. */
function lineStart(text, start) {
  const before = text.slice(Math.max(0, start - WIDEST), start);
  const found = before.lastIndexOf("\n");
  return found >= 0 || start <= WIDEST ? start - before.length + found + 1 : start;
}

/** Whether each line, the first one `first` columns wide, had no room for the word after it, and none begins anything of its own. */
function isWrapped(lines, first, width) {
  const next = lines.slice(1).map((line) => line.trim());
  if (next.every((line) => /^[^\p{Ll}\p{Lo}]/u.test(line))) return false; // verse, a list of names, an address
  return next.every((line, number) => {
    const before = lines[number].trimEnd();
    if (!line || / {2}$|\\$/.test(lines[number].replace(/\r$/, ""))) return false; // Markdown's own breaks
    return columns(before) + 1 + line.split(/\s/, 1)[0].length > (number ? width : first);
  });
}

const columns = (line) => line.trimEnd().replaceAll("\t", " ".repeat(TAB)).length;

/** The same of a quote, which may begin inside a line; `blocks` leave out what of it is prose. */
export function wrappedRunsOfQuote(quote, blocks) {
  const prose = [];
  let place = 0;
  for (const { start, end } of [...blocks, { start: quote.length, end: quote.length }]) {
    if (start > place) prose.push({ kind: "paragraph", start: place, end: start });
    place = Math.max(place, end);
  }
  return wrappedRuns(quote, [...blocks, ...prose].sort((a, b) => a.start - b.start), true);
}
