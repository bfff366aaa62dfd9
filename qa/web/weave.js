// What an answer is made of: quotes, set as quotes, and prose with numbers in it. Knows no page; the page and the export
// both draw what it returns.

const MARKER = /\[(\d+)\]/g;

/**
 * Cut an answer at its markers. Returns `parts` in order, each {quote: citation} or {prose: [text or citation, ...]},
 * and `rest`, the citations whose words do not stand in the text itself.
 *
 * Text that ends in the very quote its marker cites becomes that quote, with or without quotation marks around it.
 */
export function weave({ answer, citations }) {
  const byNumber = new Map(citations.map((citation) => [citation.number, citation]));
  const waiting = new Set(citations);
  const parts = [];
  let prose = null;
  for (const { text, citation } of segments(answer, byNumber)) {
    const lead = citation && waiting.has(citation) ? leadOf(text, citation.quote) : null;
    if (lead !== null) {
      prose = null;
      parts.push({ prose: [lead] }, { quote: citation });
      waiting.delete(citation);
      continue;
    }
    text.split(/\n\s*\n/).forEach((paragraph, i) => {
      if (i > 0 || !prose) parts.push((prose = { prose: [] }));
      prose.prose.push(paragraph);
    });
    if (citation) prose.prose.push(citation);
  }
  return { parts: parts.filter(({ quote, prose: runs }) => quote || runs.some((run) => run.quote || collapsed(run))), rest: [...waiting] };
}

export const collapsed = (text) => text.replace(/\s+/g, " ").trim();

function* segments(text, byNumber) {
  let place = 0;
  for (const marker of text.matchAll(MARKER)) {
    const citation = byNumber.get(Number(marker[1]));
    if (!citation) continue; // the quote itself may hold something like "[3]"
    yield { text: text.slice(place, marker.index), citation };
    place = marker.index + marker[0].length;
  }
  if (text.slice(place).trim()) yield { text: text.slice(place), citation: null };
}

/** What stands before `quote` where `text` ends in it (quotation marks and white space aside); null where it does not. */
function leadOf(text, quote) {
  const [whole, part] = [collapsed(text), collapsed(quote)];
  const place = whole.lastIndexOf(part);
  if (place < 0 || !/^["”’»«“'\s]*$/.test(whole.slice(place + part.length))) return null;
  return whole.slice(0, place).replace(/["“‘«»„'\s]+$/, "").replace(/^["”’»\s.,;]+/, "");
}
