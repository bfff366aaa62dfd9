// A long text is set in leaves, and the browser lays out only those in view: a document of a million characters opens as
// fast as a short one.

const LEAF = 3000; // characters, about
const LONGEST = 8000;
const WHOLE = 12_000; // characters of a table that is kept on one leaf, so that its columns stay the same
const LINE = 75; // characters in a line of the panel, roughly: for the height of a leaf that was never in view

/** Where each leaf ends: at the end of a line, or, in a line without end, at a blank; and never inside one of `whole`. */
export function* leafEnds(text, whole) {
  const kept = whole.filter(({ start, end }) => end - start <= WHOLE).sort((a, b) => a.start - b.start);
  let next = 0;
  for (let start = 0; start < text.length; ) {
    let end = leafEnd(text, start);
    for (; next < kept.length && kept[next].start < end; next += 1) if (kept[next].end > end) end = leafEnd(text, Math.max(kept[next].end - LEAF, start), kept[next].end);
    yield end;
    start = end;
  }
}

function leafEnd(text, start, least = start + LEAF) {
  const most = Math.max(start + LONGEST, least + LEAF);
  if (most >= text.length) return text.length;
  const line = text.indexOf("\n", least - 1);
  if (line >= 0 && line < most) return line + 1;
  const blank = text.lastIndexOf(" ", most - 1);
  if (blank >= least) return blank + 1;
  const low = text.charCodeAt(most);
  return low >= 0xdc00 && low <= 0xdfff ? most + 1 : most; // not through the middle of a character
}

/** A leaf's height in its own em, near enough for the scroll bar. */
export function heightOf(text, start, end) {
  let lines = 0;
  for (let place = start; place < end; lines += 1) {
    const line = text.indexOf("\n", place);
    const stop = line < 0 || line >= end ? end : line + 1;
    lines += Math.floor((stop - place) / LINE);
    place = stop;
  }
  return Math.round(lines * 1.72);
}
