// The box a question is typed in.

import { byId } from "./dom.js";
import { prefer, preference } from "./preferences.js";
import { number, t } from "./words.js";

const LIMIT = 2000; // code points, as the server counts them
const NEAR = 1800; // from here on the count is shown
const MODEL = "qa-model"; // remembers whether a language model is to write, where there is one

/**
 * `onAsk(question)` is called with what was typed; `onStop()` when the button is pressed while a question runs; `last()`
 * gives the last question, for the arrow key that brings it back.
 */
export function installComposer({ onAsk, onStop, isBusy, last }) {
  const field = byId("question");
  const submit = () => {
    const question = field.value.trim();
    if (isBusy()) return onStop();
    if (!question || Array.from(question).length > LIMIT) return field.focus();
    field.value = "";
    fit(field);
    return onAsk(question);
  };
  byId("composer").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowUp" && !field.value && !event.isComposing && last()) {
      event.preventDefault();
      field.value = last();
      fit(field);
      return;
    }
    // An input method (Japanese, Chinese, ...) ends its own composition with Enter; that one does not ask.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    if (!isBusy()) submit();
  });
  field.addEventListener("input", () => fit(field));
}

export function showBusy(busy) {
  const send = byId("send");
  send.textContent = busy ? t("Stop") : t("Ask");
  send.classList.toggle("stop", busy);
}

/** Show the choice of who words the answer, where the server leaves one. */
export function offerModes(modes) {
  const choice = byId("model");
  choice.closest("label").hidden = !modes.includes("llm");
  choice.checked = preference(MODEL) === "1";
  choice.addEventListener("change", () => prefer(MODEL, choice.checked ? "1" : null));
}

export function chosenMode() {
  const choice = byId("model");
  return choice.checked && !choice.closest("label").hidden ? "llm" : "extractive";
}

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
  const length = Array.from(field.value.trim()).length;
  const counter = byId("counter");
  counter.hidden = length < NEAR;
  byId("keeping").hidden = !counter.hidden;
  counter.textContent = t("{length} of {limit} characters", { length: number(length), limit: number(LIMIT) });
  counter.classList.toggle("trouble", length > LIMIT);
}
