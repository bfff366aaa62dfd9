"""The assistant of a server over PDFs in a folder: real files, parser, index, pictures; only the reader is simple."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.library import Index, writing
from index.parsers import PARSERS_VERSION, parse, render_page
from index.sources import SourceItem, discover
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.calibrations import similarity_reader
from qa.service.documents import ReadOnlyDocuments
from qa.service.feedback import FeedbackLog, LineFile
from qa.service.live import LiveAssistant
from qa.service.originals import Originals
from tests.fakes_embedding import HashingEmbedder
from tests.parsers.drawing_pdf import column, drawn
from tests.waiting import eventually

LIT = "When was the lighthouse at Skerry Point first lit?"
KEPT = "What did the keeper write down in the ledger?"
FIRST = (
    "The lighthouse at Skerry Point was first lit on 1 February 1849.",
    "It was designed by Marion Teale, who had built nothing before",
    "that was taller than a barn, and who asked for no money at all.",
)
LAST_LINES = (
    "The lamp was moved to the lower gallery, because of the fog.",
    "In the ledger the keeper wrote down the name of every single",
)
NEXT_LINES = (
    "ship that passed by day, and the lights of those by night.",
    "After that the tower was closed, and the bell was sold.",
)


def book() -> bytes:
    """Three pages of short paragraphs; a sentence goes on from the second to the third."""
    return drawn(
        [
            [*column(72, 700, FIRST[:1]), *column(72, 660, FIRST[1:])],
            [*column(72, 700, LAST_LINES[:1]), *column(72, 60, LAST_LINES[1:])],
            [*column(72, 740, NEXT_LINES[:1]), *column(72, 700, NEXT_LINES[1:])],
        ]
    )


@contextmanager
def printed(folder: Path) -> Iterator[LiveAssistant]:
    """Index the files in ``folder / "docs"``, and serve them as they are there."""
    docs, data, embedder = folder / "docs", folder / "data", HashingEmbedder()
    store = EmbeddedStore(data)

    def items() -> list[SourceItem]:
        return discover([docs], parse, PARSERS_VERSION)

    with writing(store, embedder) as writer:
        writer.sync(items())

    def load(_: object) -> ExtractiveAssistant:
        index = Index.open(store, embedder)
        return ExtractiveAssistant(index, similarity_reader(index))

    live = LiveAssistant(
        load,
        store.current,
        lambda _: ((LIT,), ()),
        ReadOnlyDocuments(),
        Originals(items, ChunkSettings().version, render_page),
        FeedbackLog(LineFile(data / "feedback.jsonl")),
    )
    live.start()
    eventually(lambda: live.readiness().ready)
    yield live
    live.close()
