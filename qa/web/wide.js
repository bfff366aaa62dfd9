// A table that is wider than its room is scrolled sideways: what was quoted of it is in view from the beginning.

const watched = new ResizeObserver((entries) => { for (const { target } of entries) showQuoted(target); });

/** Show the quoted cell of a table as soon as its scroller is on the page, and again whenever its room changes. */
export const keepQuotedInView = (scroller) => watched.observe(scroller);

/** Scroll a table, and nothing around it, to the words that answer, or else to where the quote begins. */
function showQuoted(scroller) {
  const cell = (scroller.querySelector(".direct") ?? scroller.querySelector("mark.current"))?.closest("td, th");
  if (!cell) return;
  const [box, room] = [cell.getBoundingClientRect(), scroller.getBoundingClientRect()];
  if (box.left >= room.left && box.right <= room.right) return;
  scroller.scrollBy({ left: (box.left + box.right - room.left - room.right) / 2, behavior: "instant" });
}
