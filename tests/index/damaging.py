"""An index to break, ways to break it, and what must hold of whatever is still served."""

import json
import os
from pathlib import Path

from index.chunking import ChunkSettings
from index.embedded.manifest import MANIFEST, write_manifest
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


def generation(data: Path, name: str) -> Path:
    return data / "generations" / name


def files(place: Path) -> list[Path]:
    return sorted(path for path in place.rglob("*") if path.is_file())


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


def reseal(place: Path, **facts: object) -> None:
    """Write a manifest that fits the files as they are now."""
    manifest = json.loads((place / MANIFEST).read_bytes())
    del manifest["sha256"]
    write_manifest(place, {**manifest, **facts})
