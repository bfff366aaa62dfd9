"""The product and the tests' fake of it, over the same documents, for the contract that both keep."""

import errno
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.errors import UnreadableDocumentError
from index.library import Index, writing
from index.parsers import parse, render_page
from index.records import Content, Document
from index.sources import SourceItem
from index.uploads import Uploads
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.calibrations import similarity_reader
from qa.answering.ports import Assistant, Feedback
from qa.service.documents import ReadOnlyDocuments, UploadedDocuments
from qa.service.feedback import FeedbackLog, LineFile
from qa.service.live import LiveAssistant
from qa.service.originals import Originals
from tests.fakes import SKIPPED, FakeAssistant
from tests.fakes_documents import DOCUMENTS, EXAMPLES, RULES, file_of
from tests.fakes_embedding import HashingEmbedder
from tests.waiting import eventually

FIRST_LIT = "When was the lighthouse at Skerry Point first lit?"
EMBEDDER = HashingEmbedder()
# The reader that needs no weights is never sure of an answer, but for what the documents are about.
SUGGESTED = [*EXAMPLES, "What are these documents about?"]


@dataclass(frozen=True)
class Witness:
    """An assistant over the same documents, and how to look at what it keeps of feedback."""

    assistant: Assistant
    files: dict[str, bytes | None]  # what is put where a document came from, by its id; None: nothing any more
    feedback: Callable[[], list[Feedback]]


@contextmanager
def fake(_: Path, *, write: bool = False, ready: bool = True) -> Iterator[Witness]:
    made = FakeAssistant(write=write, ready=ready)
    yield Witness(made, made.files, lambda: list(made.judgements))


@contextmanager
def product(folder: Path, *, write: bool = False, ready: bool = True) -> Iterator[Witness]:
    """The assistant of a server, over an index of its own, with an embedder and a reader that need no weights."""
    store = EmbeddedStore(folder)
    files: dict[str, bytes | None] = {}
    items = [item(document, files) for document in DOCUMENTS]
    with writing(store, EMBEDDER) as writer:
        broken = replace(item(RULES, files), document_id=SKIPPED.id, source=SKIPPED.source, parse=fail)
        writer.sync([*items, broken])
    log = FeedbackLog(LineFile(folder / "feedback.jsonl"))

    def load(_: object) -> ExtractiveAssistant:
        index = Index.open(store, EMBEDDER)
        return ExtractiveAssistant(index, similarity_reader(index))

    uploads = Uploads(folder / "uploads", parse, "test/1")
    documents = UploadedDocuments(store, EMBEDDER, uploads) if write else ReadOnlyDocuments()
    originals = Originals(lambda: [*items, *uploads.items()], ChunkSettings().version, render_page)
    live = LiveAssistant(load, store.current, lambda _: (SUGGESTED, ()), documents, originals, log)
    if ready:
        live.start()
        eventually(lambda: live.readiness().ready)
    yield Witness(live, files, lambda: [_feedback(row) for row in log.rows()])
    live.close()


def item(document: Document, files: Mapping[str, bytes | None]) -> SourceItem:
    def read() -> bytes:
        data = files.get(document.id, file_of(document))
        if data is None:
            raise FileNotFoundError(errno.ENOENT, "No such file or directory")
        return data

    def parsed(data: bytes) -> Content:
        return document.content if data == file_of(document) else replace(document.content, text=repr(data), blocks=())

    return SourceItem(document.id, document.source, read, parsed, "test/1")


def fail(_: bytes) -> Content:
    raise UnreadableDocumentError("the file is cut off")


Make = Callable[..., AbstractContextManager[Witness]]
MAKERS: dict[str, Make] = {"product": product, "fake": fake}


def _feedback(row: Mapping[str, Any]) -> Feedback:
    return Feedback(row["answer_id"], row["kind"], row["note"], row["statement"])
