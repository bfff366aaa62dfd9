// What belongs to a quote and stands elsewhere in its document: shown above it.

import { el } from "./dom.js";
import { besideShape } from "./shape.js";
import { collapsed } from "./weave.js";

const HEADING_MARKS = /^#{1,6}[ \t]+/gm;

/** Text without the marks of headings: for a glance; the source shows every character. */
export const withoutHeadingMarks = (text) => text.replace(HEADING_MARKS, "");

/** What belongs to a quote and stands elsewhere: the headings over it on one line, then its lead-in, term or question. */
export function contextNode(citation) {
  const headings = (citation.context ?? []).filter(({ kind }) => kind === "heading").map(({ text }) => collapsed(withoutHeadingMarks(text)));
  const beside = besideShape(citation);
  if (!headings.length && !beside.length) return null;
  return el("div", { class: "context" },
    headings.length ? el("p", { class: "path", dir: "auto" }, headings.join(" › ")) : null,
    ...beside.map(({ text }) => el("p", { dir: "auto" }, collapsed(text))));
}
