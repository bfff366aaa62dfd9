"""The data folder in one file and back: index, uploads, feedback and calibration, each with its hash."""

import hashlib
import json
import shutil
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from index.errors import StoreDamagedError, StoreError, StoreReadOnlyError
from index.files import flush, make_writable, publish_folder

_MANIFEST = "BACKUP.json"
_FORMAT = 1
_BLOCK = 1 << 20
_LEFT_OUT = ("LOCK", "evaluation")  # what is made anew


def back_up(data: Path, target: Path) -> int:
    """Write the files of the folder ``data`` into the new file ``target``; return how many.

    Whoever calls it holds the right to write, so that nothing changes meanwhile; readers go on.

    Raises:
        StoreReadOnlyError: it cannot be written.
        StoreError: there is such a file already.
    """
    if target.exists():
        raise StoreError(f"{target} exists already; name another file")
    temporary = target.with_name(f".{uuid.uuid4().hex}")
    try:
        with zipfile.ZipFile(temporary, "x", zipfile.ZIP_STORED) as archive:
            sums = {name: _add(archive, path, name) for name, path in _files(data)}
            archive.writestr(_MANIFEST, json.dumps({"format": _FORMAT, "files": sums}, indent=1))
        flush(temporary)
        temporary.rename(target)
        flush(target.parent)
    except OSError as error:
        raise StoreReadOnlyError(f"{target} cannot be written ({error.strerror}); make room or name another") from error
    finally:
        temporary.unlink(missing_ok=True)
    return len(sums)


def _files(data: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data)
        if path.is_file() and name.parts[0] not in _LEFT_OUT and not path.name.endswith("-shm"):
            yield name.as_posix(), path


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file, archive.open(zipfile.ZipInfo(name), "w", force_zip64=True) as entry:
        while block := file.read(_BLOCK):
            digest.update(block)
            entry.write(block)
    return digest.hexdigest()


def restore(source: Path, data: Path) -> int:
    """Make the folder ``data``, which is empty or missing, of the backup ``source``; return how many files.

    Raises:
        StoreDamagedError: the backup is not what was written; nothing is restored then.
        StoreReadOnlyError: the folder cannot be written.
        StoreError: there is something in it already.
    """
    if data.exists() and any(data.iterdir()):
        raise StoreError(f"{data} is not empty; move it away, or set QA_DATA to another folder")
    make_writable(data.absolute().parent)
    temporary = data.absolute().with_name(f".{uuid.uuid4().hex}")
    try:
        with zipfile.ZipFile(source) as archive:
            sums = _sums(archive)
            for name, expected in sums.items():
                if _extract(archive, name, temporary / name) != expected:
                    raise StoreDamagedError(f"{source}: {name} is not what was backed up; use another backup")
        if data.exists():
            data.rmdir()
        publish_folder(temporary, data.absolute())
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError) as error:
        raise StoreDamagedError(f"{source} is no backup, or not whole ({error}); use another") from error
    except OSError as error:
        raise StoreReadOnlyError(f"{source} cannot be restored to {data} ({error.strerror})") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return len(sums)


def _sums(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the hash of each file in the archive, by its name.

    Raises:
        ValueError, KeyError: it is no list of such files, or others than those are there.
    """
    manifest = json.loads(archive.read(_MANIFEST))
    if manifest["format"] != _FORMAT:
        raise ValueError(f"of format {manifest['format']}")
    sums: dict[str, str] = manifest["files"]
    if {_MANIFEST, *sums} != set(archive.namelist()):
        raise ValueError("files are missing")
    for name in sums:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or "\\" in name:
            raise ValueError("a name leads out of the folder")
    return sums


def _extract(archive: zipfile.ZipFile, name: str, target: Path) -> str:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(name) as entry, target.open("xb") as file:
        while block := entry.read(_BLOCK):
            digest.update(block)
            file.write(block)
    return digest.hexdigest()
