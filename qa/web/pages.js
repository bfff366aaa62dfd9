// A document as it is printed: the picture of one page with the quote marked and its words over it, and the page's text beneath.

import { readPage } from "./api.js";
import { announce, button, el } from "./dom.js";
import { enable, step } from "./step.js";
import { textLayer } from "./textlayer.js";
import { t } from "./words.js";

const ZOOMS = [1, 1.25, 1.5, 2, 3, 4]; // times the width of the panel
const LEGIBLE = 8; // pixels that a line of the quote is high at least when it is opened
const SCALES = { smallest: 0.25, largest: 4, step: 0.25 }; // of what the server draws, in times 72 dots an inch
const TRIES = 4; // where the server has too much to do
const KEPT = 8; // pictures: turning back a page asks for nothing
const MARGIN = 20; // pixels
const NUDGE = 60; // pixels that an arrow key moves a page that is wider than the panel
const SVG = "http://www.w3.org/2000/svg";

const pictures = new Map(); // by document, page and scale; the last one used stands last

/**
 * The pages of `view`, of which `first` is shown first. Returns {bar, body, reveal, point, start}: the buttons, what is
 * scrolled, `reveal()` to bring the quote into view, `point(boxes, page)` to show another place, and `start()` for when both stand on the page.
 *
 * `marks` are {quote, direct, others}: rectangles {page, left, top, right, bottom} in points. `textOf(number)` gives a page's text
 * as an element. `onFailure(error, number)` is called where there is no picture to be had.
 */
export function printedPages(view, marks, { first, textOf, onFailure, signal }) {
  const count = view.page_sizes.length;
  const canvas = el("canvas", { "aria-hidden": "true" });
  const overlay = document.createElementNS(SVG, "svg");
  overlay.setAttribute("aria-hidden", "true");
  const paper = el("div", { class: "paper", role: "img" }, canvas);
  const layer = textLayer(view, signal);
  paper.append(overlay, layer.node);
  const goingOn = el("p", { class: "going-on" });
  const words = el("section", { class: "page-text" });
  const body = el("div", { class: "scroller printed", tabindex: "0", role: "region", "aria-label": t("The document's pages") }, paper, goingOn, words);
  const where = el("span", { class: "where" });
  const size = el("span", { class: "size" });
  const previous = step("‹", t("Previous page"), () => turn(number - 1));
  const next = step("›", t("Next page"), () => turn(number + 1));
  const smaller = step("−", t("Zoom out"), () => enlarge(-1));
  const larger = step("+", t("Zoom in"), () => enlarge(1));
  const bar = [
    el("div", { class: "group", role: "group", "aria-label": t("Pages") }, previous, where, next),
    el("div", { class: "group", role: "group", "aria-label": t("Size") }, smaller, size, larger),
  ];
  let number = first;
  let zoom = 0;
  let found = []; // rectangles of what was looked for
  let drawn = null; // what the canvas shows: page and scale
  body.addEventListener("keydown", onKey);
  body.addEventListener("scroll", () => { words.style.translate = `${body.scrollLeft}px`; }); // a page that is wider than the panel moves sideways alone
  new ResizeObserver(() => draw()).observe(paper);
  lay();

  function turn(to) {
    if (to < 1 || to > count) return;
    number = to;
    lay();
    body.scrollTo({ top: 0 });
    draw();
    announce(t("Page {n} of {all}.", { n: number, all: count }));
  }

  function enlarge(by) {
    const wanted = Math.min(Math.max(zoom + by, 0), ZOOMS.length - 1);
    if (wanted === zoom) return;
    // What is in the middle stays there.
    const middle = (body.scrollTop + body.clientHeight / 2 - paper.offsetTop) / paper.clientHeight;
    const across = (body.scrollLeft + body.clientWidth / 2 - paper.offsetLeft) / paper.clientWidth;
    zoom = wanted;
    lay();
    body.scrollTo({
      top: paper.offsetTop + middle * paper.clientHeight - body.clientHeight / 2,
      left: paper.offsetLeft + across * paper.clientWidth - body.clientWidth / 2,
    });
    draw();
    announce(t("{n} percent.", { n: Math.round(100 * ZOOMS[zoom]) }));
  }

  /** Put everything in place but the picture: its room is there before it comes. */
  function lay() {
    const [width, height] = view.page_sizes[number - 1];
    const quote = marks.quote.filter(({ page }) => page === number);
    paper.style.aspectRatio = `${width} / ${height}`;
    paper.style.width = `${100 * ZOOMS[zoom]}%`;
    paper.setAttribute("aria-label", quote.length
      ? t("Page {n} of {title} as it is printed, the quoted words marked. Its text is below.", { n: number, title: view.title })
      : t("Page {n} of {title} as it is printed. Its text is below.", { n: number, title: view.title }));
    overlay.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const here = (boxes, draw, kind) => boxes.filter(({ page }) => page === number).map((box) => draw(box, kind));
    overlay.replaceChildren(...here(marks.others, markNode, "other"), ...here(quote, markNode, "marked"), ...here(marks.direct, lineNode), ...here(found, markNode, "found"));
    where.textContent = t("Page {n} of {all}", { n: number, all: count });
    size.textContent = t("{n} %", { n: Math.round(100 * ZOOMS[zoom]) });
    enable(previous, number > 1);
    enable(next, number < count);
    enable(smaller, zoom > 0);
    enable(larger, zoom < ZOOMS.length - 1);
    goingOn.replaceChildren(...elsewhere());
    if (words.dataset.page === String(number)) return;
    words.dataset.page = String(number);
    layer.show(number);
    words.replaceChildren(el("h3", {}, t("The text of page {n}", { n: number })), textOf(number));
    if (drawn) canvas.width = canvas.height = 0; // another page's picture under these marks would be a wrong citation
    drawn = null;
    paper.dataset.state = "waiting";
  }

  /** Where else the quote is printed, if its words are on several pages. */
  function elsewhere() {
    const others = [...new Set(marks.quote.map(({ page }) => page))].filter((page) => page !== number);
    if (!others.length) return [];
    const here = marks.quote.some(({ page }) => page === number);
    const to = here ? (others.find((page) => page > number) ?? others.at(-1)) : others[0];
    const label = here ? (to > number ? t("The quote goes on on page {n}", { n: to }) : t("The quote begins on page {n}", { n: to })) : t("The quote is on page {n}", { n: to });
    return [button(label, { class: "link" }, () => {
      turn(to);
      reveal();
    })];
  }

  async function draw() {
    const scale = scaleFor(paper.clientWidth, view.page_sizes[number - 1][0]);
    const wanted = `${number}@${scale}`;
    if (!paper.clientWidth || drawn === wanted || signal.aborted) return;
    drawn = wanted;
    const page = number;
    try {
      const bitmap = await createImageBitmap(await picture(view, page, scale, signal));
      if (drawn !== wanted || signal.aborted) return;
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      bitmap.close();
      paper.dataset.state = "drawn";
    } catch (error) {
      if (error.name !== "AbortError" && drawn === wanted && !signal.aborted) onFailure(error, page);
    }
  }

  /** Bring what of the quote is on this page into view, or else where it begins. */
  function reveal() {
    if (!marks.quote.length) return;
    if (!marks.quote.some(({ page }) => page === number)) turn(marks.quote[0].page);
    center(marks.quote, marks.direct);
  }

  /** Show a place: its page, with the rectangles it takes there lit where they were looked for. */
  function point(boxes, page, isFound = false) {
    found = isFound ? boxes : [];
    const to = boxes[0]?.page ?? page;
    if (to && to !== number) turn(to);
    else lay();
    if (boxes.length) center(boxes);
  }

  /** Bring rectangles to the middle; where all of them have no room, `inside`, those of them that count. */
  function center(boxes, inside = []) {
    const here = boxes.filter(({ page }) => page === number);
    const left = Math.min(...here.map((box) => box.left));
    const right = Math.max(...here.map((box) => box.right));
    const scale = paper.clientWidth / view.page_sizes[number - 1][0];
    // As much of the page as there is room for, the quote a third down; where that is too wide, its words that answer or its beginning.
    const lowest = paper.offsetTop + paper.clientHeight + MARGIN - body.clientHeight;
    const wide = (right - left) * scale > body.clientWidth - 2 * MARGIN;
    if (wide && inside.some(({ page }) => page === number)) center(inside);
    else body.scrollTo({
      top: Math.min(lowest, paper.offsetTop + here[0].top * scale - body.clientHeight / 3),
      left: paper.offsetLeft + (wide ? left * scale - MARGIN : ((left + right) / 2) * scale - body.clientWidth / 2),
    });
  }

  /** Enlarge the page until the quote can be read. */
  function fit() {
    const heights = marks.quote.filter(({ page }) => page === number).map(({ top, bottom }) => bottom - top).sort((a, b) => a - b);
    if (!heights.length) return;
    const pixels = (heights[heights.length >> 1] * paper.clientWidth) / view.page_sizes[number - 1][0];
    const enough = ZOOMS.findIndex((times) => times * pixels >= LEGIBLE);
    zoom = enough < 0 ? ZOOMS.length - 1 : enough;
    lay();
  }

  function onKey(event) {
    if (event.target !== body || event.ctrlKey || event.metaKey || event.altKey) return;
    const sideways = body.scrollWidth > body.clientWidth;
    const keys = {
      ArrowLeft: () => (sideways ? body.scrollBy({ left: -NUDGE }) : turn(number - 1)),
      ArrowRight: () => (sideways ? body.scrollBy({ left: NUDGE }) : turn(number + 1)),
      "+": () => enlarge(1),
      "-": () => enlarge(-1),
    };
    if (!(event.key in keys)) return;
    event.preventDefault();
    keys[event.key]();
  }

  return { bar, body, reveal, point, start: () => { fit(); reveal(); draw(); } };
}

/** The scale at which a page is drawn to fill `pixels` of the window. */
function scaleFor(pixels, points) {
  const exact = (pixels * devicePixelRatio) / points;
  const steps = Math.ceil(exact / SCALES.step) * SCALES.step;
  return Math.min(Math.max(steps, SCALES.smallest), SCALES.largest);
}

async function picture(view, page, scale, signal) {
  const key = `${view.id} ${view.sha256} ${page} ${scale}`;
  const kept = pictures.get(key) ?? (await fetched(view.id, page, scale, signal));
  pictures.delete(key);
  pictures.set(key, kept);
  if (pictures.size > KEPT) pictures.delete(pictures.keys().next().value);
  return kept;
}

async function fetched(id, page, scale, signal) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await readPage(id, page, scale, signal);
    } catch (error) {
      if (error.status !== 503 || tries === TRIES) throw error;
      await new Promise((done) => setTimeout(done, 1000 * (error.retryAfter ?? 1)));
    }
  }
}

function markNode({ left, top, right, bottom }, kind) {
  return shape("rect", { class: kind, x: left - 1, y: top - 0.5, width: right - left + 2, height: bottom - top + 1, rx: 1.5 });
}

function lineNode({ left, right, bottom }) {
  return shape("line", { class: "direct", x1: left, y1: bottom, x2: right, y2: bottom });
}

function shape(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}
