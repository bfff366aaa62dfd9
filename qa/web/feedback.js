// Saying whether an answer helps, or what is wrong with it: a kind, a word with it, and what becomes of it.

import { sendFeedback } from "./api.js";
import { announce, button, el } from "./dom.js";
import { t } from "./words.js";

/** What can be said, by kind, in the order in which it is offered. */
const kindsOf = ({ answer }) => (answer.answerable
  ? { wrong_answer: t("The answer is wrong"), wrong_quote: t("A quote is wrong, or out of place"), should_abstain: t("It should have said that it does not know") }
  : { wrong_answer: t("The documents do answer this") });

const kept = (turn) => ({ ...kindsOf(turn), helpful: t("This helps"), right_statement: t("That was it") })[turn.feedback] ?? t("The answer is wrong");

const privacy = () => t("What you send is kept on the server for whoever runs it: your question and what was said before it, this answer with its quotes, and your note. Questions that nobody reports are not kept there.");

/** The buttons and their form; `onSent()` is called once the server has kept what `turn.feedback` then says. */
export function feedback(turn, onSent) {
  const box = el("div", { class: "feedback" });
  const offer = (focused = null) => {
    const helps = turn.answer.answerable ? [button(t("This helps"), { class: "link", "aria-expanded": "false" }, () => ask({ helpful: t("This helps") }, 0))] : [];
    box.replaceChildren(...helps, button(t("Something wrong?"), { class: "link", "aria-expanded": "false" }, () => ask(kindsOf(turn), -1)));
    if (focused !== null) [...box.children].at(focused).focus();
  };
  const ask = async (kinds, opener) => {
    const { feedbackForm } = await import("./feedback-form.js");
    feedbackForm(box, kinds, privacy(), {
      send: (kind, note) => send(turn, { kind, note }),
      done: () => { thank(box, turn); onSent(); },
      cancel: () => offer(opener),
    });
  };
  if (!turn.feedback) offer();
  else if (turn.feedback !== "right_statement") box.append(thanks(turn)); // that is said beside the statement
  return box;
}

/** A button under one of the closest statements, its number in `statement`: one click says that it answers. */
export function thatWasIt(turn, statement, onSent) {
  const box = el("div", { class: "feedback that" });
  if (turn.feedback === "right_statement" && turn.statement === statement) box.append(thanks(turn));
  if (turn.feedback) return box;
  box.append(button(t("That was it"), { class: "quiet", title: privacy() }, async () => {
    try {
      await send(turn, { kind: "right_statement", statement });
    } catch (error) {
      box.append(el("p", { class: "trouble" }, error.message));
      return announce(error.message);
    }
    turn.statement = statement;
    return onSent();
  }));
  return box;
}

async function send(turn, said) {
  await sendFeedback({ answer_id: turn.answer.answer_id, ...said });
  turn.feedback = said.kind;
}

function thank(box, turn) {
  box.replaceChildren(thanks(turn));
  announce(box.textContent);
}

function thanks(turn) {
  const words = turn.feedback === "right_statement"
    ? t("Thank you. Kept on the server, with your question, as the statement that answers it.")
    : t("Thank you. Kept: “{words}”.", { words: kept(turn) });
  return el("p", { class: "from thanks" }, words);
}
