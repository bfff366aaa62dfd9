"""A segment: an immutable folder of documents with all that a search needs, hashed file by file."""

import sqlite3
import threading
import weakref
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedded.arrays import Arrays, read_arrays
from index.embedded.code_index import CodeIndex
from index.embedded.dictionary import SortedWords, packed
from index.embedded.manifest import MANIFEST, checked_manifest
from index.embedded.postings import opened_postings
from index.embedded.texts import Texts
from index.embedded.vectors import Codes, StoredRows
from index.errors import StoreDamagedError

TEXTS = "texts.sqlite"
VECTORS = "vectors.bin"
ARRAYS = "arrays.safetensors"

# What is read of these when it is asked for has checksums of its own, row by row. Smaller ones are hashed all the same.
_BY_ROW = (TEXTS, VECTORS)
_LARGE = 64_000_000  # bytes

_opened: "weakref.WeakValueDictionary[tuple[object, ...], Segment]" = weakref.WeakValueDictionary()
_opening: "weakref.WeakValueDictionary[Path, _Lock]" = weakref.WeakValueDictionary()
_looking = threading.Lock()
_suspected: set[Path] = set()


class Segment:
    """What a segment holds. Everything about it is read-only and thread-safe; see `opened`."""

    def __init__(self, folder: Path, dim: int) -> None:
        """Open the segment in ``folder`` and check it.

        Raises:
            StoreDamagedError: a file is not what was written.
        """
        self.folder = folder
        self.name = folder.name
        large = [name for name in _BY_ROW if (folder / name).exists() and (folder / name).stat().st_size > _LARGE]
        self.facts = checked_manifest(folder, (ARRAYS, *(() if folder in _suspected else large)))
        try:
            arrays = read_arrays(folder / ARRAYS, self.facts["files"][ARRAYS]["sha256"])
            self.postings = opened_postings(arrays)
            self.codes = CodeIndex(opened_codes(arrays, dim))
            self.vectors = StoredRows(folder / VECTORS, dim, self.codes.codes)
            self.texts = Texts(folder / TEXTS)
            self.document_ids = [
                key.decode() for key in SortedWords(arrays["document_letters"], arrays["document_ends"])
            ]
            self.firsts = arrays["firsts"].astype(np.int64)
            self.words = SortedWords(arrays["word_letters"], arrays["word_ends"])
            self.word_counts = arrays["word_counts"].astype(np.int32)
            self.ids = arrays["ids"].view("S" + str(arrays["ids"].shape[1])).ravel()
            self._by_id = arrays["by_id"].astype(np.int32)
        except (OSError, ValueError, KeyError, sqlite3.Error) as error:
            raise StoreDamagedError(f"segment {folder.name} cannot be opened ({error}); run: qa index") from error
        counts = {
            int(self.firsts[-1]),
            len(self.codes),
            len(self.ids),
            len(self._by_id),
            len(self.postings.lengths),
            self.facts["passages"],
        }
        if len(counts) > 1 or len(self.document_ids) != self.facts["documents"]:
            raise StoreDamagedError(f"segment {folder.name} does not fit together; run: qa index")

    def __len__(self) -> int:
        """Return the number of passages."""
        return len(self.codes)

    def suspect(self) -> None:
        """Have all of it checked when it is opened next: what was read of it was not what was written."""
        _suspected.add(self.folder)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: row for row, key in enumerate(self.document_ids)}

    def documents(self, ids: Collection[str]) -> list[int]:
        """Return the rows of those of the documents that are here."""
        places = self._places
        return [places[key] for key in places.keys() & set(ids)]

    def rows(self, ids: npt.NDArray[np.bytes_]) -> npt.NDArray[np.int64]:
        """Return the row of each of the passages, or -1 where it is not here."""
        if not len(self):
            return np.full(len(ids), -1)
        at = np.minimum(np.searchsorted(self.ids, ids, sorter=self._by_id), len(self) - 1)
        found = self._by_id[at].astype(np.int64)
        found[self.ids[found] != ids] = -1
        return found

    def mask(self, documents: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Return, for every passage, whether it is of one of the documents of these rows."""
        chosen = np.zeros(len(self.document_ids), dtype=bool)
        chosen[list(documents)] = True
        return np.repeat(chosen, np.diff(self.firsts))


class _Lock:
    """Held while a segment is opened."""

    def __init__(self) -> None:
        self.held = threading.Lock()


def opened(folder: Path, dim: int) -> Segment:
    """Open a segment, or take one that is open already and whose files have not been touched since.

    Several may be opened at once; who wants one that is being opened waits for it.

    Raises:
        StoreDamagedError: a file is not what was written.
    """
    with _looking:
        lock = _opening.setdefault(folder, _Lock())
    with lock.held:
        key = _signature(folder, dim)
        with _looking:
            segment = None if folder in _suspected else _opened.get(key)
        if segment is None:
            segment = Segment(folder, dim)
            with _looking:
                _opened[key] = segment
                _suspected.discard(folder)
        return segment


def _signature(folder: Path, dim: int) -> tuple[object, ...]:
    found: list[object] = [folder, dim]
    for name in (MANIFEST, TEXTS, VECTORS, ARRAYS):
        try:
            status = (folder / name).stat()
        except OSError:
            found.append(name)
        else:
            found += [status.st_ino, status.st_size, status.st_mtime_ns]
    return tuple(found)


def id_arrays(ids: Sequence[str]) -> Arrays:
    """Return the arrays that hold the passages' ids, and their order."""
    names = np.array([key.encode("utf-8", "surrogatepass") for key in ids] or [b"-"], dtype=np.bytes_)
    return ids_as_arrays(names[: len(ids)])


def ids_as_arrays(names: npt.NDArray[np.bytes_]) -> Arrays:
    """Return the same of ids as bytes."""
    letters = np.ascontiguousarray(names).view(np.uint8).reshape(len(names), names.dtype.itemsize)
    return {"ids": letters, "by_id": np.argsort(names, kind="stable").astype(np.int32)}


def code_arrays(codes: Codes) -> Arrays:
    """Return the arrays that hold the vectors' codes."""
    return {
        "firsts_of_vectors": codes.firsts,
        "errors": codes.errors,
        "sums": codes.sums,
        "far_rows": codes.far_rows,
        "far": codes.far,
    }


def opened_codes(arrays: Mapping[str, npt.NDArray[np.generic]], dim: int) -> Codes:
    """Return the codes whose arrays these are.

    Raises:
        KeyError: one is missing.
        ValueError: they are of vectors of another dimension.
    """
    firsts = arrays["firsts_of_vectors"]
    if firsts.shape[1] != dim:
        raise ValueError(f"its vectors have {firsts.shape[1]} dimensions and not {dim}")
    return Codes(
        firsts.astype(np.uint8, copy=False),
        arrays["errors"].astype(np.float32, copy=False),
        arrays["sums"].astype(np.uint32, copy=False),
        arrays["far_rows"].astype(np.int32, copy=False),
        arrays["far"].astype(np.uint8, copy=False),
    )


def document_arrays(ids: Sequence[str], sizes: Sequence[int]) -> Arrays:
    """Return the arrays that hold the documents' ids and the rows of their first passages, of so many each."""
    letters, ends = packed([key.encode() for key in ids])
    firsts = np.concatenate(([0], np.cumsum(np.array(sizes, dtype=np.int64))))
    return {"document_letters": letters, "document_ends": ends, "firsts": firsts}


def word_arrays(counts: Mapping[bytes, int]) -> Arrays:
    """Return the arrays that hold by how much a segment changes the number of passages that hold each word."""
    words = sorted(word for word, n in counts.items() if n)
    letters, ends = packed(words)
    numbers = np.array([counts[word] for word in words], dtype=np.int32)
    return {"word_letters": letters, "word_ends": ends, "word_counts": numbers}
