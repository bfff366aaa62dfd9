"""What may be done to the documents of a running process."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from index.embedding import Embedder
from index.errors import IndexingError
from index.library import IndexWriter, writing
from index.records import LedgerEntry
from index.store import Store
from index.uploads import Uploads
from qa.answering.ports import UnknownDocumentError, UploadProgress, WritingDisabledError, unwatched

_LOG = logging.getLogger(__name__)


class Documents(Protocol):
    """Takes documents in and drops them; what it did is published when it returns."""

    def add(self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched) -> LedgerEntry:
        """Keep and index an uploaded file; what cannot be kept, read, indexed and published leaves nothing behind.

        See `qa.answering.ports.Assistant.add_document`.

        Raises:
            WritingDisabledError, UnreadableDocumentError, IndexingError.
        """
        ...

    def delete(self, document_id: str) -> None:
        """Remove an uploaded document, wholly or not at all.

        Raises:
            WritingDisabledError, UnknownDocumentError, IndexingError.
        """
        ...

    def settle(self) -> None:
        """Finish, or take back, what a change that was interrupted left half-done.

        Raises:
            IndexingError: it cannot be written.
        """
        ...


class ReadOnlyDocuments:
    """Refuses every change."""

    def add(self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched) -> LedgerEntry:  # noqa: ARG002
        raise WritingDisabledError(f"{name} was not added: set QA_WRITE=1 to allow uploads ({len(data)} bytes refused)")

    def delete(self, document_id: str) -> None:
        raise WritingDisabledError(f"{document_id} was not deleted: set QA_WRITE=1 to allow deletions")

    def settle(self) -> None:
        """Leave it: reading is possible, and whoever may write will do it."""


class UploadedDocuments:
    """Uploads, indexed at once. Files of the source folders are never touched."""

    def __init__(self, store: Store, embedder: Embedder, uploads: Uploads) -> None:
        self._store = store
        self._embedder = embedder
        self._uploads = uploads

    def add(self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched) -> LedgerEntry:
        item = self._uploads.received(name, data, folder)
        with self._writing() as writer:
            progress("reading", 0.0)
            read = writer.read(item)
            progress("encoding", 0.0)
            with self._uploads.keeping(item):
                return writer.put(read, lambda share, _: progress("encoding", share))

    def delete(self, document_id: str) -> None:
        with self._writing() as writer:
            if not any(entry.id == document_id and entry.is_uploaded for entry in writer.entries()):
                raise UnknownDocumentError(
                    f"there is no uploaded document {document_id}; files of the source folders are removed there"
                )
            with self._uploads.dropping(document_id):
                writer.remove(document_id)

    def settle(self) -> None:
        if self._uploads.interrupted() and self._store.current() is not None:
            with self._writing():
                _LOG.warning("a change of the documents had been interrupted, and was finished or taken back")

    @contextmanager
    def _writing(self) -> Iterator[IndexWriter]:
        """Write to uploads that agree with the index, and leave them so, whatever happens in the block."""
        with writing(self._store, self._embedder) as writer:
            reconcile(writer, self._uploads)
            try:
                yield writer
            except BaseException:
                if self._uploads.interrupted():
                    with suppress(IndexingError, OSError):  # whoever writes next tries again
                        reconcile(writer, self._uploads)
                raise


def reconcile(writer: IndexWriter, uploads: Uploads) -> None:
    """Bring the index in line with the uploaded files wherever they disagree, and publish that.

    Raises:
        IndexingError: it cannot be written.
    """
    for wanted in uploads.disagreeing(writer.entries()):
        item = uploads.item(wanted)
        if item is None:
            writer.remove(wanted)
        else:
            writer.sync([item], exactly=False)
    uploads.clear()
