// Putting a document's text on the page. Afterwards the element's textContent is that text, character for character:
// page numbers and dimming are drawn by the style sheet and add nothing.

import { el } from "./dom.js";
import { Frames } from "./frames.js";
import { heightOf, leafEnds } from "./leaves.js";
import { treeOf } from "./structure.js";
import { wrappedRunsOfQuote } from "./wrapping.js";
import { t } from "./words.js";

const GAP = 100; // characters behind a block that are looked at for white space
const IN_LINE = new Set(["td", "th", "code"]);
const SAYS = /[\p{L}\p{N}]/u;

/**
 * Pour `text` into `parent`. All places are UTF-16 offsets. `quotes` are ranges, ascending, each with `current` where it is
 * the one that is read; `wrapped` are drawn without their line breaks. Returns the <mark>s that each begins with, in their order: a quote over several blocks has a mark in each.
 */
export function pour(parent, text, { quotes = [], highlights = [], boilerplate = [], pages = [], blocks = [], wrapped = [], headings = null }) {
  const { nodes, signs } = treeOf(text, blocks, headings);
  const layers = layersOf(text, { quotes, highlights, boilerplate, pages, nodes, signs, wrapped });
  const book = document.createDocumentFragment();
  const frames = new Frames(nodes, book);
  const marks = quotes.map(() => null);
  let place = 0;
  for (const end of leafEnds(text, [...quotes, ...nodes.filter(({ tag }) => tag === "table")])) {
    const leaf = book.appendChild(el("div", { class: "leaf" }));
    leaf.style.containIntrinsicSize = `auto ${heightOf(text, place, end)}em`;
    frames.goOn(leaf, place);
    place = draw(text, place, end, { frames, layers, marks });
  }
  parent.replaceChildren(book);
  return marks;
}

/** A quote alone in its shape, its highlights emphasised: for answers and cards. */
export function quoteNodes(quote, highlights, blocks = []) {
  const { nodes, signs } = treeOf(quote, blocks);
  const whole = document.createDocumentFragment();
  draw(quote, 0, quote.length, { frames: new Frames(nodes, whole), layers: layersOf(quote, { highlights, nodes, signs, wrapped: wrappedRunsOfQuote(quote, blocks) }), marks: [] });
  return whole;
}

/** Draw the text from `place` to `end`; returns `end`. */
function draw(text, place, end, { frames, layers, marks }) {
  let lit = null; // the mark that is open, and of which quote
  while (place < end) {
    const next = Math.min(end, layers.after(place));
    const frame = frames.at(place);
    const quote = layers.quote(place);
    if (!quote) lit = null;
    else if (lit?.parentNode !== frame.element || lit.quote !== quote) lit = openMark(frame.element, quote, marks);
    const words = piece(text.slice(place, next), layers, place, frame.isApart);
    (lit ?? frame.element).append(...layers.labels(place), words);
    place = next;
  }
  return end;
}

function openMark(parent, quote, marks) {
  const mark = parent.appendChild(el("mark", quote.current ? { class: "current" } : {}));
  mark.quote = quote;
  if (!marks[quote.number]) {
    mark.tabIndex = -1;
    marks[quote.number] = mark;
  }
  return mark;
}

function piece(text, layers, place, isApart) {
  const [highlight, boilerplate] = [layers.highlight(place), layers.boilerplate(place)];
  if (layers.unseen(place) || (isApart && (boilerplate || !SAYS.test(text)))) return el("span", { class: "between" }, text);
  let node = layers.isWrapped(place) ? el("span", { class: "wrap" }, text) : document.createTextNode(text);
  if (highlight) node = el("em", { class: "direct" }, node);
  if (boilerplate) node = el("span", { class: "boilerplate", title: t("Not part of the text: {why}", { why: boilerplate.why }) }, node);
  return node;
}

/** What lies over each place, each asked for with ascending places; and `after(place)`, where any of it changes next. */
function layersOf(text, { quotes = [], highlights = [], boilerplate = [], pages = [], nodes, signs, wrapped = [] }) {
  const { edges, gaps } = edgesOf(nodes, text);
  const numbered = quotes.map((quote, number) => ({ ...quote, number }));
  const [isSign, isGap] = [over(signs), over(gaps)];
  const ranges = [...numbered, ...highlights, ...boilerplate, ...signs, ...gaps, ...wrapped];
  return {
    after: cutsOf(text, [...edges, ...pages, ...ranges.flatMap(({ start, end }) => [start, end])]),
    quote: over(numbered),
    highlight: over([...highlights].sort((a, b) => a.start - b.start)),
    boilerplate: over(boilerplate),
    isWrapped: over(wrapped),
    unseen: (place) => [isSign(place), isGap(place)].some(Boolean),
    labels: labelsOf(pages),
  };
}

/** Where elements begin and end; and the white space around them, which would part them from the rest twice over. */
function edgesOf(nodes, text) {
  const edges = [];
  const gaps = new Map(); // end by start
  const waiting = [...nodes];
  while (waiting.length) {
    const { tag, start, end, children } = waiting.pop();
    if (start === null) continue;
    edges.push(start, end);
    for (const child of children) waiting.push(child);
    if (IN_LINE.has(tag)) continue;
    const before = text.slice(Math.max(start - GAP, 0), start);
    gaps.set(start - (before.length - before.trimEnd().length), start);
    const behind = text.slice(end, end + GAP);
    gaps.set(end, Math.max(end + behind.length - behind.trimStart().length, gaps.get(end) ?? 0));
  }
  return { edges, gaps: [...gaps].filter(([start, end]) => start < end).map(([start, end]) => ({ start, end })).sort((a, b) => a.start - b.start) };
}

function cutsOf(text, places) {
  const sorted = Float64Array.from(new Set([text.length, ...places])).sort();
  let next = 0;
  return (place) => {
    while (sorted[next] <= place) next += 1;
    return Math.min(sorted[next], text.length);
  };
}

function over(ranges) {
  let next = 0;
  return (place) => {
    while (next < ranges.length && ranges[next].end <= place) next += 1;
    return next < ranges.length && ranges[next].start <= place ? ranges[next] : null;
  };
}

function labelsOf(pages) {
  let page = 0;
  return function* (place) {
    for (; page < pages.length && pages[page] <= place; page += 1) yield el("span", { class: "page", dataset: { label: t("page {n}", { n: page + 1 }) } });
  };
}
