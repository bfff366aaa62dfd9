// What the panel shows for an address: a place in a document, a document's own page, or the list of all documents.

import { documentsOfHash, readBoxes, readDocument } from "./api.js";
import { byId, el } from "./dom.js";
import { isChanged, layoutOf, locate } from "./marking.js";
import { frame, hide, reveal } from "./panel.js";
import { current, hashOf, open } from "./place.js";
import { whenReady } from "./ready.js";
import { onPanelKey, showDocument } from "./reader.js";
import { styled } from "./styled.js";
import { t } from "./words.js";

await styled("pages.css"); // before anything is drawn, so that nothing moves

let loading = new AbortController();
// The last document read is kept: going from one quote to the next in it needs no second reading.
let last = null;

byId("panel").addEventListener("keydown", (event) => onPanelKey(event, current()));

/** Show what the address names: null closes the panel. */
export async function show(place) {
  loading.abort();
  loading = new AbortController();
  pointOut(place);
  if (!place) return hide();
  const hadFocus = byId("panel").contains(document.activeElement);
  reveal();
  const { signal } = loading;
  if (place.shelf) return frame(t("Documents"), [], await (await import("./shelf.js")).shelf());
  if (last?.id !== place.document_id) frame(t("Opening…"), [], el("p", { class: "wait" }, t("Fetching the document.")));
  try {
    await showPlace(place, hadFocus, signal);
  } catch (error) {
    if (error.name === "AbortError") return;
    if (error.kind === "unknown-document" && (await moved(place, signal))) return;
    if (signal.aborted) return;
    showMissing(error, place);
    if (error.kind === "not-ready") whenReady().then(() => { if (!signal.aborted) show(current()); });
  }
}

async function showPlace(place, hadFocus, signal) {
  const kept = last;
  const view = await fetchDocument(place, signal);
  if (place.about) {
    const { about } = await import("./about.js");
    return signal.aborted ? undefined : about(view, signal);
  }
  const marks = await marksOf(view, place, signal);
  if (signal.aborted) return undefined;
  if (isChanged(view, place) && (await moved(place, signal))) return undefined;
  // A kept document may be out of date: the server's check of the quote tells, and then it is read again.
  const onChecked = ({ verified }) => {
    if (verified || view !== kept || signal.aborted) return;
    last = null;
    show(place);
  };
  return showDocument({ view, place, marks, layout: layoutOf(view), found: locate(view, place), onChecked, signal, hadFocus });
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
  if (last?.id === place.document_id && (place.about || last.sha256 === place.sha256)) return last;
  last = await readDocument(place.document_id, signal);
  return last;
}

/** A document that has another name now has the same hash, and the same words at the same place: go there. */
async function moved(place, signal) {
  if (!place.sha256) return false;
  const found = (await documentsOfHash(place.sha256).catch(() => [])).find(({ id }) => id !== place.document_id);
  if (!found || signal.aborted) return false;
  open({ ...place, document_id: found.id, title: found.title, source: found.source });
  return true;
}

/** Where on its printed pages the quotes stand: {quote, direct, others}, rectangles; null of a document that is not printed. */
async function marksOf(view, place, signal) {
  if (!view.page_sizes.length) return null;
  const { quote } = locate(view, place);
  if (!quote) return { quote: [], direct: [], others: [] };
  const { document_id, start, end, highlights = [], among = [] } = place;
  const direct = highlights.filter((range) => range.end - range.start < 0.9 * (end - start));
  const [boxes, ...lines] = await Promise.all([
    place.boxes ?? readBoxes(document_id, start, end, signal),
    ...direct.map((range) => readBoxes(document_id, start + range.start, start + range.end, signal)),
  ]);
  const others = among.filter((each) => each.document_id === document_id && each.start !== start).flatMap((each) => each.boxes ?? []);
  return { quote: boxes, direct: lines.flat(), others };
}

function showMissing(error, place) {
  const gone = error.kind === "unknown-document";
  const words = gone ? t("This document is no longer here, so its words cannot be checked.") : error.message;
  const kept = place.quote ? el("blockquote", { dir: "auto" }, place.quote) : null;
  frame(gone ? t("The document is gone") : t("It cannot be opened"), [], el("div", { class: "notice" }, el("p", {}, words), kept));
}
