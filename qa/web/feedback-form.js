// The form in which feedback on an answer is given; loaded when it is opened.

import { announce, button, el } from "./dom.js";
import { intoView } from "./view.js";
import { t } from "./words.js";

let forms = 0;

/**
 * Put the form into `box`, with a choice among `kinds` {kind: words}. `send(kind, note)` sends; `done()` is called when it is
 * kept, `cancel()` when the form was closed without.
 */
export function feedbackForm(box, kinds, privacy, { send, done, cancel }) {
  const id = `feedback-${(forms += 1)}`;
  const alone = Object.keys(kinds).length === 1;
  const choice = ([kind, label]) => el("label", {}, el("input", { type: "radio", name: id, value: kind, required: true, checked: alone }), label);
  const helpful = "helpful" in kinds;
  const note = el("textarea", { id, rows: "2", maxlength: "2000", dir: "auto", placeholder: helpful ? t("What was good about it?") : t("What would have been right?") });
  const trouble = el("p", { class: "trouble", hidden: true });
  const form = el(
    "form",
    { class: "feedback-form" },
    el("fieldset", {}, el("legend", {}, helpful ? t("What do you say?") : t("What is wrong?")), ...Object.entries(kinds).map(choice)),
    el("label", { class: "note", for: id }, t("A note, if you like")),
    note,
    el("p", { class: "from" }, privacy),
    trouble,
    el("div", { class: "row" }, el("button", { type: "submit" }, t("Send")), button(t("Cancel"), { class: "quiet" }, cancel)),
  );
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); cancel(); } });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await send(new FormData(form).get(id), note.value.trim());
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
      return announce(error.message);
    }
    return done();
  });
  box.replaceChildren(form);
  form.querySelector("input").focus({ preventScroll: true });
  intoView(form);
}
