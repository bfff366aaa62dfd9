// Whether a quote stands in its document: what the server's own check says, never what the page hopes.

import { verify } from "./api.js";
import { el } from "./dom.js";
import { t } from "./words.js";

const STANDS = t("stands so in the document");
const REASONS = {
  unknown_document: t("not verified: the document is no longer here"),
  changed_document: t("not verified: the document has changed since it was quoted"),
  out_of_range: t("not verified: there is no such place in the document"),
  different_text: t("not verified: other words stand at this place"),
};

/**
 * A badge that fills itself once the server has checked the citation: when it comes near the view, so that a long
 * conversation does not ask for all its quotes at once. Resolves through `onChecked` to {verified, reason}.
 */
export function badge(citation, onChecked = () => {}) {
  const node = el("span", { class: "badge", dataset: { state: "checking" } }, t("checking…"));
  whenNear(node, () => check(node, citation, onChecked));
  return node;
}

function check(node, citation, onChecked) {
  verify(citation).then(
    (result) => {
      show(node, result.verified ? "verified" : "failed", result.verified ? STANDS : REASONS[result.reason] ?? t("not verified: the check failed"));
      if (result.verified) node.title = t("The server compared these words with the document, letter by letter. Whether they answer the question is not checked by this.");
      onChecked(result);
    },
    () => show(node, "unknown", t("not checked: the server did not answer")),
  );
}

const works = new WeakMap();
const near = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    near.unobserve(target);
    works.get(target)();
  }
}, { rootMargin: "300px" });

function whenNear(node, work) {
  works.set(node, work);
  near.observe(node);
}

function show(node, state, words) {
  node.dataset.state = state;
  node.textContent = words;
}
