// The shape of a quote: its list, its row under the names of the columns, its term with what it means, its code.

import { el } from "./dom.js";
import { blocksToUnits, emphasis } from "./offsets.js";
import { quoteNodes } from "./text.js";

/** The nodes of a quote in its shape, the words that answer emphasised. */
export function shapedQuote(citation) {
  const words = quoteNodes(citation.quote, emphasis(citation), blocksToUnits(citation.quote, layoutOf(citation)));
  const table = words.querySelector("table");
  const names = columnsOf(citation);
  if (table && names.length) {
    if (!table.tHead) table.prepend(el("thead", {}));
    table.tHead.prepend(...names.flatMap(headRows));
  }
  return words;
}

/** What belongs to a quote and is neither a heading over it nor shown in its table. */
export function besideShape(citation) {
  const shown = new Set(layoutOf(citation).some(({ kind }) => kind === "row") ? columnsOf(citation) : []);
  return (citation.context ?? []).filter((part) => part.kind !== "heading" && !shown.has(part));
}

export const isTable = (words) => Boolean(words.querySelector("table"));

/** The blocks of a quote; of answers kept from before, what can be told from the kind of the quote. */
function layoutOf({ layout, block, quote }) {
  if (layout) return layout;
  if (block === "row" && quote.includes("\t")) return [{ kind: "row", start: 0, end: lengthOf(quote), cells: cellsOf(quote) }];
  return block === "code" ? [{ kind: "code", start: 0, end: lengthOf(quote) }] : [];
}

/** The parts of the context that name columns, where it is known which. */
function columnsOf({ context = [], layout, block, quote }) {
  const columns = context.filter(({ kind }) => kind === "columns");
  if (layout) return columns.filter(({ cells }) => cells);
  const tabs = block === "row" ? quote.split("\t").length : 0;
  return columns.filter(({ text }) => tabs > 1 && text.split("\t").length === tabs);
}

function headRows({ text, cells = cellsOf(text) }) {
  const row = { kind: "row", start: 0, end: lengthOf(text), cells, header: 0 };
  return [...quoteNodes(text, [], blocksToUnits(text, [row])).querySelectorAll("tr")];
}

/** Cells that stand apart by tabs. */
function cellsOf(text) {
  let place = 0;
  return text.split("\t").map((cell) => {
    const start = place;
    place += lengthOf(cell) + 1;
    return cell ? { start, end: start + lengthOf(cell) } : null;
  });
}

const lengthOf = (text) => Array.from(text).length; // in code points, as the server counts
