// One answer on the page: quotes set as quotes, prose as prose, and a number that opens the source behind each.

import { copyButton } from "./copy.js";
import { count, el } from "./dom.js";
import { feedback } from "./feedback.js";
import { numberNode, quoteFigure } from "./quote.js";
import { sentence } from "./scope.js";
import { abstention, passageFold } from "./silence.js";
import { understood } from "./understood.js";
import { weave } from "./weave.js";
import { language, number, t } from "./words.js";

const CERTAINTY = { sure: t("Sure ({percent} %)"), likely: t("Likely ({percent} %)") };

/** Return the nodes of an answered turn. `open(place)` shows a place in its source. */
export function answerNodes(turn, actions) {
  const { answer } = turn;
  // The source shows with a quote what else the answer takes from there.
  const among = answer.answerable ? answer.citations : answer.closest ?? [];
  const open = (place) => actions.open({ ...place, among });
  const nodes = understood(answer).map(({ sentence, words }) => el("p", { class: "searched" }, sentence, " ", el("q", { dir: "auto" }, words)));
  if (turn.within) nodes.unshift(el("p", { class: "searched" }, sentence(turn.within)));
  if (answer.answerable) nodes.push(...answered(answer, open), colophon(turn, actions), passageFold(answer, actions.open));
  else nodes.push(...abstention(turn, { ...actions, open }), colophon(turn, actions));
  return nodes.filter(Boolean);
}

/** The nodes of an answer that is still arriving: its numbers open nothing yet, and no quote has been checked. */
export function arrivingNodes(answer) {
  return weave(answer).parts.map((part) => partNode(part, null));
}

/** What a screen reader is told when the answer is there. */
export function summary(answer) {
  if (!answer.answerable) return t("{sentence} {statements} listed.", { sentence: answer.answer, statements: listed(answer) });
  return t("Answered with {quotes}.", { quotes: quotesAndDocuments(answer) });
}

function listed({ closest = [], passages }) {
  return closest.length ? count(closest.length, "closest statement", "closest statements") : count(passages.length, "near passage", "near passages");
}

function quotesAndDocuments({ citations }) {
  const documents = new Set(citations.map((citation) => citation.document_id)).size;
  return t("{quotes} from {documents}", { quotes: count(citations.length, "quote", "quotes"), documents: count(documents, "document", "documents") });
}

function answered(answer, open) {
  const { parts, rest } = weave(answer);
  const nodes = parts.map((part, i) => partNode(part, open, parts[i - 1]?.quote));
  if (answer.mode === "llm") nodes.unshift(byModel());
  if (rest.length) nodes.push(el("section", { class: "footnotes", "aria-label": t("Quotes behind this answer") }, el("h3", {}, t("In the documents’ own words")), ...rest.map((citation, i) => quoteFigure(citation, open, { previous: rest[i - 1] }))));
  return nodes;
}

function byModel() {
  return el("p", { class: "by-model", role: "note" }, t("Written by a language model. Each sentence was checked against the quotes it cites; the quotes are the documents’ own."));
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
  const copying = quoted ? copyButton(t("Copy"), { class: "link", title: t("For people: text, or rich text with links") }, async () => (await import("./passing.js")).answerForPeople(turn)) : null;
  const citing = quoted ? copyButton(t("Copy with citations"), { class: "link", title: t("For machines: Markdown with offsets and hashes") }, async () => (await import("./markdown.js")).turnMarkdown(turn)) : null;
  const judging = answer.reason === "not_a_question" ? null : feedback(turn, () => judged(turn));
  const checked = quoted ? el("p", { class: "checked" }, t("“Stands so in the document” is about the words of a quote, not about whether they answer.")) : null;
  return el("div", { class: "after" }, told, copying, citing, judging, checked);
}

/** How long the answer took, and how much of that went into reading; nothing of answers kept from before. */
function took({ timings_ms: { total, read } = {} }) {
  if (!total) return "";
  return ` · ${read ? t("{total} s, {reading} s of it reading", { total: seconds(total), reading: seconds(read) }) : t("{total} s", { total: seconds(total) })}`;
}

function seconds(milliseconds) {
  return (milliseconds / 1000).toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** In words, with the percentage behind them. Less likely than not is not called likely; answers kept from before say no word. */
function howSure({ certainty, confidence }) {
  const words = confidence < 0.5 ? t("Uncertain ({percent} %)") : CERTAINTY[certainty] ?? t("Confidence ({percent} %)");
  return words.replace("{percent}", number(Math.round(confidence * 100)));
}
