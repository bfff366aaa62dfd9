"""One generation in the database, opened for reading."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from index.errors import StoreDamagedError
from index.postgres import searching
from index.postgres.connecting import Cursor, Database
from index.postgres.rows import (
    PASSAGE_COLUMNS,
    array_of,
    document_of,
    entry_of,
    passage_of,
    without_fingerprint,
)
from index.postgres.searching import Generation
from index.postgres.verifying import faults_in
from index.records import Document, LedgerEntry, Passage
from index.store import Scored, StoreStats, Vectors
from index.vector_checks import check_question

Result = TypeVar("Result")

# Passages up to which all vectors are looked at: exact, and fast enough. Figures are in bench/POSTGRES.md.
EXACT_UP_TO = 20_000
_COUNTED_TERMS = 100_000  # whose frequencies are remembered

_VISIBLE = "d.born <= %(number)s AND (d.gone IS NULL OR d.gone > %(number)s)"


class PostgresReader:
    """See `index.store.StoreReader`."""

    def __init__(self, database: Database, generation: Generation, model: str, exact_up_to: int) -> None:
        self._database = database
        self._generation = generation
        self._model = model
        self._exact_up_to = exact_up_to
        self._frequencies: dict[str, int] = {}
        self._lock = threading.Lock()

    def _read(self, work: Callable[[Cursor, Generation], Result]) -> Result:
        """Run ``work`` in a transaction in which the generation is there.

        Where it was cleared away, as a newer one took its place long ago, one of the same name holds the same.
        """

        def checked(cursor: Cursor) -> Result:
            known = self._generation
            cursor.execute("SELECT 1 FROM generations WHERE number = %s", (known.number,))
            if cursor.fetchone() is None:
                newer = found_generation(cursor)
                if newer is None or newer.name != known.name:
                    raise StoreDamagedError(
                        f"generation {known.name} was superseded long ago and has been cleared away; open the index "
                        "again"
                    )
                self._generation = known = newer
            return work(cursor, known)

        return self._database.read(checked)

    def dense(self, vector: Vectors, k: int, documents: Collection[str] | None = None) -> list[Scored]:
        check_question(vector, self._generation.dim)
        within = None if documents is None else sorted(set(documents))
        if k < 1 or within == []:
            return []

        def search(cursor: Cursor, generation: Generation) -> list[Scored]:
            if generation.passages == 0:
                return []
            size = generation.passages if within is None else searching.counted(cursor, generation, within)
            exact = size <= max(self._exact_up_to, k)
            return searching.dense(cursor, generation, vector, k, within, exact=exact)

        return self._read(search)

    def lexical(self, terms: Sequence[str], k: int, documents: Collection[str] | None = None) -> list[Scored]:
        within = None if documents is None else sorted(set(documents))
        found_in = self.frequencies(terms)
        if k < 1 or within == [] or not any(found_in.values()):
            return []
        asked = Counter(terms)
        return self._read(lambda cursor, known: searching.lexical(cursor, known, asked, found_in, k, within))

    def frequencies(self, terms: Sequence[str]) -> Mapping[str, int]:
        unknown = set(terms) - self._frequencies.keys()
        if unknown:
            found = self._read(lambda cursor, known: searching.frequencies(cursor, known, unknown))
            with self._lock:
                if len(self._frequencies) > _COUNTED_TERMS:
                    self._frequencies = {term: self._frequencies[term] for term in terms if term not in unknown}
                self._frequencies |= {term: found.get(term, 0) for term in unknown}
        known = self._frequencies
        return {term: known[term] for term in terms}

    def vocabulary(self) -> Mapping[str, int]:
        def read(cursor: Cursor, known: Generation) -> dict[str, int]:
            cursor.execute("SET LOCAL statement_timeout TO 0")  # grows with the language, not with a question
            cursor.execute(
                "SELECT word, sum(passages)::bigint FROM words WHERE generation <= %s GROUP BY word "
                "HAVING sum(passages) > 0",
                (known.number,),
            )
            return dict(cursor.fetchall())

        return self._read(read)

    def passages(self, ids: Sequence[str]) -> list[Passage]:
        found = {passage.id: passage for passage in map(passage_of, self._of_passages(PASSAGE_COLUMNS, ids))}
        return [found[passage_id] for passage_id in ids]

    def similarities(self, vector: Vectors, ids: Sequence[str]) -> npt.NDArray[np.float64]:
        check_question(vector, self._generation.dim)
        rows = self._of_passages("p.id, v.vector", ids, "JOIN vectors v ON v.passage = p.number")
        question = vector.astype(np.float64)
        found = {passage_id: (array_of(stored) * question).sum() for passage_id, stored in rows}
        return np.array([found[passage_id] for passage_id in ids], dtype=np.float64)

    def _of_passages(self, columns: str, ids: Sequence[str], joined: str = "") -> list[tuple[object, ...]]:
        if not ids:
            return []
        statement = (
            f"SELECT {columns} FROM passages p JOIN documents d USING (version) {joined} "  # noqa: S608 - constants
            f"WHERE p.id = ANY(%(ids)s) AND {_VISIBLE}"
        )

        def read(cursor: Cursor, known: Generation) -> list[tuple[object, ...]]:
            cursor.execute(statement, {"ids": sorted(set(ids)), "number": known.number}, binary=True)
            return cursor.fetchall()

        return self._read(read)

    def document(self, document_id: str) -> Document | None:
        def read(cursor: Cursor, known: Generation) -> tuple[str, str, str, bytes, str] | None:
            cursor.execute(
                f"SELECT d.id, d.source, d.entry, d.text, d.content FROM documents d WHERE d.id = %(id)s "  # noqa: S608
                f"AND d.text IS NOT NULL AND {_VISIBLE}",
                {"id": document_id, "number": known.number},
            )
            return cursor.fetchone()

        row = self._read(read)
        return None if row is None else document_of(*row)

    def entries(self) -> list[LedgerEntry]:
        def read(cursor: Cursor, known: Generation) -> list[tuple[str]]:
            cursor.execute(
                f"SELECT d.entry FROM documents d WHERE {_VISIBLE} ORDER BY d.source, d.id",  # noqa: S608
                {"number": known.number},
            )
            return cursor.fetchall()

        return [without_fingerprint(entry_of(entry)) for (entry,) in self._read(read)]

    def verify(self) -> list[str]:
        return self._read(faults_in)

    def stats(self) -> StoreStats:
        known = self._generation
        return StoreStats(known.name, known.documents, known.passages)


def found_generation(cursor: Cursor) -> Generation | None:
    """Return the newest generation, or None where nothing has been published."""
    cursor.execute(
        "SELECT g.number, g.name, g.model, m.dim, g.documents, g.passages, g.tokens, g.last_passage, "
        "EXISTS (SELECT FROM documents d WHERE d.gone <= g.number) "
        "FROM generations g JOIN models m ON m.number = g.model ORDER BY g.number DESC LIMIT 1"
    )
    row = cursor.fetchone()
    if row is None:
        return None
    found = Generation(*row)
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", (f"vectors_near_{found.model}",))
    graph = cursor.fetchone()
    return replace(found, has_graph=bool(graph and graph[0]))
