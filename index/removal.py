"""Which documents a sync would remove, and whether that looks meant."""

from collections.abc import Collection, Sequence

from index.errors import RemovalError
from index.records import LedgerEntry
from index.sources import SourceItem


def not_among(entries: Collection[LedgerEntry], items: Sequence[SourceItem]) -> list[LedgerEntry]:
    """Return the ``entries`` that are none of ``items``, nor below a folder among them that could not be listed."""
    kept = {item.document_id for item in items}
    unlisted = tuple(f"{item.source}/" for item in items if item.is_folder)
    return [entry for entry in entries if entry.id not in kept and not entry.source.startswith(unlisted)]


def check_removal(entries: Collection[LedgerEntry], items: Sequence[SourceItem]) -> None:
    """Refuse to lose most of an index because a folder was emptied, or a disk is not where it was.

    Raises:
        RemovalError: more than half of the documents would go, and fewer than half as many would be there.
    """
    indexed = [entry for entry in entries if entry.status == "indexed"]
    gone = not_among(indexed, items)
    if len(gone) > len(indexed) / 2 > len(items):
        raise RemovalError(
            f"{len(gone)} of {len(indexed)} documents would be removed, as they are not in the sources any more, such "
            f"as {gone[0].source}. Look whether QA_SOURCES names the right folders, and their disks are there; if "
            "it is meant, run: qa index --yes (or set QA_ALLOW_REMOVAL=1)"
        )
