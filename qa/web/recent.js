// The conversations that were added to last, offered on an empty page.

import { button, count, el } from "./dom.js";
import { linkToConversation } from "./shown.js";
import { t } from "./words.js";

const SHOWN = 3;

/** A conversation's title, which opens it here; with the browser's own keys, in another tab. */
export function conversationLink({ id, title }, go, kind) {
  const here = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(id);
  };
  return el("a", { href: linkToConversation(id), class: kind, dir: "auto", on: { click: here } }, title);
}

/** The nodes that offer some of `kept`; `go(id)` opens one, `all()` lists all. */
export function recent(kept, go, all) {
  const row = (each) => el("li", {}, conversationLink(each, go, "example"), el("span", { class: "from" }, count(each.turns.length, "question", "questions")));
  return [
    el("h3", { id: "recent-title" }, t("Go on with")),
    el("ul", { "aria-labelledby": "recent-title" }, ...kept.slice(0, SHOWN).map(row)),
    kept.length > SHOWN ? button(t("All conversations"), { class: "link" }, all) : "",
  ];
}
