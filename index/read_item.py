"""What was read of a source, on its way into the index."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Document, LedgerEntry, Passage, Provenance
from index.sources import SourceItem


@dataclass(frozen=True, slots=True)
class ReadItem:
    """What was read of a source and is not written yet; ``document`` is None where it is to be skipped."""

    entry: LedgerEntry
    document: Document | None = None
    passages: Sequence[Passage] = ()


def skipped(item: SourceItem, provenance: Provenance, reason: str, warnings: tuple[str, ...] = ()) -> ReadItem:
    """Return what stands for a file that is not indexed, with the reason."""
    return ReadItem(LedgerEntry.skipped(item.document_id, item.source, provenance, reason, warnings))
