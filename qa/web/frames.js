// Opening the elements of a layout around a text that is drawn from its beginning to its end.

import { el } from "./dom.js";
import { watchWidth } from "./wide.js";

const [LONG, VERY_LONG] = [120, 600]; // characters of a cell that must not become a thin, high column
const OF_A_SIDE = new Set(["ul", "ol", "dl"]);
const HOLDS_NO_TEXT = new Set(["ul", "ol", "dl", "table", "thead", "tbody", "tr"]);

/**
 * A cursor over a tree of structure.js. `at(place)`, asked with ascending places, returns {element, isApart}: where the text
 * at this place is put, and whether it only parts what is drawn as parts. `goOn(parent)` goes on in another parent: what is open
 * is opened there again.
 */
export class Frames {
  constructor(nodes, parent) {
    this.open = [{ children: nodes, next: 0, end: Infinity, element: parent, inner: parent, tag: null }];
  }

  goOn(parent, place) {
    this.closeUntil(place);
    const [root, ...open] = this.open;
    Object.assign(root, { element: parent, inner: parent });
    let outer = root;
    for (const entry of open) {
      [entry.element, entry.inner] = elementsOf(entry.node);
      entry.inner.dataset.goesOn = "";
      outer.inner.append(entry.element);
      outer = entry;
    }
  }

  at(place) {
    this.closeUntil(place);
    while (this.openNext(place));
    const top = this.open.at(-1);
    if (!HOLDS_NO_TEXT.has(top.tag)) return { element: top.inner, isApart: false };
    if (top.last) return { element: top.last, isApart: true };
    while (HOLDS_NO_TEXT.has(this.open.at(-1).tag) && this.openNext(Infinity)); // what stands before the first cell
    return { element: this.open.at(-1).inner, isApart: true };
  }

  closeUntil(place) {
    while (this.open.length > 1 && this.open.at(-1).end <= place) this.close();
  }

  close() {
    const entry = this.open.pop();
    if (entry.tag === "tr") this.fill(entry, entry.children.length);
    this.open.at(-1).last = HOLDS_NO_TEXT.has(entry.tag) ? entry.last : entry.inner;
  }

  /** Open the next element of the innermost one, if it begins at `place` or before. */
  openNext(place) {
    const entry = this.open.at(-1);
    let { next } = entry;
    while (next < entry.children.length && (entry.children[next].start === null || entry.children[next].end <= place && place !== Infinity)) next += 1;
    const node = entry.children[next];
    if (!node || node.start > place) return false;
    this.fill(entry, next);
    entry.next = next + 1;
    const [element, inner] = elementsOf(node);
    entry.inner.append(element);
    this.open.push({ children: node.children, next: 0, end: node.end, element, inner, tag: node.tag, node });
    return true;
  }

  /** The empty cells of a row up to a number. */
  fill(entry, number) {
    if (entry.tag !== "tr") return;
    for (; entry.next < number; entry.next += 1) entry.inner.append(elementsOf(entry.children[entry.next])[0]);
  }
}

/** The element of a node, and the one in it that holds what stands there. */
function elementsOf(node) {
  const { tag, kind, columns, scope, level } = node;
  const props = { class: kind ? `b b-${kind.replace("_", "-")}` : null };
  if (tag === "th" || tag === "td") Object.assign(props, { class: null, scope, colspan: columns > 1 ? columns : null });
  if (tag === "ul" || tag === "ol") props.role = "list"; // one browser takes lists without marks for none
  if (OF_A_SIDE.has(tag)) props.dir = "auto"; // marks and columns begin where the script does
  const inner = el(tag, withoutEmpty(props));
  if (tag === "td" && node.end - node.start > LONG) inner.dataset.long = node.end - node.start > VERY_LONG ? "very" : "";
  if (level) inner.dataset.level = String(Math.min(level, 6));
  if (tag === "li" && node.isNumbered) inner.dataset.numbered = "";
  if (tag !== "table") return [inner, inner];
  const scroller = el("div", { class: "table", dir: "auto" }, inner);
  watchWidth(scroller);
  return [scroller, inner];
}

const withoutEmpty = (props) => Object.fromEntries(Object.entries(props).filter(([, value]) => value !== null && value !== undefined));
