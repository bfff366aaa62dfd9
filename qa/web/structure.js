// What the layout of a document says, drawn by the style sheet: headings, lists, rows of tables, code. The text itself
// is never touched: what is wrapped here keeps every character, so that the panel's text stays the document's.

import { el } from "./dom.js";

const SHAPED = new Set([
  "heading", "item", "row", "code", "term", "description", "question", "caption", "note", "form_field", "page_header",
  "page_footer",
]);
const DEEPEST = 4; // steps of indentation that are drawn

/**
 * Cut a text at its blocks: stretches {start, end, kind, ...} that do not overlap, each with its innermost block.
 * `blocks` are in UTF-16 offsets, ascending. What no shaped block covers is in none.
 */
export function shapes(blocks) {
  const found = [];
  const open = [];
  let place = 0;
  const closeUntil = (offset) => {
    while (open.length && open.at(-1).end <= offset) {
      const top = open.pop();
      if (top.end > place) found.push(stretch(place, top.end, top.block, blocks));
      place = Math.max(place, top.end);
    }
    if (offset > place && open.length) found.push(stretch(place, offset, open.at(-1).block, blocks));
    place = Math.max(place, offset);
  };
  for (const block of blocks) {
    if (!SHAPED.has(block.kind)) continue;
    closeUntil(block.start);
    const end = open.length ? Math.min(block.end, open.at(-1).end) : block.end;
    if (end > place) open.push({ end, block });
  }
  closeUntil(Infinity);
  return found;
}

function stretch(start, end, block, blocks) {
  return { start, end, kind: block.kind, level: block.level ?? 0, depth: depthOf(block, blocks), cells: cellsOf(block), isHeader: block.isHeader };
}

/** How many lists a block stands in. */
function depthOf(block, blocks) {
  let depth = 0;
  for (let each = block; each; each = each.parent === undefined ? null : blocks[each.parent]) if (each.kind === "list") depth += 1;
  return Math.min(depth, DEEPEST);
}

/** The cells of a row that stand in it, each once, with the columns it takes. */
function cellsOf({ cells, start, end }) {
  const row = [];
  for (const cell of cells ?? []) {
    const before = row.at(-1);
    if (before && cell && before.start === cell.start && before.end === cell.end) before.columns += 1;
    else if (cell && cell.start >= start && cell.end <= end) row.push({ ...cell, columns: 1 });
    else row.push({ columns: 1 });
  }
  return row;
}

/** The element that a stretch is drawn in. */
export function frameOf({ kind, level, depth, isHeader }) {
  const frame = el("span", { class: `b b-${kind.replace("_", "-")}` });
  if (level) frame.dataset.level = String(Math.min(level, 6));
  if (depth) frame.dataset.depth = String(depth);
  if (isHeader) frame.dataset.header = "";
  return frame;
}

/** The element of one cell, or of what stands between cells and is not drawn. */
export function cellFrame(cell) {
  if (!cell) return el("span", { class: "between" });
  const frame = el("span", { class: "cell" });
  if (cell.columns > 1) frame.style.gridColumn = `span ${cell.columns}`;
  return frame;
}
