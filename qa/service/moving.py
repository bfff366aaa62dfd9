"""An index copied from one store into another, without embedding anything that is embedded already."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from index.chunking import ChunkSettings, split
from index.embedding import Embedder
from index.errors import StoreError
from index.progress import Progress, Step
from index.records import LedgerEntry, Passage
from index.store import Store, StoreReader, StoreWriter, Vectors

_AT_ONCE = 64  # documents


def copy_index(
    source: Store, target: Store, embedder: Embedder, before: Callable[[LedgerEntry], None], progress: Progress
) -> str:
    """Publish in ``target``, which is empty, what is published in ``source``; return the generation's name.

    Documents are cut anew, which gives the same passages, and their vectors taken over.

    Args:
        source: is written to by nobody meanwhile.
        target: gets it.
        embedder: of the vectors.
        before: called for each document before it is written.
        progress: called before each document.

    Raises:
        StoreError: ``target`` holds something, or one of the two cannot be reached.
    """
    if target.current() is not None:
        raise StoreError("there is an index already where this one should go; name an empty database or data folder")
    reader = source.open(embedder.name, embedder.dim)
    with (
        source.writing(embedder.name, embedder.dim) as old,
        target.writing(embedder.name, embedder.dim, rebuild=True) as new,
    ):
        written = old.written()
        entries = list(reader.entries())
        for place in range(0, len(entries), _AT_ONCE):
            with new.batch():
                for number, entry in enumerate(entries[place : place + _AT_ONCE], place):
                    progress(Step(number, len(entries), number / len(entries), 0, entry.source))
                    known = written.get(entry.id)
                    same = known is not None and known.sha256 == entry.sha256
                    provenance = known.provenance if known is not None and same else entry.provenance
                    whole = replace(entry, provenance=provenance)
                    before(whole)
                    _copy(reader, old, new, whole, embedder)
        progress(Step(len(entries), len(entries), 1.0, 0, "publishing"))
        return new.commit()


def _copy(reader: StoreReader, old: StoreWriter, new: StoreWriter, entry: LedgerEntry, embedder: Embedder) -> None:
    document = reader.document(entry.id)
    if document is None:
        new.skip(entry)
        return
    passages = split(document, embedder.count_tokens, embedder.max_tokens, ChunkSettings())
    new.replace(document, passages, _vectors(old, passages, embedder), entry.provenance)


def _vectors(old: StoreWriter, passages: list[Passage], embedder: Embedder) -> Vectors:
    known = dict(old.embedded([passage.embedding_key for passage in passages]))
    new = [passage for passage in passages if passage.embedding_key not in known]
    if new:  # only where another version of this program cut them
        vectors = embedder.embed_passages([passage.indexed_text for passage in new])
        known.update((passage.embedding_key, vector) for passage, vector in zip(new, vectors, strict=True))
    rows = [known[passage.embedding_key] for passage in passages]
    return np.stack(rows) if rows else np.zeros((0, embedder.dim), dtype=np.float32)
