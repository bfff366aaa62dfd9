// The panel of documents: how many there are, ways to add some, what is being added, and the list.

import { adding } from "./adding.js";
import { capabilities } from "./api.js";
import { count, el } from "./dom.js";
import { Listing } from "./listing.js";
import { queueBox } from "./queue.js";
import { styled } from "./styled.js";
import { t } from "./words.js";

const EVERY = 1000; // milliseconds between two readings of the list while documents are added

let drawn = null; // {box, listing, lead, allowed} of the panel that was opened last

export async function shelf() {
  const box = el("div", { class: "scroller shelf", tabindex: "0", role: "region", "aria-label": t("Documents") });
  try {
    const [allowed] = await Promise.all([capabilities(), styled("shelf.css")]);
    const lead = el("p", { class: "lead" });
    const listing = new Listing({ onCount: (indexed) => { lead.textContent = leadOf(indexed); }, removable: allowed.removable });
    box.replaceChildren(lead, adding(allowed), queueBox(), listing.box);
    drawn = { box, listing };
    await listing.load();
  } catch (error) {
    box.replaceChildren(el("div", { class: "notice" }, el("p", {}, error.message)));
  }
  return box;
}

/** Tick what is chosen, in the list that is shown. */
export const showChosen = () => drawn?.listing.showChosen();

function leadOf(indexed) {
  if (!indexed) return t("There are no documents yet.");
  return t("Answers come from {documents} and from nowhere else.", { documents: count(indexed, "document", "documents") });
}

/** Read the list again, soon and not too often, where it is shown. */
let due = null;
addEventListener("qa-documents", () => {
  due ??= setTimeout(async () => {
    due = null;
    if (!drawn?.box.isConnected) return;
    try {
      drawn.listing.removable = new Set((await capabilities()).removable);
      await drawn.listing.load();
    } catch {
      // what stands there stays; the next change reads it again
    }
  }, EVERY);
});
