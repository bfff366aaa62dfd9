"""Where the parts are put together. Everything else is handed what it needs."""

import importlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.chunking import ChunkSettings
from index.embedded.store import EmbeddedStore
from index.embedding import Embedder
from index.encoders import open_embedder
from index.encoders.lazy import LazyEmbedder
from index.encoders.runtime import DIM, MAX_TOKENS
from index.library import Index, Progress, SyncReport, writing
from index.model import MINILM, MODEL_ID, WEIGHTS
from index.parsers import PARSERS_VERSION, parse
from index.search import SearchSettings
from index.sources import SourceItem, discover
from index.uploads import Uploads
from qa.answering.assistant import AnswerSettings, ExtractiveAssistant
from qa.answering.calibrations import SIMILARITY, TRAINED
from qa.answering.confidence import Calibration
from qa.answering.llm.model import LanguageModel
from qa.answering.llm.writer import Writer
from qa.answering.ports import UnknownDocumentError
from qa.answering.reading.reader import Reader, SimilarityReader
from qa.answering.reading.span_model import SpanModel, open_span_model
from qa.answering.reading.trained_reader import TrainedReader
from qa.evaluation.components import Components
from qa.service.examples import candidates
from qa.service.feedback import FeedbackLog
from qa.service.live import Documents, LiveAssistant, Report, Sources
from qa.settings import Settings

WEIGHTS_FOLDER = Path(__file__).parent / "answering" / "weights"


@dataclass(frozen=True, slots=True)
class House:
    """The parts that one process shares."""

    settings: Settings
    embedder: Embedder
    span_model: Callable[[], SpanModel]  # loads the reader's network on the first call

    @classmethod
    def of(cls, settings: Settings) -> "House":
        """Choose the embedder; the packaged one is loaded only when it is needed."""
        span_model = cache(lambda: open_span_model(WEIGHTS_FOLDER))
        if settings.model is not None:
            return cls(settings, open_embedder(settings.model, settings.allow_download), span_model)
        name = f"{MODEL_ID}@{MINILM[WEIGHTS][:12]}"
        return cls(settings, LazyEmbedder(open_embedder, name, DIM, MAX_TOKENS), span_model)

    @property
    def uploads(self) -> Uploads:
        """What came in over HTTP."""
        return Uploads(self.settings.data / "uploads", parse, PARSERS_VERSION)

    @property
    def feedback(self) -> FeedbackLog:
        """What users said of answers."""
        return FeedbackLog(self.settings.data / "feedback.jsonl")

    def items(self, paths: Sequence[Path] = ()) -> list[SourceItem]:
        """Return what the index should hold: ``paths``, or else the configured sources, and every upload."""
        return [*discover(paths or self.settings.sources, parse, PARSERS_VERSION), *self.uploads.items()]

    def sync(self, paths: Sequence[Path], progress: Progress, *, rebuild: bool = False) -> SyncReport:
        """Bring the index in line with its sources and publish it."""
        items = self.items(paths)  # before the lock: a missing source must not leave anything behind
        with writing(self.settings.data, self.embedder, rebuild=rebuild) as writer:
            return writer.sync(items, progress=progress)

    def has_index(self) -> bool:
        """Say whether anything has been published."""
        return EmbeddedStore.current(self.settings.data) is not None

    def open_index(self, search: SearchSettings | None = None) -> Index:
        """Open the current generation."""
        return Index.open(self.settings.data, self.embedder, search or SearchSettings())

    def assistant(self, index: Index, settings: AnswerSettings | None = None) -> ExtractiveAssistant:
        """Return the assistant that answers from ``index``."""
        return ExtractiveAssistant(index, *self._trained(index), settings or self._answering, self._writer())

    @property
    def _answering(self) -> AnswerSettings:
        return AnswerSettings(strictness=self.settings.strictness)

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

    def _trained(self, index: Index) -> tuple[Reader, Calibration]:
        return TrainedReader(self.span_model(), index), TRAINED

    def components(self) -> Components:
        """Return the parts that an evaluation puts its systems together from."""
        return Components(
            cache=self.settings.data / "evaluation",
            embedder=self.embedder,
            chunks=ChunkSettings(),
            search=SearchSettings(),
            discover=lambda paths: discover(paths, parse, PARSERS_VERSION),
            open_index=self.open_index,
            readers={
                "trained": self._trained,
                "similarity": lambda index: (SimilarityReader(index), SIMILARITY),
            },
            strictness=self.settings.strictness,
            api_key=self.settings.api_key.get_secret_value() if self.settings.api_key else None,
        )

    def live(self, progress: Callable[[int, int, str], None]) -> LiveAssistant:
        """Return a server's assistant: it indexes first where nothing is indexed, and follows what is published."""

        def load(report: Report) -> ExtractiveAssistant:
            def tell(done: int, total: int, what: str) -> None:
                progress(done, total, what)
                report(f"indexing {what}", 0.9 * done / max(total, 1))

            if not self.has_index():
                self.sync((), tell)
            report("loading the index", 0.9)
            index = self.open_index()
            report("loading the encoder", 0.95)
            index.embed_question("ready?")
            report("loading the reader", 0.98)
            return self.assistant(index)

        documents = _WritableDocuments(self) if self.settings.write else Documents()
        return LiveAssistant(
            Sources(
                load=load,
                current=lambda: EmbeddedStore.current(self.settings.data),
                suggestions=lambda assistant: candidates(assistant.index, self._written_questions()),
                documents=documents,
                feedback=self.feedback,
            )
        )

    def _written_questions(self) -> list[tuple[str, str]]:
        """Return (document, question) from every gold.jsonl beside the sources; a broken line is passed over."""
        found = []
        for source in self.settings.sources:
            path = source / "gold.jsonl"
            if path.is_file():
                found += [pair for line in path.read_text(encoding="utf-8").splitlines() for pair in _gold_pair(line)]
        return found


def _gold_pair(line: str) -> list[tuple[str, str]]:
    try:
        row = json.loads(line)
        if row.get("answerable") and not row.get("history"):
            evidence = [*row.get("evidence", ()), *(e for group in row.get("evidence_groups", ()) for e in group)]
            return [(str(evidence[0]["doc"]), str(row["text"]))] if evidence else []
    except (ValueError, KeyError, AttributeError, TypeError):
        pass  # examples are a courtesy; `qa evaluate` is where a broken gold file is an error
    return []


class _WritableDocuments(Documents):
    """Uploads that are indexed at once. Files of the source folders are never touched."""

    def __init__(self, house: House) -> None:
        self._house = house

    def add(self, name: str, data: bytes) -> str:
        item = self._house.uploads.add(name, data)
        with writing(self._house.settings.data, self._house.embedder) as writer:
            writer.sync([item], exactly=False)
        return item.document_id

    def delete(self, document_id: str) -> None:
        with writing(self._house.settings.data, self._house.embedder) as writer:
            if not self._house.uploads.remove(document_id):
                raise UnknownDocumentError(
                    f"there is no uploaded document {document_id}; files of the source folders are removed there"
                )
            writer.remove(document_id)
