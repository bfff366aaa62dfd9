// A document's headings, as a list that folds: to see what it is made of, and to go there.

import { button, el } from "./dom.js";
import { t } from "./words.js";

const OPEN = 40; // headings up to which all are shown at once
const MOST = 2000;

/** The headings of a text as nested nodes {start, end, name, children}; `blocks` in UTF-16 offsets. */
export function headingsOf(text, blocks) {
  const root = { level: 0, children: [] };
  const open = [root];
  for (const { kind, start, end, level = 1, label } of blocks) {
    if (kind !== "heading") continue;
    const node = { level, start, end, name: (label ?? text.slice(start, end)).replace(/^#+\s+/, "").replace(/\s+/g, " ").trim(), children: [] };
    while (open.at(-1).level >= level && open.length > 1) open.pop();
    open.at(-1).children.push(node);
    open.push(node);
  }
  return root.children;
}

/** The list of headings; `go({start, end})` shows a place. Deeper ones are drawn when they are unfolded. */
export function outlineNode(headings, go) {
  const all = countOf(headings);
  return el("nav", { class: "outline", "aria-label": t("Outline") }, list(headings.slice(0, MOST), go, all <= OPEN));
}

const countOf = (headings) => headings.reduce((sum, { children }) => sum + 1 + countOf(children), 0);

function list(headings, go, isOpen) {
  return el("ul", { role: "list" }, ...headings.map((heading) => item(heading, go, isOpen)));
}

function item(heading, go, isOpen) {
  const jump = button(heading.name || "…", { class: "jump", dir: "auto" }, () => go(heading));
  if (!heading.children.length) return el("li", {}, jump);
  const below = el("div", { hidden: !isOpen });
  const fold = button("", { class: "fold", "aria-expanded": String(isOpen), "aria-label": t("Headings below {name}", { name: heading.name }) }, () => {
    below.hidden = !below.hidden;
    fold.setAttribute("aria-expanded", String(!below.hidden));
    draw();
  });
  const draw = () => { if (!below.hidden && !below.firstChild) below.append(list(heading.children, go, isOpen)); };
  draw();
  return el("li", {}, fold, jump, below);
}
