// A document's own page: what it is, what it says in its own words, what of it was not read, and what it answers.

import { overview, questionsOf } from "./api.js";
import { announce, button, byId, count, el } from "./dom.js";
import { origin } from "./head.js";
import { layoutOf } from "./marking.js";
import { headingsOf, outlineNode } from "./outline.js";
import { toPoints } from "./offsets.js";
import { frame } from "./panel.js";
import { close, linkTo, open } from "./place.js";
import { quoteFigure } from "./quote.js";
import { copyButton } from "./copy.js";
import { number, t } from "./words.js";

/** Show the page of a document that was read in full. */
export async function about(view, signal) {
  const headings = headingsOf(view.text, layoutOf(view).blocks);
  const room = el("div", { class: "own-words" }, el("p", { class: "wait" }, t("Looking for its opening sentences…")));
  const asked = el("div", {});
  const jump = ({ start, end }) => {
    const [from, to] = toPoints(view.text, [start, end]);
    open({ document_id: view.id, start: from, end: to, sha256: view.sha256 });
  };
  const tools = el("div", { class: "tools" },
    button(t("Read it"), { class: "quiet" }, () => open({ document_id: view.id })),
    copyButton(t("Copy link"), { class: "quiet" }, () => linkTo({ document_id: view.id, about: true })));
  frame(view.title, [origin(view, true), tools], el("div", { class: "scroller about", tabindex: "0", role: "region", "aria-label": t("About the document") },
    facts(view),
    view.warnings.length ? section(t("What was not read"), el("ul", { class: "warnings" }, ...view.warnings.map((warning) => el("li", { class: "warning" }, warning)))) : null,
    room,
    headings.length ? section(t("Outline"), outlineNode(headings, jump)) : null,
    asked,
  ));
  announce(t("About {title}.", { title: view.title }));
  try {
    const { citations, questions } = await overview(view.id, signal);
    fill(room, citations);
    offer(asked, questions);
  } catch (error) {
    if (error.name !== "AbortError") room.replaceChildren(el("p", { class: "trouble" }, error.message));
  }
  try {
    offer(asked, await questionsOf(view.id, signal));
  } catch {
    // they are an offer: without them the page says what it says
  }
}

function fill(room, citations) {
  const shown = (place) => open({ ...place, among: citations });
  const figures = citations.map((citation, i) => quoteFigure(citation, shown, { previous: citations[i - 1] ?? citation }));
  room.replaceChildren(...(figures.length ? [section(t("In its own words"), ...figures)] : []));
}

/** Offer what it answers, last of all: it takes a few seconds to ask, and nothing may move meanwhile. */
function offer(place, questions) {
  const offered = questions.map((question) => el("li", {}, button(question, { class: "example", dir: "auto" }, () => ask(question))));
  place.replaceChildren(...(offered.length ? [section(t("Questions that it answers"), el("ul", { class: "example-list" }, ...offered))] : []));
}

const section = (title, ...content) => el("section", {}, el("h3", {}, title), ...content);

/** Ask as if it had been typed; where the panel covers the page it goes away first. */
function ask(question) {
  close();
  byId("question").value = question;
  byId("composer").requestSubmit();
}

function facts({ source, date, pages, characters, passages }) {
  const ending = /\.([^./]{1,10})$/.exec(source)?.[1];
  const rows = [
    ending && [t("Kind"), ending.toUpperCase()],
    date && [t("Date"), date],
    [t("Size"), [pages.length ? count(pages.length, "page", "pages") : null, count(characters, "character", "characters")].filter(Boolean).join(", ")],
    [t("Passages that are searched"), number(passages)],
  ];
  return el("dl", { class: "facts" }, ...rows.filter(Boolean).flatMap(([term, said]) => [el("dt", {}, term), el("dd", {}, said)]));
}
