// Which conversation this tab shows. The tab remembers it, so that a reload shows the same; an address may name another
// one (?c=ID), as the links in the list of conversations do.

import { replaceQuery } from "./place.js";

const NAME = "c";
const SHOWN = "qa-shown";

export const linkToConversation = (id) => `/?${NAME}=${id}`;

/** The id that the address names, or null; it is taken out of the address, which is often copied for others. */
export function conversationNamed() {
  const fields = new URLSearchParams(location.search);
  const id = fields.get(NAME);
  if (id === null) return null;
  fields.delete(NAME);
  replaceQuery(fields);
  return id;
}

/** The id of the conversation that this tab showed last, or null. */
export function conversationShown() {
  try {
    return sessionStorage.getItem(SHOWN);
  } catch {
    return null; // the user has forbidden the browser to keep anything
  }
}

/** Remember what this tab shows; null where that is a new conversation. */
export function rememberShown(id) {
  try {
    if (id) sessionStorage.setItem(SHOWN, id);
    else sessionStorage.removeItem(SHOWN);
  } catch {
    // a reload shows a new conversation
  }
}
