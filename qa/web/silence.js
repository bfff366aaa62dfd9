// An answer that there is none: what comes nearest, and what to ask instead.

import { button, el, name } from "./dom.js";
import { quoteFigure, withoutHeadingMarks } from "./quote.js";
import { collapsed } from "./weave.js";

const SNIPPET = 260; // characters of a passage shown before it is opened
const OFFERED = 3; // questions that the documents do answer, where they did not answer this one

const ADVICE = {
  nothing_near: "Try the words that the documents would use,",
  near_but_silent: "If one of these is what you meant, ask about it in its own words,",
  needs_context: "Name the person, place or thing that you mean,",
  not_a_question: "Ask who, what, when, where, why or how,",
};

/** The nodes of an abstention: the closest statements, with the nearest passages folded; without any, the passages. */
export function abstention(answer, { open, examples, ask, showShelf }) {
  const offered = examples.filter((question) => question !== answer.question).slice(0, OFFERED);
  return [
    el("p", { class: "silent", dir: "auto" }, answer.answer),
    el("p", { class: "advice" }, `${ADVICE[answer.reason] ?? ADVICE.nothing_near} or look through `, button("the documents", { class: "link" }, showShelf), "."),
    ...(answer.reason === "not_a_question" ? [] : nearest(answer, open)),
    offered.length ? section("What the documents do answer", "block",
      el("ul", { class: "example-list" }, ...offered.map((question) => el("li", {}, button(question, { class: "example", dir: "auto" }, () => ask(question)))))) : null,
  ];
}

function nearest({ closest = [], passages }, open) {
  if (!closest.length) return passages.length ? [section("The nearest passages", "block", passageList(passages, open))] : [];
  const figures = closest.map((citation, i) => quoteFigure(citation, open, { previous: closest[i - 1], expandable: true }));
  return [section("The closest statements", "block closest", ...figures, passageFold({ passages }, open))];
}

const section = (title, kind, ...content) => el("section", { class: kind }, el("h3", {}, title), ...content);

/** The nearest passages, folded. */
export function passageFold({ passages }, open) {
  if (!passages.length) return null;
  return el("details", { class: "passages" }, el("summary", {}, `Nearest passages (${passages.length})`), passageList(passages, open));
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
