// What is being added, in words: one line at the composer, always in sight, and the whole queue in the panel.

import { announce, button, byId, count, el, name } from "./dom.js";
import { open } from "./place.js";
import { cancel, clearEnded, isOpen, isRunning, onQueueChanged, retry } from "./uploads.js";
import { number, t } from "./words.js";

const SHOWN = 12; // waiting, and ended ones, that are listed; of more the number is said

let items = [];
let wasOpen = false;
let due = false;

/** From now on, what happens in the queue is shown. */
export function showQueue() {
  onQueueChanged((all) => {
    items = all;
    if (due) return; // progress comes in more often than it can be drawn
    due = true;
    setTimeout(draw, 100);
  });
}

/** The queue in the panel; empty where nothing was added. */
export function queueBox() {
  const box = el("section", { class: "queue", "aria-label": t("What is being added"), hidden: true });
  fill(box);
  return box;
}

function draw() {
  due = false;
  const busy = items.some(isOpen);
  drawLine(busy);
  for (const box of document.querySelectorAll(".queue")) fill(box);
  if (wasOpen && !busy && items.length) announce(result());
  wasOpen = busy;
}

/* -- the line ------------------------------------------------------------------------------------------------------ */

function drawLine(busy) {
  const line = byId("uploads");
  line.hidden = !items.length;
  if (!items.length) return line.replaceChildren();
  const label = busy ? underWay() : result();
  const bar = busy ? el("progress", { max: "1", value: share(), "aria-label": t("How much has been added") }) : null;
  const show = button(t("Show"), { class: "link" }, () => open({ shelf: true }));
  const end = busy ? button(t("Cancel"), { class: "link" }, () => cancel([...items])) : button(t("Dismiss"), { class: "link" }, () => { clearEnded(); byId("question").focus(); });
  return keepingFocus(line, [el("span", { class: failures() && !busy ? "trouble" : "" }, label), bar, show, end]);
}

function underWay() {
  const running = items.find(isRunning);
  const done = items.filter((item) => !isOpen(item)).length;
  if (items.length === 1 && running) return `${items[0].name}: ${stateOf(running)}`;
  return t("Adding {n} of {documents}", { n: number(Math.min(done + 1, items.length)), documents: count(items.length, "document", "documents") });
}

/** How it ended, in one sentence. */
function result() {
  const added = items.filter(({ state }) => state === "done").length;
  const failed = failures();
  const cancelled = items.length - added - failed;
  return [
    added || (!failed && !cancelled) ? t("Added: {documents}.", { documents: count(added, "document", "documents") }) : null,
    failed ? t("Not read: {documents}.", { documents: count(failed, "document", "documents") }) : null,
    cancelled ? t("Cancelled: {documents}.", { documents: count(cancelled, "document", "documents") }) : null,
  ].filter(Boolean).join(" ");
}

const failures = () => items.filter(({ state }) => state === "failed").length;
const weight = ({ file }) => 20_000 + (file?.size ?? 100_000);

function share() {
  const all = items.reduce((sum, item) => sum + weight(item), 0);
  return items.reduce((sum, item) => sum + weight(item) * (isOpen(item) ? item.share : 1), 0) / all;
}

/* -- the list ------------------------------------------------------------------------------------------------------ */

function fill(box) {
  box.hidden = !items.length;
  const running = items.filter(isRunning);
  const failed = items.filter(({ state }) => state === "failed" || state === "cancelled");
  const waiting = items.filter(({ state }) => state === "waiting");
  const done = items.filter(({ state }) => state === "done").reverse();
  const more = (rows, sentence) => (rows.length > SHOWN ? [el("li", { class: "from" }, sentence(count(rows.length - SHOWN, "document", "documents")))] : []);
  keepingFocus(box, [el("ul", {},
    ...running.map(row), ...failed.map(row),
    ...waiting.slice(0, SHOWN).map(row), ...more(waiting, (documents) => t("and {documents} more that wait", { documents })),
    ...done.slice(0, SHOWN).map(row), ...more(done, (documents) => t("and {documents} more that were added", { documents }))),
  tools(failed)]);
}

function tools(failed) {
  const again = failed.filter(({ file, url }) => file || url);
  return el("div", { class: "row" },
    again.length > 1 ? button(t("Try all again"), { class: "quiet" }, () => retry(again)) : null,
    items.filter(isOpen).length > 1 ? button(t("Cancel all"), { class: "quiet" }, () => cancel([...items])) : null,
    items.some((item) => !isOpen(item)) ? button(t("Clear this list"), { class: "quiet" }, clearEnded) : null);
}

function row(item) {
  const path = item.folder ? `${item.folder}/${item.name}` : item.name;
  const act = isOpen(item) ? button(t("Cancel"), { class: "link", "aria-label": t("Cancel {name}", { name: path }) }, () => cancel([item]))
    : item.state !== "done" && (item.file || item.url) ? button(t("Try again"), { class: "link", "aria-label": t("Try {name} again", { name: path }) }, () => retry([item])) : null;
  return el("li", { class: item.state, dataset: { state: item.state } },
    el("p", {}, name(path)),
    el("p", { class: item.state === "failed" ? "warning" : "from" }, stateOf(item), act && " ", act),
    isRunning(item) ? el("progress", { max: "1", value: item.share, "aria-label": t("How far {name} is", { name: path }) }) : null);
}

function stateOf({ state, stage, part = 0, reason, row: added }) {
  const percent = t("{n} %", { n: number(Math.round(part * 100)) });
  if (state === "waiting") return t("waits");
  if (state === "sending") return t("is sent, {percent}", { percent });
  if (state === "cancelled") return t("cancelled");
  if (state === "failed") return t("not read: {reason}", { reason });
  if (state === "done") return t("read, {passages}", { passages: count(added.passages, "passage", "passages") });
  if (stage === "fetching") return t("is fetched");
  if (stage === "waiting") return t("waits for its turn on the server");
  return stage === "encoding" ? t("is encoded, {percent}", { percent }) : t("is read");
}

/** Draw anew, and leave the focus on the button of the same name; where there is none any more, on the box itself. */
function keepingFocus(box, nodes) {
  const held = box.contains(document.activeElement) ? document.activeElement : null;
  const nameOf = (node) => node.getAttribute("aria-label") ?? node.textContent;
  box.replaceChildren(...nodes.filter(Boolean));
  if (!held) return;
  const same = [...box.querySelectorAll("button")].find((each) => nameOf(each) === nameOf(held));
  box.tabIndex = -1;
  (same ?? box).focus({ preventScroll: true });
}
