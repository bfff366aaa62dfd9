// What stands over a document in the panel: where it is from, what can be said of its quote, and what can be taken along.

import { readFile } from "./api.js";
import { copyButton } from "./copy.js";
import { announce, button, count, el, name, save } from "./dom.js";
import { isChanged } from "./marking.js";
import { linkTo, open } from "./place.js";
import { t } from "./words.js";

/** The nodes over a document; `quote` is what is quoted of it, `toQuote` brings that into view, `checked` says whether it stands there. */
export function head({ view, place, found }, { quote, toQuote, checked }) {
  return [origin(view), notice(view, place, found), toQuote ? tools(view, place, { quote, toQuote, checked }) : null];
}

/** Where a document is from, in one line. */
export function origin({ id, source, date, url, pages, characters }, isAbout = false) {
  const parts = [el("span", {}, name(source))];
  if (date) parts.push(el("time", { datetime: date }, date));
  if (pages.length) parts.push(count(pages.length, "page", "pages"));
  else parts.push(count(characters, "character", "characters"));
  // A document may call anything its address; only what a browser opens as a page becomes a link.
  if (/^https?:\/\//i.test(url ?? "")) parts.push(el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, t("original")));
  if (!isAbout) parts.push(button(t("about it"), { class: "link" }, () => open({ document_id: id, about: true })));
  parts.push(downloading(id, source));
  return el("p", { class: "origin" }, ...parts.flatMap((part, i) => (i ? [" · ", part] : [part])));
}

/** A button that saves the file which the document was read from, or says why there is none. */
function downloading(id, source) {
  return button(t("download file"), { class: "link" }, async (event) => {
    const node = event.currentTarget;
    try {
      save(source.split("/").at(-1), await readFile(id));
      announce(t("The file was saved."));
    } catch (error) {
      node.replaceWith(el("span", { class: "trouble", role: "alert" }, error.message));
    }
  });
}

function notice(view, place, { quote }) {
  const asked = place.start !== null && place.start !== undefined;
  if (!asked || quote) return null;
  const words = isChanged(view, place)
    ? t("This document has changed since it was quoted. The words may stand elsewhere in it, or be gone, so nothing is marked.")
    : t("There is no such place in this document, so nothing is marked.");
  const kept = place.quote ? el("blockquote", { dir: "auto" }, place.quote) : null;
  return el("div", { class: "notice", role: "note" }, el("p", {}, words), kept);
}

function tools(view, place, { quote, toQuote, checked }) {
  const citation = { ...place, quote, title: view.title, source: view.source, sha256: place.sha256 ?? view.sha256 };
  return el(
    "div",
    { class: "tools" },
    checked,
    button(t("Show the quote"), { class: "quiet to-quote" }, toQuote),
    copyButton(t("Copy quote"), { class: "quiet" }, async () => (await import("./passing.js")).quoteForPeople(citation)),
    copyButton(t("Copy link"), { class: "quiet" }, () => linkTo(citation)),
  );
}
