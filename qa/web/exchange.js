// One question on the page, with what comes of it: the element, and how it is asked anew or edited.

import { button, el } from "./dom.js";
import { t } from "./words.js";

/** The element of a question whose answer is still to come; `fill` and `offer` complete it. */
export function exchange(question) {
  const head = el("header", { class: "question" }, el("h2", { class: "asked", dir: "auto" }, question));
  return el("article", { class: "exchange" }, head, el("div", { class: "reply" }));
}

export const fill = (node, ...content) => node.querySelector(":scope > .reply").replaceChildren(...content);

/** Bring a question to the top of the window, so that its answer is read from the beginning. */
export const toTop = (node) => node.scrollIntoView({ block: "start" });

/** Offer to ask a question again, as it stands or edited; `onAsk(question)` asks. */
export function offer(node, question, onAsk) {
  node.querySelector(".again")?.remove();
  const edit = button(t("Edit"), { class: "link", "aria-label": t("Edit the question") }, async () => {
    const { editInPlace } = await import("./editing.js");
    editInPlace(node, question, onAsk);
  });
  node.querySelector("header").append(el("div", { class: "again" }, button(t("Ask again"), { class: "link" }, () => onAsk(question)), edit));
}
