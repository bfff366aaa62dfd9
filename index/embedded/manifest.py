"""What a segment and a generation consist of, with hashes, so that a changed file is never used."""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from index.errors import StoreDamagedError
from index.files import sha256_of, write_atomically

MANIFEST = "MANIFEST.json"

Manifest = dict[str, Any]


def sealed(facts: Manifest) -> bytes:
    """Return ``facts`` as JSON with their own hash."""
    return json.dumps({**facts, "sha256": _digest(facts)}, separators=(",", ":")).encode()


def unsealed(data: bytes) -> Manifest:
    """Return what was sealed.

    Raises:
        ValueError: it is not what was written.
    """
    manifest = json.loads(data)
    if not isinstance(manifest, dict) or manifest.pop("sha256", None) != _digest(manifest):
        raise ValueError("it is not what was written")
    return manifest


def _digest(manifest: Manifest) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def write_manifest(folder: Path, facts: Manifest) -> str:
    """Write ``facts`` into ``folder`` with size and hash of every file there; return a name for the folder."""
    data = sealed({**facts, "files": {name: _file(folder / name) for name in _names(folder)}})
    write_atomically(folder / MANIFEST, data)
    return hashlib.sha256(data).hexdigest()[:16]


def checked_manifest(folder: Path, unhashed: Collection[str] = ()) -> Manifest:
    """Return the manifest of a segment whose files are all as they were written.

    Args:
        folder: where the segment lies; its name is that of its content.
        unhashed: names of files of which only the size is compared, as what is read of them is checked by itself.

    Raises:
        StoreDamagedError: one of them is not; says which and what to do.
    """
    findings = check_files(folder, unhashed)
    if findings:
        raise StoreDamagedError(f"{findings[0]}; run: qa index")
    return _read(folder)


def check_files(folder: Path, unhashed: Collection[str] = ()) -> list[str]:
    """Compare every file of a segment with its manifest; return one sentence per difference."""
    try:
        expected, there = _read(folder)["files"], _names(folder)
        return [
            f"segment {folder.name}: {name} is {'not what was written' if name in there else 'missing'}"
            for name in sorted({*expected, *there})
            if name not in there or name not in expected or _differs(folder / name, expected[name], name in unhashed)
        ]
    except OSError as error:
        return [f"segment {folder.name}: {Path(error.filename or folder).name} cannot be read ({error.strerror})"]
    except StoreDamagedError as error:
        return [str(error)]


def _differs(path: Path, expected: Manifest, unhashed: bool) -> bool:
    return path.stat().st_size != expected["bytes"] or not (unhashed or sha256_of(path) == expected["sha256"])


def _read(folder: Path) -> Manifest:
    data = (folder / MANIFEST).read_bytes()
    try:
        manifest = unsealed(data)
    except (ValueError, TypeError, AttributeError):
        manifest = {}
    if not isinstance(manifest.get("files"), dict) or hashlib.sha256(data).hexdigest()[:16] != folder.name:
        raise StoreDamagedError(f"segment {folder.name}: its manifest is not what was written")
    return manifest


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name != MANIFEST)


def _file(path: Path) -> Manifest:
    return {"bytes": path.stat().st_size, "sha256": sha256_of(path)}
