"""Reads every question of a development set once, as it is served, and keeps what the fits need of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.library import Index
from index.prose import NOTHING_BESIDE
from index.records import Document, Hit
from qa.answering.assistant import AnswerSettings
from qa.answering.confidence import Calibration, Features
from qa.answering.features import features
from qa.answering.question.conversation import search_query
from qa.answering.question.counting import reads_all
from qa.answering.question.intent import Intent, intent_of, wanted
from qa.answering.question.parts import is_read, without_letter
from qa.answering.question.spelling import Speller
from qa.answering.quoting import Quoter, QuoteSettings
from qa.answering.reading.options import described_first
from qa.answering.reading.reader import MAX_READ, content_terms, passages_to_read
from qa.answering.reading.relevance import Relevance
from qa.answering.reading.titles import without_first_titles
from qa.answering.reading.trained_reader import Observation, TrainedReader
from qa.answering.records import Citation
from qa.evaluation.metrics.evidence import met
from qa.evaluation.sets import Query


@dataclass(frozen=True, slots=True)
class Observed:
    """A question and what was read for it."""

    query: Query
    intent: Intent
    asked: str  # the question that stands alone
    idf: Mapping[str, float]  # of its terms
    passages: tuple[Observation, ...]

    @property
    def group(self) -> str:
        """Return the document that it is about, by which cross-validation divides."""
        return self.query.gold[0].document_id if self.query.gold else self.query.source_doc_id or self.query.id


@dataclass(frozen=True, slots=True)
class Example:
    """What confidence is fitted on: one question, and what would be cited if nothing were withheld."""

    features: Features
    answerable: bool
    right: bool  # and the first citation is the gold's
    group: str


class Observer:
    """Asks an index as the assistant does."""

    def __init__(self, index: Index, reader: TrainedReader, calibration: Calibration) -> None:
        self._index = index
        self._reader = reader
        self._calibration = calibration
        self._quoter = Quoter(self._document, index.structure)
        self._speller = Speller.of(index)

    def observe(self, queries: Iterable[Query]) -> list[Observed]:
        """Return what was read for those of ``queries`` that the reader answers and of which the answer is known."""
        known = (query for query in queries if query.answerable is not None)
        return [found for query in known if (found := self._observed(query)) is not None]

    def example(self, observed: Observed, weights: Relevance) -> Example | None:
        """Return the example that ``observed`` makes where pieces have ``weights``; None without anything to quote."""
        readings = [passage.weighed(weights) for passage in observed.passages]
        asked = wanted(observed.asked, observed.intent)
        ratio = self._calibration.ratio(several=asked not in NOTHING_BESIDE)
        units = self._quoter.choose(readings, ratio, QuoteSettings(), asked)
        citations = self._quoter.cite(units, readings, observed.asked)
        found = features(observed.asked, observed.idf, readings, units, citations, self._document)
        if found is None:
            return None
        right = _is_right(observed.query, citations[0])
        return Example(found, bool(observed.query.answerable), right, observed.group)

    def _observed(self, query: Query) -> Observed | None:
        if not is_read(query.text, query.history):
            return None
        index, text = self._index, without_letter(query.text)
        intent = intent_of(text)
        asked = search_query(text, query.history, self._speller.correct)
        vector = index.embed_question(asked.standalone)
        hits = index.search(asked.text, MAX_READ, query.within, vector)
        named = described_first(asked.standalone, without_first_titles(hits, index.structure), index.structure)
        read = passages_to_read(named)
        passages = self._read(asked.standalone, intent, read)
        return Observed(query, intent, asked.standalone, index.idf(content_terms(asked.standalone)), tuple(passages))

    def _document(self, document_id: str) -> Document:
        document = self._index.document(document_id)
        if document is None:
            raise KeyError(document_id)
        return document

    def _read(self, question: str, intent: Intent, hits: Sequence[Hit]) -> list[Observation]:
        settings = AnswerSettings()
        if reads_all(question, intent):
            return self._reader.observe(question, hits)
        read = self._reader.observe(question, hits[: settings.first_hits])
        is_sure = self._calibration.is_sufficient([passage.weighed() for passage in read])
        return [*read, *self._reader.observe(question, settings.others(hits, is_sure))]


def _is_right(query: Query, first: Citation) -> bool:
    return bool(query.answerable) and any(met(group, [first]) for group in query.groups)
