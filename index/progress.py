"""How far indexing is, by work: the bytes of the files, and within those that are being embedded their tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.embedding import Embedded
from index.read_item import ReadItem
from index.sources import SourceItem


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, and what is at work."""

    done: int  # documents that were read
    documents: int
    share: float  # of all work, 0 to 1; what turned out to be known already does not count
    tokens: int  # embedded so far
    what: str  # the source that is read, "embedding" or "publishing"


Progress = Callable[[Step], None]
Embedding = Callable[[float, int], None]  # which share of the passages that are written is embedded, 0 to 1; tokens


def untold(step: Step) -> None:
    """Tell nobody."""


def unheard(share: float, tokens: int) -> None:
    """Tell nobody."""


class Work:
    """Counts what a sync does, and tells ``progress`` of it."""

    def __init__(self, items: Sequence[SourceItem], progress: Progress) -> None:
        self._sizes = {item.document_id: max(1, item.size) for item in items}
        self._total = float(sum(self._sizes.values()))
        self._written = 0.0  # of the total
        self._documents = 0
        self._tokens = 0
        self._progress = progress

    def reading(self, number: int, source: str) -> None:
        """Begin the document with this number, from 0."""
        self._documents = number
        self._tell(source)

    def known(self, document_id: str) -> None:
        """Leave out what needs no work."""
        self._total -= self._sizes[document_id]

    def writing(self, documents: Sequence[ReadItem]) -> Embedding:
        """Begin to embed these documents; return what is to be told how far that is."""
        before, tokens = self._written, self._tokens
        size = sum(self._sizes[each.entry.id] for each in documents)

        def embedded(share: float, done: int) -> None:
            self._written, self._tokens = before + share * size, tokens + done
            self._tell("embedding")

        self._written += size
        return embedded

    def publishing(self) -> None:
        """All is written but the generation."""
        self._documents = len(self._sizes)
        self._written = self._total
        self._tell("publishing")

    def _tell(self, what: str) -> None:
        share = min(1.0, self._written / self._total) if self._total > 0 else 1.0
        self._progress(Step(self._documents, len(self._sizes), share, self._tokens, what))


class Pieces:
    """Passages that are embedded piece by piece: makes of how far each piece is how far all are."""

    def __init__(self, passages: int, embedding: Embedding) -> None:
        self._passages = passages
        self._embedding = embedding
        self._done = 0  # passages of the pieces before
        self._tokens = 0  # of the pieces before

    def part(self, passages: int) -> Embedded:
        """Begin a piece of so many passages; return what is to be told of it."""
        before, tokens = self._done, self._tokens
        self._done += passages

        def embedded(done: int, of: int) -> None:
            self._tokens = tokens + done
            self._embedding((before + passages * done / max(1, of)) / self._passages, self._tokens)

        return embedded
