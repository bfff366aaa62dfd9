// Buttons that put something on the clipboard and say so.

import { announce, button, el } from "./dom.js";
import { t } from "./words.js";

/** A button that copies what `what()` returns, or resolves to. */
export function copyButton(label, props, what) {
  return button(label, props, async (event) => {
    const node = event.currentTarget;
    const done = await copy(await what());
    node.textContent = done ? t("Copied") : t("Copying is not allowed here");
    announce(node.textContent);
    setTimeout(() => { node.textContent = label; }, 2000);
  });
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text); // not there on plain http from another machine
    return true;
  } catch {
    const area = el("textarea", { class: "visually-hidden" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** A button that copies what `what()` resolves to, {text, html}: a word processor takes the one, a plain field the other. */
export function copyRichButton(label, props, what) {
  return button(label, props, async (event) => {
    const node = event.currentTarget;
    const done = await copyRich(await what());
    node.textContent = done ? t("Copied") : t("Copying is not allowed here");
    announce(node.textContent);
    setTimeout(() => { node.textContent = label; }, 2000);
  });
}

async function copyRich({ text, html }) {
  const blob = (content, type) => new Blob([content], { type });
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob(text, "text/plain"), "text/html": blob(html, "text/html") })]);
    return true;
  } catch {
    return copy(text);
  }
}
