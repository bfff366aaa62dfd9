"""What lies where below the store's folder, and the pointer to the generation that is published."""

import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.embedded.manifest import MANIFEST, sealed, unsealed
from index.errors import StoreDamagedError
from index.files import write_atomically

CATALOGUE = "catalogue.sqlite"
GENERATIONS = "generations"
SEGMENTS = "segments"
POINTER = "CURRENT"
BUILDING = ".building-"
_NAME = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Named:
    """A segment of a generation, and the rows of its documents that are gone."""

    name: str
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Composition:
    """What a generation is made of."""

    generation: str
    schema: str
    model: str
    dim: int
    documents: int  # indexed ones
    passages: int
    length: int  # terms in all passages, repeats counted
    segments: tuple[Named, ...]


def generation_file(folder: Path, name: str) -> Path:
    """Return where the composition of a generation is kept."""
    return folder / GENERATIONS / f"{name}.json"


def write_composition(folder: Path, composition: Composition) -> None:
    """Keep a composition under its generation's name; it is seen as a whole or not at all."""
    path = generation_file(folder, composition.generation)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, sealed(asdict(composition)))


def composition_of(folder: Path, name: str) -> Composition:
    """Return what the generation ``name`` is made of.

    Raises:
        StoreDamagedError: that cannot be read, or is not what was written.
    """
    path = generation_file(folder, name)
    damaged = f"generation {name}: {path.name}"
    try:
        facts = unsealed(path.read_bytes())
        segments = tuple(Named(each["name"], tuple(each["gone"])) for each in facts.pop("segments"))
        found = Composition(**facts, segments=segments)
    except FileNotFoundError:
        return _of_older_schema(folder, name)
    except OSError as error:
        raise StoreDamagedError(f"{damaged} cannot be read ({error.strerror}); run: qa index") from error
    except (ValueError, KeyError, TypeError) as error:
        raise StoreDamagedError(f"{damaged} is not what was written ({error}); run: qa index") from error
    if found.generation != name:
        raise StoreDamagedError(f"{damaged} is that of {found.generation}; run: qa index")
    return found


def _of_older_schema(folder: Path, name: str) -> Composition:
    """Return as much as tells of which schema a generation is that was a folder, up to schema 4."""
    try:
        facts: dict[str, Any] = json.loads((folder / GENERATIONS / name / MANIFEST).read_bytes())
        return Composition(name, str(facts["schema"]), str(facts["model"]), 0, 0, 0, 0, ())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreDamagedError(f"generation {name}: {name}.json is missing; run: qa index") from error


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
    """Return the names of the generations that are there, by the time they were published."""
    found = []
    for path in (*(folder / GENERATIONS).glob("*.json"), *(folder / GENERATIONS).glob(f"*/{MANIFEST}")):
        try:
            name = path.stem if path.suffix == ".json" and path.name != MANIFEST else path.parent.name
            found.append((path.stat().st_mtime_ns, name))
        except FileNotFoundError:
            continue  # dropped by a writer just now
    return [name for _, name in sorted(found, reverse=True) if _NAME.fullmatch(name)]
