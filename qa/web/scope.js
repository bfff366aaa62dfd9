// The documents that questions are asked in: all of them, or those that were chosen. They stand in the address
// (?in=ID&in=ID), so that a link or a reload asks in the same ones.

import { announce, button, byId, count } from "./dom.js";

const NAME = "in";

let changed = () => {};
/** Call `listener` when other documents were chosen. */
export const onScopeChanged = (listener) => { changed = listener; };

let ids = new URLSearchParams(location.search).getAll(NAME);

/** The ids of the chosen documents; none where questions are asked in all. */
export const chosen = () => ids;

export function choose(those) {
  ids = [...new Set(those)];
  write();
  showScope();
  changed();
}

/** Put what is chosen into the address of this step of the history. */
function write() {
  const fields = new URLSearchParams(location.search);
  fields.delete(NAME);
  for (const id of ids) fields.append(NAME, id);
  const search = String(fields);
  history.replaceState(history.state, "", `${location.pathname}${search && `?${search}`}${location.hash}`);
}

// "Back" closes the panel in which documents were chosen, and must not choose the earlier ones again.
addEventListener("popstate", write);

/** Choose some documents beside those that are chosen, or no longer. */
export function include(those, wanted) {
  const others = ids.filter((id) => !those.includes(id));
  choose(wanted ? [...others, ...those] : others);
  announce(`${sentence(chosen().length)}.`);
}

/** Say at the composer where questions are asked, unless that is everywhere. */
export function showScope() {
  const line = byId("scope");
  const number = chosen().length;
  line.hidden = !number;
  line.replaceChildren(`${sentence(number)} `, button("Ask in all", { class: "link" }, () => {
    choose([]);
    announce(`${sentence(0)}.`);
    byId("question").focus();
  }));
}

/** Where a question was asked, in words. */
export const sentence = (number) => (number ? `Asked only in ${count(number, "document", "documents")}` : "Asked in all documents");
