// The page: puts the parts together and holds the few keys that belong to none of them.

import { examples as readExamples } from "./api.js";
import { installComposer, showBusy } from "./composer.js";
import { Conversation } from "./conversation.js";
import { button, byId, el } from "./dom.js";
import { installKeyPrompt } from "./key.js";
import { hidePeek } from "./peek.js";
import { close, onChange, open } from "./place.js";
import { whenReady } from "./ready.js";
import { show } from "./source.js";

let examples = [];
const conversation = new Conversation({ onState: showBusy, examples: () => examples });

installKeyPrompt();
installComposer({
  onAsk: (question) => conversation.ask(question),
  onStop: () => conversation.stop(),
  isBusy: () => conversation.busy,
});
byId("open-shelf").addEventListener("click", () => open({ shelf: true }));
onChange(show);

addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || byId("key-dialog").open || hidePeek()) return;
  if (!byId("panel").hidden) close();
  else if (conversation.busy) conversation.stop();
});

function showExamples() {
  if (!examples.length) return;
  const rows = examples.map((question) => el("li", {}, button(question, { class: "example", dir: "auto" }, () => conversation.ask(question))));
  byId("examples").querySelector("ul").replaceChildren(...rows);
  byId("examples").hidden = false;
}

if (!matchMedia("(pointer: coarse)").matches && byId("panel").hidden) byId("question").focus();
await whenReady();
try {
  examples = await readExamples();
  showExamples();
} catch {
  // Without examples the page works as before: they are an offer.
}
