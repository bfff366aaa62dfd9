"""What the documents are about, in their own opening words."""

from collections.abc import Callable, Sequence

from index.records import Document, LedgerEntry, Span
from index.sentences import sentence_spans
from index.units import PROSE_LIMIT, Unit
from qa.answering.records import Citation

_DOCUMENTS = 5
_LEAD_WORDS = 8  # a byline or a heading has fewer
_SEARCHED = 5000  # characters in which an opening sentence is looked for


def leads(entries: Sequence[LedgerEntry], fetch: Callable[[str], Document]) -> tuple[Citation, ...]:
    """Cite the opening sentence of each of the longest documents, longest first."""
    longest = sorted(entries, key=lambda entry: (-entry.characters, entry.id))[:_DOCUMENTS]
    citations: list[Citation] = []
    for entry in longest:
        document = fetch(entry.id)
        lead = lead_sentence(document)
        if lead is not None:
            citations.append(Citation.of(len(citations) + 1, document, Unit("paragraph", lead), (lead,)))
    return tuple(citations)


def lead_sentence(document: Document) -> Span | None:
    """Return the first full sentence that is neither boilerplate nor heading; the first of any kind where none is."""
    aside = [block.span for block in document.content.of_kind("boilerplate")]
    starts = {block.span.start for block in document.content.of_kind("heading")}
    sentences = [
        span
        for span in sentence_spans(document.text, 0, min(len(document.text), _SEARCHED))
        if len(span) <= PROSE_LIMIT and not any(span.overlaps(block) for block in aside)
    ]
    prose = [s for s in sentences if s.start not in starts and _is_prose(document.text[s.start : s.end])]
    return next(iter(prose or sentences), None)


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _LEAD_WORDS and not text.startswith("#") and text.rstrip("\"'”’»)")[-1:] in ".!?。！？…"
