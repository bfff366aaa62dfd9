// One document in the list: what it is, whether questions are asked in it alone, and a way to remove it.

import { removeDocument } from "./api.js";
import { announce, button, count, el, name } from "./dom.js";
import { open } from "./place.js";
import { t } from "./words.js";

export function rowOf(row, { removable, choosable, checked, onChoose }) {
  const { id, title, source, status, reason, warnings } = row;
  const read = status === "indexed";
  const file = title === source ? [] : [name(source)]; // a document without a title of its own is called like its file
  return el("li", {},
    read ? button(name(title), { class: "document" }, () => open({ document_id: id })) : el("p", { class: "unread" }, name(title)),
    el("p", { class: "from" }, ...[...file, ...(read ? factsOf(row) : [])].flatMap((fact, i) => (i ? [" · ", fact] : [fact]))),
    ...[...(read ? [] : [reason]), ...warnings].map((words) => el("p", { class: "warning" }, words)),
    read && choosable ? within(row, checked, onChoose) : null,
    removable ? remover(row) : null);
}

function factsOf({ pages, characters, passages, date }) {
  const size = pages ? count(pages, "page", "pages") : count(characters, "character", "characters");
  return [size, count(passages, "passage", "passages"), ...(date ? [date.slice(0, 10)] : [])];
}

function within({ id, title }, checked, onChoose) {
  const box = el("input", { type: "checkbox", value: id, "aria-label": t("Ask only in {title}", { title }), on: { change: () => onChoose(box.checked) } });
  box.checked = checked;
  return el("label", { class: "within" }, box, t("ask only in this"));
}

/** A button that asks once more before it removes. */
function remover({ id, title }) {
  const place = el("div", { class: "removing row" });
  const ask = () => place.replaceChildren(button(t("Remove"), { class: "link", "aria-label": t("Remove {title}", { title }) }, confirm));
  const confirm = () => {
    const sure = button(t("Remove it"), { class: "quiet danger" }, remove);
    place.replaceChildren(el("span", {}, t("Its citations will no longer hold.")), sure, button(t("Keep it"), { class: "quiet" }, () => { ask(); place.querySelector("button").focus(); }));
    sure.focus();
  };
  const remove = async () => {
    try {
      await removeDocument(id);
    } catch (error) {
      place.replaceChildren(el("span", { class: "trouble" }, error.message));
      return announce(error.message);
    }
    const shelf = place.closest(".shelf");
    place.closest("li").remove();
    announce(t("{title} was removed.", { title }));
    shelf?.focus();
    return dispatchEvent(new Event("qa-documents"));
  };
  ask();
  return place;
}
