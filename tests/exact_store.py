"""A Store in memory that does everything the plain way: a double for tests, and the oracle for the other engines."""

import hashlib
import math
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.analysis import terms as terms_of
from index.analysis import words
from index.errors import StoreLockedError, StoreMismatchError, StoreMissingError
from index.records import Document, LedgerEntry, Passage, Provenance
from index.store import Scored, StoreStats, Vectors
from index.vector_checks import check_question

_K1 = 1.2
_B = 0.75


@dataclass(frozen=True, slots=True)
class Held:
    """A document with its passages, or a file that was skipped."""

    entry: LedgerEntry
    document: Document | None = None
    passages: tuple[Passage, ...] = ()
    vectors: tuple[tuple[float, ...], ...] = ()

    @classmethod
    def of(
        cls,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> "Held":
        """Return an indexed document; row i of ``vectors`` belongs to ``passages[i]``."""
        entry = LedgerEntry.of(document, len(passages), provenance)
        return cls(entry, document, tuple(passages), tuple(map(tuple, vectors.tolist())))


@dataclass(slots=True)
class State:
    """All that a store holds, ready to be written out as JSON."""

    model: str  # of what was written
    written: dict[str, Held] = field(default_factory=dict)
    kept: dict[str, tuple[float, ...]] = field(default_factory=dict)
    published: dict[str, Held] | None = None
    published_model: str = ""

    @property
    def generation(self) -> str | None:
        """The name of what is published: a hash of it, fingerprints left out."""
        if self.published is None:
            return None
        content = [(h.entry, h.document, h.passages) for _, h in sorted(self.published.items())]
        return hashlib.sha256(repr(content).encode()).hexdigest()[:16]


def opened(state: State | None, model: str, dim: int) -> "ExactReader":
    """Return a reader of what is published, or say why there is none."""
    if state is None or state.published is None:
        raise StoreMissingError("nothing has been published; run: qa index")
    if state.published_model != model:
        raise StoreMismatchError(f"built with {state.published_model}, not {model}; run: qa index --rebuild")
    return ExactReader(state.generation or "", state.published, dim)


def writable(state: State | None, model: str, *, rebuild: bool) -> State:
    """Return the state to write into: nothing at first, and again where it is to be rebuilt."""
    if state is None:
        return State(model)
    if rebuild:
        return replace(state, model=model, written={}, kept={})
    if state.model != model:
        raise StoreMismatchError(f"built with {state.model}, not {model}; run: qa index --rebuild")
    return state


class ExactStore:
    """See `index.store.Store`."""

    def __init__(self, _: Path | None = None) -> None:
        self._state: State | None = None
        self._lock = threading.Lock()

    def current(self) -> str | None:
        return self._state.generation if self._state else None

    def open(self, model: str, dim: int) -> "ExactReader":
        return opened(self._state, model, dim)

    @contextmanager
    def writing(self, model: str, dim: int, *, rebuild: bool = False) -> Iterator["ExactWriter"]:
        if not self._lock.acquire(blocking=False):
            raise StoreLockedError("another thread is writing; wait for it to finish")
        try:
            self._state = writable(self._state, model, rebuild=rebuild)
            yield ExactWriter(self._state, dim)
        finally:
            self._lock.release()


class ExactWriter:
    """See `index.store.StoreWriter`. ``save`` makes durable what was committed."""

    def __init__(self, state: State, dim: int, save: Callable[[], None] = lambda: None) -> None:
        self._state = state
        self._dim = dim
        self._save = save

    @contextmanager
    def batch(self) -> Iterator[None]:
        before = dict(self._state.written), dict(self._state.kept)
        try:
            yield
        except BaseException:
            self._state.written, self._state.kept = before
            raise

    def replace(
        self,
        document: Document,
        passages: Sequence[Passage],
        vectors: Vectors,
        provenance: Provenance = Provenance(),  # noqa: B008 - a frozen value
    ) -> None:
        self._check(vectors, len(passages))
        self._state.written[document.id] = Held.of(document, passages, vectors, provenance)

    def skip(self, entry: LedgerEntry) -> None:
        self._state.written[entry.id] = Held(entry)

    def remove(self, document_id: str) -> None:
        self._state.written.pop(document_id, None)

    def written(self) -> Mapping[str, LedgerEntry]:
        return {key: each.entry for key, each in self._state.written.items()}

    def keep(self, keys: Sequence[str], vectors: Vectors) -> None:
        self._check(vectors, len(keys))
        self._state.kept.update(zip(keys, map(tuple, vectors.tolist()), strict=True))

    def embedded(self, keys: Sequence[str]) -> Mapping[str, Vectors]:
        held = self._state.written.values()
        known = {p.embedding_key: v for each in held for p, v in zip(each.passages, each.vectors, strict=True)}
        known |= self._state.kept
        return {key: np.array(known[key], dtype=np.float32) for key in keys if key in known}

    def commit(self) -> str:
        self._state.published = {
            key: replace(each, entry=replace(each.entry, provenance=Provenance(each.entry.provenance.origin)))
            for key, each in self._state.written.items()
        }
        self._state.published_model = self._state.model
        self._state.kept.clear()
        self._save()
        return self._state.generation or ""

    def _check(self, vectors: Vectors, rows: int) -> None:
        if vectors.shape != (rows, self._dim) or vectors.dtype != np.float32:
            raise ValueError(f"{rows} rows of {self._dim} were expected")
        if not all(abs(math.hypot(*row) - 1) < 1e-3 for row in vectors.tolist()):
            raise ValueError("a vector is not finite and of length 1")


@dataclass(frozen=True, slots=True)
class _Row:
    passage: Passage
    vector: tuple[float, ...]
    terms: Counter[str]

    @property
    def length(self) -> int:
        return self.terms.total()


class ExactReader:
    """See `index.store.StoreReader`. Every search looks at every passage."""

    def __init__(self, generation: str, held: Mapping[str, Held], dim: int) -> None:
        self._generation = generation
        self._held = held
        self._dim = dim
        self._rows = {
            passage.id: _Row(passage, vector, Counter(terms_of(passage.indexed_text)))
            for each in held.values()
            for passage, vector in zip(each.passages, each.vectors, strict=True)
        }

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        if vector.shape != (self._dim,) or not np.isfinite(vector).all():
            raise ValueError("not a vector")
        return self._best(lambda row: float((np.array(row.vector) * vector).sum()), k, documents)

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
        """Score as Robertson and Zaragoza (2009), "The Probabilistic Relevance Framework", with Lucene's idf."""
        rows = self._rows.values()
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
        scored = [
            Scored(key, score(row))
            for key, row in self._rows.items()
            if documents is None or row.passage.document_id in documents
        ]
        return sorted(scored, key=lambda hit: (-hit.score, hit.passage_id))[: max(0, k)]

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        return {term: sum(term in row.terms for row in self._rows.values()) for term in terms}

    def vocabulary(self) -> Mapping[str, int]:
        texts = [row.passage.indexed_text for row in self._rows.values()]
        return Counter(word for text in texts for word in {word.lower() for word, _, _ in words(text)})

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        return [self._rows[key].passage for key in ids]

    def similarities(self, vector: Vectors, ids: Sequence[str]) -> npt.NDArray[np.float64]:
        check_question(vector, self._dim)
        rows = np.array([self._rows[key].vector for key in ids], dtype=np.float64).reshape(len(ids), self._dim)
        return np.asarray(rows @ vector.astype(np.float64))

    def entries(self) -> Sequence[LedgerEntry]:
        return sorted((each.entry for each in self._held.values()), key=lambda entry: (entry.source, entry.id))

    def document(self, document_id: str) -> Document | None:
        held = self._held.get(document_id)
        return held.document if held else None

    def verify(self) -> list[str]:
        return [
            f"passage {passage.id} does not stand where it says"
            for each in self._held.values()
            for passage in each.passages
            if each.document is None or each.document.text[passage.span.start : passage.span.end] != passage.text
        ]

    def stats(self) -> StoreStats:
        indexed = sum(each.entry.status == "indexed" for each in self._held.values())
        return StoreStats(self._generation, indexed, len(self._rows))
