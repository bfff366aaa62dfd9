"""What the documents are about: the opening sentence of each."""

from collections.abc import Callable, Sequence

from index.records import Document, LedgerEntry, Span
from index.sentences import sentence_spans
from index.units import PROSE_LIMIT, Unit
from qa.answering.records import Citation

_DOCUMENTS = 5
_MIN_WORDS = 8  # of a sentence; a byline or a heading has fewer
_SEARCHED = 5000  # characters in which an opening sentence is looked for


def overview_citations(entries: Sequence[LedgerEntry], fetch: Callable[[str], Document]) -> tuple[Citation, ...]:
    """Cite the opening sentence of each of the longest documents, longest first."""
    longest = sorted(entries, key=lambda entry: (-entry.characters, entry.id))[:_DOCUMENTS]
    citations: list[Citation] = []
    for entry in longest:
        document = fetch(entry.id)
        opening = opening_sentence(document)
        if opening is not None:
            citations.append(Citation.of(len(citations) + 1, document, Unit("paragraph", opening), (opening,)))
    return tuple(citations)


def opening_sentence(document: Document) -> Span | None:
    """Return the first full sentence that is neither boilerplate nor heading; the first of any kind where none is."""
    boilerplate = [block.span for block in document.content.of_kind("boilerplate")]
    headings = {block.span.start for block in document.content.of_kind("heading")}
    sentences = [
        span
        for span in sentence_spans(document.text, 0, min(len(document.text), _SEARCHED))
        if len(span) <= PROSE_LIMIT and not any(span.overlaps(block) for block in boilerplate)
    ]
    prose = [s for s in sentences if s.start not in headings and _is_prose(document.text[s.start : s.end])]
    return next(iter(prose or sentences), None)


def _is_prose(text: str) -> bool:
    return len(text.split()) >= _MIN_WORDS and not text.startswith("#") and text.rstrip("\"'”’»)")[-1:] in ".!?。！？…"
