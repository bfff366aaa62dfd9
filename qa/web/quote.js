// One quote on the page: in its shape, with what belongs to it above, its number, and its place beneath.

import { badge } from "./badge.js";
import { contextNode } from "./context.js";
import { button, el, name } from "./dom.js";
import { attachPeek } from "./peek.js";
import { hashOf } from "./place.js";
import { isTable, shapedQuote } from "./shape.js";
import { t } from "./words.js";

/** A quote in its shape with its place; after another one from the same document the file need not be named again. */
export function quoteFigure(citation, open, { previous = null, expandable = true } = {}) {
  const words = el("blockquote", { dir: "auto" }, shapedQuote(citation));
  const place = numberPlace(words);
  const number = numberNode(citation, open);
  place?.append(" ", number);
  return el(
    "figure",
    { class: "quote", dataset: { block: citation.block ?? "paragraph", ...(isTable(words) ? { table: "" } : {}) } },
    contextNode(citation),
    words,
    el("figcaption", {}, place ? null : number, open && badge(citation), placeName(citation, previous?.document_id === citation.document_id, open && expandable ? moreButton(citation, words) : null, open)),
  );
}

/** Where a quote's number stands: behind its last words; beneath it where these are in a table or in code. */
function numberPlace(words) {
  const last = [...words.childNodes].filter((node) => node.textContent.trim() && !node.matches?.(".between")).at(-1);
  if (last?.matches?.(".table, pre")) return null;
  if (last?.matches?.("div")) return last;
  return last?.matches?.("ul, ol, dl") ? [...last.querySelectorAll("li, dd, dt")].at(-1) : words;
}

function placeName(citation, again, more, open) {
  const { title, source, page } = citation;
  const titled = open ? button(name(title), { class: "titled", "aria-label": t("{title}: show the quote in the document", { title }) }, () => open(citation)) : name(title);
  const where = el("span", { class: "place" }, el("cite", {}, titled));
  if (title !== source && !again) where.append(el("span", { class: "from" }, name(source)));
  if (page) where.append(el("span", { class: "from" }, t("page {n}", { n: page })));
  if (more) where.append(more);
  return where;
}

/** A button that shows, in its place, what stands around a quote; each time more of it. */
function moreButton(citation, words) {
  return button(t("Show more around it"), { class: "link more" }, async (event) => {
    const node = event.currentTarget;
    (await import("./surroundings.js")).widen(citation, words, node);
  });
}

/** A citation's number: a button that opens its source, or a mere number where there is no `open`. */
export function numberNode(citation, open) {
  if (!open) return el("span", { class: "cite", dir: "ltr" }, String(citation.number));
  const { number, title, page } = citation;
  const label = page
    ? t("Citation {number}: {title}, page {page}. Open the source.", { number, title, page })
    : t("Citation {number}: {title}. Open the source.", { number, title });
  const node = button(String(number), { class: "cite", "aria-label": label, dir: "ltr", dataset: { place: hashOf(citation) } }, () => open(citation));
  attachPeek(node, citation);
  return node;
}
