// The panel beside the conversation: a whole document with the quoted words lit, or the list of all documents.

import { readBoxes, readDocument, readFile } from "./api.js";
import { badge } from "./badge.js";
import { copyButton } from "./copy.js";
import { announce, button, byId, count, el, name, save } from "./dom.js";
import { isChanged, layoutOf, locate, pageText, wholeText } from "./marking.js";
import { printedPages } from "./pages.js";
import { hidePeek } from "./peek.js";
import { close, current, hashOf, linkTo } from "./place.js";
import { whenReady } from "./ready.js";
import { t } from "./words.js";

const SHEET = matchMedia("(max-width: 60rem)"); // below, the panel covers the page
let opener = null; // what had the focus before, and gets it back
let loading = new AbortController();
// The last document read is kept: going from one quote to the next in it needs no second reading.
let last = null;
// Of a document that can be shown both ways: "page" as it is printed, or "text". What was chosen holds for all.
let way = "page";

/** Show what the address names: null closes the panel. */
export async function show(place) {
  loading.abort();
  loading = new AbortController();
  pointOut(place);
  if (!place) return hide();
  reveal();
  if (place.shelf) return frame(t("Documents"), [], await (await import("./shelf.js")).shelf());
  const { signal } = loading;
  const kept = last;
  if (last?.id !== place.document_id) frame("Opening…", [], el("p", { class: "wait" }, "Fetching the document."));
  try {
    const view = await fetchDocument(place, signal);
    const marks = await marksOf(view, place, signal);
    if (signal.aborted) return;
    // A kept document may be out of date: the server's check of the quote tells, and then it is read again.
    const onChecked = ({ verified }) => {
      if (verified || view !== kept || signal.aborted) return;
      last = null;
      show(place);
    };
    showDocument({ view, place, marks, onChecked, signal });
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

/** Where on its printed pages the quote stands: {quote, direct}, rectangles; null of a document that is not printed. */
async function marksOf(view, place, signal) {
  if (!view.page_sizes.length) return null;
  if (!locate(view, place).quote) return { quote: [], direct: [] };
  const { document_id, start, end, highlights = [] } = place;
  const direct = highlights.filter((range) => range.end - range.start < 0.9 * (end - start));
  const [quote, ...lines] = await Promise.all([
    place.boxes ?? readBoxes(document_id, start, end, signal),
    ...direct.map((range) => readBoxes(document_id, start + range.start, start + range.end, signal)),
  ]);
  return { quote, direct: lines.flat() };
}

/** Show a document the way that was chosen last; `wanted` where it was chosen for this one, now. */
function showDocument(opened, wanted = false) {
  const { view, place, marks } = opened;
  const found = locate(view, place);
  // Words whose place on the page is not known are shown in the text, where it is, unless the page is asked for.
  const known = !found.quote || marks?.quote.length || wanted;
  if (marks && way === "page" && known) showPages(opened, found);
  else showText(opened, found);
}

function showPages(opened, found) {
  const { view, place, marks, signal } = opened;
  const layout = layoutOf(view);
  const first = marks.quote[0]?.page ?? place.page ?? 1;
  const { bar, body, reveal, start } = printedPages(view, marks, {
    first,
    textOf: (number) => pageText(view, layout, found, number),
    onFailure: (error, number) => showText(opened, found, [`Page ${number} cannot be shown as it is printed; this is the document's text.`, error.message]),
    signal,
  });
  frame(view.title, head(opened, found, found.quote && reveal), views(opened, "page", ...bar), body);
  start();
  announce(`${view.title}: opened at ${found.quote ? "the quote, on " : ""}page ${first}.`);
}

function showText(opened, found, failure = null) {
  const { view, marks } = opened;
  const { text, mark } = wholeText(view, layoutOf(view), found);
  const scroller = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": "The document's text" }, text);
  const said = failure && el("div", { class: "notice", role: "note" }, el("p", {}, failure[0]), el("p", { class: "from" }, failure[1]));
  frame(view.title, [...head(opened, found, mark && (() => light(mark))), said], marks && views(opened, "text"), scroller);
  if (mark) light(mark);
  announce([failure?.[0], `${view.title}: opened${mark ? " at the quote" : ""}.`].filter(Boolean).join(" "));
}

/** What stands over a document, however it is shown; `toQuote` brings the quote into view. */
function head({ view, place, onChecked }, found, toQuote) {
  return [origin(view), notice(view, place, found), tools(view, place, toQuote, onChecked)];
}

/** The bar with the switch between the two ways to show a document, and what belongs to the one that is `shown`. */
function views(opened, shown, ...more) {
  const choice = (each, label) => button(label, { "aria-pressed": String(each === shown) }, () => {
    way = each;
    showDocument(opened, true);
    byId("panel").querySelector(".ways [aria-pressed=true]")?.focus();
  });
  return el("div", { class: "views" }, el("div", { class: "ways", role: "group", "aria-label": "Show" }, choice("page", "Page"), choice("text", "Text")), ...more);
}

function origin({ id, source, date, url, pages, characters }) {
  const parts = [el("span", {}, name(source))];
  if (date) parts.push(el("time", { datetime: date }, date));
  if (pages.length) parts.push(count(pages.length, "page", "pages"));
  else parts.push(count(characters, "character", "characters"));
  // A document may call anything its address; only what a browser opens as a page becomes a link.
  if (/^https?:\/\//i.test(url ?? "")) parts.push(el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, "original"));
  parts.push(downloading(id, source));
  return el("p", { class: "origin" }, ...parts.flatMap((part, i) => (i ? [" · ", part] : [part])));
}

/** A button that saves the file which the document was read from, or says why there is none. */
function downloading(id, source) {
  return button("download file", { class: "link" }, async (event) => {
    const node = event.currentTarget;
    try {
      save(source.split("/").at(-1), await readFile(id));
      announce("The file was saved.");
    } catch (error) {
      node.replaceWith(el("span", { class: "trouble", role: "alert" }, error.message));
    }
  });
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

function tools(view, place, toQuote, onChecked) {
  if (!toQuote) return null;
  const quote = place.quote ?? Array.from(view.text).slice(place.start, place.end).join("");
  const sha256 = place.sha256 ?? view.sha256;
  return el(
    "div",
    { class: "tools" },
    badge({ ...place, quote, sha256 }, onChecked),
    button("Show the quote", { class: "quiet" }, toQuote),
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
    ...body.filter(Boolean),
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
