// What index.html says in English, said in the page's language: texts and attributes, put in as text and never as markup.

const ATTRIBUTES = ["aria-label", "alt", "placeholder", "title"];
const UNSEEN = "script, style, noscript, [data-t]";

/** Translate the page as it was sent; `t` gives a sentence in the language, and as it is where it does not know it. */
export function translate(t, language) {
  document.documentElement.lang = language;
  document.querySelectorAll("[data-t]").forEach((node) => fill(node, t));
  const texts = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement } = texts.currentNode;
    const sentence = data.trim();
    if (sentence && !parentElement.closest(UNSEEN)) texts.currentNode.data = data.replace(sentence, () => t(sentence));
  }
  for (const name of ATTRIBUTES) {
    for (const node of document.querySelectorAll(`[${name}]`)) node.setAttribute(name, t(node.getAttribute(name)));
  }
}

/** A sentence with elements in it: its key has {1}, {2}, ... in their places, and they stay as they are. */
function fill(node, t) {
  const elements = [...node.children];
  const key = [...node.childNodes].map((child) => (elements.includes(child) ? `{${elements.indexOf(child) + 1}}` : child.textContent)).join("").trim();
  node.replaceChildren(...t(key).split(/\{(\d)\}/).map((part, i) => (i % 2 ? elements[part - 1] : part)));
}
