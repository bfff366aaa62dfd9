// The list of documents: what was indexed, what was skipped, and why.

import { documents } from "./api.js";
import { button, count, el, name } from "./dom.js";
import { open } from "./place.js";

export async function shelf() {
  try {
    const rows = await documents();
    const indexed = rows.filter(({ status }) => status === "indexed");
    const skipped = rows.filter(({ status }) => status === "skipped");
    return el("div", { class: "scroller shelf", tabindex: "0", role: "region", "aria-label": "Documents" },
      el("p", { class: "lead" }, indexed.length ? `Answers come from ${count(indexed.length, "document", "documents")} and from nowhere else.` : "There are no documents yet."),
      indexed.length ? el("ul", {}, ...indexed.map(indexedRow)) : null,
      ...(skipped.length ? [el("h3", {}, `Not read (${skipped.length})`), el("ul", {}, ...skipped.map(skippedRow))] : []));
  } catch (error) {
    return el("div", { class: "notice" }, el("p", {}, error.message));
  }
}

function indexedRow({ id, title, source, characters, pages, passages, warnings }) {
  const size = pages ? count(pages, "page", "pages") : count(characters, "character", "characters");
  return el("li", {},
    button(name(title), { class: "document" }, () => open({ document_id: id })),
    el("p", { class: "from" }, name(source), ` · ${size} · ${count(passages, "passage", "passages")}`),
    ...warnings.map((warning) => el("p", { class: "warning" }, warning)));
}

function skippedRow({ title, source, reason }) {
  return el("li", {}, el("p", {}, name(title)), el("p", { class: "from" }, name(source)), el("p", { class: "warning" }, reason));
}
