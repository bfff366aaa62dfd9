"""Segments are written to a temporary folder, hashed, flushed, then renamed."""

import shutil
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.analysis import distinct_words, terms
from index.embedded.arrays import Arrays, write_arrays
from index.embedded.fixed_point import Rows as Vectors
from index.embedded.layout import BUILDING, SEGMENTS
from index.embedded.manifest import Manifest, check_files, write_manifest
from index.embedded.postings import Rows, merged_postings, narrowed, postings_of
from index.embedded.rows import PassageRow, Stored
from index.embedded.segment import (
    ARRAYS,
    TEXTS,
    VECTORS,
    Segment,
    code_arrays,
    document_arrays,
    id_arrays,
    ids_as_arrays,
    word_arrays,
)
from index.embedded.texts import merge_texts, write_texts
from index.embedded.vectors import Codes, write_rests
from index.errors import StoreDamagedError
from index.files import publish_folder

_BLOCK = 4096  # vectors copied together


def words_of(passages: Iterable[PassageRow]) -> Counter[str]:
    """Return in how many of the passages each word occurs."""
    return Counter(word for row in passages for word in distinct_words(row.passage().indexed_text))


def write_segment(folder: Path, documents: Sequence[Stored], gone: Mapping[str, int], dim: int) -> str:
    """Write documents as one segment of the store in ``folder``; return its name.

    Args:
        folder: the store's.
        documents: what it is to hold.
        gone: words of what no generation with this segment holds any more, with the number of passages.
        dim: of the vectors.

    Raises:
        OSError: the disk is full or refuses.
    """
    passages = [row for document in documents for row in document.passages]
    vectors = Vectors.joined([each.vectors for each in documents], dim)
    words = words_of(passages)
    words.subtract(gone)
    arrays: Arrays = {
        **code_arrays(Codes.of(vectors)),
        **postings_of(terms(row.passage().indexed_text) for row in passages),
        **id_arrays([row.id for row in passages]),
        **document_arrays([each.document.id for each in documents], [len(each.passages) for each in documents]),
        **word_arrays({word.encode("utf-8", "replace"): n for word, n in words.items()}),
    }

    def write(place: Path) -> None:
        write_texts(place / TEXTS, documents)
        write_rests(place / VECTORS, [vectors])

    facts = {"documents": len(documents), "passages": len(passages), "length": int(arrays["lengths"].sum())}
    return _published(folder, write, arrays, facts)


def merge_segments(folder: Path, parts: Sequence[tuple[Segment, frozenset[int]]]) -> str:
    """Write one segment of what others hold; return its name.

    Args:
        folder: the store's.
        parts: segments, each with the rows of the documents that are left out.

    Raises:
        OSError: the disk is full or refuses.
        StoreDamagedError: one of them is not what was written.
    """
    for segment, _ in parts:
        findings = check_files(segment.folder)
        if findings:
            raise StoreDamagedError(f"{findings[0]}; run: qa index")
    plans: list[_Plan] = []
    documents = passages = 0
    for segment, gone in parts:
        plans.append(_plan(segment, gone, documents, passages))
        documents += len(plans[-1].kept)
        passages += int(np.count_nonzero(plans[-1].moved >= 0))
    arrays = _merged_arrays(plans)

    def write(place: Path) -> None:
        merge_texts(place / TEXTS, [(plan.segment.folder / TEXTS, plan.kept) for plan in plans])
        write_rests(place / VECTORS, chain.from_iterable(map(_kept_vectors, plans)))

    facts = {"documents": documents, "passages": passages, "length": int(arrays["lengths"].sum())}
    return _published(folder, write, arrays, facts)


@dataclass(frozen=True)
class _Plan:
    """Where what is kept of a segment goes."""

    segment: Segment
    kept: list[tuple[int, int, int]]  # documents: row, new row, and how far its passages move
    moved: Rows  # new row of each passage, or -1

    @property
    def rows(self) -> npt.NDArray[np.int64]:
        """The passages that are kept."""
        return np.flatnonzero(self.moved >= 0)


def _plan(segment: Segment, gone: frozenset[int], documents: int, passages: int) -> _Plan:
    """Put what is kept of a segment behind so many documents and passages."""
    moved = np.where(segment.mask(sorted(gone)), -1, 0).astype(np.int32)
    there = np.flatnonzero(moved == 0)
    moved[there] = np.arange(passages, passages + len(there), dtype=np.int32)
    rows = [row for row in range(len(segment.document_ids)) if row not in gone]
    new = passages + np.concatenate(([0], np.cumsum(np.diff(segment.firsts)[rows])))[: len(rows)]
    shifts = (new - segment.firsts[rows]).tolist()
    return _Plan(segment, list(zip(rows, range(documents, documents + len(rows)), shifts, strict=True)), moved)


def _merged_arrays(plans: Sequence[_Plan]) -> Arrays:
    pairs = [(plan.segment, plan.rows) for plan in plans]
    words: Counter[bytes] = Counter()
    for segment, _ in pairs:
        for word, n in zip(segment.words, segment.word_counts.tolist(), strict=True):
            words[word] += n
    codes = Codes.joined([segment.codes.codes.chosen(at) for segment, at in pairs])
    return {
        **code_arrays(codes),
        **merged_postings([segment.postings for segment, _ in pairs], [plan.moved for plan in plans]),
        **ids_as_arrays(np.concatenate([s.ids[at] for s, at in pairs])),
        **word_arrays(words),
        **_merged_documents(plans),
    }


def _merged_documents(plans: Sequence[_Plan]) -> Arrays:
    kept = [(plan.segment, row) for plan in plans for row, _, _ in plan.kept]
    sizes = [int(segment.firsts[row + 1] - segment.firsts[row]) for segment, row in kept]
    return document_arrays([segment.document_ids[row] for segment, row in kept], sizes)


def _kept_vectors(plan: _Plan) -> Iterator[Vectors]:
    rows = plan.rows.tolist()
    return (plan.segment.vectors.read(rows[i : i + _BLOCK]) for i in range(0, len(rows), _BLOCK))


def _published(folder: Path, write: Callable[[Path], None], arrays: Arrays, facts: Manifest) -> str:
    temporary = folder / SEGMENTS / f"{BUILDING}{uuid.uuid4().hex}"
    temporary.mkdir(parents=True)
    try:
        write(temporary)
        write_arrays(temporary / ARRAYS, {name: narrowed(array) for name, array in arrays.items()})
        name = write_manifest(temporary, facts)
        target = folder / SEGMENTS / name
        if not target.exists() or check_files(target):
            publish_folder(temporary, target)  # where it was there already it stays: it may have readers
        return name
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
