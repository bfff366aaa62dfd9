// Conversations as files: one as Markdown, to keep or to send; all of them as JSON, for programs.

import { announce, save } from "./dom.js";
import { conversationMarkdown } from "./markdown.js";
import { t } from "./words.js";

const VERSION = 1; // of the JSON

export function exportConversation(turns) {
  const file = "conversation.md";
  save(file, conversationMarkdown(turns));
  said(file);
}

/** `kept` as memory.js describes conversations. */
export function exportAll(kept, now = new Date()) {
  const file = "conversations.json";
  const whole = { version: VERSION, exported: now.toISOString(), conversations: kept.map(({ id, title, turns }) => ({ id, title, turns })) };
  save(file, new Blob([JSON.stringify(whole, null, 2)], { type: "application/json" }));
  said(file);
}

const said = (file) => announce(t("Saved as {file}.", { file }));
