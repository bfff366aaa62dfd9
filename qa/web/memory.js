// The conversation, kept in this browser and nowhere else. Where the documents are behind a key it goes with the key:
// both belong to the tab and are forgotten when it is closed.

import { hasKey } from "./api.js";

const NAME = "qa-conversation";
const VERSION = 1; // of what is kept; another is not read
const MOST = 100; // turns

/** The turns that were kept, oldest first: {question, answer, within?, feedback?}. */
export function remembered() {
  for (const box of boxes()) {
    try {
      const kept = JSON.parse(box.getItem(NAME));
      if (kept?.version === VERSION && kept.turns.length) return kept.turns.filter(isTurn);
    } catch {
      // What somebody else wrote under our name is not a conversation.
    }
  }
  return [];
}

/** Keep the last turns; where the browser has no room, fewer of them. */
export function remember(turns) {
  forget();
  const [tab, browser] = boxes();
  const box = hasKey() ? tab : browser;
  for (let count = Math.min(turns.length, MOST); box && count > 0; count = Math.floor(count / 2)) {
    try {
      box.setItem(NAME, JSON.stringify({ version: VERSION, turns: turns.slice(-count) }));
      return;
    } catch {
      // no room
    }
  }
}

export function forget() {
  for (const box of boxes()) box.removeItem(NAME);
}

/** The tab's own store, then the browser's; none where the user has forbidden them. */
function boxes() {
  try {
    return [sessionStorage, localStorage];
  } catch {
    return [];
  }
}

const isTurn = (turn) => typeof turn?.question === "string" && typeof turn.answer?.answer === "string" && Array.isArray(turn.answer.citations) && Array.isArray(turn.answer.passages);
