// The conversations that were added to last, offered on an empty page.

import { button, count, el } from "./dom.js";
import { t } from "./words.js";

const SHOWN = 3;

/** The nodes that offer some of `kept`; `go(id)` opens one, `all()` lists all. */
export function recent(kept, go, all) {
  const row = ({ id, title, turns }) => el("li", {}, button(title, { class: "example", dir: "auto" }, () => go(id)), el("span", { class: "from" }, count(turns.length, "question", "questions")));
  return [
    el("h3", { id: "recent-title" }, t("Go on with")),
    el("ul", { "aria-labelledby": "recent-title" }, ...kept.slice(0, SHOWN).map(row)),
    kept.length > SHOWN ? button(t("All conversations"), { class: "link" }, all) : "",
  ];
}
