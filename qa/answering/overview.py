"""What the documents are about: the opening sentence of each, or of each section of one."""

from collections.abc import Callable, Sequence

from index.analysis import terms
from index.prose import PROSE_LIMIT
from index.records import Document, LedgerEntry, Span
from index.sentences import sentence_spans
from index.structure import Structure
from index.units import Unit, unit_of
from qa.answering.records import Citation

_DOCUMENTS = 5
_MIN_WORDS = 8  # of a sentence; a byline or a heading has fewer
_SECTIONS = 8
# Words that say what kind of thing a document is, and not which.
_KINDS = frozenset(terms("document documents file page article manual text pdf paper report guide faq readme the a"))
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


def documents_named(asked: str, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Return the documents whose title or file has every word of ``asked``, those with the fewest other words first."""
    wanted = set(terms(asked)) - _KINDS
    if not wanted:
        return []
    named = {entry.id: set(terms(f"{entry.title} {entry.source}")) for entry in entries}
    found = [entry for entry in entries if wanted <= named[entry.id]]
    return sorted(found, key=lambda entry: (len(named[entry.id]), entry.id))


def outline_citations(document: Document, structure: Structure) -> tuple[Citation, ...]:
    """Cite the opening of a document and of each of its first sections, in their order, under their headings."""
    opening = opening_sentence(document)
    units = [Unit("paragraph", opening)] if opening is not None else []
    for start, end in _sections(structure):
        pieces = structure.pieces(Span(start, end))
        spoken = next((piece for piece in pieces if piece.kind != "heading"), None)
        unit = unit_of(structure, spoken.span) if spoken is not None else None
        if unit is not None and not any(unit.span.overlaps(known.span) for known in units):
            units.append(unit)
    return tuple(Citation.of(i, document, unit, (unit.span,)) for i, unit in enumerate(units[: _SECTIONS + 1], 1))


def _sections(structure: Structure) -> list[tuple[int, int]]:
    """Return where the sections of the outermost level begin and end that has more than one of them."""
    headings = structure.content.of_kind("heading")
    levels = sorted({heading.level or 1 for heading in headings})
    chosen = next((n for n in levels if sum((heading.level or 1) == n for heading in headings) > 1), None)
    starts = [heading.start for heading in headings if (heading.level or 1) == chosen]
    return list(zip(starts, [*starts[1:], len(structure.text)], strict=True))[:_SECTIONS] if chosen is not None else []


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
