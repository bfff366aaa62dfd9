// Waiting for the documents: shows how far the loading is, and calls back once questions can be answered.

import { readiness } from "./api.js";
import { announce, byId } from "./dom.js";
import { number, t } from "./words.js";

const EVERY = 1000; // milliseconds between two looks
let waiting = null;

/** Resolve once the server is ready; everybody who waits shares one loop of questions. */
export function whenReady() {
  waiting ??= poll().finally(() => { waiting = null; });
  return waiting;
}

async function poll() {
  const box = byId("loading");
  for (let first = true; ; first = false) {
    const state = await readiness();
    if (state.ready) break;
    draw(state);
    if (first) announce(t("The documents are still being loaded."));
    await new Promise((done) => setTimeout(done, EVERY));
  }
  if (!box.hidden) announce(t("Ready."));
  box.hidden = true;
}

function draw({ reason, progress }) {
  byId("loading").hidden = false;
  const known = progress !== null && progress !== undefined;
  const values = { reason: reason ?? t("the documents are being loaded"), percent: known ? number(Math.round(progress * 100)) : null };
  byId("loading-text").textContent = known ? t("One moment: {reason} ({percent} %).", values) : t("One moment: {reason}.", values);
  const bar = byId("loading-bar");
  if (known) bar.value = progress;
  else bar.removeAttribute("value");
}
