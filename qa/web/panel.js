// The panel beside the conversation: its frame, and where the focus goes when it opens and closes.

import { button, byId, el } from "./dom.js";
import { hidePeek } from "./peek.js";
import { close } from "./place.js";
import { t } from "./words.js";

const SHEET = matchMedia("(max-width: 60rem)"); // below, the panel covers the page
let opener = null; // what had the focus before, and gets it back

/** Fill the panel: a title, what stands beneath it, and what is scrolled. */
export function frame(title, head, ...body) {
  const closing = button(t("Close"), { class: "quiet close", "aria-label": t("Close the panel") }, close);
  const beneath = head.filter(Boolean);
  const details = beneath.some((node) => node.matches(".origin")) ? detailsButton() : null;
  const titles = el("div", { class: "titles" }, el("h2", { id: "panel-title", dir: "auto" }, title), details, closing);
  byId("panel").replaceChildren(el("div", { class: "head" }, titles, ...beneath), ...body.filter(Boolean));
}

/** Where there is little room (source.css), the head keeps to itself what is seldom needed, until it is asked for. */
function detailsButton() {
  return button("⋯", { class: "quiet details", "aria-label": t("Details"), "aria-expanded": "false" }, ({ currentTarget: node }) => {
    const isOpen = node.closest(".head").toggleAttribute("data-open");
    node.setAttribute("aria-expanded", String(isOpen));
  });
}

export function reveal() {
  const panel = byId("panel");
  const within = panel.contains(document.activeElement);
  if (!within) opener = document.activeElement;
  panel.hidden = false;
  keepingPlace(() => document.body.classList.add("reading"));
  byId("room").inert = SHEET.matches;
  if (!within) panel.focus({ preventScroll: true });
}

export function hide() {
  const panel = byId("panel");
  if (panel.hidden) return;
  panel.hidden = true;
  panel.replaceChildren();
  keepingPlace(() => document.body.classList.remove("reading"));
  byId("room").inert = false;
  (opener?.isConnected ? opener : byId("question")).focus({ preventScroll: true });
  hidePeek(); // the quote was just read in full
}

/** Change how much room the conversation has; what was opened or is being read stays where it is in the window. */
function keepingPlace(change) {
  const top = (node) => node.getBoundingClientRect().top;
  const isSeen = opener?.closest?.("main") && top(opener) > 0 && top(opener) < innerHeight;
  const anchor = isSeen ? opener : document.elementFromPoint(innerWidth / 4, innerHeight / 3);
  const before = anchor ? top(anchor) : 0;
  change();
  if (anchor) scrollBy({ top: top(anchor) - before, behavior: "instant" });
}

SHEET.addEventListener("change", () => { byId("room").inert = SHEET.matches && !byId("panel").hidden; });
