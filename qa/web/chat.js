// The page: puts the parts together and holds the few keys that belong to none of them.

import { capabilities, examples as readExamples } from "./api.js";
import { chosenMode, installComposer, offerModes, showBusy } from "./composer.js";
import { Conversation } from "./conversation.js";
import { announce, button, byId, el, save } from "./dom.js";
import { installDropping } from "./dropping.js";
import { installKeyPrompt } from "./key.js";
import { conversationMarkdown } from "./markdown.js";
import { showOverview } from "./overview.js";
import { hidePeek } from "./peek.js";
import { close, onChange, open } from "./place.js";
import { whenReady } from "./ready.js";
import { onScopeChanged, showScope } from "./scope.js";
import { show } from "./source.js";

let examples = [];
const conversation = new Conversation({ onState, examples: () => examples, mode: chosenMode });

function onState({ busy, turns }) {
  showBusy(busy);
  byId("anew").hidden = byId("export").hidden = !turns.length && !busy;
  byId("export").disabled = !turns.length;
  if (busy) byId("put-away").hidden = true;
}

installKeyPrompt();
installComposer({
  onAsk: (question) => conversation.ask(question),
  onStop: () => conversation.stop(),
  isBusy: () => conversation.busy,
});
byId("open-shelf").addEventListener("click", () => open({ shelf: true }));
byId("anew").addEventListener("click", beginAnew);
byId("export").addEventListener("click", () => {
  save("conversation.md", conversationMarkdown(conversation.turns));
  announce("The conversation was saved as conversation.md.");
});
conversation.restore();
onChange(show);
addEventListener("qa-documents", soon(() => Promise.all([offerExamples(), describe()])));
onScopeChanged(async () => (await import("./shelf.js")).showChosen());
showScope();
installDropping();

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || byId("key-dialog").open || hidePeek()) return;
  if (!byId("panel").hidden) close();
  else if (conversation.busy) conversation.stop();
});

/** The conversation is gone from the browser at once; until the next question, or a reload, it can be had back. */
function beginAnew() {
  const turns = conversation.clear();
  if (!byId("panel").hidden) close();
  const back = button("Bring it back", { class: "link" }, () => {
    byId("put-away").hidden = true;
    conversation.restore(turns);
    byId("question").focus();
    announce("The conversation is back.");
  });
  byId("put-away").replaceChildren("The conversation was cleared. ", back);
  byId("put-away").hidden = !turns.length;
  byId("question").focus();
  announce("The conversation was cleared.");
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
