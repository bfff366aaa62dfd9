"""How records stand in tables: what the catalogue and the generations share."""

import json
from typing import Any, NamedTuple

from index.analysis import terms
from index.embedded.vectors import bytes_of
from index.records import Document, Entry, Furniture, Passage, Provenance, Section, Span
from index.store import Vectors

# Raised with every change of the tables, of a generation's files or of the analyser's terms: an index of another schema
# is refused, and `qa index --rebuild` makes it anew.
SCHEMA = "2"

DOCUMENTS = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, source TEXT NOT NULL, title TEXT NOT NULL, origin TEXT NOT NULL, fingerprint TEXT NOT NULL,
    status TEXT NOT NULL, reason TEXT, sha256 TEXT, characters INTEGER NOT NULL, pages INTEGER,
    passages INTEGER NOT NULL, text TEXT, places TEXT
)
"""
INSERT_DOCUMENT = "INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"
SELECT_ENTRIES = (
    "SELECT id, source, title, origin, fingerprint, status, reason, sha256, characters, pages, passages "
    "FROM documents ORDER BY source, id"
)


class DocumentRow(NamedTuple):
    """The columns of ``documents``."""

    id: str
    source: str
    title: str
    origin: str
    fingerprint: str
    status: str
    reason: str | None
    sha256: str | None
    characters: int
    pages: int | None
    passages: int
    text: str | None  # None for a skipped file
    places: str | None  # JSON of what stands where in the text

    @classmethod
    def of(cls, document: Document, provenance: Provenance, passages: int) -> "DocumentRow":
        """Return the row of an indexed document."""
        return cls(
            *(document.id, document.source, document.title, provenance.origin, provenance.fingerprint, "indexed", None),
            *(document.sha256, len(document.text), len(document.pages) or None, passages, document.text),
            _places(document),
        )

    @classmethod
    def skipped(cls, document_id: str, source: str, provenance: Provenance, reason: str) -> "DocumentRow":
        """Return the row of a file that could not be read."""
        return cls(
            *(document_id, source, source, provenance.origin, provenance.fingerprint, "skipped", reason),
            *(None, 0, None, 0, None, None),
        )

    def document(self) -> Document:
        """Return the document of an indexed row."""
        found = json.loads(self.places or "{}")
        return Document(
            id=self.id,
            source=self.source,
            title=self.title,
            text=self.text or "",
            url=found["url"],
            date=found["date"],
            pages=tuple(found["pages"]),
            sections=tuple(Section(start, tuple(path)) for start, path in found["sections"]),
            furniture=tuple(Furniture(Span(start, end), why) for start, end, why in found["furniture"]),
            rows=tuple(Span(start, end) for start, end in found["rows"]),
        )


class PassageRow(NamedTuple):
    """The columns of a passage that a generation holds."""

    id: str
    document_id: str
    start: int
    end: int
    context: str
    text: str

    def passage(self) -> Passage:
        """Return the passage."""
        return Passage(self.id, self.document_id, self.text, Span(self.start, self.end), self.context)


def entry_of(row: tuple[Any, ...]) -> Entry:
    """Read a ledger line from the columns of ``SELECT_ENTRIES``."""
    document_id, source, title, origin, fingerprint, *rest = row
    return Entry(document_id, source, title, Provenance(origin, fingerprint), *rest)


def written_passage(ordinal: int, passage: Passage, vector: Vectors) -> tuple[Any, ...]:
    """Return a passage as the catalogue holds it: its row, its place in the document, terms, embedding key, vector."""
    row = PassageRow(
        passage.id, passage.document_id, passage.span.start, passage.span.end, passage.context, passage.text
    )
    return (*row, ordinal, " ".join(terms(passage.indexed_text)), passage.embedding_key, bytes_of(vector))


def _places(document: Document) -> str:
    return json.dumps(
        {
            "url": document.url,
            "date": document.date,
            "pages": document.pages,
            "sections": [(section.start, section.path) for section in document.sections],
            "furniture": [(block.span.start, block.span.end, block.why) for block in document.furniture],
            "rows": [(row.start, row.end) for row in document.rows],
        },
        ensure_ascii=False,
    )
