"""Documents that were asked for lately, with their structure: one question reads several passages of each."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from index.records import Document
from index.structure import Structure

_CHARACTERS = 20_000_000  # of all documents that are kept
_DOCUMENTS = 256


@dataclass(frozen=True)
class _Opened:
    document: Document

    @cached_property
    def structure(self) -> Structure:
        return Structure(self.document.content)


class OpenedDocuments:
    """Keeps the documents used last, up to a bound. Thread-safe; a document that is not kept is fetched again."""

    def __init__(self, fetch: Callable[[str], Document | None]) -> None:
        self._fetch = fetch
        self._kept: OrderedDict[str, _Opened] = OrderedDict()
        self._characters = 0
        self._lock = threading.Lock()

    def document(self, document_id: str) -> Document | None:
        """Return the document, or None where there is none of that id."""
        opened = self._open(document_id)
        return opened.document if opened else None

    def structure(self, document_id: str) -> Structure:
        """Return the document's structure.

        Raises:
            KeyError: there is no document of that id.
        """
        opened = self._open(document_id)
        if opened is None:
            raise KeyError(document_id)
        return opened.structure

    def _open(self, document_id: str) -> _Opened | None:
        with self._lock:
            if document_id in self._kept:
                self._kept.move_to_end(document_id)
                return self._kept[document_id]
        document = self._fetch(document_id)
        if document is None:
            return None
        with self._lock:
            known = self._kept.setdefault(document_id, opened := _Opened(document))
            if known is opened:
                self._characters += len(document.text)
                while len(self._kept) > 1 and (self._characters > _CHARACTERS or len(self._kept) > _DOCUMENTS):
                    _, dropped = self._kept.popitem(last=False)
                    self._characters -= len(dropped.document.text)
            return known
