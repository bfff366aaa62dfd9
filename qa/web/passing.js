// Quotes to be passed on to people: as plain text, and as rich text that a word processor takes with its lists and tables.
// Markup is made by the browser out of elements that hold text, never out of strings.

import { el } from "./dom.js";
import { linkTo } from "./place.js";
import { plainText } from "./plain.js";
import { shapedQuote } from "./shape.js";
import { weave } from "./weave.js";
import { t } from "./words.js";

/** One quote with title, page and link: {text, html}. */
export const quoteForPeople = (citation) => ({ text: plainQuote(citation), html: markup([richQuote(citation)]) });

/** A question with its answer, each quote with its place: {text, html}. */
export function answerForPeople({ question, answer }) {
  const parts = answer.answerable ? partsOf(answer) : [{ prose: answer.answer }, ...(answer.closest ?? []).map((quote) => ({ quote }))];
  return {
    text: [question, ...parts.map(({ prose, quote }) => prose ?? plainQuote(quote))].join("\n\n"),
    html: markup([el("p", {}, el("strong", {}, question)), ...parts.map(({ prose, quote }) => (quote ? richQuote(quote) : el("p", {}, prose)))]),
  };
}

function partsOf(answer) {
  const { parts, rest } = weave(answer);
  const woven = parts.map(({ prose, quote }) => (quote ? { quote } : { prose: prose.map((run) => (run.quote ? `[${run.number}]` : run)).join("").trim() }));
  return [...woven, ...rest.map((quote) => ({ quote }))].filter(({ prose, quote }) => quote || prose);
}

function plainQuote(citation) {
  const words = wordsOf(citation);
  const text = plainText(words);
  const isProse = !words.querySelector("ul, ol, dl, table, pre");
  return [isProse ? `“${text}”` : text, placeOf(citation), linkTo(citation)].join("\n");
}

function richQuote(citation) {
  const words = wordsOf(citation);
  for (const each of words.querySelectorAll("*")) for (const { name } of [...each.attributes]) if (name !== "colspan") each.removeAttribute(name);
  // A word processor joins lines that are none of its own.
  for (const node of [...words.childNodes]) if (node.nodeType === Node.TEXT_NODE) node.replaceWith(...linesOf(node.data));
  return el("div", {}, words, el("p", {}, "— ", el("a", { href: linkTo(citation) }, placeOf(citation))));
}

/** A quote in its shape, without what is not seen of it, and without line breaks that are not seen. */
function wordsOf(citation) {
  const words = el("blockquote", {}, shapedQuote(citation));
  for (const unseen of words.querySelectorAll(".between")) unseen.remove();
  for (const run of words.querySelectorAll(".wrap")) run.replaceWith(run.textContent.replace(/\s+/g, " "));
  words.normalize();
  return words;
}

const linesOf = (text) => text.split(/[ \t\r]*\n[ \t]*/).flatMap((line, i) => (i ? [el("br"), line] : [line]));

function placeOf({ title, source, page }) {
  const named = title === source ? title : `${title} (${source})`;
  return page ? t("{title}, page {n}", { title: named, n: page }) : named;
}

const markup = (nodes) => el("div", {}, ...nodes).innerHTML;
