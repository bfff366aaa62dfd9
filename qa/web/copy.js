// Buttons that put something on the clipboard and say so.

import { announce, button, el } from "./dom.js";
import { t } from "./words.js";

/**
 * A button that copies what `what()` returns or resolves to: a text, or {text, html}, of which a word processor takes the
 * one and a plain field the other.
 */
export function copyButton(label, props, what) {
  return button(label, props, async (event) => {
    const node = event.currentTarget;
    const done = await copy(Promise.resolve(what()));
    node.textContent = done ? t("Copied") : t("Copying is not allowed here");
    announce(node.textContent);
    setTimeout(() => { node.textContent = label; }, 2000);
  });
}

async function copy(content) {
  const { text, html } = asBoth(await content);
  const blobs = Object.entries({ "text/plain": text, "text/html": html }).filter(([, each]) => each).map(([type, each]) => [type, new Blob([each], { type })]);
  try {
    await navigator.clipboard.write([new ClipboardItem(Object.fromEntries(blobs))]); // not there on plain http from another machine
    return true;
  } catch {
    return copyText(text);
  }
}

const asBoth = (content) => (typeof content === "string" ? { text: content } : content);

function copyText(text) {
  const area = el("textarea", { class: "visually-hidden" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}
