// What stands before and after a quote in its document, drawn where the quote is shown.

import { readDocument } from "./api.js";
import { announce, button, el } from "./dom.js";
import { isChanged, layoutOf, locate, stretchText } from "./marking.js";
import { t } from "./words.js";

// UTF-16 units on each side, where the document has as many, and then to the end of the line; a line without end is cut
// at a blank before three times as many.
const STEPS = [300, 1200, 4000];
const MORE = () => t("Show more around it");

/**
 * Widen what is shown around `words`, the element of a quote, by one more step; `node` is the button that asks for it.
 * Another button takes all of it away again.
 */
export async function widen(citation, words, node) {
  if (node.getAttribute("aria-busy")) return undefined; // pressed twice
  node.setAttribute("aria-busy", "true");
  const view = await readDocument(citation.document_id).catch((error) => ({ trouble: error.message }));
  node.removeAttribute("aria-busy");
  if (view.trouble || isChanged(view, citation)) return refuse(node, view.trouble ?? t("The document has changed since."));
  const step = Number(node.dataset.step ?? 0);
  const found = around(view, citation, STEPS[step]);
  if (!found?.before && !found?.after) return refuse(node, t("This is all of the document."));
  const less = node.nextElementSibling ?? lessButton(words, node);
  clear(words);
  const shown = (text) => el("div", { class: "surroundings", dir: "auto" }, text);
  if (found.before) words.before(shown(found.before));
  if (found.after) words.after(shown(found.after));
  node.dataset.step = String(step + 1);
  node.textContent = t("Show still more");
  node.hidden = found.isAll || step + 1 === STEPS.length;
  if (node.hidden) less.focus();
  return undefined;
}

function lessButton(words, node) {
  const less = button(t("Show less"), { class: "link more", "aria-expanded": "true" }, () => {
    clear(words);
    less.remove();
    delete node.dataset.step;
    node.textContent = MORE();
    node.hidden = false;
    node.focus();
  });
  node.after(less);
  return less;
}

const clear = (words) => { for (const each of words.parentElement.querySelectorAll(".surroundings")) each.remove(); };

function refuse(node, sentence) {
  node.replaceWith(el("span", { class: "from" }, sentence));
  announce(sentence);
}

/** The texts before and after a quote, in their layout; null where there is nothing but white space. */
function around(view, citation, least) {
  const { quote } = locate(view, citation);
  if (!quote) return null;
  const layout = layoutOf(view);
  const drawn = (start, end) => (start < end ? stretchText(view, layout, {}, start, end) : null);
  const [from, to] = [lineStart(view.text, quote.start, least), lineEnd(view.text, quote.end, least)];
  return { before: drawn(...trimmed(view.text, from, quote.start)), after: drawn(...trimmed(view.text, quote.end, to)), isAll: from === 0 && to === view.text.length };
}

function lineStart(text, place, least) {
  const line = place > least ? text.lastIndexOf("\n", place - least) + 1 : 0;
  if (place - line <= 3 * least) return line;
  const blank = text.indexOf(" ", place - 3 * least);
  return blank >= 0 && blank < place ? blank : whole(text, place - 3 * least);
}

function lineEnd(text, place, least) {
  const found = text.indexOf("\n", place + least);
  const line = found < 0 ? text.length : found;
  if (line - place <= 3 * least) return line;
  const blank = text.lastIndexOf(" ", place + 3 * least);
  return blank > place ? blank : whole(text, place + 3 * least);
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
