// Buttons that put something on the clipboard and say so.

import { announce, button, el } from "./dom.js";

/** A button that copies what `what()` returns. */
export function copyButton(label, props, what) {
  return button(label, props, async (event) => {
    const node = event.currentTarget;
    const done = await copy(what());
    node.textContent = done ? "Copied" : "Copying is not allowed here";
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
