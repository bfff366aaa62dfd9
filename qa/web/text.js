// Putting a document's text on the page. Afterwards the element's textContent is that text, character for character:
// page numbers and dimming are drawn by the style sheet and add nothing.

import { el } from "./dom.js";
import { cellFrame, frameOf, shapes } from "./structure.js";

// A long text is set in leaves of about this many characters, and the browser lays out only those in view: a document
// of a million characters opens as fast as a short one. A leaf ends at the end of a line, or, in a line without end,
// at a blank.
const LEAF = 3000;
const LONGEST = 8000;
const GAP = 100; // characters behind a block that are looked at for white space
const LINE = 75; // characters in a line of the panel, roughly: for the height of a leaf that was never in view

/**
 * Pour `text` into `parent`. All places are UTF-16 offsets. Returns the <mark> where `quote` begins, or null without one:
 * a quote over several blocks has a mark in each.
 */
export function pour(parent, text, { quote = null, highlights = [], boilerplate = [], pages = [], blocks = [] }) {
  const walk = walkers(highlights, boilerplate, pages);
  const drawn = shapes(blocks);
  const edges = [...drawn, ...drawn.flatMap(({ cells }) => cells.filter(({ start }) => start !== undefined))];
  const gaps = drawn.map(({ end }) => ({ start: end, end: end + /^\s*/.exec(text.slice(end, end + GAP))[0].length }));
  const cuts = cutsOf(text, [...highlights, ...boilerplate, ...edges, ...gaps, ...(quote ? [quote] : [])], pages);
  const book = document.createDocumentFragment();
  let mark = null;
  let place = 0;
  for (const end of leafEnds(text, quote)) {
    const leaf = book.appendChild(el("div", { class: "leaf" }));
    leaf.style.containIntrinsicSize = `auto ${height(text, place, end)}em`;
    const frames = framer(leaf, drawn);
    let lit = null; // the mark that is open, and where
    for (; place < end; ) {
      const next = Math.min(end, cuts.after(place));
      const frame = frames(place);
      const inside = quote && place >= quote.start && next <= quote.end;
      if (!inside) lit = null;
      else if (lit?.parentNode !== frame) lit = frame.appendChild(el("mark", { tabindex: mark ? null : "-1" }));
      mark ??= lit;
      const words = piece(text.slice(place, next), walk.highlight(place), walk.boilerplate(place));
      // Blank lines behind a block that is drawn as one would part it from the next twice over.
      const behind = gaps.some(({ start, end: stop }) => start <= place && next <= stop);
      (lit ?? frame).append(...walk(place), behind ? el("span", { class: "between" }, words) : words);
      place = next;
    }
  }
  parent.replaceChildren(book);
  return mark;
}

/** Where what stands at a place is put: the leaf itself, or the frame of its block or cell. Asked with ascending places. */
function framer(leaf, drawn) {
  let number = 0;
  let shape = null; // whose frame is open
  let frame = leaf;
  let cell = null;
  let inner = null;
  return (place) => {
    while (number < drawn.length && drawn[number].end <= place) number += 1;
    const here = number < drawn.length && drawn[number].start <= place ? drawn[number] : null;
    if (here !== shape) {
      [shape, cell, inner] = [here, undefined, null];
      frame = here ? leaf.appendChild(frameOf(here)) : leaf;
    }
    if (!here?.cells.length) return frame;
    const found = here.cells.find(({ start, end }) => start <= place && place < end) ?? null;
    if (found !== cell || !inner) {
      for (const empty of emptyBefore(here.cells, cell, found)) frame.append(cellFrame(empty));
      [cell, inner] = [found, frame.appendChild(cellFrame(found))];
    }
    return inner;
  };
}

/** The empty cells between the cell that was drawn last and the next. */
function emptyBefore(cells, last, next) {
  if (!next) return [];
  const before = cells.slice(0, cells.indexOf(next));
  const run = before.length - before.findLastIndex(({ start }) => start !== undefined) - 1;
  return before.slice(before.length - run);
}

/** The quote alone, its highlights emphasised: for answers and cards. */
export function quoteNodes(quote, highlights) {
  const walk = walkers(highlights, [], []);
  const cuts = cutsOf(quote, highlights, []);
  const nodes = document.createDocumentFragment();
  for (let place = 0; place < quote.length; place = cuts.after(place)) {
    nodes.append(piece(quote.slice(place, cuts.after(place)), walk.highlight(place), null));
  }
  return nodes;
}

function piece(text, highlight, boilerplate) {
  let node = document.createTextNode(text);
  if (highlight) node = el("em", { class: "direct" }, node);
  if (boilerplate) node = el("span", { class: "boilerplate", title: `Not part of the text: ${boilerplate.why}` }, node);
  return node;
}

/** Where each leaf ends; never inside the quote, so that its mark is one element. */
function* leafEnds(text, quote) {
  for (let start = 0; start < text.length; ) {
    const end = avoid(quote, leafEnd(text, start), (from) => leafEnd(text, from));
    yield end;
    start = end;
  }
}

function avoid(quote, end, again) {
  return quote && quote.start < end && end < quote.end ? again(quote.end) : end;
}

function leafEnd(text, start) {
  if (start + LONGEST >= text.length) return text.length;
  const line = text.indexOf("\n", start + LEAF - 1);
  if (line >= 0 && line < start + LONGEST) return line + 1;
  const blank = text.lastIndexOf(" ", start + LONGEST - 1);
  if (blank >= start + LEAF) return blank + 1;
  const end = start + LONGEST;
  const low = text.charCodeAt(end);
  return low >= 0xdc00 && low <= 0xdfff ? end + 1 : end; // not through the middle of a character
}

/** A leaf's height in its own em, near enough for the scroll bar. */
function height(text, start, end) {
  let lines = 0;
  for (let place = start; place < end; lines += 1) {
    const line = text.indexOf("\n", place);
    const stop = line < 0 || line >= end ? end : line + 1;
    lines += Math.floor((stop - place) / LINE);
    place = stop;
  }
  return Math.round(lines * 1.72);
}

function cutsOf(text, ranges, pages) {
  const all = new Set([text.length, ...pages, ...ranges.flatMap(({ start, end }) => [start, end])]);
  const sorted = [...all].filter((cut) => cut <= text.length).sort((a, b) => a - b);
  let next = 0;
  return {
    after(place) {
      while (sorted[next] <= place) next += 1;
      return sorted[next];
    },
  };
}

/** What lies over a place: asked with ascending places, each list is gone through once. */
function walkers(highlights, boilerplate, pages) {
  const over = (ranges) => {
    let next = 0;
    return (place) => {
      while (next < ranges.length && ranges[next].end <= place) next += 1;
      return next < ranges.length && ranges[next].start <= place ? ranges[next] : null;
    };
  };
  let page = 0;
  const labels = function* (place) {
    for (; page < pages.length && pages[page] <= place; page += 1) yield el("span", { class: "page", dataset: { label: `page ${page + 1}` } });
  };
  const sorted = [...highlights].sort((a, b) => a.start - b.start);
  return Object.assign(labels, { highlight: over(sorted), boilerplate: over(boilerplate) });
}
