"""Documents that came in over HTTP, kept as files under names that no client chooses.

The files are the truth, and the index follows them. A change of a file and of the index is one step: while it is under
way a mark names the document, and whatever ends it half-way, `disagreeing` names what has to be brought in line.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import StoreReadOnlyError, UnreadableDocumentError
from index.files import flush, make_writable, write_atomically
from index.records import Content, LedgerEntry
from index.sources import SourceItem, document_id

_ROOT = "/upload"  # takes the place of a source folder's label in ids; no folder's label begins with a slash
_NAME_LIMIT = 120  # characters of an uploaded file's name
# Of name and folders as they are kept: with the id in front, what a file's name may be on the usual disks.
_NAME_BYTES = 180
_SEPARATOR = "~"  # between id and name; not in any id
_SLASH = "\N{DIVISION SLASH}"  # stands for a slash in a file's name: all uploads lie in one folder
_MARK = f".changing{_SEPARATOR}"  # in front of the id of a document that is being changed


class Uploads:
    """The folder of uploaded files. The client's name is used for display and for its suffix alone."""

    def __init__(self, folder: Path, parse: Callable[[bytes, str], Content], version: str) -> None:
        self._folder = folder
        self._parse = parse
        self._version = version

    def items(self) -> list[SourceItem]:
        """Return every uploaded document, by id."""
        return [self._item(name, path.read_bytes) for _, name, path in sorted(self._files())]

    def item(self, wanted: str) -> SourceItem | None:
        """Return the upload with this document id, if there is one."""
        return next((item for item in self.items() if item.document_id == wanted), None)

    def received(self, name: str, data: bytes, folder: str = "") -> SourceItem:
        """Return what was sent as a document that is not kept yet.

        Args:
            name: the file's name; folders in front of it are left out.
            data: what is in it.
            folder: where it lay, as ``laws/2024``; its first part is the document's collection.

        Raises:
            UnreadableDocumentError: name or folder cannot be one.
        """
        shown = name.replace("\\", "/").rsplit("/", 1)[-1].strip()
        fits = 0 < len(shown) <= _NAME_LIMIT and len(shown.encode("utf-8", "replace")) <= _NAME_BYTES
        if not fits or not shown.isprintable() or shown.startswith("."):
            raise UnreadableDocumentError(
                f"an uploaded file needs a name of 1 to {_NAME_LIMIT} printable characters ({_NAME_BYTES} bytes), such "
                "as notes.txt"
            )
        return self._item(_below(folder, shown), lambda: data)

    @contextmanager
    def keeping(self, item: SourceItem) -> Iterator[None]:
        """Keep what was `received`, in place of an earlier upload of its name; an error inside takes that back.

        Raises:
            StoreReadOnlyError: the data folder may not be written, or has no room.
        """
        path = self._folder / f"{item.document_id}{_SEPARATOR}{_kept(item.source)}"
        with self._changing(item.document_id, [path], lambda: write_atomically(path, item.read())):
            yield

    @contextmanager
    def dropping(self, wanted: str) -> Iterator[None]:
        """Delete the upload with this document id, if there is one; an error inside takes that back.

        Raises:
            StoreReadOnlyError: the data folder may not be written.
        """
        paths = [path for key, _, path in self._files() if key == wanted]

        def delete() -> None:
            for path in paths:
                path.unlink()
            flush(self._folder)

        with self._changing(wanted, paths, delete):
            yield

    def disagreeing(self, entries: Iterable[LedgerEntry]) -> list[str]:
        """Return the ids of uploads that an index with these ``entries`` lacks, or holds without a file.

        Those whose change was interrupted are among them, as it may hold their older state.
        """
        files = {key for key, _, _ in self._files()}
        listed = {entry.id for entry in entries if entry.is_uploaded}
        return sorted((files ^ listed) | self.interrupted())

    def interrupted(self) -> set[str]:
        """Return the ids of documents whose change has begun and not ended."""
        return {path.name.removeprefix(_MARK) for path in self._folder.glob(f"{_MARK}*")}

    def clear(self) -> None:
        """Remove what interrupted changes left, marks last; for whoever writes, once nothing disagrees any more."""
        for path in sorted(self._folder.glob(".*"), key=lambda path: path.name.startswith(_MARK)):
            with suppress(OSError):  # the next to write removes it
                path.unlink()

    @contextmanager
    def _changing(self, key: str, paths: list[Path], change: Callable[[], None]) -> Iterator[None]:
        mark = self._folder / f"{_MARK}{key}"
        make_writable(self._folder)
        older: dict[Path, Path] = {}
        new = [path for path in paths if not path.exists()]
        try:
            with self._faults(key):
                write_atomically(mark, b"")
                for path in set(paths).difference(new):
                    older[path] = _second_name(path)
                change()
            yield
        except BaseException:
            with suppress(OSError):  # then the mark says that file and index have to be compared
                for path in new:
                    path.unlink(missing_ok=True)
                for path, second in older.items():
                    second.replace(path)
                flush(self._folder)
            raise
        with suppress(OSError):
            for path in older.values():
                path.unlink()
            mark.unlink()

    @contextmanager
    def _faults(self, key: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreReadOnlyError(
                f"{key} could not be changed in {self._folder} ({error.strerror}); make room or make it writable, and "
                "try again"
            ) from error

    def _files(self) -> Iterator[tuple[str, str, Path]]:
        """Yield (document id, name, path) of every upload; other files in the folder are left out."""
        for path in self._folder.glob(f"*{_SEPARATOR}*"):
            key, name = path.name.split(_SEPARATOR, 1)
            # The id says whether that character is a slash or the name's own.
            for source in {name.replace(_SLASH, "/"), name}:
                if key == document_id(_ROOT, source):
                    yield key, source, path

    def _item(self, name: str, read: Callable[[], bytes]) -> SourceItem:
        return SourceItem(
            document_id=document_id(_ROOT, name),
            source=name,
            read=read,
            parse=lambda data: self._parse(data, name),
            version=self._version,
            origin="upload",
        )


def _below(folder: str, name: str) -> str:
    """Return the path of a file with this name in ``folder``.

    Raises:
        UnreadableDocumentError: the folder cannot be one.
    """
    if not folder:
        return name
    path = f"{folder}/{name}"
    parts = path.split("/")
    fits = all(part and part.strip() == part and part.isprintable() and part[0] != "." for part in parts)
    if not fits or "\\" in path or _SLASH in path or len(_kept(path).encode("utf-8", "replace")) > _NAME_BYTES:
        raise UnreadableDocumentError(
            "the folder of an uploaded file needs printable names such as laws/2024, none of them hidden, with at most "
            f"{_NAME_BYTES} bytes together with the file's name, a slash counting three"
        )
    return path


def _kept(source: str) -> str:
    """Return the name under which an upload is kept, but for its id."""
    return source.replace("/", _SLASH)


def _second_name(path: Path) -> Path:
    """Give a file a second, hidden name, by which it is found again when the first one names another."""
    second = path.with_name(f".{uuid.uuid4().hex}")
    try:
        os.link(path, second)
    except OSError:  # not every disk knows links
        shutil.copyfile(path, second)
        flush(second)
    return second
