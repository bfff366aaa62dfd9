"""How records are stored in the tables, and read out of them."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from index.analysis import distinct_words, terms
from index.checksums import digest_of_rows
from index.codec import content_from_json, content_to_json, entry_from_json, entry_to_json
from index.errors import StoreDamagedError
from index.records import Document, LedgerEntry, Passage, Provenance, Span
from index.store import Vectors

_MOST_REPEATS = (1 << 15) - 1  # of a term in one passage that are counted
# Bytes of a document's share of a generation's name. The shares are added, so that a name follows from the set of
# documents alone. Source: Bellare and Micciancio, "A new paradigm for collision-free hashing" (1997), which asks for
# sums far longer than the hash that two sets are to differ by.
_DIGEST = 256


def array_of(vector: Any) -> Vectors:  # noqa: ANN401 - pgvector's class, which is imported in one module
    """Return a vector that was read, shape (dim,)."""
    found: Vectors = np.asarray(vector.to_numpy(), dtype=np.float32)
    return found


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A passage with all that is stored of it."""

    passage: Passage
    vector: Vectors
    counts: Counter[str]  # of its terms

    @classmethod
    def of(cls, passage: Passage, vector: Vectors) -> "StoredPassage":
        """Find the terms of a passage."""
        return cls(passage, vector, Counter(terms(passage.indexed_text)))

    @property
    def tokens(self) -> int:
        """How many terms it has, repeats counted."""
        return self.counts.total()

    def columns(self) -> tuple[Any, ...]:
        """Return id, first, past, context, text, reading and key."""
        known = self.passage
        texts = (known.context.encode(), known.text.encode(), known.reading.encode())
        return known.id, known.span.start, known.span.end, *texts, known.embedding_key

    def postings(self, number: int) -> Iterable[tuple[int, int, int, str]]:
        """Yield passage, tf, length and term of each of its terms."""
        return ((number, min(count, _MOST_REPEATS), self.tokens, term) for term, count in self.counts.items())


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be stored of a document id in place of what was: a document, a skipped file, or nothing."""

    entry: LedgerEntry | None = None
    document: Document | None = None
    passages: tuple[StoredPassage, ...] = ()
    file: bytes | None = None  # that the document was read from, where it is to be kept

    @property
    def tokens(self) -> int:
        """Terms of all of its passages."""
        return sum(each.tokens for each in self.passages)

    def words(self) -> Counter[str]:
        """Count in how many of its passages each word occurs."""
        return Counter(word for each in self.passages for word in distinct_words(each.passage.indexed_text))

    def columns(self) -> tuple[Any, ...]:
        """Return id, source, entry, text, content, passages, tokens, digest and checksum.

        Raises:
            ValueError: nothing is to be stored.
        """
        if self.entry is None:
            raise ValueError("nothing is to be stored")
        text = content = None
        if self.document is not None:
            text = self.document.text.encode()
            content = content_to_json(self.document.content, with_text=False).decode()
        entry = entry_to_json(self.entry).decode()
        digest = _digest(self.entry, content, [each.passage.id for each in self.passages])
        total = checksum([entry, text, content], (_summed(each) for each in self.passages))
        return (
            self.entry.id, self.entry.source, entry, text, content, len(self.passages), self.tokens, digest, total,
        )  # fmt: skip


def _digest(entry: LedgerEntry, content: str | None, ids: Sequence[str]) -> int:
    # The fingerprint names the file's bytes; others may read the same, so it is no part of the content.
    named = [entry_to_json(without_fingerprint(entry)).decode(), content, *ids]
    return int.from_bytes(hashlib.shake_256(json.dumps(named).encode()).digest(_DIGEST))


def name_of(model: str, version: int, total: int) -> str:
    """Return the name of a generation from the sum of its documents' digests."""
    total %= 1 << (8 * _DIGEST)
    return hashlib.sha256(f"{version}\0{model}\0{total:x}".encode()).hexdigest()[:16]


def without_fingerprint(entry: LedgerEntry) -> LedgerEntry:
    """Return ``entry`` as readers see it."""
    return replace(entry, provenance=Provenance(entry.provenance.origin))


def _summed(stored: StoredPassage) -> tuple[Any, ...]:
    counts = sorted((term, min(count, _MOST_REPEATS)) for term, count in stored.counts.items())
    return (*stored.columns(), stored.vector.astype("<f4").tobytes(), json.dumps(counts))


def checksum(document: Sequence[object], passages: Iterable[Sequence[object]]) -> bytes:
    """Return a checksum of a document's columns and its passages'; the type and length of each value count."""
    return digest_of_rows((document, *passages))


PASSAGE_COLUMNS = "p.id, d.id, p.first, p.past, p.context, p.text, p.reading"  # of ``passages p``, ``documents d``


def passage_of(row: Sequence[Any]) -> Passage:
    """Return a passage from `PASSAGE_COLUMNS`.

    Raises:
        StoreDamagedError: it is not what was written.
    """
    passage_id, document_id, first, past, *texts = row
    try:
        context, text, reading = (bytes(each).decode() for each in texts)
        return Passage(passage_id, document_id, text, Span(first, past), context, reading)
    except ValueError as error:
        raise damaged(f"passage {passage_id}") from error


def entry_of(stored: str) -> LedgerEntry:
    """Return a line of the ledger.

    Raises:
        StoreDamagedError: it is not what was written.
    """
    try:
        return entry_from_json(stored)
    except ValueError as error:
        raise damaged("the ledger") from error


def document_of(document_id: str, source: str, entry: str, text: bytes, content: str) -> Document:
    """Return a document, whose hash is the ledger's.

    Raises:
        StoreDamagedError: it is not what was written.
    """
    try:
        document = Document(document_id, source, content_from_json(content, bytes(text).decode()))
        expected = entry_from_json(entry).sha256
    except ValueError as error:
        raise damaged(document_id) from error
    if document.sha256 != expected:
        raise damaged(document_id)
    return document


def damaged(what: str) -> StoreDamagedError:
    """Return the error for something that has changed in the database."""
    return StoreDamagedError(f"what the database holds of {what} has changed; run: qa index --rebuild")
