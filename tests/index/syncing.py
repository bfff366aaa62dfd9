"""Files in memory that count what is done with them, and the shortest way to sync them."""

from dataclasses import dataclass
from pathlib import Path

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.library import Index, writing
from index.records import Content, Hit
from index.sources import SourceItem
from index.sync_report import SyncReport
from tests.recording import RecordingEmbedder


@dataclass
class File:
    """A source item in memory that counts how often it is read and parsed."""

    name: str
    text: str
    error: Exception | None = None
    reads: int = 0
    parses: int = 0

    def item(self, origin: str = "folder") -> SourceItem:
        return SourceItem(
            document_id=self.name.replace(".", "-"),
            source=self.name,
            read=self._read,
            parse=self._parse,
            version="test/1",
            origin="upload" if origin == "upload" else "folder",
        )

    def _read(self) -> bytes:
        self.reads += 1
        if isinstance(self.error, OSError):
            raise self.error
        return self.text.encode()

    def _parse(self, data: bytes) -> Content:
        self.parses += 1
        if self.error is not None:
            raise self.error
        return Content(text=data.decode(), title=self.name)


def sync(folder: Path, embedder: RecordingEmbedder, *files: File, rebuild: bool = False) -> SyncReport:
    with writing(EmbeddedStore(folder), embedder, ChunkSettings(target=12), rebuild=rebuild) as writer:
        return writer.sync([file.item() for file in files])


def files(*names: str) -> list[File]:
    return [File(name, f"The {name} sails at noon. It returns in the evening of the same day.") for name in names]


def hits(folder: Path, embedder: RecordingEmbedder, question: str = "when does the ferry return") -> list[Hit]:
    return Index.open(EmbeddedStore(folder), embedder).search(question, 20)
