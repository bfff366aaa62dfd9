"""How records are stored in tables: what the catalogue and the segments share."""

from typing import Any, NamedTuple

from index.codec import content_from_json, content_to_json, entry_from_json, entry_to_json
from index.embedded.vectors import bytes_of
from index.records import Content, Document, LedgerEntry, Passage, Span
from index.store import Vectors

# Raised with every change of the tables, of a segment's files or of the analyser's terms: an index with another
# schema is refused, and `qa index --rebuild` replaces it.
SCHEMA = "5"


class DocumentRow(NamedTuple):
    """A document, or a file that was skipped, as it is stored."""

    id: str
    source: str
    entry: str  # JSON of the `LedgerEntry`
    text: str | None  # None for a skipped file
    content: str | None  # JSON of the `Content` without its text

    @classmethod
    def of(cls, entry: LedgerEntry, content: Content | None = None) -> "DocumentRow":
        """Return the row of an indexed document, or without ``content`` that of a skipped file."""
        line = entry_to_json(entry).decode()
        if content is None:
            return cls(entry.id, entry.source, line, None, None)
        return cls(entry.id, entry.source, line, content.text, content_to_json(content, with_text=False).decode())

    def ledger_entry(self) -> LedgerEntry:
        """Return what the ledger says of it.

        Raises:
            ValueError: it is not what was written.
        """
        return entry_from_json(self.entry)

    def document(self) -> Document:
        """Return the document of an indexed row.

        Raises:
            ValueError: it is not what was written.
        """
        return Document(self.id, self.source, content_from_json(self.content or "", self.text or ""))


class PassageRow(NamedTuple):
    """A passage as it is stored."""

    id: str
    document_id: str
    start: int
    end: int
    context: str
    text: str
    reading: str

    def passage(self) -> Passage:
        """Return the passage."""
        return Passage(self.id, self.document_id, self.text, Span(self.start, self.end), self.context, self.reading)


class Stored(NamedTuple):
    """A document with its passages and their vectors, ready to be written into a segment."""

    document: DocumentRow
    passages: list[PassageRow]
    vectors: Vectors  # (passages, dim)


def written_passage(ordinal: int, passage: Passage, vector: Vectors) -> tuple[Any, ...]:
    """Return a passage as the catalogue holds it: without its text, which is its document's; with key and vector."""
    place = (passage.id, passage.document_id, passage.span.start, passage.span.end)
    return (*place, passage.context, passage.reading, ordinal, passage.embedding_key, bytes_of(vector))
