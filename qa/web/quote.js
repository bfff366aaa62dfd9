// One quote on the page: in its shape, with what belongs to it above, its number, and its place beneath.

import { badge } from "./badge.js";
import { button, el, name } from "./dom.js";
import { emphasis } from "./offsets.js";
import { attachPeek } from "./peek.js";
import { hashOf } from "./place.js";
import { surroundingsButton } from "./surroundings.js";
import { quoteNodes } from "./text.js";
import { collapsed } from "./weave.js";

const HEADING_MARKS = /^#{1,6}[ \t]+/gm;

/** Text without the marks of headings: for a glance; the source shows every character. */
export const withoutHeadingMarks = (text) => text.replace(HEADING_MARKS, "");

/** A quote in its shape with its place; after another one from the same document the file need not be named again. */
export function quoteFigure(citation, open, { previous = null, expandable = false } = {}) {
  const words = el("blockquote", { dir: "auto" }, ...shapedQuote(citation), " ", numberNode(citation, open));
  return el(
    "figure",
    { class: "quote", dataset: { block: citation.block ?? "paragraph" } },
    contextNode(citation),
    words,
    el("figcaption", {}, open && badge(citation), placeName(citation, previous?.document_id === citation.document_id, expandable ? surroundingsButton(citation, words) : null, open)),
  );
}

/** What belongs to a quote and stands elsewhere: the headings over it on one line, then its lead-in, term or question. */
function contextNode({ context = [], ...citation }) {
  const headings = context.filter(({ kind }) => kind === "heading").map(({ text }) => collapsed(withoutHeadingMarks(text)));
  const inTable = isShaped(citation);
  const beside = context.filter(({ kind }) => kind !== "heading" && !(inTable && kind === "columns"));
  if (!headings.length && !beside.length) return null;
  return el("div", { class: "context" },
    headings.length ? el("p", { class: "path", dir: "auto" }, headings.join(" › ")) : null,
    ...beside.map(({ text }) => el("p", { dir: "auto" }, collapsed(text))));
}

/** The nodes of a quote; a row stands under the names of its columns, where both are told apart by tabs. */
function shapedQuote(citation) {
  const words = quoteNodes(citation.quote, emphasis(citation));
  const columns = (citation.context ?? []).filter(({ kind }) => kind === "columns").map(({ text }) => text.split("\t"));
  const cells = citation.quote.split("\t");
  if (!isShaped(citation)) return [words];
  const rows = columns.filter((names) => names.length === cells.length);
  return [el("span", { class: "cells" }, ...rows.map((names) => rowNode(names, "names")), rowNode(cells, "values", citation))];
}

const isShaped = ({ block, quote }) => block === "row" && quote.includes("\t");

function rowNode(cells, kind, citation = null) {
  const marked = citation ? emphasis(citation) : [];
  let place = 0;
  const nodes = cells.map((cell) => {
    const start = place;
    place += cell.length + 1;
    const inside = marked.map((range) => ({ start: Math.max(range.start - start, 0), end: Math.min(range.end - start, cell.length) }));
    return el("span", { class: "cell" }, quoteNodes(cell, inside.filter((range) => range.start < range.end)));
  });
  return el("span", { class: `cell-row ${kind}` }, ...nodes);
}

function placeName(citation, again, more, open) {
  const { title, source, page } = citation;
  // For the mouse: the number beside the quote is the same for the keyboard, and comes first.
  const titled = open ? button(name(title), { class: "titled", tabindex: "-1" }, () => open(citation)) : name(title);
  const where = el("span", { class: "place" }, el("cite", {}, titled));
  if (title !== source && !again) where.append(el("span", { class: "from" }, name(source)));
  if (page) where.append(el("span", { class: "from" }, `page ${page}`));
  if (more) where.append(more);
  return where;
}

/** A citation's number: a button that opens its source, or a mere number where there is no `open`. */
export function numberNode(citation, open) {
  if (!open) return el("span", { class: "cite", dir: "ltr" }, String(citation.number));
  const page = citation.page ? `, page ${citation.page}` : "";
  const label = `Citation ${citation.number}: ${citation.title}${page}. Open the source.`;
  const node = button(String(citation.number), { class: "cite", "aria-label": label, dir: "ltr", dataset: { place: hashOf(citation) } }, () => open(citation));
  attachPeek(node, citation);
  return node;
}
