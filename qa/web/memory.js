// Conversations, kept in this browser and nowhere else. Each question with its answer is an item of its own, so that no
// tab overwrites what another one keeps. Where the documents are behind a key, what is asked goes with the key: it
// belongs to the tab and is forgotten when that is closed.

import { hasKey } from "./api.js";

const TURN = "qa-turn/"; // then the conversation's id, "/" and the turn's
const TITLE = "qa-title/"; // then the conversation's id; only of those that were renamed
const FORMER = "qa-conversation"; // one conversation in one item, as it was kept before there were several

/** A new id, of a conversation or of a turn. */
export const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => (byte % 36).toString(36)).join("");

/** A turn as it is kept: {id, at, question, answer, within?, feedback?}; `at` is the time in milliseconds, and the order. */
export function newTurn(question, answer, earlier, more = {}) {
  return { id: newId(), at: Math.max(Date.now(), (earlier?.at ?? 0) + 1), question, answer, ...more };
}

/** Every conversation, the one that was added to last first: {id, title, renamed, at, turns}. */
export function conversations() {
  const found = new Map();
  for (const [box, name] of names(TURN)) {
    const [id, turnId] = name.slice(TURN.length).split("/");
    const turn = read(box, name);
    if (turn && turn.id === turnId) found.set(id, [...(found.get(id) ?? []), turn]);
  }
  return [...found].map(([id, turns]) => described(id, turns.sort(inOrder))).sort((one, other) => other.at - one.at || (one.id < other.id ? -1 : 1));
}

/** The turns of a conversation, oldest first. */
export function turnsOf(id) {
  return names(`${TURN}${id}/`).map(([box, name]) => read(box, name)).filter(Boolean).sort(inOrder);
}

export const inOrder = (one, other) => one.at - other.at || (one.id < other.id ? -1 : 1);

const titleOf = (id, turns) => titleGiven(id) ?? turns[0]?.question ?? "";

/**
 * Keep a turn. Where the browser has no room, the conversations that were left alone longest go, then this one's first
 * turns. Returns {kept, removed: titles of conversations, shortened: whether turns of this one went}.
 */
export function keep(id, turn) {
  const done = { kept: false, removed: [], shortened: false };
  const box = ownBox();
  while (box && !done.kept) {
    try {
      box.setItem(`${TURN}${id}/${turn.id}`, JSON.stringify(turn));
      done.kept = true;
    } catch {
      if (!makeRoom(id, turn, done)) break;
    }
  }
  return done;
}

/** Forget turns of a conversation. */
export function drop(id, turns) {
  for (const turn of turns) for (const box of boxes()) box.removeItem(`${TURN}${id}/${turn.id}`);
}

/** Forget a conversation wholly. */
export function dropConversation({ id, turns }) {
  drop(id, turns);
  rename(id, "");
}

/** Keep a conversation again that was dropped. */
export function keepConversation({ id, title, renamed, turns }) {
  for (const turn of turns) keep(id, turn);
  if (renamed) rename(id, title);
}

/** Give a conversation a title; without one it is called by its first question. */
export function rename(id, title) {
  for (const box of boxes()) box.removeItem(TITLE + id);
  try {
    if (title) ownBox()?.setItem(TITLE + id, title);
  } catch {
    // no room for a title: it is called by its first question
  }
}

/** Take over what was kept before there were several conversations; returns its id, or null where there was nothing. */
export function takeOver() {
  for (const box of boxes()) {
    const turns = formerTurns(box);
    box.removeItem(FORMER);
    if (!turns.length) continue;
    const id = newId();
    let last = null;
    for (const { question, answer, ...more } of turns) {
      last = newTurn(question, answer, last, more);
      keep(id, last);
    }
    return id;
  }
  return null;
}

/**
 * Call `listener(conversation, turn, value)` when another tab keeps a turn (`value`), forgets one (`value` is null), or
 * renames a conversation (`turn` is null).
 */
export function onKeptElsewhere(listener) {
  addEventListener("storage", ({ key, storageArea, newValue }) => {
    if (key?.startsWith(TURN)) {
      const [id, turn] = key.slice(TURN.length).split("/");
      listener(id, turn, newValue === null ? null : read(storageArea, key));
    } else if (key?.startsWith(TITLE)) listener(key.slice(TITLE.length), null, null);
  });
}

/** Free some of this browser's room; says whether there was anything to free. */
function makeRoom(id, turn, done) {
  const oldest = conversations().filter((each) => each.id !== id).at(-1);
  if (oldest) {
    dropConversation(oldest);
    done.removed.push(oldest.title);
    return true;
  }
  const first = turnsOf(id).find((each) => each.id !== turn.id);
  if (!first) return false;
  drop(id, [first]);
  return (done.shortened = true);
}

function described(id, turns) {
  return { id, title: titleOf(id, turns), renamed: titleGiven(id) !== null, at: turns.at(-1).at, turns };
}

function titleGiven(id) {
  for (const box of boxes()) {
    const title = box.getItem(TITLE + id);
    if (title) return title;
  }
  return null;
}

function formerTurns(box) {
  try {
    const kept = JSON.parse(box.getItem(FORMER));
    return kept?.version === 1 ? kept.turns.filter(isTurn) : [];
  } catch {
    return [];
  }
}

/** The turn under a name; null where there is none, or where somebody else wrote it. */
function read(box, name) {
  try {
    const turn = JSON.parse(box.getItem(name));
    return isTurn(turn) && typeof turn.id === "string" && Number.isFinite(turn.at) ? turn : null;
  } catch {
    return null;
  }
}

const isTurn = (turn) => typeof turn?.question === "string" && typeof turn.answer?.answer === "string" && Array.isArray(turn.answer.citations) && Array.isArray(turn.answer.passages);

/** Under which names that begin so something is kept, each with where; what the tab keeps counts before the browser's. */
function names(start) {
  const found = new Map();
  for (const box of boxes()) for (const name of Object.keys(box)) if (name.startsWith(start) && !found.has(name)) found.set(name, box);
  return [...found].map(([name, box]) => [box, name]);
}

/** The tab's own store, then the browser's; none where the user has forbidden them. */
function boxes() {
  try {
    return [sessionStorage, localStorage];
  } catch {
    return [];
  }
}

const ownBox = () => boxes()[hasKey() ? 0 : 1];
