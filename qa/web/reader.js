// A document in the panel: as it is printed or as text, its quotes marked, with what helps to find one's way in it.

import { badge } from "./badge.js";
import { announce, button, byId, el } from "./dom.js";
import { head } from "./head.js";
import { pageText, wholeText } from "./marking.js";
import { toPoints } from "./offsets.js";
import { readBoxes } from "./api.js";
import { frame } from "./panel.js";
import { bringIntoView, lightRanges, textNodes } from "./ranges.js";
import { go, keepFocus, turning } from "./turning.js";
import { t } from "./words.js";

// Of a document that can be shown both ways: "page" as it is printed, or "text". What was chosen holds for all.
let way = "page";

/** Show a document the way that was chosen last; `wanted` where it was chosen for this one, now. */
export async function showDocument(opened, wanted = false) {
  const { marks, found, signal } = opened;
  // Words whose place on the page is not known are shown in the text, where it is, unless the page is asked for.
  const known = !found.quote || marks?.quote.length || wanted;
  if (marks && way === "page" && known) {
    const { printedPages } = await import("./pages.js");
    if (!signal.aborted) showPages(opened, printedPages);
  } else showText(opened);
  keepFocus(opened.hadFocus);
}

function showPages(opened, printedPages) {
  const { view, place, marks, layout, found, signal } = opened;
  const first = marks.quote[0]?.page ?? place.page ?? 1;
  const pages = printedPages(view, marks, {
    first,
    textOf: (number) => pageText(view, layout, found, number),
    onFailure: (error, number) => showText(opened, [t("Page {number} cannot be shown as it is printed; this is the document's text.", { number }), error.message]),
    signal,
  });
  const pageOf = ({ start }) => Math.max(1, layout.pages.findLastIndex((page) => page <= start) + 1);
  const goTo = async (range, isFound) => {
    const [start, end] = toPoints(view.text, [range.start, range.end]);
    const boxes = await readBoxes(view.id, start, end, signal).catch(() => []);
    if (!signal.aborted) pages.point(boxes, pageOf(range), isFound);
  };
  const shown = { bar: pages.bar, body: pages.body, goTo, onFound: (places, current) => (places.length ? goTo(places[current], true) : pages.point([], null)) };
  draw(opened, "page", shown, found.quote && pages.reveal);
  pages.start();
  announce(found.quote ? t("{title}: opened at the quote, on page {n}.", { title: view.title, n: first }) : t("{title}: opened at page {n}.", { title: view.title, n: first }));
}

function showText(opened, failure = null) {
  const { view, layout, found } = opened;
  const { text, mark } = wholeText(view, layout, found);
  const body = el("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": t("The document's text") }, text);
  let nodes = null; // found when they are first needed
  const rangeOf = ({ start, end }) => (nodes ??= textNodes(text)).range(start, end);
  const onFound = (places, current) => {
    const ranges = places.map(rangeOf);
    lightRanges(ranges, current);
    if (ranges.length) bringIntoView(ranges[current], body);
  };
  const shown = { bar: [], body, goTo: (range) => bringIntoView(rangeOf(range), body), onFound };
  lightRanges([], 0);
  draw(opened, "text", shown, mark && (() => light(mark)), failure);
  if (mark) light(mark);
  announce([failure?.[0], mark ? t("{title}: opened at the quote.", { title: view.title }) : t("{title}: opened.", { title: view.title })].filter(Boolean).join(" "));
}

/** Put a document in the panel; `toQuote` brings the quote into view. */
function draw(opened, kind, shown, toQuote, failure = null) {
  const said = failure && el("div", { class: "notice", role: "note" }, el("p", {}, failure[0]), el("p", { class: "from" }, failure[1]));
  const { place, view, onChecked } = opened;
  const checked = toQuote ? badge({ ...place, quote: quoteOf(opened), sha256: place.sha256 ?? view.sha256 }, onChecked) : null;
  frame(view.title, [...head(opened, { quote: toQuote ? quoteOf(opened) : null, toQuote, checked }), said], ...bar(opened, kind, shown), shown.body);
}

const quoteOf = ({ view, place, found: { quote } }) => place.quote ?? (quote ? view.text.slice(quote.start, quote.end) : null);

/** The bar over a document: how it is shown, its outline, finding in it; and the room that these unfold in. */
function bar(opened, kind, shown) {
  const { view, layout, marks } = opened;
  const aids = el("div", { class: "aids", hidden: true });
  const choice = (each, label) => button(label, { "aria-pressed": String(each === kind) }, async () => {
    way = each;
    await showDocument(opened, true);
    byId("panel").querySelector(".ways [aria-pressed=true]")?.focus();
  });
  const ways = marks && el("div", { class: "ways", role: "group", "aria-label": t("Show") }, choice("page", t("Page")), choice("text", t("Text")));
  const outlined = layout.blocks.some((block) => block.kind === "heading") && aid(aids, t("Outline"), {}, async () => {
    const { headingsOf, outlineNode } = await import("./outline.js");
    return { node: outlineNode(headingsOf(view.text, layout.blocks), (heading) => shown.goTo(heading)) };
  });
  const finding = aid(aids, t("Find"), { class: "quiet finding" }, async () => {
    const { finder } = await import("./find.js");
    const { row, field } = finder(view, shown.onFound);
    return { node: row, focus: field, close: () => shown.onFound([], 0) };
  });
  return [el("div", { class: "views" }, ...[ways, el("div", { class: "group" }, ...[outlined, finding].filter(Boolean)), turning(opened.place), ...shown.bar].filter(Boolean)), aids];
}

/** A button that unfolds one of the aids, made when it is first asked for, in place of the other. */
function aid(room, label, props, make) {
  let made = null;
  const node = button(label, { class: "quiet", "aria-expanded": "false", ...props }, async () => {
    const isOpen = node.getAttribute("aria-expanded") === "true";
    for (const other of node.parentElement.querySelectorAll("[aria-expanded=true]")) other.dispatchEvent(new Event("fold"));
    if (isOpen) return;
    made ??= await make();
    made.node.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // it folds this, and leaves the panel open
      node.dispatchEvent(new Event("fold"));
      node.focus();
    };
    node.setAttribute("aria-expanded", "true");
    room.replaceChildren(made.node);
    room.hidden = false;
    made.focus?.focus();
    made.focus?.select();
  });
  node.addEventListener("fold", () => {
    node.setAttribute("aria-expanded", "false");
    room.hidden = true;
    made?.close?.();
  });
  return node;
}

function light(mark) {
  mark.classList.remove("lit");
  // The leaves above have estimated heights until they come near the view, so the first place may be a little off.
  // Of a quote that is higher than the panel, the words that answer count.
  const direct = mark.closest(".scroller").querySelector("mark.current .direct");
  const settle = (times) => {
    mark.scrollIntoView({ block: "center" });
    direct?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (times > 0) requestAnimationFrame(() => settle(times - 1));
    else mark.classList.add("lit");
  };
  settle(2);
}

/** Keys of the panel, where nothing is typed: to the next quote and the one before, and to the field that finds. */
export function onPanelKey(event, place) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const keys = { n: () => go(place, 1), p: () => go(place, -1), "/": () => { byId("panel").querySelector(".finding")?.click(); return true; } };
  if (keys[event.key]?.()) event.preventDefault();
}
