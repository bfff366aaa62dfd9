"""The files that documents were read from, and pictures of their pages: only ever those that were indexed."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath

from index.errors import DocumentError, SourceError, UnsupportedFormatError
from index.records import Document
from index.sources import SourceItem
from qa.answering.ports import (
    ChangedFileError,
    MissingFileError,
    NoPictureError,
    UnknownPageError,
    check_scale,
)
from qa.answering.records import DocumentView, OriginalFile

_PICTURES = 48 * 1024 * 1024  # bytes of pictures that are kept
_CHECKS = 1000  # files of which it is known whether they are the indexed ones

Render = Callable[
    [bytes, int, float, str], bytes
]  # file, page from 1, scale, its name; see `index.parsers.render_page`


class Originals:
    """Finds the file of a document, and makes sure that it still is the one that was read. Thread-safe."""

    def __init__(self, items: Callable[[], Sequence[SourceItem]], chunking: str, render: Render) -> None:
        """Say where files come from.

        Args:
            items: lists every source and upload.
            chunking: how documents are cut now, which is a part of their fingerprints.
            render: draws a page.
        """
        self._items = items
        self._chunking = chunking
        self._render = render
        self._lock = threading.Lock()  # around what is kept
        self._known: dict[str, SourceItem] = {}  # by document id
        self._checked: OrderedDict[tuple[str, str], bool] = OrderedDict()  # by hash of the text and of the file
        self._pictures: OrderedDict[tuple[str, int, float], bytes] = OrderedDict()
        self._size = 0  # of the pictures, in bytes

    def file(self, view: DocumentView) -> OriginalFile:
        """Return the file of a document.

        Raises:
            MissingFileError: it is no longer there.
            ChangedFileError: it no longer says what was indexed.
        """
        document = view.document
        item = self._item(document)
        try:
            data = item.read()
        except OSError as error:
            raise MissingFileError(
                f"the file of {document.source} cannot be read ({error.strerror}); put it back, or run `qa index`"
            ) from error
        file = OriginalFile(PurePosixPath(document.source).name, data, hashlib.sha256(data).hexdigest())
        if not self._is_indexed(view, item, file):
            raise ChangedFileError(
                f"the file of {document.source} has changed since it was indexed; run `qa index` to read it again"
            )
        return file

    def page(self, view: DocumentView, number: int, scale: float) -> bytes:
        """Return a picture of a page; see `qa.answering.ports.Assistant.page_picture`."""
        check_scale(scale)
        document = view.document
        count = len(document.content.pages)
        if not count:
            raise NoPictureError(f"{document.source} has no pages; read its text instead")
        if not 1 <= number <= count:
            raise UnknownPageError(f"{document.source} has no page {number}; its pages are 1 to {count}")
        file = self.file(view)
        key = (file.sha256, number, scale)
        picture = self._kept(key)
        if picture is None:
            picture = self._drawn(document, file, number, scale)
            self._keep(key, picture)
        return picture

    def _item(self, document: Document) -> SourceItem:
        """Find where a document came from; sources are listed anew only for one that is not known yet."""
        item = self._known.get(document.id)
        if item is not None:
            return item
        try:
            known = {item.document_id: item for item in self._items()}
        except SourceError as error:
            raise MissingFileError(f"the file of {document.source} cannot be looked for: {error}") from error
        with self._lock:
            self._known = known
        if document.id not in known:
            raise MissingFileError(
                f"the file of {document.source} is not among the sources any more; put it back, or run `qa index`"
            )
        return known[document.id]

    def _is_indexed(self, view: DocumentView, item: SourceItem, file: OriginalFile) -> bool:
        """Say whether a file is the one that was indexed: by its fingerprint, else by what is read in it now.

        The second is for an index of an earlier version of this program, whose fingerprints differ.
        """
        if item.fingerprint(file.data, self._chunking) == view.entry.provenance.fingerprint:
            return True
        key = (view.document.sha256, file.sha256)
        with self._lock:
            known = self._checked.get(key)
        if known is None:
            known = _says(item, file.data, view.document)
            with self._lock:
                self._checked[key] = known
                while len(self._checked) > _CHECKS:
                    self._checked.popitem(last=False)
        return known

    def _drawn(self, document: Document, file: OriginalFile, number: int, scale: float) -> bytes:
        try:
            return self._render(file.data, number, scale, document.source)
        except UnsupportedFormatError as error:
            raise NoPictureError(f"{error} Read its text instead.") from error
        except DocumentError as error:
            raise NoPictureError(f"page {number} cannot be drawn: {error}") from error

    def _kept(self, key: tuple[str, int, float]) -> bytes | None:
        with self._lock:
            if key in self._pictures:
                self._pictures.move_to_end(key)
            return self._pictures.get(key)

    def _keep(self, key: tuple[str, int, float], picture: bytes) -> None:
        with self._lock:
            self._size += len(picture) - len(self._pictures.pop(key, b""))
            self._pictures[key] = picture
            while self._size > _PICTURES:
                _, dropped = self._pictures.popitem(last=False)
                self._size -= len(dropped)


def _says(item: SourceItem, data: bytes, document: Document) -> bool:
    try:
        return item.parse(data).text == document.text
    except DocumentError:
        return False
