// The keys that work anywhere on the page: Escape stops or closes, "/" goes to the question's box, "?" lists all keys.

import { byId } from "./dom.js";
import { hidePeek } from "./peek.js";
import { close } from "./place.js";

/** `onStop()` is called for Escape while a question runs. */
export function installKeys({ isBusy, onStop }) {
  addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") escape(isBusy, onStop);
    else if (!isTyping(event)) plain(event);
  });
}

function escape(isBusy, onStop) {
  if (hidePeek()) return;
  if (!byId("panel").hidden) close();
  else if (isBusy()) onStop();
}

async function plain(event) {
  if (event.key === "/") {
    event.preventDefault(); // the box would begin with it
    if (!byId("room").inert) byId("question").focus();
  } else if (event.key === "?") {
    event.preventDefault();
    const { openShortcuts } = await import("./shortcuts.js");
    openShortcuts();
  }
}

const isTyping = ({ target, ctrlKey, metaKey, altKey, isComposing }) => ctrlKey || metaKey || altKey || isComposing || Boolean(target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));
