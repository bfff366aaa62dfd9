"""How records are stored in tables: what the catalogue and the segments share."""

import hashlib
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from index.codec import content_from_json, content_to_json, entry_from_json, entry_to_json
from index.embedded.fixed_point import Rows
from index.errors import StoreMismatchError
from index.records import Content, Document, LedgerEntry, Passage, Span

# Raised with every change of the tables, of a segment's files or of the analyser's terms: an index with another
# schema is refused, and `qa index --rebuild` replaces it; `qa index` takes over the catalogue of `EARLIER` alone.
SCHEMA = "7"
EARLIER = "5"


def check_made(what: str, made: tuple[str | None, str | None], model: str) -> None:
    """Refuse what was made with another schema or model.

    Args:
        what: names it.
        made: its schema and its model.
        model: that is used.

    Raises:
        StoreMismatchError: says what to do.
    """
    if made != (SCHEMA, model):
        how = "qa index" if made == (EARLIER, model) else "qa index --rebuild"
        raise StoreMismatchError(
            f"{what} was built with schema {made[0]} and model {made[1]}; this program uses schema {SCHEMA} and "
            f"model {model}. Run: {how}"
        )


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


def stored_document(document: DocumentRow) -> tuple[object, ...]:
    """Return a document as the catalogue holds it."""
    return (*document[:3], *(None if text is None else packed(text) for text in document[3:]))


def read_document(row: Sequence[Any]) -> DocumentRow:
    """Return the document that the catalogue holds so.

    Raises:
        ValueError: it is not what was written.
    """
    return DocumentRow(*row[:3], *(None if data is None else unpacked(data) for data in row[3:]))


class PassageRow(NamedTuple):
    """A passage as it is stored."""

    id: str
    document_id: str
    start: int
    end: int
    context: str
    text: str
    reading: str

    @classmethod
    def cut(cls, row: Sequence[Any], text: str) -> "PassageRow":
        """Return the passage of a row of the catalogue, whose own text is a part of its document's ``text``."""
        document_id, start, end = row[1:4]
        return cls(row[0], document_id, start, end, row[4], text[start:end], row[5])

    def passage(self) -> Passage:
        """Return the passage."""
        return Passage(self.id, self.document_id, self.text, Span(self.start, self.end), self.context, self.reading)


class Stored(NamedTuple):
    """A document with its passages and their vectors, ready to be written into a segment."""

    document: DocumentRow
    passages: list[PassageRow]
    vectors: Rows  # one for each passage


def written_passage(ordinal: int, passage: Passage, vector: bytes) -> tuple[Any, ...]:
    """Return a passage as the catalogue holds it: without its text, which is its document's; with key and vector."""
    place = (passage.id, passage.document_id, passage.span.start, passage.span.end)
    return (*place, passage.context, passage.reading, ordinal, short_key(passage.embedding_key), vector)


def short_key(key: str) -> bytes:
    """Return an embedding key as passages are looked up by it."""
    return hashlib.sha256(key.encode()).digest()[:12]


def packed(text: str) -> bytes:
    """Return a text as it is stored."""
    return zlib.compress(text.encode(), 6)


def unpacked(data: bytes) -> str:
    """Return the text that was stored.

    Raises:
        ValueError: it is not what was written.
    """
    try:
        return zlib.decompress(data).decode()
    except (zlib.error, TypeError) as error:
        raise ValueError(f"a text is not what was written ({error})") from error
