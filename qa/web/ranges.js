// Places in a text that is on the page: where they are, bringing them into view, and lighting them without a change.

const LIT = 2000; // places lit at once: those around the one that is looked at

/** The text of `root` by its nodes: `range(start, end)` is the DOM's range of UTF-16 offsets. */
export function textNodes(root) {
  const nodes = [];
  const starts = [];
  let length = 0;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    nodes.push(node);
    starts.push(length);
    length += node.data.length;
  }
  const at = (offset, isEnd) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] < offset || (!isEnd && starts[middle] === offset)) low = middle;
      else high = middle - 1;
    }
    return [nodes[low], Math.min(offset - starts[low], nodes[low].data.length)];
  };
  return {
    range(start, end) {
      const range = document.createRange();
      range.setStart(...at(start, false));
      range.setEnd(...at(end, true));
      return range;
    },
  };
}

/** Bring a range to the middle of `scroller`. What was never in view has an estimated height: so in a few steps. */
export function bringIntoView(range, scroller, times = 3) {
  const parent = range.startContainer.parentElement;
  if (times === 3) parent.scrollIntoView({ block: "center" });
  const box = range.getBoundingClientRect();
  const room = scroller.getBoundingClientRect();
  scroller.scrollBy({ top: box.top - room.top - scroller.clientHeight / 2.5 });
  if (times > 0) requestAnimationFrame(() => bringIntoView(range, scroller, times - 1));
}

/** Light ranges over the text, `current` of them more than the others; none puts the light out. */
export function lightRanges(ranges, current) {
  if (!globalThis.CSS?.highlights) {
    if (ranges[current]) getSelection().setBaseAndExtent(...endsOf(ranges[current]));
    return;
  }
  const first = Math.max(0, current - LIT / 2);
  CSS.highlights.set("found", new Highlight(...ranges.slice(first, first + LIT)));
  CSS.highlights.set("found-current", new Highlight(...ranges.slice(current, current + 1)));
}

const endsOf = (range) => [range.startContainer, range.startOffset, range.endContainer, range.endOffset];
