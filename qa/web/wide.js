// A table that is wider than its room is scrolled sideways: reached by keyboard, and with what was quoted of it in view.

import { t } from "./words.js";

const watched = new ResizeObserver((entries) => { for (const { target } of entries) arrange(target); });

/** Look after a table in its scroller, from when it is on the page and whenever its room changes. */
export const watchWidth = (scroller) => watched.observe(scroller);

function arrange(scroller) {
  const isWide = scroller.scrollWidth > scroller.clientWidth + 1;
  if (isWide !== scroller.hasAttribute("tabindex")) name(scroller, isWide);
  if (isWide) showQuoted(scroller);
}

/** What is scrolled has to be reached by keyboard, and needs a name then. */
function name(scroller, isWide) {
  const columns = scroller.querySelector("tr:last-child")?.cells.length ?? 1;
  const props = { tabindex: "0", role: "group", "aria-label": t("Table with {n} columns", { n: columns }) };
  for (const [key, value] of Object.entries(props)) {
    if (isWide) scroller.setAttribute(key, value);
    else scroller.removeAttribute(key);
  }
}

/** Scroll a table, and nothing around it, to the words that answer, or else to where the quote begins. */
function showQuoted(scroller) {
  const cell = (scroller.querySelector(".direct") ?? scroller.querySelector("mark.current"))?.closest("td, th");
  if (!cell) return;
  const [box, room] = [cell.getBoundingClientRect(), roomBeside(cell, scroller)];
  if (box.left >= room.left && box.right <= room.right) return;
  scroller.scrollBy({ left: (box.left + box.right - room.left - room.right) / 2, behavior: "instant" });
}

/** Where a cell can be seen: what is left of the scroller beside the first column, which stays in view. */
function roomBeside(cell, scroller) {
  const { left, right } = scroller.getBoundingClientRect();
  const [first] = cell.parentElement.cells;
  if (first === cell || getComputedStyle(first).position !== "sticky") return { left, right };
  const width = first.getBoundingClientRect().width;
  return getComputedStyle(scroller).direction === "rtl" ? { left, right: right - width } : { left: left + width, right };
}
