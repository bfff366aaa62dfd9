// What is being added: files, texts and web addresses, one after the other. The queue belongs to the page and not to the
// panel, so that it goes on when the panel is closed.

import { sendAddress, sendFile } from "./sending.js";

const AT_ONCE = 2; // the server indexes one at a time; meanwhile the next one may be on its way
const PATIENCE = 100; // times that a busy server is asked again
const SENT = 0.2; // share of the work that is done once a file is sent; the rest is reading and encoding

// {name, folder?, file? | url, state, stage, part, share, reason, row, running}: `part` of the stage is done, `share` of all.
// state: waiting, sending, working, done, failed or cancelled
const items = [];
let changed = () => {};

/** Call `listener(items)` whenever something has changed; it may be called very often. */
export const onQueueChanged = (listener) => { changed = () => listener(items); };

/** Add what is to be sent: {name, folder, file} or {name, url}; with `reason`, what cannot be. */
export function enqueue(wanted) {
  for (const each of wanted) items.push({ ...each, state: each.reason ? "failed" : "waiting", share: 0, part: 0 });
  next();
}

/** End what is under way or waits; the server lets go of it. */
export function cancel(those) {
  for (const item of those.filter(isOpen)) {
    item.state = "cancelled";
    item.running?.abort();
  }
  next();
}

export function retry(those) {
  for (const item of those) if (!isOpen(item) && item.state !== "done" && (item.file || item.url)) Object.assign(item, { state: "waiting", share: 0, reason: null });
  next();
}

/** Forget what has ended. */
export function clearEnded() {
  items.splice(0, items.length, ...items.filter(isOpen));
  changed();
}

export const isOpen = ({ state }) => state === "waiting" || isRunning({ state });
export const isRunning = ({ state }) => state === "sending" || state === "working";

function next() {
  const free = AT_ONCE - items.filter((item) => item.running).length;
  for (const item of items.filter(({ state, running }) => state === "waiting" && !running).slice(0, Math.max(0, free))) run(item);
  changed();
}

async function run(item) {
  item.running = new AbortController();
  item.state = "sending";
  try {
    item.row = await sent(item);
    if (item.state !== "cancelled") item.state = "done"; // it may have been too late to cancel; the list shows it
  } catch (error) {
    if (item.state !== "cancelled") Object.assign(item, { state: "failed", reason: reasonOf(error, item) });
  }
  item.running = null;
  if (item.row) dispatchEvent(new Event("qa-documents"));
  next();
}

/** Send one; a server with too much to do is asked again. */
async function sent(item) {
  const on = {
    sent: (part) => move(item, { state: "sending", part, share: SENT * part }),
    progress: ({ stage, share: part }) => move(item, { state: "working", stage, part, share: SENT + (1 - SENT) * part }),
  };
  for (let tries = 1; ; tries += 1) {
    try {
      return await (item.url ? sendAddress : sendFile)(item, on, item.running.signal);
    } catch (error) {
      if (error.status !== 503 || tries === PATIENCE) throw error;
      await pause(error.retryAfter ?? 2, item.running.signal);
    }
  }
}

function move(item, news) {
  if (item.state === "cancelled") return;
  Object.assign(item, news);
  changed();
}

// The server puts the file's name in front of its reason; here it stands there already.
const reasonOf = (error, { name }) => error.message.replace(`${name}: `, "");

const pause = (seconds, signal) => new Promise((done, fail) => {
  setTimeout(done, seconds * 1000);
  signal.addEventListener("abort", () => fail(signal.reason), { once: true });
});

addEventListener("beforeunload", (event) => { if (items.some(isOpen)) event.preventDefault(); });
