// Keeping what was just opened in view: between the masthead and the question's box, which both stay where they are.

/** Scroll as little as brings all of `node` into view; where it is taller than the window, its beginning. */
export function intoView(node) {
  const { scrollPaddingTop, scrollPaddingBottom } = getComputedStyle(document.documentElement);
  const room = innerHeight - parseFloat(scrollPaddingTop) - parseFloat(scrollPaddingBottom);
  node.scrollIntoView({ block: node.offsetHeight > room ? "start" : "nearest" });
}

/** Keep the room that the masthead and the box take up out of what scrolling counts as view. */
export function watchRoom(masthead, composer) {
  const { style } = document.documentElement;
  const measure = () => {
    style.scrollPaddingTop = `${masthead.offsetHeight + 12}px`;
    style.scrollPaddingBottom = `${composer.offsetHeight + 12}px`;
  };
  const watch = new ResizeObserver(measure);
  watch.observe(masthead);
  watch.observe(composer);
}
