"""Reading a source: its bytes made a document, cut into passages, on its way into the index."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.chunking import ChunkSettings, split
from index.codec import storable
from index.embedding import Embedder
from index.errors import DocumentError
from index.records import Document, LedgerEntry, Passage, Provenance
from index.sources import SourceItem


@dataclass(frozen=True, slots=True)
class ReadItem:
    """What was read of a source and is not written yet; ``document`` is None where it is to be skipped."""

    entry: LedgerEntry
    document: Document | None = None
    passages: Sequence[Passage] = ()


def size_of(read: ReadItem | None) -> int:
    """Return how much work is left of an item: its passages; at least one, for what is to be skipped or is known."""
    return max(1, len(read.passages)) if read is not None else 1


def skipped(item: SourceItem, provenance: Provenance, reason: str, warnings: tuple[str, ...] = ()) -> ReadItem:
    """Return what stands for a file that is not indexed, with the reason."""
    return ReadItem(LedgerEntry.skipped(item.document_id, item.source, provenance, reason, warnings))


def read_of(
    item: SourceItem, data: bytes, provenance: Provenance, embedder: Embedder, chunks: ChunkSettings
) -> ReadItem:
    """Parse the bytes of ``item`` and cut them; what cannot be read is to be skipped, with its reason."""
    try:
        document = Document(item.document_id, item.source, storable(item.parse(data)))
    except DocumentError as error:
        return skipped(item, provenance, str(error))
    except UnicodeEncodeError:
        return skipped(item, provenance, "holds halves of characters (lone surrogates), which are no text")
    passages = split(document, embedder.count_tokens, embedder.max_tokens, chunks)
    if not passages:
        return skipped(item, provenance, "holds no text outside of boilerplate", document.content.warnings)
    return ReadItem(LedgerEntry.of(document, len(passages), provenance), document, passages)
