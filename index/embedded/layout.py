"""What lies where below the store's folder, and the pointer to the generation that is published."""

import json
import re
from pathlib import Path

from index.embedded.manifest import MANIFEST
from index.files import write_atomically

CATALOGUE = "catalogue.sqlite"
GENERATIONS = "generations"
POINTER = "CURRENT"
_NAME = re.compile(r"[0-9a-f]{16}")


def current(folder: Path) -> str | None:
    """Return the name of the generation that the pointer names, without opening anything."""
    try:
        name = json.loads((folder / POINTER).read_bytes())["generation"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else None


def point_to(folder: Path, name: str) -> None:
    """Publish the generation ``name``: whoever opens the store from now on reads it."""
    write_atomically(folder / POINTER, json.dumps({"generation": name}).encode())


def newest_first(folder: Path) -> list[str]:
    """Return the names of the generations that are there, by the time they were built."""
    found = []
    for manifest in (folder / GENERATIONS).glob(f"*/{MANIFEST}"):
        try:
            found.append((manifest.stat().st_mtime_ns, manifest.parent.name))
        except FileNotFoundError:
            continue  # dropped by a writer just now
    return [name for _, name in sorted(found, reverse=True) if _NAME.fullmatch(name)]
