"""A generation: one published state of the index, made of immutable segments and of what is gone of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.codec import entry_from_json
from index.cores import usable_cores
from index.embedded import bm25, nearest
from index.embedded.bm25 import Found, LexicalPart, Mask, Statistics
from index.embedded.layout import SEGMENTS, Composition, composition_of
from index.embedded.nearest import DensePart
from index.embedded.parts import part_of
from index.embedded.rows import check_made
from index.embedded.segment import Segment, opened
from index.embedded.verifying import faults_of
from index.embedded.vocabulary import Vocabulary
from index.errors import StoreDamagedError
from index.records import Document, LedgerEntry, Passage
from index.store import Scored, StoreStats, Vectors
from index.vector_checks import check_question

_MOST_THREADS = 8  # that open segments: each reads a file and needs room for it
_RECENT = 10_000  # passages whose places are remembered


class Generation:
    """See `index.store.StoreReader`. Everything about it is read-only and thread-safe."""

    def __init__(self, folder: Path, name: str, model: str, dim: int) -> None:
        """Open the generation ``name`` of the store in ``folder``.

        Raises:
            StoreDamagedError: a file is not what was written.
            StoreMismatchError: it was built with another model or schema.
        """
        self.composition: Composition = composition_of(folder, name)
        made = self.composition
        check_made("the index", (made.schema, made.model), model)
        self._folder = folder
        self._model = model
        self._dim = dim
        with self._named():
            with ThreadPoolExecutor(min(usable_cores(), _MOST_THREADS), thread_name_prefix="open") as pool:
                segments = pool.map(lambda each: opened(folder / SEGMENTS / each.name, dim), made.segments)
                self.parts = [
                    part_of(segment, frozenset(each.gone))
                    for segment, each in zip(segments, made.segments, strict=True)
                ]
            if sum(part.size for part in self.parts) != made.passages or made.dim != dim:
                raise StoreDamagedError("its segments do not fit together; run: qa index")
        self._recent: dict[str, tuple[int, int]] = {}  # places of passages that were found: they are asked for next
        self._statistics = Statistics(made.passages, made.length)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Say of which generation something is damaged."""
        try:
            yield
        except StoreDamagedError as error:
            raise StoreDamagedError(f"generation {self.composition.generation}: {error}") from error

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Have segments looked at as a whole once something in them turns out to have changed."""
        try:
            with self._named():
                yield
        except StoreDamagedError:
            for part in self.parts:
                part.segment.suspect()
            raise

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        check_question(vector, self._dim)
        parts = [
            DensePart(part.segment.codes, part.segment.vectors, part.alive if allowed is None else allowed)
            for part, allowed in zip(self.parts, self._allowed(documents), strict=True)
        ]
        with self._reading():
            return self._scored(nearest.best(parts, vector, k), k)

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
        found = bm25.best(self._lexical_parts(self._allowed(documents)), terms, k, self._statistics)
        return self._scored(found, k)

    def _lexical_parts(self, allowed: Sequence[Mask | None]) -> list[LexicalPart]:
        return [
            LexicalPart(part.segment.postings, part.alive, mask) for part, mask in zip(self.parts, allowed, strict=True)
        ]

    def _allowed(self, documents: Collection[str] | None) -> list[Mask | None]:
        if documents is None:
            return [None] * len(self.parts)
        wanted = set(documents)
        return [part.segment.mask(part.documents(wanted)) for part in self.parts]

    def _scored(self, found: Sequence[Found], k: int) -> list[Scored]:
        name = [part.segment.ids.item for part in self.parts]
        ranked = sorted((-score, name[number](row).decode(), number, row) for number, row, score in found)
        if len(self._recent) > _RECENT:
            self._recent = {}
        self._recent.update({key: (number, row) for _, key, number, row in ranked})
        return [Scored(key, -score) for score, key, _, _ in ranked[: max(0, k)]]

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        return bm25.document_frequencies(self._lexical_parts([None] * len(self.parts)), terms)

    def vocabulary(self) -> Mapping[str, int]:
        return self._vocabulary

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary([part.segment for part in self.parts])

    def _places(self, ids: Sequence[str]) -> list[tuple[int, int]]:
        """Return number of the part and row of each passage.

        Raises:
            KeyError: an id is not in this generation.
        """
        recent = self._recent
        places = [recent.get(key) for key in ids]
        others = [key for key, place in zip(ids, places, strict=True) if place is None]
        looked_up = iter(self._looked_up(others) if others else ())
        return [next(looked_up) if place is None else place for place in places]

    def _looked_up(self, ids: Sequence[str]) -> list[tuple[int, int]]:
        wanted = np.array([key.encode("utf-8", "surrogatepass") for key in ids], dtype=np.bytes_)
        found = np.full((len(ids), 2), -1)
        for number, part in enumerate(self.parts):
            rows = part.segment.rows(wanted)
            there = rows >= 0
            if part.alive is not None and len(part.alive):
                there &= part.alive[rows]
            found[there] = np.stack([np.full(len(rows), number), rows], axis=1)[there]
        if (found < 0).any():
            raise KeyError(ids[int(np.argmax(found[:, 0] < 0))])
        return [(number, row) for number, row in found.tolist()]

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        places = self._places(ids)
        found = {}
        with self._reading():
            for number in {number for number, _ in places}:
                rows = [row for at, row in places if at == number]
                texts = self.parts[number].segment.texts
                found.update({(number, row): each.passage() for row, each in texts.passages(rows).items()})
        return [found[place] for place in places]

    def similarities(self, vector: Vectors, ids: Sequence[str]) -> npt.NDArray[np.float64]:
        check_question(vector, self._dim)
        places = self._places(ids)
        found = np.zeros(len(ids))
        with self._reading():
            for number in {number for number, _ in places}:
                mine = [place for place, (at, _) in enumerate(places) if at == number]
                rows = [places[place][1] for place in mine]
                found[mine] = nearest.products(self.parts[number].segment.vectors, rows, vector)
        return found

    def document(self, document_id: str) -> Document | None:
        for part in self.parts:
            for row in part.documents([document_id]):
                with self._reading():
                    return _document(part.segment, row)
        return None

    def entries(self) -> list[LedgerEntry]:
        with self._reading():
            lines = [
                (source, key, entry)
                for part in self.parts
                for row, key, source, entry in part.segment.texts.ledger()
                if row not in part.gone
            ]
            try:
                return [entry_from_json(entry) for _, _, entry in sorted(lines)]
            except ValueError as error:
                raise StoreDamagedError(f"the ledger has changed ({error}); run: qa index") from error

    def stats(self) -> StoreStats:
        return StoreStats(self.composition.generation, self.composition.documents, self.composition.passages)

    def verify(self) -> list[str]:
        return faults_of(self._folder, self.composition.generation, self.parts, self._model)


def _document(segment: Segment, row: int) -> Document | None:
    stored = segment.texts.document(row)
    if stored.text is None:
        return None
    try:
        document, entry = stored.document(), stored.ledger_entry()
    except ValueError as error:
        raise StoreDamagedError(f"what is stored of {stored.id} has changed ({error}); run: qa index") from error
    if document.sha256 != entry.sha256:
        raise StoreDamagedError(f"what is stored of {stored.id} has changed (it has another hash); run: qa index")
    return document
