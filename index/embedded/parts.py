"""What of a segment a generation holds: all that was not removed or replaced since the segment was written."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from index.embedded.bm25 import Mask
from index.embedded.segment import Segment


@dataclass(frozen=True)
class Part:
    """A segment, and which of its rows are in the generation; the mask is None where all are."""

    segment: Segment
    gone: frozenset[int]  # rows of documents
    alive: Mask | None

    def documents(self, ids: Collection[str]) -> list[int]:
        """Return the rows of those of the documents that are here and in the generation."""
        return [row for row in self.segment.documents(ids) if row not in self.gone]

    @property
    def size(self) -> int:
        """Number of passages."""
        return len(self.segment) if self.alive is None else int(np.count_nonzero(self.alive))

    @property
    def length(self) -> int:
        """Number of terms in them, repeats counted."""
        lengths = self.segment.postings.lengths
        return int(lengths.sum() if self.alive is None else lengths[self.alive].sum())


def part_of(segment: Segment, gone: Collection[int] = ()) -> Part:
    """Return a segment without the documents of the rows that are ``gone``."""
    return Part(segment, frozenset(gone), ~segment.mask(sorted(gone)) if gone else None)
