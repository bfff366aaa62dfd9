// A conversation as Markdown, to keep or to send. Quotes come from anybody's documents: whatever in them would be
// markup is escaped, so that the file shows their exact words and fetches nothing, wherever it is opened.

import { linkTo } from "./place.js";
import { understood } from "./understood.js";
import { weave } from "./weave.js";
import { t } from "./words.js";

/** The whole conversation; `turns` are {question, answer}. */
export function conversationMarkdown(turns, now = new Date()) {
  const day = now.toISOString().slice(0, 10);
  const head = `# ${t("Questions and answers, {day}", { day })}\n\n${t("Every quote is verbatim. Offsets count Unicode code points in the document with the hash given; a link opens the words at their place, as long as {address} is there.", { address: plain(location.origin) })}\n`;
  return [head, ...turns.map(turnMarkdown)].join("\n");
}

/** One question with its answer and the place of every quote. */
export function turnMarkdown({ question, answer }) {
  const blocks = [`## ${oneLine(question)}`];
  for (const { sentence, words } of understood(answer)) blocks.push(`${sentence} ${oneLine(words)}`);
  if (answer.mode === "llm") blocks.push(t("Written by a language model; each sentence was checked against the quotes it cites."));
  if (answer.answerable) {
    const { parts, rest } = weave(answer);
    blocks.push(...parts.map(partMarkdown), ...rest.map(quoteMarkdown));
  } else blocks.push(escaped(answer.answer), ...closestMarkdown(answer));
  return `${blocks.join("\n\n")}\n`;
}

/** What an abstention shows: the closest statements, or, without any, the nearest passages. */
function closestMarkdown({ closest = [], passages, reason }) {
  if (closest.length) return [t("The closest statements, which do not answer it:"), ...closest.map(quoteMarkdown)];
  if (!passages.length || reason === "not_a_question") return [];
  return [t("The nearest passages, which do not answer it:"), ...passages.map((passage, i) => quoteMarkdown({ ...passage, quote: passage.text, number: i + 1 }))];
}

function partMarkdown({ quote, prose }) {
  if (quote) return quoteMarkdown(quote);
  return prose.map((run) => (run.quote ? `\\[${run.number}\\]` : escaped(run.trim()))).join(" ");
}

function quoteMarkdown(citation) {
  const { number, quote, title, source, page, start, end, sha256 } = citation;
  const lines = escaped(quote).split("\n").map((line) => `> ${line}`);
  const place = [oneLine(title), title === source ? null : oneLine(source), page ? t("page {n}", { n: page }) : null, t("characters {start}–{end}", { start, end }), sha256 ? `sha256 ${sha256}` : null];
  return [...lines, ">", `> \\[${number}\\] ${place.filter(Boolean).join(", ")}, [${t("open")}](<${linkTo(citation)}>)`].join("\n");
}

const oneLine = (text) => escaped(text.replace(/\s+/g, " ").trim());

const plain = (text) => `\`${text}\``;

/**
 * Text that Markdown shows as it is, character for character. Escaped is only what would be markup: what opens a pair may
 * stand where nothing can close it.
 */
export function escaped(text) {
  const lines = text.split(/\r\n|\r|\n/);
  const isTable = lines.some((line) => /^[ \t]*[|:]?[ \t:|]*-[-: \t|]*$/.test(line));
  return lines.map((line) => lineStart(isTable ? inLine(line).replace(/\|/g, "\\|") : inLine(line))).join("\n");
}

const MARKUP = [
  /\\(?=[!-/:-@[-`{-~]|$)/g, // first, so that no backslash of ours is escaped
  /`/g,
  /(?<=\S)[*~]|(?<=\S)_(?![\p{L}\p{N}])/gu, // what may close emphasis
  /(?<=\S)\$(?!\d)/g, // and what may close a formula
  /\](?=[([:])/g, // of a link, an image, the target of one
  /<(?=[A-Za-z/!?])/g,
  /&(?=#?\w+;)/g,
];

const inLine = (line) => MARKUP.reduce((so, markup) => so.replace(markup, "\\$&"), line);

/** A line that begins no heading, list, quotation, rule or block of code. */
function lineStart(line) {
  return line
    .replace(/^(\s*)(?=#{1,6}(?:\s|$)|>|[-+*](?:\s|$)|-[-\s]*$|=+\s*$|_[\s_\\]*$)/, "$1\\")
    .replace(/^(\s*\d+)(?=[.)](?:\s|$))/, "$1\\")
    .replace(/^[ \t]/, (blank) => (blank === "\t" ? "&#9;" : "&#32;")); // four blanks would make code of it
}
