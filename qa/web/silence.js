// An answer that there is none: what comes nearest, and what to ask instead.

import { withoutHeadingMarks } from "./context.js";
import { button, el, name } from "./dom.js";
import { thatWasIt } from "./feedback.js";
import { quoteFigure } from "./quote.js";
import { collapsed } from "./weave.js";
import { number, t } from "./words.js";

const SNIPPET = 260; // characters of a passage shown before it is opened
const OFFERED = 3; // questions that the documents do answer, where they did not answer this one

const ADVICE = {
  nothing_near: t("Try the words that the documents would use."),
  near_but_silent: t("If one of these is what you meant, ask about it in its own words."),
  needs_context: t("Name the person, place or thing that you mean."),
  not_a_question: t("Ask who, what, when, where, why or how."),
  not_sure: t("These are the statements that it would be made of. The settings say that only what is sure is an answer."),
};

/** An answer that is not sure, as an abstention: what it quotes becomes the closest statements. */
export function onlyWhenSure(answer) {
  if (!answer.answerable || answer.certainty === "sure") return answer;
  const sentence = t("The documents may answer this, but not surely enough to be given as an answer.");
  return { ...answer, answerable: false, certainty: null, reason: "not_sure", answer: sentence, citations: [], closest: answer.citations };
}

/** The nodes of an abstention: the closest statements, with the nearest passages folded; without any, the passages. */
export function abstention(turn, actions) {
  const { answer } = turn;
  const { examples, ask, showShelf } = actions;
  const offered = examples.filter((question) => question !== answer.question).slice(0, OFFERED);
  return [
    el("p", { class: "silent", dir: "auto" }, answer.answer),
    el("p", { class: "advice" }, ADVICE[answer.reason] ?? ADVICE.nothing_near, " ", button(t("Look through the documents"), { class: "link" }, showShelf)),
    ...(answer.reason === "not_a_question" ? [] : nearest(turn, actions)),
    offered.length ? section(t("What the documents do answer"), "block",
      el("ul", { class: "example-list" }, ...offered.map((question) => el("li", {}, button(question, { class: "example", dir: "auto" }, () => ask(question)))))) : null,
  ];
}

function nearest(turn, { open, judged, redraw }) {
  const { closest = [], passages } = turn.answer;
  if (!closest.length) return passages.length ? [section(t("The nearest passages"), "block", passageList(passages, open))] : [];
  const right = () => { judged(turn); redraw(turn); };
  const figures = closest.map((citation, i) => {
    const figure = quoteFigure(citation, open, { previous: closest[i - 1] });
    figure.append(thatWasIt(turn, i + 1, right));
    return figure;
  });
  return [section(t("The closest statements"), "block closest", ...figures, passageFold({ passages }, open))];
}

const section = (title, kind, ...content) => el("section", { class: kind }, el("h3", {}, title), ...content);

/** The nearest passages, folded. */
export function passageFold({ passages }, open) {
  if (!passages.length) return null;
  return el("details", { class: "passages" }, el("summary", {}, t("Nearest passages ({n})", { n: number(passages.length) })), passageList(passages, open));
}

function passageList(passages, open) {
  const row = (passage) => {
    const text = withoutHeadingMarks(passage.text);
    const short = Array.from(text.slice(0, 2 * SNIPPET));
    const snippet = collapsed(short.slice(0, SNIPPET).join("")) + (short.length > SNIPPET || text.length > 2 * SNIPPET ? "…" : "");
    return el("li", {}, el("button", { type: "button", class: "passage", on: { click: () => open({ ...passage, quote: passage.text }) } },
      el("span", { class: "snippet", dir: "auto" }, snippet), el("span", { class: "from" }, name(passage.title))));
  };
  return el("ol", { class: "passage-list" }, ...passages.map(row));
}
