"""Options that a question spells: what describes them is read first, however it ranks among what mentions them."""

from collections.abc import Callable, Sequence

from index.notation import notations
from index.records import Hit, Span
from index.structure import Structure
from qa.answering.reading.relevance import is_named


def described_first(question: str, hits: Sequence[Hit], structure: Callable[[str], Structure]) -> list[Hit]:
    """Return ``hits`` with those first that describe an option which ``question`` names, such as -r or --delete.

    Examples and other options mention it more often than its own description does.

    Args:
        question: as it is read.
        hits: best first.
        structure: gives a document's, by its id.
    """
    options = " ".join(each for each in notations(question) if each.startswith("-"))
    if not options:
        return list(hits)
    return sorted(hits, key=lambda hit: not _describes(structure(hit.passage.document_id), hit, options))


def _describes(structure: Structure, hit: Hit, options: str) -> bool:
    pieces = structure.pieces(hit.passage.span)
    return any(piece.kind == "term" and is_named(_text(structure, piece.span), options) for piece in pieces)


def _text(structure: Structure, span: Span) -> str:
    return structure.text[span.start : span.end]
