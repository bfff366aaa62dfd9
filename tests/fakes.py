"""An Assistant over a few documents in memory: no index, no model, but real slices, real hashes, real refusals."""

import hashlib
import re
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from unittest.mock import create_autospec

from index.errors import UnreadableDocumentError
from index.parsers import render_page
from index.records import Document, LedgerEntry, Provenance, Span
from index.search import Retriever
from index.units import Unit
from qa.answering.ports import (
    Assistant,
    ChangedFileError,
    Feedback,
    MissingFileError,
    NoLanguageModelError,
    NoPictureError,
    NotReadyError,
    Query,
    Question,
    UnknownCollectionError,
    UnknownDocumentError,
    UnknownPageError,
    UploadProgress,
    WritingDisabledError,
    check_scale,
    check_searchable,
    check_text,
    unwatched,
)
from qa.answering.records import (
    Answer,
    Citation,
    DocumentView,
    FoundPassage,
    OriginalFile,
    Overview,
    PassageResult,
    Readiness,
    Reason,
    SearchResult,
    Verification,
    verify,
)
from tests.documents import document as document_of
from tests.fakes_documents import DOCUMENTS, EXAMPLES, file_of
from tests.fakes_words import STOP_WORDS, WORD, sentences_of, standalone_of, terms_of

ENOUGH = 0.5  # share of the question's words that a sentence must have to count as an answer
SKIPPED = LedgerEntry("broken-pdf", "harbour/broken.pdf", "broken.pdf", Provenance(), "skipped", "the file is cut off")


@dataclass(frozen=True)
class _Found:
    document: Document
    span: Span
    score: float


@dataclass
class FakeAssistant:
    """Answers with the sentences that share most words with the question.

    Switches for tests: ``ready``, ``generation``, ``write``; ``gate``, which holds every question until it is set.
    """

    library: dict[str, Document] = field(default_factory=lambda: {document.id: document for document in DOCUMENTS})
    ready: bool = True
    progress: float = 1.0
    generation: str = "g1"
    write: bool = False
    gate: threading.Event | None = None
    upload_gate: threading.Event | None = None  # holds every upload, while it is encoded
    files: dict[str, bytes | None] = field(default_factory=dict)  # what stands now where a document came from
    uploads: set[str] = field(default_factory=set)
    skipped: dict[str, LedgerEntry] = field(default_factory=lambda: {SKIPPED.id: SKIPPED})
    judgements: list[Feedback] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question) -> Answer:
        self.asked.append(question)
        if self.gate is not None:
            self.gate.wait(30)
        self._check(question)
        standalone = standalone_of(question)
        found = self._near(standalone, self._scope(question))
        best = [near for near in found if near.score >= max(ENOUGH, found[0].score - 0.1)][:2]
        citations = tuple(
            Citation.of(number, near.document, Unit("paragraph", near.span), (_direct(near, standalone),))
            for number, near in enumerate(sorted(best, key=lambda n: (n.document.id, n.span)), 1)
        )
        text = "\n\n".join(f"{citation.quote} [{citation.number}]" for citation in citations)
        reason: Reason | None = None if citations else _reason(standalone, found)
        return Answer(
            answer_id=hashlib.sha256(f"{standalone}\0{self.generation}".encode()).hexdigest()[:16],
            question=question.text,
            standalone_question=standalone,
            answerable=bool(citations),
            confidence=found[0].score if found else 0.0,
            certainty="likely" if citations else None,
            reason=reason,
            answer=text or "The documents do not say; the nearest passages are below.",
            citations=citations,
            closest=() if citations else self._closest(found, standalone),
            passages=tuple(_passage(near) for near in found[: question.k]),
            mode="extractive",
            generation=self.generation,
            timings_ms={"read": 1.0, "total": 1.25},
        )

    def _closest(self, found: "Sequence[_Found]", question: str) -> tuple[Citation, ...]:
        near = [each for each in found if each.score > 0][:3]
        return tuple(
            Citation.of(number, each.document, Unit("paragraph", each.span), (_direct(each, question),))
            for number, each in enumerate(near, 1)
        )

    def search(self, query: Query) -> SearchResult:
        self._check_ready()
        check_searchable(query.text)
        found = self._near(query.text, self._scope(query))[: query.k]
        return SearchResult(tuple(_found(near, query.retriever) for near in found), self.generation, {"total": 0.25})

    def _scope(self, query: Query | Question) -> tuple[str, ...] | None:
        if query.documents is None and query.collections is None:
            return None
        collections = {self._entry(document).collection for document in self.library.values()}
        for name in query.collections or ():
            if name not in collections:
                raise UnknownCollectionError.of(name)
        named = [self._known(document_id).id for document_id in query.documents or ()]
        wanted = set(query.collections or ())
        return (*named, *(each.id for each in self.library.values() if self._entry(each).collection in wanted))

    def verify(self, document_id: str, start: int, end: int, quote: str, sha256: str | None = None) -> Verification:
        self._check_ready()
        return verify(self.library.get(document_id), start, end, quote, sha256)

    def documents(self) -> Sequence[LedgerEntry]:
        self._check_ready()
        entries = [*(self._entry(document) for document in self.library.values()), *self.skipped.values()]
        return sorted(entries, key=lambda entry: (entry.source, entry.id))

    def document(self, document_id: str) -> DocumentView:
        self._check_ready()
        document = self._known(document_id)
        return DocumentView(self._entry(document), document)

    def overview(self, document_id: str) -> Overview:
        self._check_ready()
        document = self._known(document_id)
        first = [Citation.of(1, document, Unit("paragraph", span)) for span in sentences_of(document)[:1]]
        return Overview(tuple(first), tuple(each for each in EXAMPLES if _answers(document, each)))

    def original(self, document_id: str) -> OriginalFile:
        document = self.document(document_id).document
        data = self.files.get(document_id, file_of(document))
        if data is None:
            raise MissingFileError(f"the file of {document.source} is not there; put it back")
        if data != file_of(document):
            raise ChangedFileError(f"the file of {document.source} has changed; run `qa index`")
        return OriginalFile(document.source.rpartition("/")[2], data, hashlib.sha256(data).hexdigest())

    def page_picture(self, document_id: str, page: int, scale: float) -> bytes:
        document = self.document(document_id).document
        check_scale(scale)
        if not document.content.pages:
            raise NoPictureError(f"{document.source} has no pages; read its text instead")
        if not 1 <= page <= len(document.content.pages):
            raise UnknownPageError(f"{document.source} has no page {page}")
        return render_page(self.original(document_id).data, page, scale)

    def examples(self, document_id: str | None = None) -> Sequence[str]:
        self._check_ready()
        return EXAMPLES if document_id is None else self.overview(document_id).questions

    def feedback(self, feedback: Feedback) -> None:
        self.judgements.append(feedback)

    def readiness(self) -> Readiness:
        if self.ready:
            return Readiness(True, None, 1.0, self.generation)
        return Readiness(False, "reading the documents", self.progress, None)

    def add_document(
        self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched
    ) -> LedgerEntry:
        self._check_ready()
        if not self.write:
            raise WritingDisabledError("set QA_WRITE=1")
        progress("reading", 0.0)
        source = f"{folder}/{name}" if folder else name
        document_id = re.sub(r"\W+", "-", source)
        text = data.decode(errors="replace").strip()
        if not text or "\ufffd" in text:
            raise UnreadableDocumentError("no text was found in it")
        progress("encoding", 0.0)
        if self.upload_gate is not None:
            self.upload_gate.wait(30)
        progress("encoding", 1.0)
        self.uploads.add(document_id)
        self.library[document_id] = document_of(data.decode(), id=document_id, source=source, title=name)
        return self._entry(self.library[document_id])

    def delete_document(self, document_id: str) -> None:
        self._check_ready()
        if not self.write:
            raise WritingDisabledError("set QA_WRITE=1")
        if document_id not in self.uploads:
            raise UnknownDocumentError.of(document_id)
        self.uploads.remove(document_id)
        del self.library[document_id]

    def _check_ready(self) -> None:
        if not self.ready:
            raise NotReadyError("The documents are still being read; ask again in a few seconds.")

    def _check(self, question: Question) -> None:
        self._check_ready()
        check_text(question)
        if question.mode == "llm":
            raise NoLanguageModelError("Set QA_LLM_URL, or ask in mode extractive.")
        for document_id in question.documents or ():
            self._known(document_id)

    def _known(self, document_id: str) -> Document:
        if document_id not in self.library:
            raise UnknownDocumentError.of(document_id)
        return self.library[document_id]

    def _entry(self, document: Document) -> LedgerEntry:
        provenance = Provenance("upload" if document.id in self.uploads else "folder")
        return LedgerEntry.of(document, len(sentences_of(document)), provenance)

    def _near(self, text: str, only: tuple[str, ...] | None) -> list[_Found]:
        terms = terms_of(text)
        found = [
            _Found(document, span, len(terms & terms_of(document.text[span.start : span.end])) / max(len(terms), 1))
            for document in self.library.values()
            if only is None or document.id in only
            for span in sentences_of(document)
        ]
        return sorted(found, key=lambda near: (-near.score, near.document.id, near.span))


def failing_assistant(error: Exception) -> Assistant:
    """Return an assistant that raises ``error`` whatever it is asked."""
    assistant: Assistant = create_autospec(Assistant, instance=True)
    for name in (name for name in dir(Assistant) if not name.startswith("_")):
        getattr(assistant, name).side_effect = error
    return assistant


def _direct(near: _Found, question: str) -> Span:
    """Return the longest run of the sentence's words that the question does not hold: what it tells."""
    sentence = near.document.text[near.span.start : near.span.end]
    known = set(WORD.findall(question.lower())) | STOP_WORDS
    runs: list[list[re.Match[str]]] = [[]]
    for word in WORD.finditer(sentence):
        if word[0].lower() in known:
            runs.append([])
        else:
            runs[-1].append(word)
    longest = max(runs, key=len)
    if not longest:
        return near.span
    return Span(near.span.start + longest[0].start(), near.span.start + longest[-1].end())


def _reason(text: str, found: list[_Found]) -> Reason:
    if not terms_of(text):
        return "not_a_question"
    return "near_but_silent" if found and found[0].score > 0 else "nothing_near"


def _answers(document: Document, question: str) -> bool:
    terms = terms_of(question)
    sentences = (document.text[span.start : span.end] for span in sentences_of(document))
    return any(len(terms & terms_of(sentence)) >= ENOUGH * len(terms) for sentence in sentences)


def _found(near: _Found, retriever: Retriever) -> FoundPassage:
    return FoundPassage(
        **asdict(_passage(near)),
        context=(),
        sha256=near.document.sha256,
        page=near.document.page_at(near.span.start),
        dense=None if retriever == "lexical" else near.score,
        lexical=None if retriever == "dense" else near.score,
    )


def _passage(near: _Found) -> PassageResult:
    document, span = near.document, near.span
    text = document.text[span.start : span.end]
    return PassageResult(document.id, span.start, span.end, text, document.title, document.source, near.score)
