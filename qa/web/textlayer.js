// The words of a printed page over its picture, unseen: to be selected and copied where they are printed.

import { readBoxes } from "./api.js";
import { toUnits } from "./offsets.js";

const SVG = "http://www.w3.org/2000/svg";
const BODY = 0.86; // size of the letters, in heights of their line
const BASE = 0.2; // of the height is below the letters' line
const LEFTWARDS = /[\u0590-\u08ff]/u;

/** A layer for the pages of `view`: {node, show}; `show(number)` lays out the words of that page. */
export function textLayer(view, signal) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("class", "words");
  node.setAttribute("aria-hidden", "true"); // the page's text is read below the picture
  let shown = 0;
  node.addEventListener("copy", copied);
  return { node, show };

  async function show(number) {
    if (number === shown) return;
    shown = number;
    node.replaceChildren();
    node.setAttribute("viewBox", `0 0 ${view.page_sizes[number - 1].join(" ")}`);
    // A page's notes may stand behind the beginning of the next page.
    const [start, end] = [view.pages[number - 1], view.pages[number + 1] ?? view.characters];
    const boxes = start < end ? await readBoxes(view.id, start, end, signal).catch(() => []) : [];
    if (shown !== number || signal.aborted) return;
    const here = boxes.filter(({ page }) => page === number);
    const units = toUnits(view.text, here.flatMap((box) => [box.start, box.end]));
    node.replaceChildren(...here.map((box, i) => line(view.text, box, units[2 * i], units[2 * i + 1])));
  }

  /** What is copied is the document's own text from where the selection begins to where it ends, with its line breaks. */
  function copied(event) {
    const selection = getSelection();
    if (!selection.rangeCount) return;
    const range = selection.getRangeAt(0);
    const lines = [...node.children].filter((each) => range.intersectsNode(each));
    if (!lines.length) return;
    const [first, last] = [lines[0], lines.at(-1)];
    const from = Number(first.dataset.start) + (first.contains(range.startContainer) ? range.startOffset : 0);
    const to = last.contains(range.endContainer) ? Number(last.dataset.start) + range.endOffset : Number(last.dataset.end);
    event.clipboardData.setData("text/plain", view.text.slice(from, to));
    event.preventDefault();
  }
}

/** One line as text of exactly its width; a turned one is turned about the middle of its rectangle. */
function line(text, { left, top, right, bottom, turned }, start, end) {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const [width, height] = turned % 2 ? [bottom - top, right - left] : [right - left, bottom - top];
  const words = text.slice(start, end);
  const isLeftwards = LEFTWARDS.test(words);
  const attributes = {
    x: isLeftwards ? x + width / 2 : x - width / 2,
    y: y + height / 2 - BASE * height,
    "font-size": BODY * height,
    textLength: width,
    lengthAdjust: "spacingAndGlyphs",
    ...(isLeftwards ? { direction: "rtl" } : {}),
    ...(turned ? { transform: `rotate(${90 * turned} ${x} ${y})` } : {}),
  };
  const node = document.createElementNS(SVG, "text");
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  Object.assign(node.dataset, { start, end });
  node.textContent = words;
  return node;
}
