"""An index to break, ways to break it, and what must hold of whatever is still served."""

import os
from dataclasses import replace
from pathlib import Path

from index.chunking import ChunkSettings
from index.embedded.layout import Named, composition_of, generation_file, write_composition
from index.embedded.manifest import MANIFEST, unsealed, write_manifest
from index.embedded.store import EmbeddedStore
from index.library import Index, writing
from index.sources import SourceItem
from index.sync_report import SyncReport
from tests.fakes_documents import DOCUMENTS
from tests.items import given_text
from tests.recording import RecordingEmbedder

EMBEDDER = RecordingEmbedder()
ITEMS = [given_text(document.id, document.source, document.title, document.text) for document in DOCUMENTS]


def sync(folder: Path, items: list[SourceItem], *, rebuild: bool = False) -> SyncReport:
    with writing(EmbeddedStore(folder), EMBEDDER, ChunkSettings(target=30), rebuild=rebuild) as writer:
        return writer.sync(items)


def segments(data: Path, name: str) -> list[Path]:
    """Return the folders of a generation's segments, the oldest first."""
    return [data / "segments" / each.name for each in composition_of(data, name).segments]


def own_segment(data: Path, name: str) -> Path:
    """Return the segment that a generation has and no older one does."""
    return segments(data, name)[-1]


def own_files(data: Path, name: str) -> list[Path]:
    """Return the files that a generation has and no older one does."""
    return [generation_file(data, name), *sorted(own_segment(data, name).iterdir())]


def served(data: Path) -> str:
    """Open the index, hold every citation it can give against the documents, and return its generation."""
    index = Index.open(EmbeddedStore(data), EMBEDDER)
    for document in DOCUMENTS:
        stored = index.document(document.id)
        assert stored is None or stored.text == document.text
        for hit in index.search(document.text[:200], 5):
            text = next(d.text for d in DOCUMENTS if d.id == hit.passage.document_id)
            assert text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text
    return index.generation


def flip(path: Path, place: int, bit: int = 0) -> None:
    """Turn one bit of a file; an empty file gets a byte."""
    content = bytearray(path.read_bytes() or b"\0")
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)


def cut(path: Path, share: float) -> None:
    """Cut a file off, as a torn write does."""
    size = path.stat().st_size
    os.truncate(path, max(0, min(size - 1, int(size * share))))


def cut_behind(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def reseal(data: Path, name: str, **facts: object) -> None:
    """Write a manifest that fits the files of the own segment as they are now, and name it in the generation."""
    place = own_segment(data, name)
    manifest = unsealed((place / MANIFEST).read_bytes())
    (place / MANIFEST).unlink()
    sealed = write_manifest(place, {**manifest, **facts})
    place.rename(place.with_name(sealed))
    made = composition_of(data, name)
    write_composition(data, replace(made, segments=(*made.segments[:-1], Named(sealed, made.segments[-1].gone))))


def restate(data: Path, name: str, **facts: object) -> None:
    """Have a generation say something else of itself, with a hash that fits."""
    write_composition(data, replace(composition_of(data, name), **facts))  # type: ignore[arg-type]
