// The field that finds words in the document that is open.

import { announce, el } from "./dom.js";
import { folded, placesOf } from "./finding.js";
import { enable, step } from "./step.js";
import { number, t } from "./words.js";

const MOST = 5000; // places; whoever finds more looks for other words
const PAUSE = 150; // milliseconds after the last key, before a long text is searched

/** The row with the field; `view.text` is searched, and `onFound(places, current)` is to show what was found. */
export function finder(view, onFound) {
  let text = null; // in plain letters, once it is needed
  let [places, current, timer] = [[], 0, 0];
  const field = el("input", { type: "search", class: "find-field", placeholder: t("Find in the document"), "aria-label": t("Find in the document"), dir: "auto", spellcheck: "false", autocomplete: "off" });
  const said = el("span", { class: "find-count" });
  const previous = step("‹", t("Previous place"), () => go(-1));
  const next = step("›", t("Next place"), () => go(1));
  field.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, PAUSE); });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    if (timer) search();
    else go(event.shiftKey ? -1 : 1);
  });
  show();

  function search() {
    clearTimeout(timer);
    timer = 0;
    text ??= folded(view.text);
    [places, current] = [placesOf(text, field.value, MOST), 0];
    show();
    onFound(places, current);
    announce(field.value.trim() ? said.textContent : "");
  }

  function go(by) {
    if (!places.length) return;
    current = (current + by + places.length) % places.length;
    show();
    onFound(places, current);
    announce(said.textContent);
  }

  function show() {
    const all = places.length === MOST ? t("{n} or more", { n: number(MOST) }) : number(places.length);
    if (!field.value.trim()) said.textContent = "";
    else said.textContent = places.length ? t("{n} of {all}", { n: number(current + 1), all }) : t("Not found");
    enable(previous, places.length > 1);
    enable(next, places.length > 1);
  }

  return { row: el("div", { class: "find", role: "search" }, field, said, previous, next), field };
}
