"""Questions worth trying: candidates come from the owner's own gold questions, else from titles and headings."""

from collections.abc import Iterable, Sequence

from index.library import Index

_CANDIDATES = 18  # asked at most, each costs one answer
_LENGTHS = range(12, 90)  # characters of a question that reads well on a button


def candidates(index: Index, written: Sequence[tuple[str, str]]) -> list[str]:
    """Return questions to try in turn.

    Args:
        index: what they are asked of.
        written: (document name, question) of questions that people wrote for these documents.
    """
    by_document: dict[str, list[str]] = {}
    for name, question in written:
        if len(question) in _LENGTHS and question.endswith("?"):
            by_document.setdefault(name, []).append(question)
    for entry in index.entries():
        if entry.status == "indexed":
            by_document.setdefault(entry.source, []).append(f"What does “{entry.title[:60]}” say?")
    return list(_in_turns(by_document.values()))[:_CANDIDATES]


def _in_turns(groups: Iterable[Sequence[str]]) -> Iterable[str]:
    """Yield the first of each group, then the second of each, so that every document gets its turn."""
    waiting = [list(group) for group in groups]
    while any(waiting):
        for group in waiting:
            if group:
                yield group.pop(0)
