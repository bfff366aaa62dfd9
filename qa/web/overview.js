// What there is to ask about, on the first screen: how many documents, in which collections; or how to add the first.

import { button, byId, count, el } from "./dom.js";
import { open } from "./place.js";
import { number, t } from "./words.js";

const NAMED = 6; // collections that are named; of more the number is said

/** `allowed` is what the server says it has and lets do. */
export async function showOverview(allowed) {
  const { documents, collections } = allowed;
  const box = byId("overview");
  box.hidden = false;
  if (documents) return box.replaceChildren(el("p", {}, there(documents, collections)), el("p", {}, t("Ask for a fact, a reason, the steps of something, or what a document is about.")));
  const { howElse } = await import("./adding.js");
  const add = allowed.write ? button(t("Add documents"), { class: "primary" }, () => open({ shelf: true })) : null;
  const how = allowed.write ? t("There are no documents yet. Add some, or drop files anywhere on this page; then ask.") : `${t("There are no documents yet.")} ${howElse(allowed)}`;
  return box.replaceChildren(el("p", {}, how), ...(add ? [add] : []));
}

function there(documents, collections) {
  const all = count(documents, "document", "documents");
  const names = Object.keys(collections);
  if (!names.length || (names.length === 1 && collections[names[0]] === documents)) return t("There are {documents}.", { documents: all });
  if (names.length > NAMED) return t("There are {documents} in {collections}.", { documents: all, collections: count(names.length, "collection", "collections") });
  return t("There are {documents}: {list}.", { documents: all, list: names.map((each) => `${each} (${number(collections[each])})`).join(", ") });
}
