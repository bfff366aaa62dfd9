// Where questions are asked: in all documents, or in those that were chosen. They stand in the address, so that a link
// or a reload asks in the same ones: ?in=ID for a document, ?in=NAME/ for a whole collection (no id holds a slash).

import { announce, button, byId, count } from "./dom.js";
import { replaceQuery } from "./place.js";
import { t } from "./words.js";

const NAME = "in";

let changed = () => {};
/** Call `listener` when something else was chosen. */
export const onScopeChanged = (listener) => { changed = listener; };

let names = new URLSearchParams(location.search).getAll(NAME);

/** What was chosen: ids of documents, and collections as "name/"; nothing where questions are asked in all. */
export const chosen = () => names;

export function choose(those) {
  names = [...new Set(those)];
  write();
  showScope();
  changed();
}

/** Put what is chosen into the address of this step of the history. */
function write() {
  const fields = new URLSearchParams(location.search);
  fields.delete(NAME);
  for (const each of names) fields.append(NAME, each);
  replaceQuery(fields);
}

// "Back" closes the panel in which something was chosen, and must not choose the earlier again.
addEventListener("popstate", write);

/** Choose some beside what is chosen, or no longer. */
export function include(those, wanted) {
  const others = names.filter((each) => !those.includes(each));
  choose(wanted ? [...others, ...those] : others);
  announce(`${sentence(chosen())}.`);
}

/** Say at the composer where questions are asked, unless that is everywhere. */
export function showScope() {
  const line = byId("scope");
  line.hidden = !names.length;
  line.replaceChildren(`${sentence(names)} `, button(t("Ask in all"), { class: "link" }, () => {
    choose([]);
    announce(`${sentence([])}.`);
    byId("question").focus();
  }));
}

/** Where a question was asked, in words; of an earlier version's conversation only the number of documents is known. */
export function sentence(asked) {
  if (typeof asked === "number") return asked ? only(count(asked, "document", "documents")) : sentence([]);
  const collections = asked.filter((each) => each.endsWith("/"));
  const documents = asked.length - collections.length;
  if (!asked.length) return t("Asked in all documents");
  if (!collections.length) return only(count(documents, "document", "documents"));
  if (!documents && collections.length === 1) return t("Asked only in the collection {name}", { name: collections[0].slice(0, -1) });
  const number = count(collections.length, "collection", "collections");
  return documents ? t("Asked only in {collections} and {documents}", { collections: number, documents: count(documents, "document", "documents") }) : only(number);
}

const only = (documents) => t("Asked only in {documents}", { documents });
