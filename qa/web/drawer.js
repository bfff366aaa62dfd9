// The conversations that this browser keeps: found, opened, renamed, exported, deleted. What is deleted can be had back
// for as long as the list is open.

import { hasKey } from "./api.js";
import { openDialog } from "./dialog.js";
import { button, count, el } from "./dom.js";
import { exportAll, exportConversation } from "./export.js";
import { conversations, dropConversation, keepConversation, onKeptElsewhere, rename } from "./memory.js";
import { conversationLink } from "./recent.js";
import { language, t } from "./words.js";

let refresh = () => {};
onKeptElsewhere(() => refresh());

/** Open the list; `onOpen(id)` opens a conversation, or without an id a new one. `current` is the id of the one shown. */
export async function openDrawer({ current, onOpen }) {
  const list = el("ul", { class: "kept" });
  const field = el("input", { type: "search", class: "finder", placeholder: t("Find a conversation"), "aria-label": t("Find a conversation"), dir: "auto", on: { input: () => refresh() } });
  const news = el("p", { class: "news-line", role: "status" });
  const go = (id) => { dialog.close(); onOpen(id); };
  const place = { list, news, current, go, onOpen };
  refresh = () => draw(place, field.value);
  const dialog = await openDialog({
    title: t("Conversations"),
    kind: "drawer",
    content: [
      el("div", { class: "drawer-head" }, button(t("New conversation"), { class: "main" }, () => go()), field),
      news,
      el("div", { class: "drawer-list" }, list),
      foot(),
    ],
    onClosed: () => { refresh = () => {}; },
  });
  refresh();
}

function foot() {
  const lazily = (label, module, name) => button(label, { class: "link" }, async () => (await module())[name]());
  return el("div", { class: "drawer-foot" },
    button(t("Export all as JSON"), { class: "link" }, () => exportAll(conversations())),
    lazily(t("Settings"), () => import("./settings.js"), "openSettings"),
    lazily(t("Keyboard shortcuts"), () => import("./shortcuts.js"), "openShortcuts"),
    el("p", { class: "from" }, hasKey() ? t("Kept in this tab until it is closed, and not on the server.") : t("Kept in this browser, and not on the server.")));
}

function draw(place, wanted) {
  const kept = conversations();
  const found = kept.filter((each) => holds(each, wanted));
  place.list.replaceChildren(...found.map((each) => row(each, place)));
  if (found.length) return;
  const words = kept.length ? t("No conversation has these words.") : t("There are no conversations yet.");
  place.list.replaceChildren(el("li", { class: "none" }, words));
}

/** Whether every word that is looked for stands in a conversation's title, questions or answers. */
function holds({ title, turns }, wanted) {
  const text = folded([title, ...turns.flatMap(({ question, answer }) => [question, answer.answer])].join("\n"));
  return folded(wanted).split(/\s+/).every((word) => text.includes(word));
}

// Without accents and capitals, so that "cafe" finds "Café".
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function row(each, place) {
  const { id, title, at, turns } = each;
  const item = el("li", { "aria-current": id === place.current ? "true" : null });
  const opener = conversationLink(each, () => (id === place.current ? place.list.closest("dialog").close() : place.go(id)), "document");
  const act = (label, name, work) => button(label, { class: "link", "aria-label": name }, work);
  item.append(opener,
    el("p", { class: "from" }, `${count(turns.length, "question", "questions")} · ${new Date(at).toLocaleDateString(language)}`),
    el("div", { class: "row acts" },
      act(t("Rename"), t("Rename “{title}”", { title }), () => renaming(each, item)),
      act(t("Export"), t("Export “{title}”", { title }), () => exportConversation(turns)),
      act(t("Delete"), t("Delete “{title}”", { title }), () => remove(each, place))));
  return item;
}

/** Put a field in the place of a title; Enter keeps what is in it, Escape leaves the title as it was. */
function renaming({ id, title }, item) {
  const field = el("input", { value: title, maxlength: "200", dir: "auto", "aria-label": t("Title") });
  const form = el("form", { class: "row" }, field, el("button", { type: "submit" }, t("Rename")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    rename(id, field.value.trim());
    refresh();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // the list stays open
    refresh();
  });
  item.replaceChildren(form);
  field.select();
}

function remove(each, place) {
  dropConversation(each);
  if (each.id === place.current) place.onOpen();
  refresh();
  const undo = button(t("Undo"), { class: "link" }, () => {
    keepConversation(each);
    if (each.id === place.current) place.onOpen(each.id);
    place.news.replaceChildren();
    refresh();
    place.list.closest("dialog").querySelector(".finder").focus();
  });
  place.news.replaceChildren(t("Deleted: {title}", { title: each.title }), " ", undo);
  undo.focus();
}
