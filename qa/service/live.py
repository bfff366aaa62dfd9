"""The assistant of a running process: loads in the background, follows new generations, keeps what users send."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.errors import IndexingError
from index.records import LedgerEntry
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.ports import (
    FeedbackKind,
    NotReadyError,
    Question,
    UnknownDocumentError,
    WritingDisabledError,
)
from qa.answering.records import Answer, DocumentView, Readiness, Verification
from qa.service.feedback import FeedbackLog, RecentAnswers

_LOG = logging.getLogger(__name__)
_FAILED = "the index could not be loaded, the server's log has the details"
_WATCH_SECONDS = 0.5  # between two looks at the pointer: a new generation is served within 2 s
_EXAMPLES = 6


class Documents:
    """What may be done to the documents of a running process. Filled in by the wiring where writing is enabled."""

    def add(self, name: str, data: bytes) -> str:
        """Index an uploaded file and return its document id."""
        raise WritingDisabledError(f"{name} was not added: set QA_WRITE=1 to allow uploads ({len(data)} bytes refused)")

    def delete(self, document_id: str) -> None:
        """Remove an uploaded document."""
        raise WritingDisabledError(f"{document_id} was not deleted: set QA_WRITE=1 to allow deletions")


Report = Callable[[str, float], None]  # what is going on, and how far it is, 0..1


@dataclass(frozen=True, slots=True)
class Sources:
    """How a live assistant gets at everything it does not make itself."""

    load: Callable[[Report], ExtractiveAssistant]  # opens the current generation; may index first
    current: Callable[[], str | None]  # the name of the current generation
    suggestions: Callable[[ExtractiveAssistant], Sequence[str]]  # questions that might make good examples
    documents: Documents
    feedback: FeedbackLog


class LiveAssistant:
    """See `qa.answering.ports.Assistant`. One immutable assistant per generation, swapped whole."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._assistant: ExtractiveAssistant | None = None
        self._examples: dict[str, tuple[str, ...]] = {}
        self._examples_lock = threading.Lock()
        self._recent = RecentAnswers()
        self._state: tuple[str, float] = ("starting", 0.0)
        self._complaint: str | None = None  # why the last loading failed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="generations", daemon=True)

    def start(self) -> None:
        """Begin loading in the background."""
        self._thread.start()

    def close(self) -> None:
        """Stop following; questions under way are finished by their own threads."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _follow(self) -> None:
        while not self._stop.is_set():
            self._take_up()
            self._stop.wait(_WATCH_SECONDS)

    def _take_up(self) -> None:
        """Load what is published, where that is not what is served already."""
        try:
            current = self._sources.current()
            served = self._assistant.index.generation if self._assistant is not None else None
            if served is None or (current is not None and current != served):
                self._assistant = self._sources.load(self._report)
        except IndexingError as error:
            # What is served now is still whole; where nothing is, /readyz says why. The next look tries again.
            if self._complaint != str(error):
                _LOG.warning("%s", error)
            self._complained(str(error))
        except Exception:  # noqa: BLE001 - logged; whatever it is, this thread goes on, and the next look tries again
            if self._complaint != _FAILED:
                _LOG.exception("the index could not be loaded")
            self._complained(_FAILED)
        else:
            self._complaint = None
            self._state = ("ready", 1.0)

    def _complained(self, complaint: str) -> None:
        self._complaint = complaint  # said once, however often it is tried again
        self._state = (complaint, 0.0)

    def _report(self, reason: str, progress: float) -> None:
        self._state = (reason, progress)

    def _ready(self) -> ExtractiveAssistant:
        assistant = self._assistant
        if assistant is None:
            raise NotReadyError(f"not ready yet: {self._state[0]}; try again shortly")
        return assistant

    def ask(self, question: Question) -> Answer:
        assistant = self._ready()
        answer = assistant.ask(question)
        if answer.reason == "not_a_question":
            answer = assistant.ask(question, self.examples())
        self._recent.remember(question, answer)
        return answer

    def verify(self, document_id: str, start: int, end: int, quote: str, sha256: str | None = None) -> Verification:
        document = self._ready().index.document(document_id)
        if document is None:
            return Verification(verified=False, reason="unknown_document", actual=None)
        inside = 0 <= start < end <= len(document.text)
        actual = document.text[start:end] if inside else None
        if sha256 is not None and sha256 != document.sha256:
            return Verification(verified=False, reason="changed_document", actual=actual)
        if actual is None:
            return Verification(verified=False, reason="out_of_range", actual=None)
        if actual != quote:
            return Verification(verified=False, reason="different_text", actual=actual)
        return Verification(verified=True, reason=None, actual=actual)

    def documents(self) -> Sequence[LedgerEntry]:
        return self._ready().index.entries()

    def document(self, document_id: str) -> DocumentView:
        index = self._ready().index
        document = index.document(document_id)
        if document is None:
            raise UnknownDocumentError(f"there is no document {document_id}; GET /api/documents lists what there is")
        entry = next(entry for entry in index.entries() if entry.id == document_id)
        return DocumentView(entry, document)

    def examples(self) -> Sequence[str]:
        assistant = self._ready()
        generation = assistant.index.generation
        with self._examples_lock:  # the first to ask pays; the rest wait for the same list
            if generation not in self._examples:
                asked = self._sources.suggestions(assistant)
                good = [text for text in asked if assistant.ask(Question(text)).answerable]
                self._examples = {generation: tuple(good[:_EXAMPLES])}
            return self._examples[generation]

    def feedback(self, answer_id: str, kind: FeedbackKind, note: str | None) -> None:
        self._sources.feedback.add(answer_id, kind, note, self._recent.get(answer_id))

    def readiness(self) -> Readiness:
        assistant = self._assistant
        if assistant is not None:
            return Readiness(ready=True, reason=None, progress=1.0, generation=assistant.index.generation)
        reason, progress = self._state
        return Readiness(ready=False, reason=reason, progress=progress, generation=None)

    def add_document(self, name: str, data: bytes) -> LedgerEntry:
        self._ready()
        document_id = self._sources.documents.add(name, data)
        self._take_up()
        return next(entry for entry in self._ready().index.entries() if entry.id == document_id)

    def delete_document(self, document_id: str) -> None:
        self._ready()
        self._sources.documents.delete(document_id)
        self._take_up()
