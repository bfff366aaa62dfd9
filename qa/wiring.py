"""Where the parts are put together. Everything else is handed what it needs."""

import importlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.embedding import Embedder
from index.encoders import open_embedder
from index.encoders.lazy import LazyEmbedder
from index.encoders.runtime import DIM, MAX_TOKENS
from index.errors import SourceError, StoreError, StoreReadOnlyError
from index.library import Index, writing
from index.model import MINILM, MODEL_ID, WEIGHTS
from index.parsers import PARSERS_VERSION, parse, render_page
from index.progress import Progress, Step
from index.records import LedgerEntry
from index.removal import check_removal
from index.search import SearchSettings
from index.sources import SourceItem, discover
from index.store import Store
from index.sync_report import SyncReport
from index.uploads import Uploads
from qa.answering.assistant import AnswerSettings, ExtractiveAssistant
from qa.answering.calibrations import TRAINED, similarity_reader, trained_reader
from qa.answering.confidence import CalibratedReader
from qa.answering.correction import Correction
from qa.answering.llm.model import LanguageModel
from qa.answering.llm.writer import Writer
from qa.answering.passages import PassageSearch
from qa.answering.question.spelling import Speller
from qa.answering.reading.span_model import open_span_model, reader_name
from qa.evaluation.components import Components
from qa.service.corrections import CorrectionFile
from qa.service.database import DatabaseDocuments, with_others
from qa.service.documents import Documents, ReadOnlyDocuments, UploadedDocuments
from qa.service.examples import candidates, gold_questions
from qa.service.feedback import MOST_BYTES, FeedbackLog, LineFile, Lines
from qa.service.live import LiveAssistant, Report
from qa.service.originals import Originals
from qa.settings import Settings, SettingsError

if TYPE_CHECKING:
    from index.postgres.store import PostgresStore

WEIGHTS_FOLDER = Path(__file__).parent / "answering" / "weights"


def open_store(settings: Settings) -> Store:
    """Choose the engine: where the index is kept, and what searches it. Nothing else knows which it is."""
    return EmbeddedStore(settings.data) if settings.store is None else open_database(settings)


def open_database(settings: Settings) -> "PostgresStore":
    """Return the store in the database that is set up; connects to nothing yet.

    Raises:
        SettingsError: none is, or what it takes is not installed.
    """
    if settings.store is None:
        raise SettingsError("this needs a database; set QA_STORE to its address, as postgresql://user@host/database")
    try:  # only for those who have one: psycopg is an extra
        engine = importlib.import_module("index.postgres.store")
    except ImportError as error:
        raise SettingsError(
            f"QA_STORE needs packages that are not installed ({error.name}); run: pip install 'cited-qa[postgres]'"
        ) from error
    store: PostgresStore = engine.open_store(settings.store.get_secret_value())
    return store


@dataclass(frozen=True, slots=True)
class Application:
    """The parts that one process shares."""

    settings: Settings
    store: Store
    embedder: Embedder
    reader: Callable[[Index], CalibratedReader]  # as shipped; loads its network on the first call
    database: "PostgresStore | None" = None  # the store, where that is a database: files and feedback are there, too

    @classmethod
    def of(cls, settings: Settings) -> "Application":
        """Choose the parts as ``settings`` say; what is packaged is loaded only when it is needed."""
        if settings.model is not None:
            embedder = open_embedder(settings.model, settings.allow_download)
        else:
            embedder = LazyEmbedder(open_embedder, f"{MODEL_ID}@{MINILM[WEIGHTS][:12]}", DIM, MAX_TOKENS)
        span_model = cache(lambda: open_span_model(WEIGHTS_FOLDER))
        database = None if settings.store is None else open_database(settings)
        store = database or open_store(settings)
        return cls(settings, store, embedder, lambda index: trained_reader(span_model(), index), database)

    @property
    def uploads(self) -> Uploads:
        """The files that came in over HTTP."""
        return Uploads(self.settings.data / "uploads", parse, PARSERS_VERSION)

    @property
    def correction(self) -> CorrectionFile:
        """What `qa calibrate` fitted to the user's own questions."""
        return CorrectionFile(self.settings.data / "calibration.json")

    def correction_in_force(self) -> Correction | None:
        """Return the correction of the packaged reader, which is not loaded for it; None where there is none.

        Raises:
            CorrectionError: there is one, and it is not used.
        """
        return self.correction.read(reader_name(WEIGHTS_FOLDER), TRAINED)

    def corrected_reader(self, index: Index) -> CalibratedReader:
        """Return the reader as users get it."""
        return self.correction.applied(self.reader(index))

    @property
    def feedback(self) -> FeedbackLog:
        """What users said of answers."""
        return FeedbackLog(self.feedback_lines)

    @property
    def feedback_lines(self) -> Lines:
        """Where that is kept."""
        if self.database is not None:
            return self.database.lines("feedback", MOST_BYTES)
        return LineFile(self.settings.data / "feedback.jsonl")

    def items(self, paths: Sequence[Path] = ()) -> list[SourceItem]:
        """Return what the index should hold: ``paths``, or else the configured sources, and every upload."""
        return [*self._found(paths), *self._uploaded()]

    def _uploaded(self) -> list[SourceItem]:
        if self.database is not None:
            return self.database.files.items(parse, PARSERS_VERSION, uploaded_only=True)
        return self.uploads.items()

    def disagreeing(self, entries: Sequence[LedgerEntry]) -> list[str]:
        """Return the ids of uploads whose file and index do not agree; in a database, one transaction holds both."""
        return [] if self.database is not None else self.uploads.disagreeing(entries)

    def originals(self) -> Sequence[SourceItem]:
        """Return where the file of each document may be found."""
        if self.database is None:
            return self.items()
        found: list[SourceItem] = []
        with suppress(SourceError):  # another machine may have them
            found = self._found(())
        return with_others(self.database.files.items(parse, PARSERS_VERSION), found)

    def _found(self, paths: Sequence[Path]) -> list[SourceItem]:
        return discover(paths or self.settings.sources, parse, PARSERS_VERSION)

    def sync(
        self, paths: Sequence[Path], progress: Progress, *, rebuild: bool = False, removal: bool = False
    ) -> SyncReport:
        """Bring the index in line with its sources and publish it.

        Raises:
            RemovalError: most documents would be removed, and neither ``removal`` nor the settings allow it.
        """
        items = self._found(paths)  # before the lock: a missing source must not leave anything behind
        asks = not (removal or self.settings.allow_removal)
        if asks and rebuild:  # which forgets what was there as soon as it begins
            check_removal(self._published(), [*items, *self._uploaded()])
        with writing(self.store, self.embedder, rebuild=rebuild) as writer:
            items = [*items, *self._uploaded()]
            if asks:
                check_removal(writer.entries(), items)
            noting = self.database.files.noting if self.database is not None else lambda item: item
            report = writer.sync([noting(item) for item in items], progress=progress)
            self.uploads.clear()
            return report

    def _published(self) -> Sequence[LedgerEntry]:
        try:
            return self.open_index().entries()
        except StoreError:  # a rebuild is what mends it
            return ()

    def ensure_index(self, progress: Progress) -> SyncReport | None:
        """Index where nothing is published, and return what was done; None where there is an index.

        Where nothing may be written, an index that only lacks its pointer is good enough to be read.
        """
        if self.has_index():
            return None
        try:
            return self.sync((), progress)
        except StoreReadOnlyError as error:
            try:
                self.open_index()
            except StoreError:
                raise error from None
            return None

    def has_index(self) -> bool:
        """Say whether anything has been published."""
        return self.store.current() is not None

    def open_index(self, search: SearchSettings | None = None) -> Index:
        """Open the published generation."""
        return Index.open(self.store, self.embedder, search or SearchSettings())

    def assistant(self, index: Index) -> ExtractiveAssistant:
        """Return the assistant that answers from ``index``."""
        settings = AnswerSettings(strictness=self.settings.strictness)
        return ExtractiveAssistant(index, self.corrected_reader(index), settings, self._writer())

    def search(self, index: Index) -> PassageSearch:
        """Return what searches ``index`` without reading: the reader is not loaded for it."""
        return PassageSearch(index, Speller.of(index).correct)

    def _writer(self) -> Writer | None:
        """Return what words answers in mode "llm", where a server is set up."""
        if self.settings.llm_url is None or self.settings.llm_model is None:
            return None
        # Its HTTP client takes a quarter of a second to load: only where there is a server to talk to.
        server = importlib.import_module("qa.answering.llm.server")
        key = self.settings.llm_key.get_secret_value() if self.settings.llm_key else None
        model: LanguageModel = server.OpenAiServer(
            server.ServerSettings(self.settings.llm_url, self.settings.llm_model, key, self.settings.llm_timeout)
        )
        return Writer(model, self.settings.llm_unsupported)

    def components(self, *, corrected: bool = True) -> Components:
        """Return the parts that an evaluation puts its systems together from.

        Args:
            corrected: with what `qa calibrate` fitted, as users are answered; False: as shipped.
        """
        return Components(
            cache=lambda name: EmbeddedStore(self.settings.data / "evaluation" / name),
            embedder=self.embedder,
            chunks=ChunkSettings(),
            search=SearchSettings(),
            discover=lambda paths: discover(paths, parse, PARSERS_VERSION),
            open_index=self.open_index,
            readers={"trained": self.corrected_reader if corrected else self.reader, "similarity": similarity_reader},
            strictness=self.settings.strictness,
            api_key=self.settings.api_key.get_secret_value() if self.settings.api_key else None,
        )

    def live(self, progress: Progress) -> LiveAssistant:
        """Return a server's assistant: it indexes first where nothing is indexed, and follows what is published."""
        return LiveAssistant(
            load=lambda report: self._load(progress, report),
            current=self.store.current,
            suggestions=lambda index: candidates(index, gold_questions(self.settings.sources)),
            documents=self._documents() if self.settings.write else ReadOnlyDocuments(),
            originals=Originals(self.originals, ChunkSettings().version, render_page),
            feedback=self.feedback,
        )

    def _documents(self) -> Documents:
        if self.database is not None:
            return DatabaseDocuments(self.database, self.embedder, self.uploads.received)
        return UploadedDocuments(self.store, self.embedder, self.uploads)

    def _load(self, progress: Progress, report: Report) -> ExtractiveAssistant:
        def indexing(step: Step) -> None:
            progress(step)
            report(f"indexing {step.what}", 0.9 * step.share)

        self.ensure_index(indexing)
        report("loading the index", 0.9)
        index = self.open_index()
        report("loading encoder and reader", 0.95)
        with ThreadPoolExecutor(1, thread_name_prefix="load") as pool:  # side by side: each takes a core
            encoder = pool.submit(index.embed_question, "ready?")
            assistant = self.assistant(index)
            encoder.result()
        return assistant
