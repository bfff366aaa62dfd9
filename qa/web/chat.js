// The page: puts the parts together and holds the few keys that belong to none of them.

import { capabilities, examples as readExamples, readiness } from "./api.js";
import { chosenMode, installComposer, offerModes, showBusy } from "./composer.js";
import { Conversation } from "./conversation.js";
import { announce, button, byId, el } from "./dom.js";
import { installDropping } from "./dropping.js";
import { installKeyPrompt } from "./key.js";
import { installKeys } from "./keys.js";
import { conversations, onKeptElsewhere, takeOver, turnsOf } from "./memory.js";
import { notice } from "./notice.js";
import { showOverview } from "./overview.js";
import { close, onChange, open } from "./place.js";
import { whenReady } from "./ready.js";
import { onScopeChanged, showScope } from "./scope.js";
import { conversationNamed, conversationShown, rememberShown } from "./shown.js";
import { watchRoom } from "./view.js";
import { t } from "./words.js";

let examples = [];
let panel = null; // the function that shows a place, once it is loaded
const conversation = new Conversation({ onState, examples: () => examples, mode: chosenMode });

function onState({ busy, turns, id }) {
  showBusy(busy);
  document.body.classList.toggle("busy", busy);
  byId("anew").hidden = byId("export").hidden = !turns.length && !busy;
  byId("export").disabled = !turns.length;
  rememberShown(turns.length ? id : null);
  if (!turns.length && !busy) offerRecent();
}

installKeyPrompt();
installComposer({
  onAsk: (question) => conversation.ask(question),
  onStop: () => conversation.stop(),
  isBusy: () => conversation.busy,
  last: () => conversation.turns.at(-1)?.question,
});
installKeys({ isBusy: () => conversation.busy, onStop: () => conversation.stop() });
watchRoom(document.querySelector(".masthead"), byId("composer"));
byId("open-shelf").addEventListener("click", () => open({ shelf: true }));
byId("open-conversations").addEventListener("click", openConversations);
byId("anew").addEventListener("click", () => go());
byId("export").addEventListener("click", async () => {
  const { exportConversation } = await import("./export.js");
  exportConversation(conversation.turns);
});
begin();
onChange(showPanel);
addEventListener("qa-documents", soon(() => Promise.all([offerExamples(), describe()])));
onScopeChanged(async () => (await import("./shelf.js")).showChosen());
showScope();
installDropping();
onKeptElsewhere((id, turn, value) => {
  if (id === conversation.id && turn) conversation.follow(turn, value);
  else if (!conversation.turns.length) offerRecent();
});

/** Show what the address names, else what the tab showed last, else what was kept before there were several conversations. */
function begin() {
  const named = conversationNamed();
  const id = [named, conversationShown(), takeOver()].find((each) => each && turnsOf(each).length);
  conversation.show(id);
  if (named && id !== named) notice(t("The conversation of this address is not kept in this browser."));
}

/** Go to a kept conversation, or without an id to a new one. */
function go(id) {
  conversation.show(id);
  if (!byId("panel").hidden) close();
  byId("question").focus({ preventScroll: true });
  announce(id ? t("The conversation is open.") : t("A new conversation. The earlier ones are kept in this browser."));
}

async function openConversations() {
  const { openDrawer } = await import("./drawer.js");
  openDrawer({ current: conversation.id, onOpen: go });
}

/** Show what the address names beside the conversation; what that needs is loaded the first time. */
async function showPanel(place) {
  if (!place && byId("panel").hidden) return;
  panel ??= loadPanel();
  const show = await panel;
  show(place);
}

async function loadPanel() {
  try {
    return (await import("./source.js")).show;
  } catch (error) {
    panel = null; // to be tried again
    throw error;
  }
}

// Parts are fetched when they are first needed: by then the server may be gone, or have others. What a browser failed to
// fetch once it may not fetch again before the page is loaded anew, which keeps the conversation and the place.
let lacksParts = false;

addEventListener("unhandledrejection", async (event) => {
  if (!/dynamically imported module|importing a module/i.test(event.reason?.message ?? "")) return;
  event.preventDefault();
  const wouldLose = conversation.busy || byId("question").value.trim() || document.querySelector("dialog[open]");
  if (lacksParts && !wouldLose && (await readiness()).ready) return location.reload();
  lacksParts = true;
  notice(t("A part of the page could not be fetched. Is the server still running? If so, reload the page."));
});

/** On an empty page, the way back to the conversations that are kept. */
async function offerRecent() {
  const kept = conversations();
  byId("recent").hidden = !kept.length;
  if (!kept.length) return;
  const { recent } = await import("./recent.js");
  byId("recent").replaceChildren(...recent(kept, go, openConversations));
}

/** What the server has and lets do; said on the first screen. */
async function describe() {
  const allowed = await capabilities();
  await showOverview(allowed);
  return allowed;
}

/** Do it a second after the last of many events. */
function soon(act) {
  let waiting = null;
  return () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => act().catch(() => {}), 1000);
  };
}

async function offerExamples() {
  try {
    examples = await readExamples();
  } catch {
    return; // without examples the page works as before: they are an offer
  }
  const rows = examples.map((question) => el("li", {}, button(question, { class: "example", dir: "auto" }, () => conversation.ask(question))));
  byId("examples").querySelector("ul").replaceChildren(...rows);
  byId("examples").hidden = !rows.length;
}

if (!matchMedia("(pointer: coarse)").matches && byId("panel").hidden) byId("question").focus({ preventScroll: true });
await whenReady();
// Whoever has just declined to give a key is not asked for it a second time.
const allowed = await describe().catch(() => null);
if (allowed) {
  offerModes(allowed.modes);
  offerExamples();
}
