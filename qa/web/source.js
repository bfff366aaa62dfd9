// The panel beside the conversation: a whole document with the quoted words lit, or the list of all documents.

import { readDocument } from "./api.js";
import { badge } from "./badge.js";
import { copyButton } from "./copy.js";
import { announce, button, byId, count, el, name } from "./dom.js";
import { emphasis, rangesToUnits, toUnits } from "./offsets.js";
import { hidePeek } from "./peek.js";
import { close, current, hashOf, linkTo } from "./place.js";
import { whenReady } from "./ready.js";
import { shelf } from "./shelf.js";
import { pour } from "./text.js";

const SHEET = matchMedia("(max-width: 60rem)"); // below, the panel covers the page
let opener = null; // what had the focus before, and gets it back
let loading = new AbortController();
// The last document read is kept: going from one quote to the next in it needs no second reading.
let last = null;

/** Show what the address names: null closes the panel. */
export async function show(place) {
  loading.abort();
  loading = new AbortController();
  pointOut(place);
  if (!place) return hide();
  reveal();
  if (place.shelf) return frame("Documents", [], await shelf());
  const { signal } = loading;
  const kept = last;
  if (last?.id !== place.document_id) frame("Opening…", [], el("p", { class: "wait" }, "Fetching the document."));
  try {
    const view = await fetchDocument(place, signal);
    if (signal.aborted) return;
    // A kept document may be out of date: the server's check of the quote tells, and then it is read again.
    showDocument(view, place, ({ verified }) => {
      if (verified || view !== kept || signal.aborted) return;
      last = null;
      show(place);
    });
  } catch (error) {
    if (error.name === "AbortError") return;
    showMissing(error, place);
    if (error.kind === "not-ready") whenReady().then(() => { if (!signal.aborted) show(current()); });
  }
}

/** Light the numbers of the citations that lead to what is shown. */
function pointOut(place) {
  const hash = place?.document_id ? hashOf(place) : null;
  for (const cite of document.querySelectorAll(".cite")) {
    if (cite.dataset.place === hash) cite.setAttribute("aria-current", "true");
    else cite.removeAttribute("aria-current");
  }
}

async function fetchDocument(place, signal) {
  // A citation names the hash of what it quotes: a kept document with another hash may be out of date, so read again.
  if (last?.id === place.document_id && last.sha256 === place.sha256) return last;
  last = await readDocument(place.document_id, signal);
  return last;
}

function showDocument(view, place, onChecked) {
  const text = el("div", { class: "text", id: "source-text" });
  const found = locate(view, place);
  const pages = toUnits(view.text, view.pages).filter((page) => page !== null);
  const blocks = shapedBlocks(view);
  const boilerplate = blocks.filter((block) => block.kind === "boilerplate");
  const mark = pour(text, view.text, { ...found, boilerplate, pages, blocks });
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "The document's text" }, text);
  frame(view.title, [origin(view), notice(view, place, found), tools(view, place, mark, onChecked)], scroller);
  if (mark) light(mark);
  announce(mark ? `${view.title}: opened at the quote.` : `${view.title}: opened.`);
}

/** The document's blocks in UTF-16 offsets, in their places; header rows know that they are. */
function shapedBlocks({ text, blocks }) {
  const points = blocks.flatMap(({ start, end, cells = [] }) => [start, end, ...cells.flatMap((cell) => (cell ? [cell.start, cell.end] : []))]);
  const units = toUnits(text, points)[Symbol.iterator]();
  const next = () => units.next().value;
  const headers = new Set(blocks.map(({ header }) => header));
  return blocks.map((block, number) => ({
    ...block,
    start: next(),
    end: next(),
    cells: block.cells?.map((cell) => cell && { start: next(), end: next() }),
    isHeader: headers.has(number),
  }));
}

/** Turn the place into UTF-16 ranges; nothing is marked in a document that is not the one that was quoted. */
function locate(view, place) {
  if (place.start === null || place.start === undefined || isChanged(view, place)) return { quote: null };
  const [quote] = rangesToUnits(view.text, [place]);
  if (!quote) return { quote: null };
  const highlights = place.quote ? emphasis(place) : [];
  const moved = highlights.map(({ start, end }) => ({ start: quote.start + start, end: quote.start + end }));
  return { quote: { start: quote.start, end: quote.end }, highlights: moved };
}

const isChanged = (view, place) => Boolean(place.sha256) && place.sha256 !== view.sha256;

function origin({ source, date, url, pages, characters }) {
  const parts = [el("span", {}, name(source))];
  if (date) parts.push(el("time", { datetime: date }, date));
  if (pages.length) parts.push(count(pages.length, "page", "pages"));
  else parts.push(count(characters, "character", "characters"));
  // A document may call anything its address; only what a browser opens as a page becomes a link.
  if (/^https?:\/\//i.test(url ?? "")) parts.push(el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "original"));
  return el("p", { class: "origin" }, ...parts.flatMap((part, i) => (i ? [" · ", part] : [part])));
}

function notice(view, place, { quote }) {
  const asked = place.start !== null && place.start !== undefined;
  if (!asked || quote) return null;
  const words = isChanged(view, place)
    ? "This document has changed since it was quoted. The words may stand elsewhere in it, or be gone, so nothing is marked."
    : "There is no such place in this document, so nothing is marked.";
  const kept = place.quote ? el("blockquote", { dir: "auto" }, place.quote) : null;
  return el("div", { class: "notice", role: "note" }, el("p", {}, words), kept);
}

function tools(view, place, mark, onChecked) {
  if (!mark) return null;
  const quote = place.quote ?? Array.from(view.text).slice(place.start, place.end).join("");
  const sha256 = place.sha256 ?? view.sha256;
  return el(
    "div",
    { class: "tools" },
    badge({ ...place, quote, sha256 }, onChecked),
    button("Show the quote", { class: "quiet" }, () => light(mark)),
    copyButton("Copy quote", { class: "quiet" }, () => quote),
    copyButton("Copy link", { class: "quiet" }, () => linkTo({ ...place, sha256 })),
  );
}

function light(mark) {
  mark.classList.remove("lit");
  // The leaves above have estimated heights until they come near the view, so the first place may be a little off.
  const settle = (times) => {
    mark.scrollIntoView({ block: "center" });
    if (times > 0) requestAnimationFrame(() => settle(times - 1));
    else mark.classList.add("lit");
  };
  settle(2);
}

function showMissing(error, place) {
  const gone = error.kind === "unknown-document";
  const words = gone ? "This document is no longer here, so its words cannot be checked." : error.message;
  const kept = place.quote ? el("blockquote", { dir: "auto" }, place.quote) : null;
  frame(gone ? "The document is gone" : "It cannot be opened", [], el("div", { class: "notice" }, el("p", {}, words), kept));
}

function frame(title, head, ...body) {
  const closing = button("Close", { class: "quiet close", "aria-label": "Close the panel" }, close);
  byId("panel").replaceChildren(
    el("div", { class: "head" }, el("div", { class: "titles" }, el("h2", { id: "panel-title", dir: "auto" }, title), closing), ...head.filter(Boolean)),
    ...body,
  );
}

function reveal() {
  const panel = byId("panel");
  if (!panel.contains(document.activeElement)) opener = document.activeElement;
  panel.hidden = false;
  document.body.classList.add("reading");
  byId("room").inert = SHEET.matches;
  panel.focus({ preventScroll: true });
}

function hide() {
  const panel = byId("panel");
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  document.body.classList.remove("reading");
  byId("room").inert = false;
  (opener?.isConnected ? opener : byId("question")).focus({ preventScroll: true });
  hidePeek(); // the quote was just read in full
}

SHEET.addEventListener("change", () => { byId("room").inert = SHEET.matches && !byId("panel").hidden; });
