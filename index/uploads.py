"""Documents that came in over HTTP: kept as files of ours, under names that no client chooses."""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

from index.embedded.files import flush, make_writable
from index.errors import UnreadableDocumentError
from index.records import Content
from index.sources import SourceItem, document_id

_ROOT = "upload"  # what a source folder's label is for files; no folder's label is an id's prefix
_NAME_LIMIT = 120  # characters of an uploaded file's name
_MARK = "~"  # between id and name; ids hold none


class Uploads:
    """The folder of uploaded files. The client's name is for display and for the suffix alone."""

    def __init__(self, folder: Path, parse: Callable[[bytes, str], Content], version: str) -> None:
        self._folder = folder
        self._parse = parse
        self._version = version

    def items(self) -> list[SourceItem]:
        """Return every uploaded document, by name."""
        found = sorted(self._folder.glob(f"*{_MARK}*")) if self._folder.is_dir() else []
        return [self._item(path, unquote(path.name.split(_MARK, 1)[1])) for path in found]

    def add(self, name: str, data: bytes) -> SourceItem:
        """Keep ``data`` durably under ``name``, in place of an earlier upload of that name.

        Raises:
            UnreadableDocumentError: the name cannot be one.
            StoreReadOnlyError: the data folder may not be written.
        """
        shown = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
        if not shown.isprintable() or not 0 < len(shown) <= _NAME_LIMIT or shown.startswith("."):
            raise UnreadableDocumentError(
                f"an uploaded file needs a name of 1 to {_NAME_LIMIT} printable characters, such as notes.txt"
            )
        make_writable(self._folder)
        path = self._path(shown)
        aside = path.with_name(f".{path.name[:40]}.{os.getpid()}")
        aside.write_bytes(data)
        flush(aside)
        aside.replace(path)
        flush(self._folder)
        return self._item(path, shown)

    def remove(self, wanted: str) -> bool:
        """Delete the upload with this document id; say whether there was one."""
        found = [path for path in self._folder.glob(f"*{_MARK}*") if path.name.split(_MARK, 1)[0] == wanted]
        for path in found:
            path.unlink()
        return bool(found)

    def _path(self, name: str) -> Path:
        return self._folder / f"{document_id(_ROOT, name)}{_MARK}{quote(name, safe='')}"

    def _item(self, path: Path, name: str) -> SourceItem:
        return SourceItem(
            document_id=document_id(_ROOT, name),
            source=name,
            read=path.read_bytes,
            parse=lambda data: self._parse(data, name),
            version=self._version,
            origin="upload",
        )
