"""A process that adds and deletes uploads and is killed, or whose disk fails: run as a script by the fault tests."""

import json
import random
from pathlib import Path
from typing import Any

from index.embedded.store import EmbeddedStore
from index.errors import IndexingError
from index.parsers import parse
from index.sources import document_id
from index.uploads import Uploads
from qa.answering.ports import AnsweringError, UnknownDocumentError
from qa.service.documents import UploadedDocuments
from tests.fakes_embedding import HashingEmbedder
from tests.faults import install, serve
from tests.folders import made_folder

EMBEDDER = HashingEmbedder(32)


def documents(folder: Path) -> UploadedDocuments:
    return UploadedDocuments(EmbeddedStore(folder), EMBEDDER, uploads(folder))


def uploads(folder: Path) -> Uploads:
    return Uploads(folder / "uploads", parse, "test/1")


def change(folder: Path, add: dict[str, str], delete: list[str]) -> None:
    """Add these texts by name, then delete these ids."""
    changing = documents(folder)
    for name, text in add.items():
        changing.add(name, text.encode())
    for wanted in delete:
        changing.delete(wanted)


def change_on(folder: Path, acknowledged: Path, seed: int, changes: int) -> None:
    """Add, replace and delete at random so often; each change is noted when it begins and when it is done."""
    rng = random.Random(seed)
    changing = documents(folder)
    with acknowledged.open("ab", buffering=0) as notes:
        for number in range(changes):
            name = f"{rng.choice('abcd')}.txt"
            text = None if rng.random() < 0.3 else f"Buoy {seed}.{number} is moored off pier {rng.randrange(99)}."
            notes.write(json.dumps({"name": name, "text": text, "done": False}).encode() + b"\n")
            try:
                if text is None:
                    changing.delete(document_id("/upload", name))
                else:
                    changing.add(name, text.encode())
            except UnknownDocumentError:
                pass  # it had been deleted already
            notes.write(json.dumps({"name": name, "text": text, "done": True}).encode() + b"\n")


def _run(order: dict[str, Any]) -> dict[str, Any]:
    install(order)
    try:
        if "acknowledged" in order:
            change_on(Path(order["folder"]), Path(order["acknowledged"]), order["seed"], order["changes"])
            return {"done": True}
        change(Path(order["folder"]), order["add"], order["delete"])
    except (IndexingError, AnsweringError) as error:
        return {"error": type(error).__name__, "message": str(error)}
    return {"done": True}


if __name__ == "__main__":
    with made_folder() as place:  # what is imported late is imported now, and no moment of the change
        change(place, {"a.txt": "The buoy is red."}, [document_id("/upload", "a.txt")])
    serve(_run)
