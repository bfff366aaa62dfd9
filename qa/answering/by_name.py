"""What is asked for by its name or number, and shown: an outline of a document, or a numbered part of one."""

from collections.abc import Callable, Sequence

from index.library import Index
from index.records import Document, Hit, LedgerEntry
from qa.answering.clauses import numbered_unit, part_asked
from qa.answering.overview import documents_named, outline_citations, overview_citations
from qa.answering.ports import Question
from qa.answering.question.intent import outlined
from qa.answering.records import Citation


class ByName:
    """Finds documents and their parts in one opened index."""

    def __init__(self, index: Index, fetch: Callable[[str], Document]) -> None:
        """``fetch`` returns a document by its id, or raises `UnknownDocumentError`."""
        self._index = index
        self._fetch = fetch

    def outline(self, document_id: str) -> tuple[Citation, ...]:
        """Cite the opening of a document and of each of its first sections.

        Raises:
            UnknownDocumentError.
        """
        return outline_citations(self._fetch(document_id), self._index.structure(document_id))

    def openings(self, scope: Sequence[str] | None) -> tuple[Citation, ...]:
        """Cite the opening of each of the longest documents; ``scope``: of these alone."""
        return overview_citations(self._indexed(scope), self._fetch)

    def outline_asked(self, question: Question) -> tuple[Citation, ...]:
        """Return what a document says section by section, where one is asked for and there is one of that name."""
        asked = outlined(question.text)
        named = documents_named(asked, self._indexed(question.documents)) if asked else []
        return self.outline(named[0].id) if named else ()

    def part_asked(self, question: Question, hits: Sequence[Hit], most: int) -> tuple[Citation, ...]:
        """Return the part that is asked for by its number, of the document that is named or of the nearest ones."""
        asked = part_asked(question.text)
        if asked is None:
            return ()
        found = list(dict.fromkeys(hit.passage.document_id for hit in hits))
        if asked.document:
            found = [entry.id for entry in documents_named(asked.document, self._indexed(question.documents))[:1]]
        units = [(each, numbered_unit(self._index.structure(each), asked.number)) for each in found]
        shown = sorted(
            ((each, unit) for each, unit in units if unit is not None), key=lambda pair: pair[1].kind != "heading"
        )
        return tuple(
            Citation.of(i, self._fetch(each), unit, (unit.span,)) for i, (each, unit) in enumerate(shown[:most], 1)
        )

    def _indexed(self, scope: Sequence[str] | None) -> list[LedgerEntry]:
        indexed = [entry for entry in self._index.entries() if entry.status == "indexed"]
        return [entry for entry in indexed if scope is None or entry.id in scope]
