// What stands before and after a quote in its document, drawn where the quote is shown.

import { readDocument } from "./api.js";
import { announce, button, el } from "./dom.js";
import { isChanged, layoutOf, locate, stretchText } from "./marking.js";

const AROUND = 300; // UTF-16 units on each side, where the document has as many; then to the end of the line
const LONGEST = 900; // a line without end is cut at a blank before this many

const MORE = "Show more around it";
const LESS = "Show less";

/** A button that puts what stands around the quote before and after `words`, the element that shows it, and away again. */
export function surroundingsButton(citation, words) {
  let shown = [];
  const node = button(MORE, { class: "link more", "aria-expanded": "false" }, async () => {
    if (shown.length) {
      shown.splice(0).forEach((each) => each.remove());
      return say(node, MORE, false);
    }
    const view = await readDocument(citation.document_id).catch((error) => ({ trouble: error.message }));
    const found = view.trouble || isChanged(view, citation) ? null : around(view, citation);
    if (!found) return refuse(node, view.trouble ?? "The document has changed since.");
    if (!found.before && !found.after) return refuse(node, "This is all of the document.");
    if (shown.length) return undefined; // pressed twice
    shown = [found.before, found.after].filter(Boolean).map((text) => el("div", { class: "surroundings", dir: "auto" }, text));
    if (found.before) words.before(shown[0]);
    if (found.after) words.after(shown.at(-1));
    return say(node, LESS, true);
  });
  return node;
}

function say(node, label, expanded) {
  node.textContent = label;
  node.setAttribute("aria-expanded", String(expanded));
}

function refuse(node, sentence) {
  node.replaceWith(el("span", { class: "from" }, sentence));
  announce(sentence);
}

/** The texts before and after a quote, in their layout; null where there is nothing but white space. */
function around(view, citation) {
  const { quote } = locate(view, citation);
  if (!quote) return null;
  const layout = layoutOf(view);
  const drawn = (start, end) => (start < end ? stretchText(view, layout, { quote: null }, start, end) : null);
  return { before: drawn(...trimmed(view.text, lineStart(view.text, quote.start), quote.start)), after: drawn(...trimmed(view.text, quote.end, lineEnd(view.text, quote.end))) };
}

function lineStart(text, place) {
  const line = place > AROUND ? text.lastIndexOf("\n", place - AROUND) + 1 : 0;
  if (place - line <= LONGEST) return line;
  const blank = text.indexOf(" ", place - LONGEST);
  return blank >= 0 && blank < place ? blank : whole(text, place - LONGEST);
}

function lineEnd(text, place) {
  const found = text.indexOf("\n", place + AROUND);
  const line = found < 0 ? text.length : found;
  if (line - place <= LONGEST) return line;
  const blank = text.lastIndexOf(" ", place + LONGEST);
  return blank > place ? blank : whole(text, place + LONGEST);
}

/** Not through the middle of a character. */
function whole(text, place) {
  const low = text.charCodeAt(place);
  return low >= 0xdc00 && low <= 0xdfff ? place + 1 : place;
}

function trimmed(text, start, end) {
  const words = text.slice(start, end);
  return [start + words.length - words.trimStart().length, start + words.trimEnd().length];
}
