"""The assistant of a running process: loads in the background, follows new generations, keeps what users send."""

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from index.errors import IndexingError, StoreDamagedError
from index.library import Index
from index.records import LedgerEntry
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.ports import (
    Feedback,
    NotReadyError,
    Query,
    Question,
    UnknownDocumentError,
    UploadProgress,
    unwatched,
)
from qa.answering.records import (
    Answer,
    DocumentView,
    OriginalFile,
    Overview,
    Readiness,
    SearchResult,
    Verification,
    verify,
)
from qa.service.documents import Documents
from qa.service.examples import Candidates
from qa.service.feedback import FeedbackLog, RecentAnswers
from qa.service.offering import OfferedQuestions
from qa.service.originals import Originals

_LOG = logging.getLogger(__name__)
_FAILED = "the index could not be loaded, the server's log has the details"
_POLL_SECONDS = 0.5  # between two looks at the store: a new generation is served within 2 s
_LEFT_SECONDS = 60.0  # until a damaged generation is looked at again: all of its files are read for that
_FAILED_SECONDS = 3.0  # the same where no other is served

Report = Callable[[str, float], None]  # what is going on, and how far it is, 0..1


class LiveAssistant:
    """See `qa.answering.ports.Assistant`. One immutable assistant per generation, swapped whole."""

    def __init__(
        self,
        load: Callable[[Report], ExtractiveAssistant],
        current: Callable[[], str | None],
        suggestions: Callable[[Index], Candidates],
        documents: Documents,
        originals: Originals,
        feedback: FeedbackLog,
    ) -> None:
        """Put together what a running process needs; `start` begins.

        Args:
            load: opens the published generation; may index first.
            current: returns the name of the published generation.
            suggestions: returns questions that might make good examples.
            documents: takes uploads.
            originals: finds the files of documents.
            feedback: keeps what users say of answers.
        """
        self._load = load
        self._current = current
        self._offered = OfferedQuestions(suggestions)
        self._documents = documents
        self._originals = originals
        self._feedback = feedback
        self._assistant: ExtractiveAssistant | None = None
        self._recent = RecentAnswers()
        self._state: tuple[str, float] = ("starting", 0.0)
        self._last_error: str | None = None
        self._left: tuple[str | None, float] = (None, 0.0)  # a generation that could not be served, and since when
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
        try:
            self._documents.settle()
        except IndexingError as error:
            _LOG.warning("%s", error)
        while not self._stop.is_set():
            self._take_up()
            self._stop.wait(_POLL_SECONDS)

    def _take_up(self) -> None:
        """Load what is published, where that is not what is served already.

        On an error, what is served now is still whole; where nothing is, /readyz says why. The next look tries again.
        """
        try:
            current = self._current()
            served = self._assistant.index.generation if self._assistant is not None else None
            if not self._is_left(current, served):  # else what was said of it stands
                self._serve(current, served)
        except IndexingError as error:
            if self._last_error != str(error):  # logged once, however often it is tried again
                _LOG.warning("%s", error)
            self._failed(str(error))
        except Exception:  # noqa: BLE001 - logged; whatever it is, this thread goes on
            if self._last_error != _FAILED:
                _LOG.exception("the index could not be loaded")
            self._failed(_FAILED)

    def _serve(self, current: str | None, served: str | None) -> None:
        if served is None or current not in (None, served):
            self._left = (current, time.monotonic())  # until it has turned out to be whole
            self._assistant = self._load(self._report)
            if self._assistant.index.generation == current:
                self._left = (None, 0.0)
        self._last_error = None
        self._state = ("ready", 1.0)

    def _is_left(self, generation: str | None, served: str | None) -> bool:
        """Say whether this one was found damaged a short while ago; once it is mended it has the same name again."""
        pause = _FAILED_SECONDS if served is None else _LEFT_SECONDS
        return generation is not None and self._left[0] == generation and time.monotonic() < self._left[1] + pause

    def _failed(self, error: str) -> None:
        self._last_error = error
        self._state = (error, 0.0)

    def _report(self, reason: str, progress: float) -> None:
        self._state = (reason, progress)

    def _ready(self) -> ExtractiveAssistant:
        assistant = self._assistant
        if assistant is None:
            raise NotReadyError(f"not ready yet: {self._state[0]}; try again shortly")
        return assistant

    @contextmanager
    def _served(self) -> Iterator[ExtractiveAssistant]:
        """Give what is served; where that turns out to be damaged, it is left, and the newest whole state loaded."""
        assistant = self._ready()
        try:
            yield assistant
        except StoreDamagedError as error:
            _LOG.warning("%s", error)
            if self._assistant is assistant:
                self._assistant = None
                self._failed(str(error))
                self._left = (None, 0.0)
            raise NotReadyError(
                "the index has turned out to be damaged, and is loaded anew; try again shortly"
            ) from error

    def ask(self, question: Question) -> Answer:
        with self._served() as assistant:
            answer = assistant.ask(question)
            if answer.reason == "not_a_question":
                answer = assistant.ask(question, self.examples())
        self._recent.remember(question, answer)
        return answer

    def search(self, query: Query) -> SearchResult:
        with self._served() as assistant:
            return assistant.search(query)

    def verify(self, document_id: str, start: int, end: int, quote: str, sha256: str | None = None) -> Verification:
        with self._served() as assistant:
            return verify(assistant.index.document(document_id), start, end, quote, sha256)

    def documents(self) -> Sequence[LedgerEntry]:
        with self._served() as assistant:
            return assistant.index.entries()

    def document(self, document_id: str) -> DocumentView:
        with self._served() as assistant:
            document = assistant.index.document(document_id)
            if document is None:
                raise UnknownDocumentError.of(document_id)
            entry = next(entry for entry in assistant.index.entries() if entry.id == document_id)
            return DocumentView(entry, document)

    def overview(self, document_id: str) -> Overview:
        with self._served() as assistant:
            citations = assistant.overview(document_id)
            return Overview(citations, self._offered.known_of(assistant, document_id))

    def original(self, document_id: str) -> OriginalFile:
        return self._originals.file(self.document(document_id))

    def page_picture(self, document_id: str, page: int, scale: float) -> bytes:
        return self._originals.page(self.document(document_id), page, scale)

    def examples(self, document_id: str | None = None) -> Sequence[str]:
        with self._served() as assistant:
            if document_id is None:
                return self._offered.of_all(assistant)
            return self._offered.of_document(assistant, document_id)

    def feedback(self, feedback: Feedback) -> None:
        self._feedback.add(feedback, self._recent.get(feedback.answer_id))

    def readiness(self) -> Readiness:
        assistant = self._assistant
        if assistant is not None:
            return Readiness(ready=True, reason=None, progress=1.0, generation=assistant.index.generation)
        reason, progress = self._state
        return Readiness(ready=False, reason=reason, progress=progress, generation=None)

    def add_document(
        self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched
    ) -> LedgerEntry:
        self._ready()
        entry = self._documents.add(name, data, folder, progress)
        self._take_up()  # should that fail, the document is kept and published all the same
        return replace(entry, provenance=replace(entry.provenance, fingerprint=""))

    def delete_document(self, document_id: str) -> None:
        self._ready()
        self._documents.delete(document_id)
        self._take_up()
