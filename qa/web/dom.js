// Building elements. Strings become text nodes and nothing else: there is no way from here to markup.

import { language, number, t } from "./words.js";

/**
 * Make an element. `props` may hold `class`, `dataset`, `on` (listeners by event) and attributes;
 * an attribute that is null, undefined or false is left out.
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name === "class") node.className = value;
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function button(label, props, onClick) {
  return el("button", { type: "button", ...props, on: { click: onClick } }, label);
}

export const byId = (id) => document.getElementById(id);

/** Tell a screen reader one sentence, once. Never called for pieces of a stream. */
export function announce(sentence) {
  const status = byId("status");
  status.textContent = "";
  // A region that is emptied and filled in one turn is not read again when the sentence is the same.
  setTimeout(() => { status.textContent = sentence; }, 50);
}

/** Name a document; a title may hold any script and any direction, and must not turn the words around it. */
export const name = (title) => el("bdi", {}, title);

const plural = new Intl.PluralRules(language); // not every language counts as English does: none is singular in French

/** How many of what there are: `one` and `many` are English ("document", "documents") and translated with their number. */
export const count = (of, one, many) => t(plural.select(of) === "one" ? `{n} ${one}` : `{n} ${many}`, { n: number(of) });

/** Hand the user a file, made of a text or of bytes. */
export function save(filename, content) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: "text/markdown;charset=utf-8" }));
  el("a", { href: address, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
