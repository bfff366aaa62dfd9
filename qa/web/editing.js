// Editing a question where it stands, and asking it again.

import { button, el } from "./dom.js";
import { intoView } from "./view.js";
import { t } from "./words.js";

const LIMIT = 2000; // code points, as the server counts them

/** Put a field in the place of a question's heading; Enter asks what is in it, Escape leaves all as it was. */
export function editInPlace(node, question, onAsk) {
  const head = node.querySelector("header");
  const field = el("textarea", { rows: "2", maxlength: "4000", dir: "auto", "aria-label": t("Your question") });
  field.value = question;
  const form = el("form", { class: "edit" }, field,
    el("div", { class: "row" }, el("button", { type: "submit" }, t("Ask")), button(t("Cancel"), { class: "quiet" }, () => end())));
  const end = () => {
    form.remove();
    head.hidden = false;
    head.querySelector(".again button:last-child")?.focus();
  };
  const submit = () => {
    const edited = field.value.trim();
    if (!edited || Array.from(edited).length > LIMIT) return field.focus();
    end();
    return onAsk(edited);
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); end(); }
    if (event.key !== "Enter" || event.target !== field || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  head.hidden = true;
  head.after(form);
  field.focus();
  field.select();
  intoView(form);
}
