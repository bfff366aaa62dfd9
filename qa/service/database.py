"""Documents whose files lie in the same database as the index: one transaction changes both."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from index.chunking import ChunkSettings
from index.embedding import Embedder
from index.library import IndexWriter
from index.records import LedgerEntry
from index.sources import SourceItem
from index.store import Store, StoreWriter
from index.sync_report import SyncReport
from qa.answering.ports import UnknownDocumentError, UploadProgress, unwatched


class JoiningWriter(StoreWriter, Protocol):
    """A writer beside others."""

    def at_once(self) -> AbstractContextManager[None]:
        """Make one transaction of what is written inside and of the commit in it."""
        ...


class NotedFiles(Protocol):
    """The files that documents are read from."""

    def noting(self, item: SourceItem) -> SourceItem:
        """Return ``item`` so that its file is kept with what is read of it."""
        ...


class SharedStore(Store, Protocol):
    """A store in a database."""

    @property
    def files(self) -> NotedFiles:
        """The files that documents are read from."""
        ...

    def joining(self, model: str, dim: int) -> AbstractContextManager[JoiningWriter]:
        """Bring single documents beside others who do the same.

        Raises:
            StoreLockedError: a process writes that wants to be alone.
        """
        ...


class DatabaseDocuments:
    """See `qa.service.documents.Documents`: uploads over HTTP, to whichever of several servers."""

    def __init__(
        self, store: SharedStore, embedder: Embedder, received: Callable[[str, bytes, str], SourceItem]
    ) -> None:
        """Say where documents go.

        Args:
            store: the index, and the files.
            embedder: makes the vectors.
            received: makes an item of a file's name, bytes and folder, or raises UnreadableDocumentError.
        """
        self._store = store
        self._embedder = embedder
        self._received = received

    def add(self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched) -> LedgerEntry:
        item = self._store.files.noting(self._received(name, data, folder))
        with self._store.joining(self._embedder.name, self._embedder.dim) as writer:
            index = IndexWriter(writer, self._embedder, ChunkSettings())
            progress("reading", 0.0)
            read = index.read(item)
            assert read.document is not None  # noqa: S101 - it was read
            progress("encoding", 0.0)
            vectors = index.vectors(  # before anybody has to wait for us
                read.passages, SyncReport(), lambda share, _: progress("encoding", share)
            )
            with writer.at_once():
                writer.replace(read.document, read.passages, vectors, read.entry.provenance)
                writer.commit()
        return read.entry

    def delete(self, document_id: str) -> None:
        with self._store.joining(self._embedder.name, self._embedder.dim) as writer, writer.at_once():
            if not _is_uploaded(writer.written(), document_id):
                raise UnknownDocumentError(
                    f"there is no uploaded document {document_id}; files of the source folders are removed there"
                )
            writer.remove(document_id)
            writer.commit()

    def settle(self) -> None:
        """Nothing is ever half-done: the database takes back what was not committed."""


def _is_uploaded(entries: Mapping[str, LedgerEntry], document_id: str) -> bool:
    entry = entries.get(document_id)
    return entry is not None and entry.is_uploaded


def with_others(items: Sequence[SourceItem], others: Sequence[SourceItem]) -> list[SourceItem]:
    """Return ``items`` and those of ``others`` that have another document id."""
    known = {item.document_id for item in items}
    return [*items, *(item for item in others if item.document_id not in known)]
