// One answer on the page: quotes set as quotes, prose as prose, and a number that opens the source behind each.

import { badge } from "./badge.js";
import { button, count, el, name } from "./dom.js";
import { emphasis } from "./offsets.js";
import { attachPeek } from "./peek.js";
import { hashOf } from "./place.js";
import { quoteNodes } from "./text.js";

const MARKER = /\[(\d+)\]/g;
const SNIPPET = 260; // characters of a passage shown before it is opened

const ADVICE = {
  nothing_near: ["Nothing in the documents comes near this. Try other words, or see what the documents are about."],
  near_but_silent: ["The passages below speak of something near it. If one of them is what you meant, ask about it in its words."],
  needs_context: ["It is not clear what this refers to. Name the person, place or thing."],
  not_a_question: ["Ask about something that the documents may tell: who, what, when, where, why, how."],
};

/** Return the nodes of an answer. `open(place)` shows a place in its source. */
export function answerNodes(answer, { open, examples = [], ask, showShelf }) {
  const nodes = answer.standalone_question === answer.question ? [] : [searchedFor(answer.standalone_question)];
  if (answer.answerable) nodes.push(...quotesAndProse(answer, open), colophon(answer), passageFold(answer, open));
  else nodes.push(...abstention(answer, { open, examples, ask, showShelf }));
  return nodes;
}

/** What a screen reader is told when the answer is there. */
export function summary(answer) {
  if (!answer.answerable) return `${answer.answer} ${count(answer.passages.length, "near passage", "near passages")} listed.`;
  return `Answered with ${quotesAndDocuments(answer)}.`;
}

function searchedFor(question) {
  return el("p", { class: "searched" }, "searched for: ", el("q", { dir: "auto" }, question));
}

function quotesAndDocuments({ citations }) {
  const documents = new Set(citations.map((citation) => citation.document_id)).size;
  return `${count(citations.length, "quote", "quotes")} from ${count(documents, "document", "documents")}`;
}

/** Cut the answer at its markers; text that ends in the very quote its marker cites becomes that quote, set as one. */
function quotesAndProse(answer, open) {
  const byNumber = new Map(answer.citations.map((citation) => [citation.number, citation]));
  const nodes = [];
  const unshown = new Set(answer.citations);
  let prose = null;
  for (const { text, citation } of segments(answer.answer, byNumber)) {
    const lead = citation && unshown.has(citation) ? leadOf(text, citation.quote) : null;
    if (lead !== null) {
      prose = null;
      if (lead) nodes.push(el("p", { class: "prose", dir: "auto" }, lead));
      nodes.push(quoteFigure(citation, open));
      unshown.delete(citation);
      continue;
    }
    text.split(/\n\s*\n/).forEach((paragraph, i) => {
      if (i > 0 || !prose) nodes.push((prose = el("p", { class: "prose", dir: "auto" })));
      prose.append(paragraph);
    });
    if (citation) prose.append(citeButton(citation, open));
  }
  const rest = nodes.filter((node) => node.textContent.trim() !== "");
  return unshown.size ? [...rest, footnotes([...unshown], open)] : rest;
}

function* segments(text, byNumber) {
  let place = 0;
  for (const marker of text.matchAll(MARKER)) {
    const citation = byNumber.get(Number(marker[1]));
    if (!citation) continue; // the quote itself may hold something like "[3]"
    yield { text: text.slice(place, marker.index), citation };
    place = marker.index + marker[0].length;
  }
  if (text.slice(place).trim()) yield { text: text.slice(place), citation: null };
}

const collapsed = (text) => text.replace(/\s+/g, " ").trim();

/** What stands before `quote` where `text` ends in it (quotation marks and white space aside); null where it does not. */
function leadOf(text, quote) {
  const [whole, part] = [collapsed(text), collapsed(quote)];
  const place = whole.lastIndexOf(part);
  if (place < 0 || !/^["”’»«“'\s]*$/.test(whole.slice(place + part.length))) return null;
  return whole.slice(0, place).replace(/["“‘«»„'\s]+$/, "").replace(/^["”’»\s.,;]+/, "");
}

function quoteFigure(citation, open) {
  return el(
    "figure",
    { class: "quote" },
    el("blockquote", { dir: "auto" }, quoteNodes(citation.quote, emphasis(citation)), " ", citeButton(citation, open)),
    el("figcaption", {}, placeName(citation), badge(citation)),
  );
}

function placeName({ title, source, page }) {
  const where = el("span", { class: "place" }, el("cite", {}, name(title)));
  if (title !== source) where.append(el("span", { class: "from" }, name(source)));
  if (page) where.append(el("span", { class: "from" }, `page ${page}`));
  return where;
}

function citeButton(citation, open) {
  const page = citation.page ? `, page ${citation.page}` : "";
  const label = `Citation ${citation.number}: ${citation.title}${page}. Open the source.`;
  const node = button(String(citation.number), { class: "cite", "aria-label": label, dir: "ltr", dataset: { place: hashOf(citation) } }, () => open(citation));
  attachPeek(node, citation);
  return node;
}

function footnotes(citations, open) {
  return el("section", { class: "footnotes", "aria-label": "Quotes behind this answer" }, ...citations.map((citation) => quoteFigure(citation, open)));
}

function colophon(answer) {
  const sure = answer.confidence < 0.5 ? "low confidence" : "confidence";
  const parts = [quotesAndDocuments(answer), `${sure} ${Math.round(answer.confidence * 100)} %`];
  if (answer.mode === "llm") parts.push("worded by a language model");
  return el("p", { class: "colophon" }, parts.join(" · "));
}

function passageFold({ passages }, open) {
  if (!passages.length) return null;
  return el("details", { class: "passages" }, el("summary", {}, `Nearest passages (${passages.length})`), passageList(passages, open));
}

function passageList(passages, open) {
  const row = (passage) => {
    const short = Array.from(passage.text.slice(0, 2 * SNIPPET));
    const snippet = collapsed(short.slice(0, SNIPPET).join("")) + (short.length > SNIPPET || passage.text.length > 2 * SNIPPET ? "…" : "");
    return el("li", {}, el("button", { type: "button", class: "passage", on: { click: () => open({ ...passage, quote: passage.text }) } },
      el("span", { class: "snippet", dir: "auto" }, snippet), el("span", { class: "from" }, name(passage.title))));
  };
  return el("ol", { class: "passage-list" }, ...passages.map(row));
}

function abstention(answer, { open, examples, ask, showShelf }) {
  const advice = ADVICE[answer.reason] ?? [];
  const nodes = [
    el("p", { class: "silent", dir: "auto" }, answer.answer),
    el("p", { class: "advice" }, ...advice, " ", button("See the documents", { class: "link" }, showShelf)),
  ];
  if (answer.reason === "not_a_question" && examples.length)
    nodes.push(el("ul", { class: "example-list" }, ...examples.map((question) => el("li", {}, button(question, { class: "example", dir: "auto" }, () => ask(question))))));
  if (answer.passages.length && answer.reason !== "not_a_question")
    nodes.push(el("h3", {}, "The nearest passages"), passageList(answer.passages, open));
  return nodes;
}
