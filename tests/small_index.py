"""A whole assistant over a few small documents, without a model: for tests of what is asked and answered."""

from collections.abc import Mapping
from pathlib import Path

from index.embedded.store import EmbeddedStore
from index.library import Index, writing
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.calibrations import similarity_reader
from qa.answering.llm.writer import Writer
from tests.fakes_embedding import HashingEmbedder
from tests.items import given_text

ANIMALS = {
    "otter": "Otters sleep on their backs. They hold hands while they sleep, so that none drifts away.",
    "heron": "Herons hunt at dawn. A heron stands still in shallow water until a fish comes near. 😀 Nobody knows why.",
    "badger": "Badgers dig setts with many rooms.\r\n\r\nA sett may be a hundred years old. Eleanor counted forty.",
    "swift": "Swifts eat and sleep on the wing. A young swift may fly for two years without landing.",
}


def built(folder: Path, texts: Mapping[str, str] = ANIMALS) -> Index:
    """Index ``texts`` by name and open the result."""
    embedder = HashingEmbedder()
    with writing(EmbeddedStore(folder), embedder) as writer:
        writer.sync([given_text(name, f"{name}.txt", name.title(), text) for name, text in texts.items()])
    return Index.open(EmbeddedStore(folder), embedder)


def assistant_over(index: Index, writer: Writer | None = None) -> ExtractiveAssistant:
    """Return the assistant with the reader that needs no weights."""
    return ExtractiveAssistant(index, similarity_reader(index), writer=writer)
