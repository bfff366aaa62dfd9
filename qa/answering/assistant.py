"""From one question to one answer over one generation of the index. Reads like the pipeline."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from index.library import Index
from index.prose import NOTHING_BESIDE, UNIT_LIMIT
from index.records import Document, Hit
from qa.answering.by_name import ByName
from qa.answering.clock import Clock
from qa.answering.confidence import CalibratedReader, Strictness
from qa.answering.counting.counter import Counter
from qa.answering.deciding import DECIDED, has_every_word
from qa.answering.editions import date_of, newest_first, other_editions
from qa.answering.features import features
from qa.answering.llm.model import LanguageModelError
from qa.answering.llm.writer import Writer
from qa.answering.passages import PassageSearch, document_of
from qa.answering.ports import NoLanguageModelError, Query, Question, check_text
from qa.answering.question.conversation import needs_context, search_query
from qa.answering.question.counting import reads_all
from qa.answering.question.intent import Intent, intent_of, wanted
from qa.answering.question.measures import may_state
from qa.answering.question.parts import parts_of, without_letter
from qa.answering.question.spelling import Speller
from qa.answering.quoting import Chosen, Quoter, QuoteSettings
from qa.answering.reading.options import described_first
from qa.answering.reading.reader import MAX_READ, Reading, content_terms, near, passages_to_read
from qa.answering.reading.titles import without_first_titles
from qa.answering.records import Answer, Citation, PassageResult, SearchResult
from qa.answering.replies import MAX_CLOSEST, Reply, Search, answered, counted_reply, in_one_document, silent, together
from qa.answering.settling import Settler
from qa.answering.subject import search_without_subject
from qa.answering.wording import fallback_text

_SETTLED = frozenset({Intent.FACT, Intent.YES_NO})
_WITHOUT_HISTORY = frozenset({Intent.GREETING, Intent.OVERVIEW})
# What an abstention shows: needless ones still help.
_CLOSEST = QuoteSettings(most=MAX_CLOSEST, characters=MAX_CLOSEST * UNIT_LIMIT)


@dataclass(frozen=True, slots=True)
class AnswerSettings:
    """How questions are answered; part of an answer's id."""

    first_hits: int = 1  # read before the others, which are read only where these have not enough evidence
    reach: float = 1.5  # where one fact is asked for, others whose score is so much below the best are not read
    quotes: QuoteSettings = field(default_factory=QuoteSettings)
    strictness: Strictness = "balanced"
    abstain: bool = True  # False: answer whatever the confidence, for evaluation

    def others(self, hits: Sequence[Hit], is_sure: bool) -> list[Hit]:
        """Return what is read beside the first of ``hits``, where one fact is asked for.

        Another edition of what answers surely is, too: the first may be the old one.
        """
        first = self.first_hits
        return other_editions(hits[:first], hits[first:]) if is_sure else near(hits, first, self.reach)[first:]


class ExtractiveAssistant:
    """Answers with exact quotes from one opened index. Thread-safe: it holds nothing that changes."""

    def __init__(
        self,
        index: Index,
        reader: CalibratedReader,
        settings: AnswerSettings = AnswerSettings(),
        writer: Writer | None = None,
    ) -> None:
        self._index = index
        self._reader = reader
        self._settings = settings
        self._writer = writer
        self._quoter = Quoter(self._document, index.structure)
        self._settler = Settler(self._document, index.structure)
        self._by_name = ByName(index, self._document)
        self._counter = Counter(self._document, index.structure)
        self._speller = Speller.of(index)
        self._passages = PassageSearch(index, self._speller.correct)

    @property
    def index(self) -> Index:
        """The generation that this assistant answers from."""
        return self._index

    def ask(self, question: Question, examples: Sequence[str] = ()) -> Answer:
        """See `qa.answering.ports.Assistant.ask`; ``examples`` are offered where nothing was asked."""
        self._check(question)
        question = self._in_documents(question)
        clock = Clock()
        reply = self._replied(question, examples, clock)
        standalone = reply.search.question
        if question.mode == "llm" and self._writer is not None and reply.citations and not reply.counted:
            with clock.stage("llm"):
                reply = self._rewritten(self._writer, standalone, reply)
        return Answer(
            answer_id=self._answer_id(question, standalone),
            question=question.text,
            standalone_question=standalone,
            answerable=bool(reply.citations),
            confidence=round(reply.confidence, 4),
            certainty=reply.certainty,
            reason=reply.reason,
            answer=reply.text,
            citations=reply.citations,
            closest=reply.closest,
            passages=tuple(self._passage(hit) for hit in reply.search.hits[: question.k]),
            mode=reply.mode,
            generation=self._index.generation,
            timings_ms=clock.timings(),
        )

    def search(self, query: Query) -> SearchResult:
        """See `qa.answering.ports.Assistant.search`."""
        return self._passages.find(query)

    def overview(self, document_id: str) -> tuple[Citation, ...]:
        """Cite the opening of a document and of each of its first sections.

        Raises:
            UnknownDocumentError.
        """
        return self._by_name.outline(document_id)

    def _check(self, question: Question) -> None:
        check_text(question)
        if question.mode == "llm" and self._writer is None:
            raise NoLanguageModelError(
                'no language model is set up; set QA_LLM_URL and QA_LLM_MODEL, or use mode "extractive"'
            )

    def _in_documents(self, question: Question) -> Question:
        """Return ``question`` with the documents of its collections in their place."""
        scope = self._passages.scope(question)
        if scope is None or question.collections is None:
            return question
        return replace(question, documents=tuple(sorted(scope)), collections=None)

    def _replied(self, question: Question, examples: Sequence[str], clock: Clock) -> Reply:
        """Answer a question, or several that are asked at once."""
        asked = without_letter(question.text)
        parts = parts_of(asked)
        replies = [self._part(replace(question, text=part), examples, clock) for part in parts]
        if len(replies) == 1:
            return replies[0]
        typed = parts_of(asked, alone=False)
        return together(
            in_one_document(
                replies,
                [i for i, part in enumerate(parts) if part != typed[i]],
                lambda i, home: self._part(replace(question, text=typed[i], documents=(home,)), (), clock),
            )
        )

    def _part(self, question: Question, examples: Sequence[str], clock: Clock) -> Reply:
        """Answer one question; several may be asked at once."""
        with clock.stage("conversation"):
            intent = intent_of(question.text)
            history = () if intent in _WITHOUT_HISTORY else question.history
            query = search_query(question.text, history, self._speller.correct)
        with clock.stage("search"):
            vector = self._index.embed_question(query.standalone)
            hits = self._index.search(query.text, max(question.k, MAX_READ), question.documents, vector)
        search = Search(query.standalone, intent, hits)
        if intent is Intent.GREETING:
            return silent("not_a_question", search, examples=examples)
        if intent is Intent.OVERVIEW:
            with clock.stage("quote"):
                citations = self._by_name.openings(question.documents)
            return answered(search, citations, 1.0, "sure") if citations else silent("nothing_near", search)
        if outline := self._by_name.outline_asked(question):
            return answered(replace(search, intent=Intent.OUTLINE), outline, 1.0, "sure")
        if part := self._by_name.part_asked(question, hits, self._settings.quotes.most):
            return answered(search, part, 1.0 / len(part), "sure" if len(part) == 1 else "likely")
        if needs_context(question.text, question.history):
            return silent("needs_context", search)
        return self._read_about(search, question.k, clock)

    def _read_about(self, search: Search, k: int, clock: Clock) -> Reply:
        """Read, and where that gives no answer, once more without the names that documents have at their head alone."""
        reply = self._read(search, clock)
        least = self._reader.calibration.thresholds.of(self._settings.strictness)
        if reply.confidence >= least:
            return reply
        with clock.stage("search"):
            asked = search_without_subject(self._index, search, k)
        other = reply if asked is None else self._read(asked, clock)
        return replace(other, search=search) if other.confidence >= least else reply

    def _read(self, search: Search, clock: Clock) -> Reply:
        calibration = self._reader.calibration
        with clock.stage("read"):
            readings = self._readings(search)
            if search.intent is not Intent.CLAIM:  # a claim has no answer that could be ranked higher
                search = replace(search, hits=calibration.reranked(search.hits, readings))
        with clock.stage("quote"):
            asked = wanted(search.question, search.intent)
            ratio = calibration.ratio(several=asked not in NOTHING_BESIDE)
            units = self._quoter.choose(readings, ratio, self._settings.quotes, asked)
            units = self._counter.with_number_first(search.question, units)
            settled = self._settled(search, units, readings)
            if settled is not None and settled != units[0]:
                units = [settled]
            citations = self._quoter.cite(units, readings, search.question)
            idf = self._index.idf(content_terms(search.question))
            found = features(search.question, idf, readings, units, citations, self._document)
            confidence = calibration.confidence(found)
            least = calibration.thresholds.of(self._settings.strictness, subject=_is_shown(search, citations))
            counted = self._counter.count(search.question, readings, units)
            if counted is not None:  # what the layout settles is as good as what just passes
                quoted = counted.citation(self._document(counted.document_id))
                return counted_reply(search, counted, quoted, max(confidence, least))
            if settled is not None:
                confidence = max(confidence, least)  # likewise
            if self._settings.abstain and confidence < least:
                closest = self._quoter.choose(readings, 0.0, _CLOSEST, asked)
                shown = self._quoter.cite(closest, readings, search.question)[:MAX_CLOSEST]
                return silent(calibration.abstention_reason(readings), search, confidence, shown)
        if not citations:
            return silent("nothing_near", search, confidence)
        dates = {each.document_id: date_of(self._document(each.document_id)) for each in citations}
        citations = newest_first(citations, dates)
        reply = answered(search, citations, confidence, calibration.certainty(confidence), dates)
        return replace(reply, readings=readings)

    def _readings(self, search: Search) -> list[Reading]:
        """Read the first passages, and the others; of those, where one fact is asked for, as many as it takes.

        Where a number is asked for all are read: one may state what could be counted in another.
        """
        reader = self._reader.reader
        structure = self._index.structure
        hits = described_first(search.question, without_first_titles(search.hits, structure), structure)
        hits = list(passages_to_read(hits))
        if reads_all(search.question, search.intent):
            return reader.read(search.question, hits)
        readings = reader.read(search.question, hits[: self._settings.first_hits])
        others = self._settings.others(hits, self._is_answered(search.question, readings))
        return [*readings, *reader.read(search.question, others)] if others else readings

    def _settled(self, search: Search, units: Sequence[Chosen], readings: Sequence[Reading]) -> Chosen | None:
        """Return what the layout of a table or a form settles: the best unit or, where that is a row, another."""
        if units and self._settler.is_settled(units[0], search.question):
            return self._settler.whole(units[0])
        return self._settler.settled(readings, search.question) if units and search.intent in _SETTLED else None

    def _is_answered(self, question: str, readings: Sequence[Reading]) -> bool:
        """Say whether there is evidence enough, in what states the measure that is asked for, if one is."""
        pieces = [(piece.score, piece.span, reading.hit.passage) for reading in readings for piece in reading.pieces]
        if not pieces or not self._reader.calibration.is_sufficient(readings):
            return False
        _, best, passage = max(pieces, key=lambda piece: piece[0])
        return may_state(passage.text[best.start - passage.span.start : best.end - passage.span.start], question)

    def _rewritten(self, writer: Writer, question: str, reply: Reply) -> Reply:
        """Have a language model word the answer, or say why it did not; confidence and ranking stay the same."""
        quotes = self._quoter.prompt_quotes(reply.citations, reply.readings, question)
        try:
            written = writer.write(question, quotes, len(reply.citations), self._document)
        except LanguageModelError as error:
            return replace(reply, text=fallback_text(error.failure, reply.text))
        return replace(reply, text=written.text, citations=written.citations, mode="llm")

    def _document(self, document_id: str) -> Document:
        return document_of(self._index, document_id)

    def _passage(self, hit: Hit) -> PassageResult:
        document = self._document(hit.passage.document_id)
        return PassageResult(
            document_id=document.id,
            start=hit.passage.span.start,
            end=hit.passage.span.end,
            text=hit.passage.text,
            title=document.title,
            source=document.source,
            score=round(hit.score, 4),
        )

    def _answer_id(self, question: Question, standalone: str) -> str:
        asked = (standalone, self._index.generation, question.k, question.documents, question.mode)
        settings = (self._reader.reader.name, self._reader.calibration, self._settings)
        written = (self._writer.name,) if question.mode == "llm" and self._writer is not None else ()
        return hashlib.sha256(repr((asked, settings, *written)).encode()).hexdigest()[:16]


def _is_shown(search: Search, citations: Sequence[Citation]) -> bool:
    """Say whether what speaks of a subject is all that is wanted, or the clause with the question's own words."""
    if search.intent in DECIDED:
        return bool(citations) and has_every_word(search.question, citations[0])
    return search.intent is Intent.KEYWORDS
