// A document's text with its quote marked and its layout drawn: the whole of it, or of one page.

import { el } from "./dom.js";
import { blocksToUnits, emphasis, rangesToUnits, toUnits } from "./offsets.js";
import { pour } from "./text.js";
import { wrappedRuns } from "./wrapping.js";
import { t } from "./words.js";

export const isChanged = (view, place) => Boolean(place.sha256) && place.sha256 !== view.sha256;

/**
 * Turn the place into UTF-16 ranges: its quote with the words in it that answer, and `quotes`, all that the answer takes from
 * this document, the quote among them as `current`. Nothing is marked in a document that is not the one that was quoted.
 */
export function locate(view, place) {
  if (place.start === null || place.start === undefined || isChanged(view, place)) return NOTHING;
  const [quote] = rangesToUnits(view.text, [place]);
  if (!quote) return NOTHING;
  const highlights = place.quote ? emphasis(place) : [];
  const moved = highlights.map(({ start, end }) => ({ start: quote.start + start, end: quote.start + end }));
  return { quote: { start: quote.start, end: quote.end }, highlights: moved, quotes: quotesOf(view, place) };
}

const NOTHING = { quote: null, highlights: [], quotes: [] };

function quotesOf(view, place) {
  const others = (place.among ?? []).filter(({ document_id, sha256 }) => document_id === view.id && (!sha256 || sha256 === view.sha256));
  const apart = others.filter(({ start, end }) => end <= place.start || start >= place.end);
  const ranges = [...apart.map(({ start, end }) => ({ start, end })), { start: place.start, end: place.end, current: true }];
  return rangesToUnits(view.text, ranges).sort((a, b) => a.start - b.start);
}

/** What the layout says, in UTF-16 offsets: blocks, where pages begin, boilerplate, prose with broken lines. */
export function layoutOf(view) {
  const blocks = blocksToUnits(view.text, view.blocks);
  const pages = toUnits(view.text, view.pages).filter((page) => page !== null);
  return { blocks, pages, boilerplate: blocks.filter(({ kind }) => kind === "boilerplate"), wrapped: wrappedRuns(view.text, blocks) };
}

/** The whole text, and the mark where the quote begins, if there is one. */
export function wholeText(view, layout, found) {
  const text = el("div", { class: "text" });
  const marks = pour(text, view.text, { ...found, ...layout, headings: 3 });
  return { text, mark: marks[found.quotes.findIndex(({ current }) => current)] ?? null };
}

/** The text of one page, with what of the quotes stands in it. */
export function pageText(view, layout, found, number) {
  const [start, end] = [layout.pages[number - 1], layout.pages[number] ?? view.text.length];
  if (start < end) return stretchText(view, layout, found, start, end, 4);
  return el("div", { class: "text" }, el("p", { class: "wait" }, t("No text of its own was read on this page.")));
}

/** The text from `start` to `end`, in UTF-16 offsets, with what of the quotes stands in it. */
export function stretchText(view, { blocks, boilerplate, wrapped }, found, start, end, headings = null) {
  const inside = (range) => range.start < end && range.end > start;
  const moved = (range) => ({ ...range, start: Math.max(range.start, start) - start, end: Math.min(range.end, end) - start });
  const here = (ranges = []) => ranges.filter(inside).map(moved);
  const shaped = blocks.filter(inside).map((block) => ({ ...moved(block), cells: block.cells?.map((cell) => cell && inside(cell) ? moved(cell) : null) }));
  const text = el("div", { class: "text" });
  pour(text, view.text.slice(start, end), { quotes: here(found.quotes), highlights: here(found.highlights), boilerplate: here(boilerplate), wrapped: here(wrapped), blocks: shaped, headings });
  return text;
}
