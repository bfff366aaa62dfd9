// A document's text with its quote marked and its layout drawn: the whole of it, or of one page.

import { el } from "./dom.js";
import { emphasis, rangesToUnits, toUnits } from "./offsets.js";
import { pour } from "./text.js";

export const isChanged = (view, place) => Boolean(place.sha256) && place.sha256 !== view.sha256;

/** Turn the place into UTF-16 ranges; nothing is marked in a document that is not the one that was quoted. */
export function locate(view, place) {
  if (place.start === null || place.start === undefined || isChanged(view, place)) return { quote: null };
  const [quote] = rangesToUnits(view.text, [place]);
  if (!quote) return { quote: null };
  const highlights = place.quote ? emphasis(place) : [];
  const moved = highlights.map(({ start, end }) => ({ start: quote.start + start, end: quote.start + end }));
  return { quote: { start: quote.start, end: quote.end }, highlights: moved };
}

/** What the layout says, in UTF-16 offsets: blocks, where pages begin, boilerplate. */
export function layoutOf(view) {
  const blocks = shapedBlocks(view);
  const pages = toUnits(view.text, view.pages).filter((page) => page !== null);
  return { blocks, pages, boilerplate: blocks.filter(({ kind }) => kind === "boilerplate") };
}

/** The document's blocks in their places; header rows know that they are. */
function shapedBlocks({ text, blocks }) {
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

/** The whole text, and the mark where the quote begins, if there is one. */
export function wholeText(view, layout, found) {
  const text = el("div", { class: "text" });
  return { text, mark: pour(text, view.text, { ...found, ...layout }) };
}

/** The text of one page, with what of the quote stands in it. */
export function pageText(view, layout, found, number) {
  const [start, end] = [layout.pages[number - 1], layout.pages[number] ?? view.text.length];
  if (start < end) return stretchText(view, layout, found, start, end);
  return el("div", { class: "text" }, el("p", { class: "wait" }, "No text of its own was read on this page."));
}

/** The text from `start` to `end`, in UTF-16 offsets, with what of the quote stands in it. */
export function stretchText(view, { blocks, boilerplate }, found, start, end) {
  const inside = (range) => range.start < end && range.end > start;
  const moved = (range) => ({ ...range, start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start });
  const here = (ranges) => ranges.filter(inside).map(moved);
  // Blocks keep their numbers, by which others name them: those outside lose their shape instead.
  const shaped = blocks.map((block) => (inside(block)
    ? { ...moved(block), cells: block.cells?.map((cell) => cell && inside(cell) && moved(cell)) }
    : { ...block, kind: "", start: 0, end: 0 }));
  const text = el("div", { class: "text" });
  pour(text, view.text.slice(start, end), { quote: here(found.quote ? [found.quote] : [])[0] ?? null, highlights: here(found.highlights ?? []), boilerplate: here(boilerplate), blocks: shaped });
  return text;
}
