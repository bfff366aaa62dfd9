"""The hashes of a generation's files, so that a changed file is never used."""

import hashlib
import json
from pathlib import Path
from typing import Any

from index.errors import StoreDamagedError
from index.files import sha256_of, write_atomically

MANIFEST = "MANIFEST.json"

Manifest = dict[str, Any]


def write_manifest(folder: Path, facts: Manifest) -> None:
    """Write ``facts`` into ``folder`` with size and hash of every file there, and of themselves."""
    manifest = {**facts, "files": _files(folder)}
    write_atomically(folder / MANIFEST, json.dumps({**manifest, "sha256": _digest(manifest)}, indent=1).encode())


def check_files(folder: Path) -> list[str]:
    """Compare every file of a generation with its manifest; return one sentence per difference."""
    try:
        expected = _read(folder)["files"]
        found = _files(folder)
    except OSError as error:
        return [f"generation {folder.name}: {Path(error.filename or folder).name} cannot be read ({error.strerror})"]
    except StoreDamagedError as error:
        return [str(error)]
    return [
        f"generation {folder.name}: {name} is {'missing' if name not in found else 'not what was written'}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]


def checked_manifest(folder: Path) -> Manifest:
    """Return the manifest of a generation whose files are all as they were written.

    Raises:
        StoreDamagedError: one of them is not; says which and what to do.
    """
    findings = check_files(folder)
    if findings:
        raise StoreDamagedError(f"{findings[0]}; run: qa index")
    return _read(folder)


def _read(folder: Path) -> Manifest:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        whole = manifest.pop("sha256") == _digest(manifest) and manifest["generation"] == folder.name
    except (ValueError, KeyError, TypeError, AttributeError):
        whole = False
    if not whole:
        raise StoreDamagedError(f"generation {folder.name}: its manifest is not what was written")
    return dict(manifest)


def _digest(manifest: Manifest) -> str:
    return hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _files(folder: Path) -> dict[str, dict[str, str | int]]:
    return {
        file.relative_to(folder).as_posix(): {"bytes": file.stat().st_size, "sha256": sha256_of(file)}
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file != folder / MANIFEST
    }
