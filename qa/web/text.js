// Putting a document's text on the page. Afterwards the element's textContent is that text, character for character:
// page numbers and dimming are drawn by the style sheet and add nothing.

import { el } from "./dom.js";

/**
 * Pour `text` into `parent`. All places are UTF-16 offsets. Returns the <mark> around `quote`, or null without one.
 *
 * The text is cut only where something begins or ends, so a document of a million characters is a few nodes.
 */
export function pour(parent, text, { quote = null, highlights = [], furniture = [], pages = [] }) {
  const cuts = cutsOf(text, quote, highlights, furniture, pages);
  const blocks = walker(furniture);
  const direct = walker([...highlights].sort((a, b) => a.start - b.start));
  const page = walker(pages.map((start, i) => ({ start, end: start, number: i + 1 })));
  const whole = document.createDocumentFragment();
  let mark = null;
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    if (quote && start === quote.start) mark = whole.appendChild(el("mark", { tabindex: "-1" }));
    const target = quote && start >= quote.start && end <= quote.end ? mark : whole;
    for (const { number } of page.at(start)) target.append(el("span", { class: "page", dataset: { label: `page ${number}` } }));
    target.append(piece(text.slice(start, end), direct.over(start), blocks.over(start)));
  }
  parent.replaceChildren(whole);
  return mark;
}

/** The quote alone, its highlights emphasised: for answers and cards. */
export function quoteNodes(quote, highlights) {
  const holder = document.createDocumentFragment();
  pour(holder, quote, { highlights });
  return holder;
}

function piece(text, highlight, furniture) {
  let node = document.createTextNode(text);
  if (highlight) node = el("em", { class: "direct" }, node);
  if (furniture) node = el("span", { class: "furniture", title: `Not part of the text: ${furniture.why}` }, node);
  return node;
}

function cutsOf(text, quote, highlights, furniture, pages) {
  const ranges = [...highlights, ...furniture, ...(quote ? [quote] : [])];
  const cuts = new Set([0, text.length, ...pages, ...ranges.flatMap(({ start, end }) => [start, end])]);
  return [...cuts].filter((cut) => cut <= text.length).sort((a, b) => a - b);
}

/** Walk along ascending, disjoint ranges once; asked with ascending places it never looks back. */
function walker(ranges) {
  let next = 0;
  return {
    over(place) {
      while (next < ranges.length && ranges[next].end <= place) next += 1;
      return next < ranges.length && ranges[next].start <= place ? ranges[next] : null;
    },
    *at(place) {
      for (; next < ranges.length && ranges[next].start <= place; next += 1) yield ranges[next];
    },
  };
}
