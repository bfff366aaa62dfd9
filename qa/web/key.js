// Asking for the key, once for however many requests wait for it. It lives in this tab's sessionStorage alone.

import { forgetKey, onKeyNeeded, setKey } from "./api.js";
import { byId } from "./dom.js";
import { t } from "./words.js";

const SHORTEST = 8; // characters, of keys that a server takes

let asking = null;

async function ask(refused) {
  const dialog = byId("key-dialog");
  complain(refused ? t("That key was not accepted.") : null);
  if (refused) forgetKey();
  dialog.returnValue = "";
  dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  return dialog.returnValue === "given";
}

/** What is wrong with a key that no server can have, or null. */
function faultOf(key) {
  if (!key) return t("Type or paste the key, or cancel.");
  if (/[^\x20-\xff]/.test(key)) return t("This has letters that no key can have. Was something else copied along?");
  return key.length < SHORTEST ? t("Keys have at least {n} characters. Was all of it copied?", { n: SHORTEST }) : null;
}

function complain(sentence) {
  byId("key-error").hidden = !sentence;
  byId("key-error").textContent = sentence ?? "";
}

export function installKeyPrompt() {
  const dialog = byId("key-dialog");
  byId("key-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = byId("key");
    const fault = faultOf(field.value.trim());
    complain(fault);
    if (fault) return field.focus();
    setKey(field.value.trim());
    field.value = "";
    return dialog.close("given");
  });
  byId("key-cancel").addEventListener("click", () => dialog.close(""));
  onKeyNeeded((refused) => {
    asking ??= ask(refused).finally(() => { asking = null; });
    return asking;
  });
}
