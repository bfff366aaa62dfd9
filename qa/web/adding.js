// Ways to add documents: files, folders, text, a web address; and where that is not allowed here, how else to do it.

import { capabilities } from "./api.js";
import { announce, button, el } from "./dom.js";
import { fromField, fromTransfer } from "./gathering.js";
import { open } from "./place.js";
import { showQueue } from "./queue.js";
import { styled } from "./styled.js";
import { enqueue } from "./uploads.js";
import { t } from "./words.js";

/** Add what was dropped or pasted; where that is not allowed, show how else documents are added. */
export async function addDropped(held) {
  let allowed;
  try {
    allowed = await capabilities();
  } catch (error) {
    return announce(error.message);
  }
  if (allowed.write) return add(await fromTransfer(held));
  open({ shelf: true });
  return announce(howElse(allowed));
}

async function add(wanted) {
  await styled("shelf.css");
  showQueue();
  enqueue(wanted);
}

/** The panel's part for adding; a sentence where it is not allowed here. */
export function adding(allowed) {
  if (!allowed.write) return el("p", { class: "how-else" }, howElse(allowed));
  const place = el("div", { class: "form-place" });
  const files = field({ id: "upload", accept: allowed.formats.join(",") });
  const folder = field({ id: "upload-folder", webkitdirectory: true });
  const shown = (make) => () => { place.replaceChildren(make(() => place.replaceChildren())); place.querySelector("input, textarea").focus(); };
  return el("div", { class: "adding" },
    el("div", { class: "choices" },
      files, el("label", { for: files.id, class: "add" }, t("Add files")),
      folder, el("label", { for: folder.id, class: "add other" }, t("Add a folder")),
      button(t("Add text"), { class: "quiet" }, shown(textForm)),
      allowed.fetch ? button(t("Add from the web"), { class: "quiet" }, shown(addressForm)) : null),
    el("p", { class: "from" }, t("Files and folders may also be dropped anywhere on this page.")),
    el("details", { class: "from" }, el("summary", {}, t("Kinds of files that can be read")), allowed.formats.map((format) => format.slice(1)).join(", ")),
    place);
}

/** How documents are added where this page may not. */
export function howElse({ sources = [] }) {
  if (!sources.length) return t("To add documents, put files into the server’s source folder and run “qa index” there, or start the server with QA_WRITE=1 and add them here.");
  return t("To add documents, put files into {folder} and run “qa index”, or start the server with QA_WRITE=1 and add them here.", { folder: sources[0] });
}

function field(props) {
  const input = el("input", { type: "file", class: "visually-hidden", multiple: true, ...props });
  input.addEventListener("change", () => {
    const files = fromField(input.files);
    input.value = ""; // so that the same file can be chosen once more
    add(files);
  });
  return input;
}

/* -- forms -------------------------------------------------------------------------------------------------------- */

function textForm(close) {
  const title = el("input", { id: "text-title", maxlength: 80, dir: "auto", autocomplete: "off" });
  const text = el("textarea", { id: "text-body", rows: 7, required: true, dir: "auto" });
  const send = () => add([{ name: nameOf(title.value, text.value), file: new Blob([text.value], { type: "text/plain" }) }]);
  return form([el("label", { for: title.id }, t("Title")), title, el("label", { for: text.id }, t("Text")), text], send, close);
}

function addressForm(close) {
  const address = el("input", { id: "web-address", type: "url", required: true, pattern: "https?://.+", placeholder: "https://", autocomplete: "off", spellcheck: false });
  const send = () => add([{ name: address.value.trim(), url: address.value.trim() }]);
  const note = el("p", { class: "from" }, t("The server fetches the page, and nothing else of its site."));
  return form([el("label", { for: address.id }, t("Web address")), address, note], send, close);
}

function form(parts, send, close) {
  const made = el("form", { class: "add-form" }, ...parts, el("div", { class: "row" }, el("button", { type: "submit" }, t("Add")), button(t("Cancel"), { class: "quiet" }, close)));
  made.addEventListener("submit", (event) => { event.preventDefault(); send(); close(); });
  return made;
}

const MARKDOWN = /^(#{1,6} |[-*+] |\d+\. |```|\|.*\|\s*$)/m;

/** Name a text by its title, else by its first words; Markdown is known by its headings, lists, code and tables. */
function nameOf(title, text) {
  const words = (title.trim() || text.trim().split("\n")[0].replace(/^#+ /, "").slice(0, 60).replace(/[.\s]+$/, "")).replace(/[/\\\p{C}]+/gu, " ").replace(/^[.\s]+/, "").trim() || "text";
  if (/\.(md|txt)$/i.test(words)) return words;
  return `${words}${MARKDOWN.test(text) ? ".md" : ".txt"}`;
}
