"""Documents that came in over HTTP, kept as files under names that no client chooses."""

from collections.abc import Callable, Iterator
from pathlib import Path

from index.errors import StoreReadOnlyError, UnreadableDocumentError
from index.files import flush, make_writable, write_atomically
from index.records import Content
from index.sources import SourceItem, document_id

_ROOT = "/upload"  # takes the place of a source folder's label in ids; no folder's label begins with a slash
_NAME_LIMIT = 120  # characters of an uploaded file's name
_NAME_BYTES = 180  # with the id in front, what a file's name may be on the usual disks
_SEPARATOR = "~"  # between id and name; not in any id


class Uploads:
    """The folder of uploaded files. The client's name is used for display and for its suffix alone."""

    def __init__(self, folder: Path, parse: Callable[[bytes, str], Content], version: str) -> None:
        self._folder = folder
        self._parse = parse
        self._version = version

    def items(self) -> list[SourceItem]:
        """Return every uploaded document, by id."""
        return [self._item(path, name) for _, name, path in sorted(self._files())]

    def add(self, name: str, data: bytes) -> SourceItem:
        """Keep ``data`` durably under ``name``, in place of an earlier upload of that name.

        Raises:
            UnreadableDocumentError: the name cannot be one.
            StoreReadOnlyError: the data folder may not be written, or has no room.
        """
        shown = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
        fits = 0 < len(shown) <= _NAME_LIMIT and len(shown.encode("utf-8", "replace")) <= _NAME_BYTES
        if not fits or not shown.isprintable() or shown.startswith("."):
            raise UnreadableDocumentError(
                f"an uploaded file needs a name of 1 to {_NAME_LIMIT} printable characters ({_NAME_BYTES} bytes), such "
                "as notes.txt"
            )
        make_writable(self._folder)
        path = self._folder / f"{document_id(_ROOT, shown)}{_SEPARATOR}{shown}"
        try:
            write_atomically(path, data)
        except OSError as error:
            raise StoreReadOnlyError(
                f"{shown} could not be kept ({error.strerror}); make room and try again"
            ) from error
        return self._item(path, shown)

    def remove(self, wanted: str) -> bool:
        """Delete the upload with this document id; say whether there was one."""
        found = [path for key, _, path in self._files() if key == wanted]
        for path in found:
            path.unlink(missing_ok=True)
        if found:
            flush(self._folder)
        return bool(found)

    def _files(self) -> Iterator[tuple[str, str, Path]]:
        """Yield (document id, name, path) of every upload; other files in the folder are left out."""
        for path in self._folder.glob(f"*{_SEPARATOR}*"):
            key, name = path.name.split(_SEPARATOR, 1)
            if key == document_id(_ROOT, name):
                yield key, name, path

    def _item(self, path: Path, name: str) -> SourceItem:
        return SourceItem(
            document_id=document_id(_ROOT, name),
            source=name,
            read=path.read_bytes,
            parse=lambda data: self._parse(data, name),
            version=self._version,
            origin="upload",
        )
