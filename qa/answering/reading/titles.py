"""Passages of nothing but names: a running header has the words of a question, ranks high, and says nothing."""

from collections.abc import Callable, Sequence

from index.records import Hit
from index.structure import Structure

_NAMES = ("heading", "page_header", "page_footer")
_LONGEST = 300  # characters; a longer passage says something


def without_first_titles(hits: Sequence[Hit], structure: Callable[[str], Structure]) -> Sequence[Hit]:
    """Return ``hits`` from the first on that says something; all of them where none does.

    How near others come to the best one decides whether they are read, so that it must be one that may answer.

    Args:
        hits: best first.
        structure: gives a document's, by its id.
    """
    first = next((place for place, hit in enumerate(hits) if not _is_title(hit, structure)), 0)
    return hits[first:]


def _is_title(hit: Hit, structure: Callable[[str], Structure]) -> bool:
    passage = hit.passage
    if len(passage.text) > _LONGEST:
        return False
    return all(piece.kind in _NAMES for piece in structure(passage.document_id).pieces(passage.span))
