// Which conversation this tab shows, written as the address (?c=ID), so that a reload or a bookmark shows the same.

const NAME = "c";

let shown = new URLSearchParams(location.search).get(NAME);

/** The id that the address names, or null. */
export const conversationNamed = () => (/^[a-z0-9]{1,40}$/.test(shown ?? "") ? shown : null);

/** Put a conversation's id into the address of this step of the history; null takes it out. */
export function nameConversation(id) {
  shown = id;
  write();
}

function write() {
  const fields = new URLSearchParams(location.search);
  if (fields.get(NAME) === shown) return;
  fields.delete(NAME);
  if (shown) fields.append(NAME, shown);
  const search = String(fields);
  history.replaceState(history.state, "", `${location.pathname}${search && `?${search}`}${location.hash}`);
}

// "Back" closes the panel and must not lead to the conversation that was shown when it was opened.
addEventListener("popstate", write);
