// One answer on the page: quotes set as quotes, prose as prose, and a number that opens the source behind each.

import { copyButton } from "./copy.js";
import { count, el } from "./dom.js";
import { feedback } from "./feedback.js";
import { turnMarkdown } from "./markdown.js";
import { numberNode, quoteFigure } from "./quote.js";
import { sentence } from "./scope.js";
import { abstention, passageFold } from "./silence.js";
import { weave } from "./weave.js";

const CERTAINTY = { sure: "Sure", likely: "Likely" };

/** Return the nodes of an answered turn. `open(place)` shows a place in its source. */
export function answerNodes(turn, actions) {
  const { answer } = turn;
  const nodes = answer.standalone_question === answer.question ? [] : [searchedFor(answer.standalone_question)];
  if (turn.within) nodes.unshift(el("p", { class: "searched" }, sentence(turn.within)));
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
  if (!answer.answerable) return `${answer.answer} ${listed(answer)} listed.`;
  return `Answered with ${quotesAndDocuments(answer)}.`;
}

function listed({ closest = [], passages }) {
  return closest.length ? count(closest.length, "closest statement", "closest statements") : count(passages.length, "near passage", "near passages");
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
  if (rest.length) nodes.push(el("section", { class: "footnotes", "aria-label": "Quotes behind this answer" }, el("h3", {}, "In the documents’ own words"), ...rest.map((citation, i) => quoteFigure(citation, open, { previous: rest[i - 1] }))));
  return nodes;
}

function byModel() {
  return el("p", { class: "by-model", role: "note" }, "Written by a language model. Each sentence was checked against the quotes it cites; the quotes are the documents’ own.");
}

function partNode({ quote, prose }, open, previous) {
  if (quote) return quoteFigure(quote, open, { previous });
  return el("p", { class: "prose", dir: "auto" }, ...prose.map((run) => (run.quote ? numberNode(run, open) : run)));
}

/** The line beneath an answer: how sure it is, what it is made of, and what can be done with it. */
function colophon(turn, { judged }) {
  const { answer } = turn;
  const quoted = answer.citations.length || answer.closest?.length;
  const told = answer.answerable ? el("p", { class: "colophon" }, `${howSure(answer)} · ${quotesAndDocuments(answer)}${took(answer)}`) : null;
  const copying = quoted ? copyButton("Copy with citations", { class: "link" }, () => turnMarkdown(turn)) : null;
  const judging = answer.reason === "not_a_question" ? null : feedback(turn, (kind) => { turn.feedback = kind; judged(turn); });
  const checked = quoted ? el("p", { class: "checked" }, "“Stands so in the document” is about the words of a quote, not about whether they answer.") : null;
  return el("div", { class: "after" }, told, copying, judging, checked);
}

/** How long the answer took, and how much of that went into reading; nothing of answers kept from before. */
function took({ timings_ms: { total, read } = {} }) {
  if (!total) return "";
  return ` · ${seconds(total)}${read ? `, ${seconds(read)} of it reading` : ""}`;
}

function seconds(milliseconds) {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** In words, with the percentage behind them. Less likely than not is not called likely; answers kept from before say no word. */
function howSure({ certainty, confidence }) {
  const word = confidence < 0.5 ? "Uncertain" : CERTAINTY[certainty] ?? "Confidence";
  return `${word} (${Math.round(confidence * 100)} %)`;
}
