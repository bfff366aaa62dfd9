// Dialogs that are made when they are opened and gone when they are closed, with a title and a way out.

import { button, byId, el } from "./dom.js";
import { t } from "./words.js";

const STYLE = "dialogs.css";

/** Open a dialog; `content` are its nodes. Returns its element; it is removed again when it is closed. */
export async function openDialog({ title, kind, content, onClosed = () => {} }) {
  await styled();
  byId("dialog")?.close();
  const heading = el("h2", { id: "dialog-title" }, title);
  const dialog = el("dialog", { id: "dialog", class: kind, "aria-labelledby": "dialog-title" },
    el("div", { class: "titles" }, heading, button(t("Close"), { class: "quiet close" }, () => dialog.close())), ...content);
  dialog.addEventListener("close", () => { dialog.remove(); onClosed(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog && isOutside(dialog, event)) dialog.close(); });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function isOutside(dialog, { clientX, clientY }) {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** Load what dialogs look like; once. */
function styled() {
  if (document.querySelector("link[data-dialogs]")) return null;
  return new Promise((done) => {
    const href = new URL(`./${STYLE}`, import.meta.url).href;
    document.head.append(el("link", { rel: "stylesheet", href, dataset: { dialogs: "" }, on: { load: done, error: done } }));
  });
}
