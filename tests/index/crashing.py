"""A process that syncs and is killed, or whose disk fails, at a chosen moment: run as a script by the crash tests."""

from pathlib import Path
from typing import Any

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.errors import IndexingError
from index.library import writing
from index.sources import SourceItem
from tests.fakes_embedding import HashingEmbedder
from tests.faults import install, serve
from tests.items import given_text

EMBEDDER = HashingEmbedder(32)
CHUNKS = ChunkSettings(target=30)


def items(*numbers: int, version: str = "") -> list[SourceItem]:
    """Return documents of two or three passages each."""
    texts = {n: f"Boat number {n} sails at noon{version}. " * (8 + n % 3) for n in numbers}
    return [given_text(f"d{n}", f"d{n}.txt", f"Boat {n}", text) for n, text in texts.items()]


OLD = items(1, 2, 3, 4)
ONE_BY_ONE = [*OLD, *items(20, 21, 22)]  # so many segments that the next is merged with them
NEXT = items(23, 24)
NEW = [*items(1, 3), *items(4, version=" or later"), *items(*range(5, 20))]


def sync(folder: Path, wanted: list[SourceItem]) -> list[str]:
    """Bring the index in line with ``wanted`` in two steps; return the generations published."""
    half = len(wanted) // 2
    with writing(EmbeddedStore(folder), EMBEDDER, CHUNKS) as writer:
        return [writer.sync(wanted[:half], exactly=False).generation, writer.sync(wanted).generation]


def sync_one_by_one(folder: Path, wanted: list[SourceItem]) -> str:
    """Write one document a commit, so that each has a segment of its own; return the last generation."""
    with writing(EmbeddedStore(folder), EMBEDDER, CHUNKS) as writer:
        return [writer.sync([item], exactly=False).generation for item in wanted][-1]


def _run(order: dict[str, Any]) -> dict[str, Any]:
    """Do what is ordered in this process, and say how it ended."""
    folder = Path(order["folder"])
    install(order)
    try:
        if order.get("one_by_one"):
            return {"generations": [sync_one_by_one(folder, NEXT)]}
        while True:
            generations = sync(folder, OLD if order.get("old") else NEW)
            if not order.get("forever"):
                return {"generations": generations}
            sync(folder, OLD)
    except IndexingError as error:
        return {"error": type(error).__name__, "message": str(error)}


if __name__ == "__main__":
    serve(_run)
