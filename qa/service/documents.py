"""What may be done to the documents of a running process."""

from typing import Protocol

from index.embedding import Embedder
from index.library import writing
from index.store import Store
from index.uploads import Uploads
from qa.answering.ports import UnknownDocumentError, WritingDisabledError


class Documents(Protocol):
    """Takes documents in and drops them; what it did is published when it returns."""

    def add(self, name: str, data: bytes) -> str:
        """Index an uploaded file and return its document id.

        Raises:
            WritingDisabledError, IndexingError.
        """
        ...

    def delete(self, document_id: str) -> None:
        """Remove an uploaded document.

        Raises:
            WritingDisabledError, UnknownDocumentError, IndexingError.
        """
        ...


class ReadOnlyDocuments:
    """Refuses every change."""

    def add(self, name: str, data: bytes) -> str:
        raise WritingDisabledError(f"{name} was not added: set QA_WRITE=1 to allow uploads ({len(data)} bytes refused)")

    def delete(self, document_id: str) -> None:
        raise WritingDisabledError(f"{document_id} was not deleted: set QA_WRITE=1 to allow deletions")


class UploadedDocuments:
    """Uploads, indexed at once. Files of the source folders are never touched."""

    def __init__(self, store: Store, embedder: Embedder, uploads: Uploads) -> None:
        self._store = store
        self._embedder = embedder
        self._uploads = uploads

    def add(self, name: str, data: bytes) -> str:
        item = self._uploads.add(name, data)
        with writing(self._store, self._embedder) as writer:
            writer.sync([item], exactly=False)
        return item.document_id

    def delete(self, document_id: str) -> None:
        with writing(self._store, self._embedder) as writer:
            if not self._uploads.remove(document_id):
                raise UnknownDocumentError(
                    f"there is no uploaded document {document_id}; files of the source folders are removed there"
                )
            writer.remove(document_id)
