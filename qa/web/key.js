// Asking for the key, once for however many requests wait for it. It lives in this tab's sessionStorage alone.

import { forgetKey, onKeyNeeded, setKey } from "./api.js";
import { byId } from "./dom.js";

let asking = null;

async function ask(refused) {
  const dialog = byId("key-dialog");
  byId("key-error").hidden = !refused;
  if (refused) forgetKey();
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  return dialog.returnValue === "given";
}

export function installKeyPrompt() {
  const dialog = byId("key-dialog");
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = byId("key");
    setKey(field.value.trim());
    field.value = "";
    dialog.close("given");
  });
  byId("key-cancel").addEventListener("click", () => dialog.close(""));
  onKeyNeeded((refused) => {
    asking ??= ask(refused).finally(() => { asking = null; });
    return asking;
  });
}
