// Saying that something is wrong with an answer: three kinds, a note, and what becomes of it.

import { sendFeedback } from "./api.js";
import { announce, button, el } from "./dom.js";

const KINDS = {
  wrong_answer: "The answer is wrong",
  wrong_quote: "A quote is wrong, or out of place",
  should_abstain: "It should have said that it does not know",
};
const OF_SILENCE = { wrong_answer: "The documents do answer this" };
const PRIVACY = "What you send is kept on the server for whoever runs it: your question and what was said before it, this answer with its quotes, and your note. Questions that nobody reports are not kept there.";

let forms = 0;

/** The button and its form; `onSent(kind)` is called once the server has kept it. */
export function feedback(turn, onSent) {
  const box = el("div", { class: "feedback" });
  if (turn.feedback) box.append(thanks(turn));
  else offer(box, turn, onSent);
  return box;
}

function offer(box, turn, onSent) {
  const opener = button("Something wrong?", { class: "link", "aria-expanded": "false" }, () => {
    const form = formOf(box, turn, onSent, () => { offer(box, turn, onSent); box.querySelector("button").focus(); });
    box.replaceChildren(form);
    form.querySelector("input").focus();
  });
  box.replaceChildren(opener);
}

function formOf(box, turn, onSent, cancel) {
  const kinds = kindsOf(turn);
  const id = `feedback-${(forms += 1)}`;
  const choice = ([kind, label], i) => el("label", {}, el("input", { type: "radio", name: id, value: kind, required: true, checked: i === 0 && Object.keys(kinds).length === 1 }), label);
  const note = el("textarea", { id, rows: "2", maxlength: "2000", dir: "auto", placeholder: "What would have been right?" });
  const trouble = el("p", { class: "trouble", hidden: true });
  const form = el(
    "form",
    { class: "feedback-form" },
    el("fieldset", {}, el("legend", {}, "What is wrong?"), ...Object.entries(kinds).map(choice)),
    el("label", { class: "note", for: id }, "A note, if you like"),
    note,
    el("p", { class: "from" }, PRIVACY),
    trouble,
    el("div", { class: "row" }, el("button", { type: "submit" }, "Send"), button("Cancel", { class: "quiet" }, cancel)),
  );
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") { event.stopPropagation(); cancel(); } });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kind = new FormData(form).get(id);
    try {
      await sendFeedback(turn.answer.answer_id, kind, note.value.trim());
    } catch (error) {
      trouble.textContent = error.message;
      trouble.hidden = false;
      return announce(error.message);
    }
    onSent(kind);
    box.replaceChildren(thanks({ ...turn, feedback: kind }));
    return announce(box.textContent);
  });
  return form;
}

const kindsOf = ({ answer }) => (answer.answerable ? KINDS : OF_SILENCE);

function thanks(turn) {
  const words = kindsOf(turn)[turn.feedback] ?? KINDS.wrong_answer;
  return el("p", { class: "from thanks" }, `Thank you. Kept: “${words}”.`);
}
