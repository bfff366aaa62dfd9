"""Where documents come from: files and folders, each with an id that does not depend on its content."""

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import partial
from pathlib import Path
from typing import Literal

from index.errors import SourceError
from index.records import Content
from index.source_files import leads_out, read_inside

GOLD = "gold.jsonl"  # questions about a folder's documents; directly in a source folder it is no document
IGNORE = ".qaignore"  # lists what of a source folder is no document
_MOST_PATTERNS = 1000
_SLUG_LENGTH = 60


@dataclass(frozen=True, slots=True)
class SourceItem:
    """One thing to index: how to fetch its bytes, and how to make content of them."""

    document_id: str
    source: str  # what a citation names
    read: Callable[[], bytes]  # raises OSError
    parse: Callable[[bytes], Content]  # raises DocumentError
    version: str  # of the parsers: another one means parsing again
    origin: Literal["folder", "upload"] = "folder"
    is_folder: bool = False  # one that cannot be listed: what is known of its files still holds
    size: int = 0  # bytes, as far as known; for telling how much work is left, and nothing else

    def fingerprint(self, data: bytes, chunking: str) -> str:
        """Return a hash of these bytes, and of how they are parsed and chunked."""
        return hashlib.sha256(b"\0".join((self.version.encode(), chunking.encode(), data))).hexdigest()


def document_id(root: str, relative: str) -> str:
    """Return a stable, URL-safe id: readable first, then a hash that makes it unique."""
    plain = unicodedata.normalize("NFKD", relative).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_SLUG_LENGTH].strip("-")
    digest = hashlib.sha256(f"{root}\0{relative}".encode("utf-8", "surrogateescape")).hexdigest()[:10]
    return f"{slug}-{digest}" if slug else digest


def discover(sources: Sequence[Path], parse: Callable[[bytes, str], Content], version: str) -> list[SourceItem]:
    """Return every file of ``sources``, by source folder and name; files named twice are taken once.

    Hidden files are passed over, and so are gold.jsonl directly in a source folder and what the folder's .qaignore
    lists: a pattern a line, matched with a file's name and with its path in the folder. A file that is named itself is
    read all the same. One that lies in several of ``sources`` is named by the outermost, so that ids do not depend on
    their order. Links out of a source folder and folders that cannot be listed are among the items, as what cannot be
    read.

    Raises:
        SourceError: a source does not exist or may not be read.
    """
    roots = {path: path.parent if path.is_file() else path for path in map(_existing, sources)}
    labels = _labels(set(roots.values()))
    found: dict[Path, SourceItem] = {}
    for source, root in sorted(roots.items(), key=lambda pair: (len(pair[1].parts), pair)):
        for file, fault in _files(source):
            name = file.relative_to(root).as_posix()
            shown = _printable(name)
            if file not in found:
                found[file] = SourceItem(
                    document_id=document_id(labels[root], name),
                    source=shown,
                    read=partial(read_inside, root, file) if fault is None else partial(_raise, fault),
                    parse=_parser(parse, shown),
                    version=version,
                    is_folder=fault is not None,
                    size=_size(file),
                )
    return list(found.values())


def _parser(parse: Callable[[bytes, str], Content], name: str) -> Callable[[bytes], Content]:
    return lambda data: parse(data, name)


def _raise(fault: OSError) -> bytes:
    raise fault


def _existing(path: Path) -> Path:
    """Return ``path`` made absolute."""
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except PermissionError:
        is_folder = readable = False
    except (OSError, ValueError) as error:
        raise SourceError(f"there is no file or folder {path}; set QA_SOURCES to where your documents are") from error
    else:
        readable = os.access(path, os.R_OK | os.X_OK if is_folder else os.R_OK)
    if not readable:
        raise SourceError(f"{path} may not be read; give this user the right to read it, or name another source")
    return path.resolve()


def _labels(roots: Collection[Path]) -> dict[Path, str]:
    """Name each source folder so that no two have the same name, wherever the whole project lies.

    That is its own name; folders of one name also get their path below their common parent.
    """
    groups: dict[str, list[Path]] = {}
    for root in roots:
        groups.setdefault(root.name, []).append(root)
    labels = {}
    for name, group in groups.items():
        shared = os.path.commonpath(group)
        for root in group:
            labels[root] = name if len(group) == 1 else f"{name}:{root.relative_to(shared).as_posix()}"
    return labels


def _files(source: Path) -> Iterator[tuple[Path, OSError | None]]:
    """Yield every file, and every folder that cannot be listed with the reason.

    Raises:
        SourceError: that folder is the source itself, so that all of its documents would look deleted.
    """
    if source.is_file():
        yield source, None
        return
    ignored = _ignored(source)
    faults: list[OSError] = []
    for folder, folders, names in os.walk(source, onerror=faults.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if leads_out(source, Path(folder, name))]
        for name in sorted([*names, *linked]):
            is_gold = Path(folder) == source and name.lower() == GOLD
            path = Path(folder, name)
            if not name.startswith(".") and not is_gold and not ignored(path.relative_to(source).as_posix()):
                yield path, None
    for fault in faults:
        path = Path(fault.filename)
        if path == source:
            raise SourceError(
                f"{path} cannot be listed ({fault.strerror}); give this user the right to, or name another"
            )
        if not ignored(path.relative_to(source).as_posix()):
            yield path, fault


def _ignored(source: Path) -> Callable[[str], bool]:
    """Return what says of a path in ``source`` whether its .qaignore lists it.

    Raises:
        SourceError: there is one, and it cannot be read: going on would index what is to be left out.
    """
    try:
        listed = read_inside(source, source / IGNORE).decode(errors="replace").splitlines()
    except FileNotFoundError:
        return lambda _: False
    except OSError as error:
        raise SourceError(f"{source / IGNORE} cannot be read ({error.strerror}); mend or remove it") from error
    patterns = [line.strip().strip("/") for line in listed if line.strip() and not line.lstrip().startswith("#")]
    if len(patterns) > _MOST_PATTERNS:
        raise SourceError(f"{source / IGNORE} has more than {_MOST_PATTERNS} lines; move the documents apart instead")
    return lambda path: any(
        fnmatchcase(path, pattern) or fnmatchcase(path.rpartition("/")[2], pattern) or path.startswith(f"{pattern}/")
        for pattern in patterns
    )


def _printable(name: str) -> str:
    """Return a file name that can be written as UTF-8, whatever bytes the disk holds."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _size(file: Path) -> int:
    try:
        return file.lstat().st_size
    except OSError:  # what cannot be read is told where it is read
        return 0
