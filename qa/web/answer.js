// One answer on the page: quotes set as quotes, prose as prose, and a number that opens the source behind each.

import { badge } from "./badge.js";
import { copyButton } from "./copy.js";
import { button, count, el, name } from "./dom.js";
import { feedback } from "./feedback.js";
import { turnMarkdown } from "./markdown.js";
import { emphasis } from "./offsets.js";
import { attachPeek } from "./peek.js";
import { hashOf } from "./place.js";
import { quoteNodes } from "./text.js";
import { collapsed, weave } from "./weave.js";

const SNIPPET = 260; // characters of a passage shown before it is opened
const HEADING_MARKS = /^#{1,6}[ \t]+/gm; // a snippet is for a glance; the source shows every character
const OFFERED = 3; // questions that the documents do answer, where they did not answer this one

const ADVICE = {
  nothing_near: "Try the words that the documents would use,",
  near_but_silent: "If one of the passages is what you meant, ask about it in its own words,",
  needs_context: "Name the person, place or thing that you mean,",
  not_a_question: "Ask who, what, when, where, why or how,",
};

/** Return the nodes of an answered turn. `open(place)` shows a place in its source. */
export function answerNodes(turn, actions) {
  const { answer } = turn;
  const nodes = answer.standalone_question === answer.question ? [] : [searchedFor(answer.standalone_question)];
  if (answer.answerable) nodes.push(...answered(answer, actions.open), colophon(turn, actions), passageFold(answer, actions.open));
  else nodes.push(...abstention(answer, actions), colophon(turn, actions));
  return nodes.filter(Boolean);
}

/** The nodes of an answer that is still arriving: its numbers open nothing yet, and no quote has been checked. */
export function arrivingNodes(answer) {
  return weave(answer).parts.map((part) => partNode(part, null));
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

function answered(answer, open) {
  const { parts, rest } = weave(answer);
  const nodes = parts.map((part, i) => partNode(part, open, parts[i - 1]?.quote));
  if (answer.mode === "llm") nodes.unshift(byModel());
  if (rest.length) nodes.push(el("section", { class: "footnotes", "aria-label": "Quotes behind this answer" }, el("h3", {}, "In the documents’ own words"), ...rest.map((citation, i) => quoteFigure(citation, open, rest[i - 1]))));
  return nodes;
}

function byModel() {
  return el("p", { class: "by-model", role: "note" }, "Written by a language model. Each sentence was checked against the quotes it cites; the quotes are the documents’ own.");
}

function partNode({ quote, prose }, open, previous) {
  if (quote) return quoteFigure(quote, open, previous);
  return el("p", { class: "prose", dir: "auto" }, ...prose.map((run) => (run.quote ? numberNode(run, open) : run)));
}

/** A quote in its shape with its place; after another one from the same document the file need not be named again. */
function quoteFigure(citation, open, previous) {
  const number = numberNode(citation, open);
  return el(
    "figure",
    { class: "quote", dataset: { block: citation.block ?? "paragraph" } },
    contextNode(citation),
    el("blockquote", { dir: "auto" }, ...shapedQuote(citation), " ", number),
    el("figcaption", {}, open && badge(citation), placeName(citation, previous?.document_id === citation.document_id)),
  );
}

/** What belongs to a quote and stands elsewhere: the headings over it on one line, then its lead-in, term or question. */
function contextNode({ context = [], ...citation }) {
  const headings = context.filter(({ kind }) => kind === "heading").map(({ text }) => collapsed(text.replace(HEADING_MARKS, "")));
  const inTable = isShaped(citation);
  const beside = context.filter(({ kind }) => kind !== "heading" && !(inTable && kind === "columns"));
  if (!headings.length && !beside.length) return null;
  return el("div", { class: "context" },
    headings.length ? el("p", { class: "path", dir: "auto" }, headings.join(" › ")) : null,
    ...beside.map(({ text }) => el("p", { dir: "auto" }, collapsed(text))));
}

/** The nodes of a quote; a row stands under the names of its columns, where both are told apart by tabs. */
function shapedQuote(citation) {
  const words = quoteNodes(citation.quote, emphasis(citation));
  const columns = (citation.context ?? []).filter(({ kind }) => kind === "columns").map(({ text }) => text.split("\t"));
  const cells = citation.quote.split("\t");
  if (!isShaped(citation)) return [words];
  const rows = columns.filter((names) => names.length === cells.length);
  return [el("span", { class: "cells" }, ...rows.map((names) => rowNode(names, "names")), rowNode(cells, "values", citation))];
}

const isShaped = ({ block, quote }) => block === "row" && quote.includes("\t");

function rowNode(cells, kind, citation = null) {
  const marked = citation ? emphasis(citation) : [];
  let place = 0;
  const nodes = cells.map((cell) => {
    const start = place;
    place += cell.length + 1;
    const inside = marked.map((range) => ({ start: Math.max(range.start - start, 0), end: Math.min(range.end - start, cell.length) }));
    return el("span", { class: "cell" }, quoteNodes(cell, inside.filter((range) => range.start < range.end)));
  });
  return el("span", { class: `cell-row ${kind}` }, ...nodes);
}

function placeName({ title, source, page }, again) {
  const where = el("span", { class: "place" }, el("cite", {}, name(title)));
  if (title !== source && !again) where.append(el("span", { class: "from" }, name(source)));
  if (page) where.append(el("span", { class: "from" }, `page ${page}`));
  return where;
}

function numberNode(citation, open) {
  if (!open) return el("span", { class: "cite", dir: "ltr" }, String(citation.number));
  const page = citation.page ? `, page ${citation.page}` : "";
  const label = `Citation ${citation.number}: ${citation.title}${page}. Open the source.`;
  const node = button(String(citation.number), { class: "cite", "aria-label": label, dir: "ltr", dataset: { place: hashOf(citation) } }, () => open(citation));
  attachPeek(node, citation);
  return node;
}

/** The line beneath an answer: what it is made of, and what can be done with it. */
function colophon(turn, { judged }) {
  const { answer } = turn;
  const sure = answer.confidence < 0.5 ? "low confidence" : "confidence";
  const told = answer.answerable ? [`${quotesAndDocuments(answer)} · ${sure} ${Math.round(answer.confidence * 100)} %`] : [];
  const copying = answer.answerable ? copyButton("Copy with citations", { class: "link" }, () => turnMarkdown(turn)) : null;
  const judging = answer.reason === "not_a_question" ? null : feedback(turn, (kind) => judged(turn, kind));
  return el("div", { class: "after" }, ...told.map((words) => el("p", { class: "colophon" }, words)), copying, judging);
}

function passageFold({ passages }, open) {
  if (!passages.length) return null;
  return el("details", { class: "passages" }, el("summary", {}, `Nearest passages (${passages.length})`), passageList(passages, open));
}

function passageList(passages, open) {
  const row = (passage) => {
    const text = passage.text.replace(HEADING_MARKS, "");
    const short = Array.from(text.slice(0, 2 * SNIPPET));
    const snippet = collapsed(short.slice(0, SNIPPET).join("")) + (short.length > SNIPPET || text.length > 2 * SNIPPET ? "…" : "");
    return el("li", {}, el("button", { type: "button", class: "passage", on: { click: () => open({ ...passage, quote: passage.text }) } },
      el("span", { class: "snippet", dir: "auto" }, snippet), el("span", { class: "from" }, name(passage.title))));
  };
  return el("ol", { class: "passage-list" }, ...passages.map(row));
}

function abstention(answer, { open, examples, ask, showShelf }) {
  const offered = examples.filter((question) => question !== answer.question).slice(0, OFFERED);
  const nodes = [
    el("p", { class: "silent", dir: "auto" }, answer.answer),
    el("p", { class: "advice" }, `${ADVICE[answer.reason] ?? ADVICE.nothing_near} or look through `, button("the documents", { class: "link" }, showShelf), "."),
  ];
  if (answer.passages.length && answer.reason !== "not_a_question")
    nodes.push(el("section", { class: "block" }, el("h3", {}, "The nearest passages"), passageList(answer.passages, open)));
  if (offered.length)
    nodes.push(el("section", { class: "block" }, el("h3", {}, "What the documents do answer"),
      el("ul", { class: "example-list" }, ...offered.map((question) => el("li", {}, button(question, { class: "example", dir: "auto" }, () => ask(question)))))));
  return nodes;
}
