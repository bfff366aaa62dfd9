"""A Store in memory that does everything the plain way: a double for tests, and the oracle for the other engines."""

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from index.analysis import terms as terms_of
from index.analysis import words
from index.errors import StoreMissingError
from index.records import Document, LedgerEntry, Passage, Provenance
from index.store import Scored, StoreStats, Vectors

_K1 = 1.2
_B = 0.75


@dataclass(frozen=True, slots=True)
class _Row:
    passage: Passage
    vector: Vectors
    terms: Counter[str]

    @property
    def length(self) -> int:
        return self.terms.total()


@dataclass(frozen=True, slots=True)
class _Held:
    entry: LedgerEntry
    document: Document | None = None
    rows: tuple[_Row, ...] = ()


@dataclass(frozen=True, slots=True)
class _Generation:
    name: str
    held: Mapping[str, _Held]
    rows: Mapping[str, _Row]  # by passage id


@dataclass(slots=True)
class Shelf:
    """What is published, for readers to open: the place of the disk."""

    current: _Generation | None = None


@dataclass(slots=True)
class ExactStore:
    """See `index.store.Store`. Every search looks at every passage."""

    dim: int
    shelf: Shelf = field(default_factory=Shelf)
    _open: _Generation | None = None
    _written: dict[str, _Held] = field(default_factory=dict)
    _kept: dict[str, Vectors] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._open = self.shelf.current

    @contextmanager
    def batch(self) -> Iterator[None]:
        before = dict(self._written), dict(self._kept)
        try:
            yield
        except BaseException:
            self._written, self._kept = before
            raise

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> None:
        self._check(vectors, len(passages))
        entry = LedgerEntry(
            id=document.id,
            source=document.source,
            title=document.title,
            provenance=provenance,
            status="indexed",
            sha256=document.sha256,
            characters=len(document.text),
            pages=len(document.content.pages) or None,
            passages=len(passages),
            warnings=document.content.warnings,
        )
        rows = tuple(
            _Row(passage, vector.copy(), Counter(terms_of(passage.indexed_text)))
            for passage, vector in zip(passages, vectors, strict=True)
        )
        self._written[document.id] = _Held(entry, document, rows)

    def skip(self, document_id: str, source: str, provenance: Provenance, reason: str) -> None:
        self._written[document_id] = _Held(LedgerEntry(document_id, source, source, provenance, "skipped", reason))

    def remove(self, document_id: str) -> None:
        self._written.pop(document_id, None)

    def commit(self) -> str:
        held = {
            key: replace(each, entry=replace(each.entry, provenance=Provenance(each.entry.provenance.origin)))
            for key, each in sorted(self._written.items())
        }
        rows = {row.passage.id: row for each in held.values() for row in each.rows}
        content = repr([(each.entry, each.document, [row.passage for row in each.rows]) for each in held.values()])
        self._open = _Generation(hashlib.sha256(content.encode()).hexdigest()[:16], held, rows)
        self.shelf.current = self._open
        self._kept.clear()
        return self._open.name

    def written(self) -> Mapping[str, LedgerEntry]:
        return {key: each.entry for key, each in self._written.items()}

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        self._check(vectors, len(keys))
        self._kept.update(zip(keys, vectors, strict=True))

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        known = {row.passage.embedding_key: row.vector for each in self._written.values() for row in each.rows}
        known |= self._kept
        return {key: known[key] for key in keys if key in known}

    def _check(self, vectors: Vectors, rows: int) -> None:
        if vectors.shape != (rows, self.dim) or vectors.dtype != np.float32:
            raise ValueError(f"{rows} rows of {self.dim} were expected")
        if not all(abs(math.hypot(*row) - 1) < 1e-3 for row in vectors.tolist()):
            raise ValueError("a vector is not finite and of length 1")

    @property
    def _generation(self) -> _Generation:
        if self._open is None:
            raise StoreMissingError("nothing has been published")
        return self._open

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        if vector.shape != (self.dim,) or not np.isfinite(vector).all():
            raise ValueError("not a vector")
        return self._best(lambda row: float((row.vector.astype(np.float64) * vector).sum()), k, documents)

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """Score as Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework", with Lucene's idf."""
        rows = self._generation.rows.values()
        found = self.frequencies(terms)
        mean_length = sum(row.length for row in rows) / max(1, len(rows))

        def score(row: _Row) -> float:
            total = 0.0
            for term in terms:
                idf = math.log(1 + (len(rows) - found[term] + 0.5) / (found[term] + 0.5))
                count = row.terms[term]
                total += idf * count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * row.length / mean_length))
            return total

        return [hit for hit in self._best(score, len(rows), documents) if hit.score > 0][: max(0, k)]

    def _best(self, score: Callable[[_Row], float], k: int, documents: Collection[str] | None) -> list[Scored]:
        rows = self._generation.rows.items()
        scored = [
            Scored(key, score(row)) for key, row in rows if documents is None or row.passage.document_id in documents
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage_id))[: max(0, k)]

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        return {term: sum(term in row.terms for row in self._generation.rows.values()) for term in terms}

    def vocabulary(self) -> Mapping[str, int]:
        texts = [row.passage.indexed_text for row in self._generation.rows.values()]
        return Counter(word for text in texts for word in {word.lower() for word, _, _ in words(text)})

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return [self._generation.rows[key].passage for key in ids]

    def vectors(self, ids: Sequence[str]) -> Vectors:
        rows = [self._generation.rows[key].vector for key in ids]
        return np.array(rows, dtype=np.float32).reshape(len(ids), self.dim)

    def entries(self) -> Sequence[LedgerEntry]:
        entries = [each.entry for each in self._generation.held.values()]
        return sorted(entries, key=lambda entry: (entry.source, entry.id))

    def document(self, document_id: str) -> Document | None:
        held = self._generation.held.get(document_id)
        return held.document if held else None

    def verify(self) -> list[str]:
        return [
            f"passage {key} does not stand where it says"
            for held in self._generation.held.values()
            for key, passage in ((row.passage.id, row.passage) for row in held.rows)
            if held.document is None or held.document.text[passage.span.start : passage.span.end] != passage.text
        ]

    def stats(self) -> StoreStats:
        indexed = sum(each.entry.status == "indexed" for each in self._generation.held.values())
        return StoreStats(self._generation.name, indexed, len(self._generation.rows))
