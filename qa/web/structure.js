// What the layout of a document says, as a tree of elements: lists, tables, definitions, code, headings. The tree names
// ranges of the text and changes none of it; frames.js opens its elements around the text while that is drawn.

const TAGS = { list: "ul", item: "li", table: "table", row: "tr", term: "dt", description: "dd", code: "pre", heading: "div", question: "div", caption: "div", note: "div", form_field: "div", page_header: "div", page_footer: "div" };
const WRAPPED = { li: "ul", tr: "table", dt: "dl", dd: "dl" }; // what stands in nothing else
const DEEPEST = 16; // levels of nesting that are drawn
const BETWEEN = /^[^\p{L}\p{N}]*$/u; // white space and signs, which part two of a kind and say nothing
const GAP = 400; // characters of signs between two rows, such as the line under a header

const NUMBERED = /^(?:\(?(?:\d{1,4}|[a-zA-Z]|[ivxlIVXL]{1,6})[.)]|\d{1,3}(?:\.\d{1,3})+\.?)(?=\s)/; // "1.", "(c)", "2.1"
// Signs that say in the file's own notation what is said by the element.
const SIGNS = { li: /^[-*+•◦▪‣·–](?=\s)\s*/, heading: /^#{1,6}[ \t]+/ };
const FENCE = { first: /^(`{3,}|~{3,})[^\n]*\n/, last: /\r?\n(`{3,}|~{3,})\s*$/ };

/**
 * The elements of a text as nested nodes {tag, start, end, children, ...}, and the `signs` that are not to be seen.
 * `blocks` are in UTF-16 offsets, ascending; a row's `cells` too. `headings` is the level of the outermost heading where
 * headings are to be headings of the page, else null.
 */
export function treeOf(text, blocks, headings = null) {
  const root = { tag: null, start: 0, end: text.length, children: [] };
  const open = [root];
  for (const block of blocks) {
    if (!(block.kind in TAGS)) continue;
    while (open.length > 1 && open.at(-1).end <= block.start) open.pop();
    const parent = open.at(-1);
    const end = Math.min(block.end, parent.end);
    if (end <= block.start || open.length > DEEPEST || parent.tag === "tr" || parent.tag === "pre") continue;
    const node = { tag: TAGS[block.kind], kind: block.kind, start: block.start, end, children: [], block };
    parent.children.push(node);
    open.push(node);
  }
  const signs = [];
  finish(root, text, signs, headings === null ? null : { base: headings, levels: [] });
  signs.sort((a, b) => a.start - b.start);
  return { nodes: root.children, signs };
}

const DONE = new Set(["table", "thead", "tbody", "tr", "pre"]); // their children are made with them

/** Give every node what its element needs; without recursion, as a document may nest as it likes. */
function finish(root, text, signs, headings) {
  const waiting = [root];
  while (waiting.length) {
    const node = waiting.pop();
    const shape = SHAPES[node.kind];
    shape?.(node, text, signs, headings);
    if (!DONE.has(node.tag)) node.children = gathered(node, text);
    for (let i = node.children.length - 1; i >= 0; i -= 1) waiting.push(node.children[i]); // in the order of the text, as levels of headings need it
  }
}

const SHAPES = {
  list: (node, text) => { if (NUMBERED.test(text.slice(node.start, node.start + 12))) node.tag = "ol"; },
  item(node, text, signs) {
    const sign = SIGNS.li.exec(text.slice(node.start, node.start + 12));
    if (sign) signs.push({ start: node.start, end: node.start + sign[0].length });
    node.isNumbered = NUMBERED.test(text.slice(node.start, node.start + 12));
  },
  heading(node, text, signs, headings) {
    const sign = SIGNS.heading.exec(text.slice(node.start, Math.min(node.end, node.start + 12)));
    if (sign) signs.push({ start: node.start, end: node.start + sign[0].length });
    node.level = node.block.level ?? 1;
    if (headings) node.tag = `h${levelOnPage(node.level, headings)}`;
    node.children = [];
  },
  code(node, text, signs) {
    const words = text.slice(node.start, node.end);
    const [first, last] = [FENCE.first.exec(words), FENCE.last.exec(words)];
    if (first && last && first[0].length <= last.index) {
      signs.push({ start: node.start, end: node.start + first[0].length }, { start: node.start + last.index, end: node.end });
    }
    node.children = [{ tag: "code", start: node.start, end: node.end, children: [] }];
  },
  table: (node) => { setTable(node, node.children.filter(({ kind }) => kind === "row")); },
  row: (node) => { node.children = cellsOf(node); },
};

/** Headings of the page go down one level at a time, whatever the document does. */
function levelOnPage(level, { base, levels }) {
  while (levels.length && levels.at(-1) >= level) levels.pop();
  levels.push(level);
  return Math.min(base + levels.length - 1, 6);
}

/** The children of a node, those that need an element around them gathered in one: rows without a table, terms, items. */
function gathered({ tag, children }, text) {
  const found = [];
  for (const child of children) {
    const wrapper = tag === "dl" || ((tag === "ul" || tag === "ol") && child.tag === "li") ? null : WRAPPED[child.tag];
    const last = found.at(-1);
    if (tag === "ul" || tag === "ol") found.push(child.tag === "li" ? child : { tag: "li", start: child.start, end: child.end, children: [child] });
    else if (!wrapper) found.push(child);
    else if (last?.isWrapper && last.tag === wrapper && isBetween(text, last.end, child.start)) {
      last.children.push(child);
      last.end = child.end;
    } else found.push({ tag: wrapper, start: child.start, end: child.end, children: [child], isWrapper: true });
  }
  for (const node of found) if (node.isWrapper && node.tag === "table") setTable(node, node.children);
  return found;
}

const isBetween = (text, start, end) => end - start <= GAP && BETWEEN.test(text.slice(start, end));

/** The rows of a table: those that name columns, as far as they stand first, are its head. */
function setTable(node, rows) {
  const body = rows.findIndex(({ block }) => !block.isHeader);
  const head = body < 0 ? 0 : body;
  node.children = [part("thead", rows.slice(0, head)), part("tbody", rows.slice(head))].filter(Boolean);
}

const part = (tag, rows) => (rows.length ? { tag, start: rows[0].start, end: rows.at(-1).end, children: rows } : null);

/** The cells of a row, column by column: those that stand elsewhere or nowhere are empty, {start: null}. */
function cellsOf({ start, end, block }) {
  const cells = [];
  for (const cell of block.cells ?? []) {
    const before = cells.at(-1);
    const isHere = cell && cell.start >= (before?.end ?? start) && cell.end <= end;
    if (cell && before && before.start === cell.start && before.end === cell.end) before.columns += 1;
    else cells.push({ tag: "td", start: isHere ? cell.start : null, end: isHere ? cell.end : null, columns: 1, children: [] });
  }
  const isGroup = cells.length === 1 && cells[0].columns > 1; // one label across all columns
  for (const cell of cells) if ((block.isHeader || isGroup) && cell.start !== null) Object.assign(cell, { tag: "th", scope: isGroup ? "colgroup" : "col" });
  return cells.some((cell) => cell.start !== null) ? cells : [{ tag: "td", start, end, columns: 1, children: [] }];
}
