// One line over the question's box: what was just done, and a way to undo it. The next question takes it away.

import { announce, button, byId, el } from "./dom.js";

/** Say something that has happened; `action` is [label, what to do], for undoing it. */
export function notice(sentence, action = null) {
  const line = byId("notice");
  const undo = action && button(action[0], { class: "link" }, () => { hideNotice(); action[1](); });
  line.replaceChildren(el("span", { dir: "auto" }, sentence), ...(undo ? [undo] : []));
  line.hidden = false;
  announce(sentence);
}

export function hideNotice() {
  byId("notice").hidden = true;
}
