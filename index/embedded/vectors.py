"""The vectors of a segment: the first byte of every value in memory, the rest on the disk.

The first bytes tell which vectors are worth reading, and how far they can be off: see `index.embedded.code_index`.
"""

import os
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.embedded.fixed_point import FAR, Bytes, Grid, Rows
from index.errors import StoreDamagedError

_BLOCK = 1024  # rows looked at together
_KEPT = 16_384  # rows of a segment that is kept in memory once read: 6 MB, at 384 dimensions


@dataclass(frozen=True, slots=True)
class Codes:
    """The first bytes of n vectors of ``dim`` dimensions, and what belongs to them in memory."""

    firsts: Bytes  # (n, dim)
    errors: npt.NDArray[np.float32]  # (n,): length of what the first bytes leave out
    sums: npt.NDArray[np.uint32]  # (n,): checksum of the row as it is stored
    far_rows: npt.NDArray[np.int32]  # (m,): ascending; rows with values beyond their bytes
    far: Bytes  # (m, 8): these values

    @classmethod
    def of(cls, rows: Rows) -> "Codes":
        """Return the codes of ``rows``."""
        blocks = (rows[start : start + _BLOCK] for start in range(0, len(rows), _BLOCK))
        errors = np.concatenate([np.zeros(0, np.float32), *map(_left_out, blocks)])
        sums = np.array([zlib.crc32(row) for row in rows.packed], dtype=np.uint32)
        counts = [len(far) // FAR.itemsize for far in rows.far]
        far = np.frombuffer(b"".join(rows.far), np.uint8).reshape(-1, FAR.itemsize)
        return cls(rows.firsts, errors, sums, np.repeat(np.arange(len(rows), dtype=np.int32), counts), far)

    def far_of(self, rows: Sequence[int]) -> list[bytes]:
        """Return the values of each of these rows that are beyond its bytes."""
        if not len(self.far):
            return [b""] * len(rows)
        ends = np.searchsorted(self.far_rows, [rows, [row + 1 for row in rows]]).T.tolist()
        return [self.far[start:end].tobytes() if start < end else b"" for start, end in ends]

    def chosen(self, rows: npt.NDArray[np.int64]) -> "Codes":
        """Return the codes of these rows, ascending, as rows from 0 on."""
        kept = np.isin(self.far_rows, rows)
        moved = np.searchsorted(rows, self.far_rows[kept]).astype(np.int32)
        return Codes(self.firsts[rows], self.errors[rows], self.sums[rows], moved, self.far[kept])

    @classmethod
    def joined(cls, parts: Sequence["Codes"]) -> "Codes":
        """Return the codes of all ``parts``, one behind the other."""
        starts = np.cumsum([0, *(len(each.errors) for each in parts)])
        far_rows = [each.far_rows + np.int32(start) for each, start in zip(parts, starts[:-1], strict=True)]
        return cls(
            np.concatenate([each.firsts for each in parts]),
            np.concatenate([each.errors for each in parts]),
            np.concatenate([each.sums for each in parts]),
            np.concatenate(far_rows),
            np.concatenate([each.far for each in parts]),
        )


def _left_out(rows: Rows) -> npt.NDArray[np.float32]:
    """Return how long, for each row, the difference between it and its first bytes is."""
    near = Grid(Grid.of(rows.dim).reach, 0).values(rows.firsts.astype(np.int32))
    found: npt.NDArray[np.float32] = np.linalg.norm(rows.values - near, axis=1).astype(np.float32)
    return found


def write_rests(path: Path, blocks: Iterable[Rows]) -> None:
    """Write what of the rows of all ``blocks`` is not in their codes, one behind the other."""
    with path.open("wb") as file:
        for block in blocks:
            file.write(np.ascontiguousarray(block.data[:, block.dim :]).data)


class StoredRows:
    """The vectors of a segment. Thread-safe.

    They are read and not mapped into memory: a mapped file that is cut off while it is served ends the process. Of a
    small segment, which every question looks at again, what was read and found to be right is kept.
    """

    def __init__(self, path: Path, dim: int, codes: Codes) -> None:
        """Open the file.

        Raises:
            OSError: it cannot be opened.
            StoreDamagedError: it is not of the size that it should be.
        """
        self._path = path
        self._dim = dim
        self._size = dim * Grid.of(dim).rest
        self._codes = codes
        self._file = os.open(path, os.O_RDONLY)
        rows = len(codes.sums)
        if os.fstat(self._file).st_size != rows * self._size:
            raise StoreDamagedError(f"{path} does not hold {rows} vectors of {dim}; run: qa index")
        self._kept = np.zeros((rows if rows <= _KEPT else 0, self._size), np.uint8)
        self._is_kept = np.zeros(len(self._kept), bool)

    def __del__(self) -> None:
        """Let go of the file."""
        if hasattr(self, "_file"):
            os.close(self._file)

    def read(self, rows: Sequence[int]) -> Rows:
        """Return these rows in their order.

        Raises:
            StoreDamagedError: one of them is not what was written.
        """
        if not len(self._kept):
            return self._read(rows)
        wanted = np.asarray(rows, dtype=np.int64)
        new = wanted[~self._is_kept[wanted]]
        if len(new):
            self._kept[new] = self._read(new.tolist()).data[:, self._dim :]
            self._is_kept[new] = True  # not before: another thread may ask for them
        data = np.concatenate([self._codes.firsts[wanted], self._kept[wanted]], axis=1)
        return Rows(self._dim, data, self._codes.far_of(rows))

    def _read(self, rows: Sequence[int]) -> Rows:
        """Return these rows from the disk, checked."""
        codes = self._codes
        try:
            rests = b"".join([os.pread(self._file, self._size, row * self._size) for row in rows])
        except OSError as error:
            raise StoreDamagedError(f"{self._path} cannot be read ({error.strerror}); run: qa index") from error
        if len(rests) != len(rows) * self._size:
            raise self._changed()
        places = np.asarray(rows, dtype=np.int64)
        data = np.concatenate(
            [codes.firsts[places], np.frombuffer(rests, np.uint8).reshape(len(rows), self._size)], axis=1
        )
        found = Rows(self._dim, data, codes.far_of(rows))
        width, flat = data.shape[1], memoryview(data.tobytes())
        sums = [
            zlib.crc32(far, zlib.crc32(flat[start : start + width]))
            for start, far in zip(range(0, len(flat), width), found.far, strict=True)
        ]
        if sums != codes.sums[places].tolist():
            raise self._changed()
        return found

    def _changed(self) -> StoreDamagedError:
        return StoreDamagedError(f"{self._path}: a vector is not what was written; run: qa index")
