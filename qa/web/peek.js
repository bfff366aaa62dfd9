// The card that shows a citation's quote, in its surroundings, while its number is hovered or focused.

import { byId, el, name } from "./dom.js";
import { contextNode } from "./context.js";
import { shapedQuote } from "./shape.js";
import { t } from "./words.js";

const DELAY = 120; // milliseconds; a pointer that only passes by opens nothing
const CONTEXT = 32; // characters of prefix and suffix where the document has as many
let timer = 0;

/** Give a citation's button its card. */
export function attachPeek(button, citation) {
  const later = (work, delay) => { clearTimeout(timer); timer = setTimeout(work, delay); };
  // On movement, not on entering: a page that scrolls under a pointer at rest opens nothing.
  button.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "mouse") return;
    if (button.hasAttribute("aria-describedby")) clearTimeout(timer);
    else later(() => show(button, citation), DELAY);
  });
  button.addEventListener("pointerleave", () => later(hidePeek, DELAY));
  button.addEventListener("focus", () => { if (button.matches(":focus-visible")) show(button, citation); });
  button.addEventListener("blur", hidePeek);
  button.addEventListener("click", hidePeek);
}

// The card stands still while the page moves: away with it, before it covers something else. Where a number has the
// focus it goes along: it was the focus that moved the page.
addEventListener("scroll", () => {
  const focused = document.querySelector("[aria-describedby=peek]:focus-visible");
  if (focused) placeBeside(byId("peek"), focused.getBoundingClientRect());
  else hidePeek();
}, { passive: true });

/** Take the card away; says whether there was one. */
export function hidePeek() {
  clearTimeout(timer);
  const card = byId("peek");
  if (!card) return false;
  document.querySelector("[aria-describedby=peek]")?.removeAttribute("aria-describedby");
  card.remove();
  return true;
}

function show(button, citation) {
  hidePeek();
  const { title, page } = citation;
  const words = citation.layout ? el("div", { class: "peek-text shaped", dir: "auto" }, contextNode(citation), shapedQuote(citation)) : inPassing(citation);
  const card = el(
    "div",
    { id: "peek", role: "tooltip", on: { click: () => button.click(), pointerenter: () => clearTimeout(timer), pointerleave: hidePeek } },
    words,
    el("p", { class: "peek-place" }, name(title), page ? `, ${t("page {n}", { n: page })}` : null),
  );
  document.querySelector("main").append(card);
  button.setAttribute("aria-describedby", "peek");
  placeBeside(card, button.getBoundingClientRect());
}

/** A sentence between the words around it. */
function inPassing(citation) {
  return el("p", { class: "peek-text", dir: "auto" }, el("span", { class: "around" }, before(citation)), el("q", {}, shapedQuote(citation)), el("span", { class: "around" }, after(citation)));
}

// Prefix and suffix are cut by length. Half a word helps nobody, so they begin and end at a blank, where there is one.
const before = ({ prefix }) => cut(prefix, /^\S+(?=\s)/);
const after = ({ suffix }) => cut(suffix, /(?<=\s)\S+$/);

function cut(text, partial) {
  return Array.from(text).length < CONTEXT ? text : text.replace(partial, "…");
}

function placeBeside(card, anchor) {
  const gap = 8;
  const left = Math.min(Math.max(gap, anchor.left - 24), innerWidth - card.offsetWidth - gap);
  const above = anchor.top - card.offsetHeight - gap;
  card.style.left = `${left}px`;
  card.style.top = `${above >= gap ? above : anchor.bottom + gap}px`;
}
