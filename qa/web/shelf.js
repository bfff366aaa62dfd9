// The list of documents: what was indexed, what was skipped, and why; and where the server allows it, adding and removing.

import { addDocument, capabilities, documents, removeDocument } from "./api.js";
import { announce, button, count, el, name } from "./dom.js";
import { open } from "./place.js";
import { choose, chosen, include } from "./scope.js";

const MANY = 8; // documents from which on a field to find one is worth its room

let changed = () => {};
/** Call `listener` when documents were added or removed here. */
export const onDocumentsChanged = (listener) => { changed = listener; };

export async function shelf() {
  const box = el("div", { class: "scroller shelf", tabindex: "0", role: "region", "aria-label": "Documents" });
  await fill(box);
  return box;
}

async function fill(box, news = []) {
  try {
    const [rows, allowed] = await Promise.all([documents(), capabilities()]);
    draw(box, rows, allowed, news);
  } catch (error) {
    box.replaceChildren(el("div", { class: "notice" }, el("p", {}, error.message)));
  }
}

function draw(box, rows, { write, formats, removable }, news) {
  const indexed = rows.filter(({ status }) => status === "indexed");
  const skipped = rows.filter(({ status }) => status === "skipped");
  const own = new Set(removable);
  const row = (document) => rowOf(document, own.has(document.id) ? remover(box, document) : null, indexed.length > 1);
  forgetMissing(indexed);
  const list = el("ul", { class: "indexed" }, ...indexed.map(row));
  box.replaceChildren(
    el("p", { class: "lead" }, indexed.length ? `Answers come from ${count(indexed.length, "document", "documents")} and from nowhere else.` : "There are no documents yet."),
    ...(write ? [adding(box, formats)] : []),
    ...news,
    ...(indexed.length > MANY ? [finder(list)] : []),
    ...collections(indexed),
    ...(indexed.length ? [list] : []),
    ...(skipped.length ? [el("h3", {}, `Not read (${skipped.length})`), el("ul", { class: "skipped" }, ...skipped.map(row))] : []));
  showChosen(box);
}

function rowOf({ id, title, source, status, reason, characters, pages, passages, warnings }, removing, choosable) {
  const read = status === "indexed";
  const size = pages ? count(pages, "page", "pages") : count(characters, "character", "characters");
  const file = title === source ? [] : [name(source)]; // a document without a title of its own is called like its file
  const facts = read ? [size, count(passages, "passage", "passages")] : [];
  return el("li", {},
    read ? button(name(title), { class: "document" }, () => open({ document_id: id })) : el("p", { class: "unread" }, name(title)),
    el("p", { class: "from" }, ...[...file, ...facts].flatMap((fact, i) => (i ? [" · ", fact] : [fact]))),
    ...[...(read ? [] : [reason]), ...warnings].map((words) => el("p", { class: "warning" }, words)),
    read && choosable ? within(id, title) : null,
    removing);
}

/* -- where questions are asked ------------------------------------------------------------------------------------ */

function within(id, title) {
  const box = el("input", { type: "checkbox", value: id, "aria-label": `Ask only in ${title}`, on: { change: () => include([id], box.checked) } });
  return el("label", { class: "within" }, box, "ask only in this");
}

/** A button for each folder, which chooses all that is in it; none where there is one folder alone. */
function collections(indexed) {
  const ids = new Map();
  for (const row of indexed) if (row.collection) ids.set(row.collection, [...(ids.get(row.collection) ?? []), row]);
  if (ids.size < 2) return [];
  const buttons = [...ids].map(([collection, rows]) => {
    const those = rows.map(({ id }) => id);
    return button(name(collection), { class: "quiet", dataset: { ids: those.join(" ") } }, ({ currentTarget }) => include(those, currentTarget.getAttribute("aria-pressed") !== "true"));
  });
  return [el("div", { class: "collections", role: "group", "aria-label": "Ask only in a collection" }, "Ask only in", ...buttons)];
}

/** Tick what is chosen, in the list that is shown. */
export function showChosen(shown = document) {
  const ids = new Set(chosen());
  for (const box of shown.querySelectorAll(".within input")) box.checked = ids.has(box.value);
  for (const each of shown.querySelectorAll(".collections button")) each.setAttribute("aria-pressed", String(each.dataset.ids.split(" ").every((id) => ids.has(id))));
}

/** A document that is gone is no longer chosen. */
function forgetMissing(indexed) {
  const known = new Set(indexed.map(({ id }) => id));
  const kept = chosen().filter((id) => known.has(id));
  if (kept.length < chosen().length) choose(kept);
}

/** A field that leaves only the documents whose title or file holds what is typed. */
function finder(list) {
  const field = el("input", { type: "search", class: "finder", placeholder: "Find a document", "aria-label": "Find a document", dir: "auto" });
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let left = 0;
    for (const item of list.children) {
      item.hidden = !item.textContent.toLowerCase().includes(wanted);
      left += item.hidden ? 0 : 1;
    }
    announce(count(left, "document", "documents"));
  });
  return field;
}

/* -- adding ------------------------------------------------------------------------------------------------------- */

function adding(box, formats) {
  const field = el("input", { type: "file", id: "upload", class: "visually-hidden", multiple: true, accept: formats.join(",") });
  const zone = el("div", { class: "adding" }, field,
    el("label", { for: "upload", class: "add" }, "Add documents"),
    el("p", { class: "from" }, `or drop files here: ${formats.map((format) => format.slice(1)).join(", ")}`));
  field.addEventListener("change", () => upload(box, zone, [...field.files]));
  zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("over"); upload(box, zone, [...event.dataTransfer.files]); });
  return zone;
}

async function upload(box, zone, files) {
  if (!files.length) return;
  const news = [];
  for (const [i, file] of files.entries()) {
    const step = files.length > 1 ? ` (${i + 1} of ${files.length})` : "";
    zone.replaceChildren(el("p", { class: "wait" }, "Reading ", name(file.name), `${step}…`));
    news.push(await added(file));
  }
  await fill(box, news);
  box.querySelector("#upload")?.focus();
  announce(news.map((line) => line.textContent).join(" "));
  changed();
}

async function added(file) {
  try {
    const { passages } = await addDocument(file);
    return el("p", { class: "news" }, name(file.name), `: read, ${count(passages, "passage", "passages")}.`);
  } catch (error) {
    return el("p", { class: "news trouble" }, name(file.name), `: not read: ${error.message.replace(`${file.name}: `, "")}`);
  }
}

/* -- removing ----------------------------------------------------------------------------------------------------- */

/** A button that asks once more before it removes. */
function remover(box, { id, title }) {
  const place = el("div", { class: "removing row" });
  const ask = () => place.replaceChildren(button("Remove", { class: "link", "aria-label": `Remove ${title}` }, confirm));
  const confirm = () => {
    const sure = button("Remove it", { class: "quiet danger" }, remove);
    place.replaceChildren(el("span", {}, "Its citations will no longer hold."), sure, button("Keep it", { class: "quiet" }, () => { ask(); place.querySelector("button").focus(); }));
    sure.focus();
  };
  const remove = async () => {
    try {
      await removeDocument(id);
      await fill(box);
      announce(`${title} was removed.`);
      box.focus();
      changed();
    } catch (error) {
      place.replaceChildren(el("span", { class: "trouble" }, error.message));
      announce(error.message);
    }
  };
  ask();
  return place;
}
