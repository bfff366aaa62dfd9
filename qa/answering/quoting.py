"""Which words to quote: whole units, the best first, sentences joined where they stand together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.analysis import terms
from index.prose import PROSE_LIMIT, UNIT_LIMIT, Wanted
from index.records import Document, Span
from index.structure import Structure
from index.units import Unit, unit_of
from qa.answering.cells import marked_words
from qa.answering.deciding import deciding_words
from qa.answering.editions import figures, is_edition_of
from qa.answering.reading.reader import Reading, ScoredSpan
from qa.answering.records import Citation

FetchDocument = Callable[[str], Document]
FetchStructure = Callable[[str], Structure]


@dataclass(frozen=True, slots=True)
class QuoteSettings:
    """How many quotes, how long together, and how unlike each other."""

    most: int = 3
    characters: int = UNIT_LIMIT  # of all quotes together; the first may have as many by itself
    max_overlap: float = 0.8  # share of a unit's terms that may be quoted already


# What a language model may write from: the answer's quotes and the best units beside them, whatever their score.
_PROMPT_QUOTES = QuoteSettings(most=6, characters=6 * UNIT_LIMIT)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A unit to quote, and the evidence for it."""

    document_id: str
    unit: Unit
    score: float


class Quoter:
    """Chooses units of what was read, and cites them."""

    def __init__(self, fetch: FetchDocument, structure: FetchStructure) -> None:
        self._fetch = fetch
        self._structure = structure

    def choose(
        self, readings: Sequence[Reading], ratio: float | None, settings: QuoteSettings, wanted: Wanted = "one"
    ) -> list[Chosen]:
        """Return the units to quote, best first.

        Args:
            readings: what was read.
            ratio: of the best piece's score, which a further one must reach; None: the best alone.
            settings: how many, how long, and how unlike each other.
            wanted: how much of what stands beside a piece.
        """
        chosen: list[Chosen] = []
        ranked = _ranked(readings)
        for document_id, piece in ranked:
            if chosen and (ratio is None or len(chosen) >= settings.most or piece.score < ratio * chosen[0].score):
                break
            unit = unit_of(self._structure(document_id), piece.span, wanted)
            if unit is None or self._joins_list(document_id, piece.span, chosen):
                continue
            room = settings.characters - sum(len(each.unit.span) for each in chosen)
            if not chosen or (
                len(unit.span) <= room and not self._repeats(document_id, unit, chosen, settings.max_overlap)
            ):
                chosen.append(Chosen(document_id, unit, piece.score))
        return self._with_editions(chosen, ranked, settings, wanted)

    def _with_editions(
        self, chosen: list[Chosen], ranked: Sequence[tuple[str, ScoredSpan]], settings: QuoteSettings, wanted: Wanted
    ) -> list[Chosen]:
        """Add what another document says with other figures in nearly the words of the best unit, however it scores.

        An old edition alone would be taken for what holds.
        """
        if not chosen or len(chosen[0].unit.span) > PROSE_LIMIT:
            return chosen
        best = self._text(chosen[0].document_id, chosen[0].unit)
        known = {each.document_id for each in chosen}
        for document_id, piece in ranked:
            if len(chosen) >= settings.most:
                break
            if document_id in known:
                continue
            said = self._structure(document_id).text[piece.span.start : piece.span.end]
            if not is_edition_of(best, said):
                continue
            unit = unit_of(self._structure(document_id), piece.span, wanted)
            if unit is not None:
                chosen.append(Chosen(document_id, unit, piece.score))
                known.add(document_id)
        return chosen

    def _joins_list(self, document_id: str, span: Span, chosen: list[Chosen]) -> bool:
        """Quote the whole list where a second of its items is wanted, in the place of the first."""
        items = [i for i, c in enumerate(chosen) if c.document_id == document_id and c.unit.kind == "item"]
        whole = unit_of(self._structure(document_id), span, "list") if items else None
        if whole is None or whole.kind != "list":
            return False
        place = next((i for i in items if whole.span.contains(chosen[i].unit.span)), None)
        if place is not None:
            chosen[place] = replace(chosen[place], unit=whole)
        return place is not None

    def cite(self, chosen: Sequence[Chosen], readings: Sequence[Reading], question: str) -> tuple[Citation, ...]:
        """Make citations of ``chosen``, neighbouring sentences joined, with the words that answer inside each."""
        citations: list[Citation] = []
        for each in self._joined(chosen):
            span = each.unit.span
            direct = [
                found
                for reading in readings
                if reading.hit.passage.document_id == each.document_id
                for found in reading.spans
                if span.contains(found.span)
            ]
            best = min(direct, key=lambda found: (-found.score, found.span), default=None)
            structure = self._structure(each.document_id)
            marked = deciding_words(structure, span, question)
            if not marked:
                highlight = best.span if best is not None else span
                marked = (marked_words(structure, span, direct, question, highlight),)
            citations.append(Citation.of(len(citations) + 1, self._fetch(each.document_id), each.unit, marked))
        return tuple(citations)

    def prompt_quotes(
        self, citations: Sequence[Citation], readings: Sequence[Reading], question: str
    ) -> tuple[Citation, ...]:
        """Return an answer's ``citations``, then the best units that they leave out, numbered on."""
        quoted = [(citation.document_id, Span(citation.start, citation.end)) for citation in citations]
        beside = [
            each
            for each in self.choose(readings, 0.0, _PROMPT_QUOTES)
            if not any(each.document_id == known and each.unit.span.overlaps(old) for known, old in quoted)
        ]
        further = self.cite(beside, readings, question)
        return (*citations, *(replace(citation, number=citation.number + len(citations)) for citation in further))

    def _repeats(self, document_id: str, unit: Unit, chosen: Sequence[Chosen], max_overlap: float) -> bool:
        """Say whether ``unit`` is quoted already, or says what is.

        The same words under another heading are of another thing, and other numbers in them say something else.
        """
        if any(document_id == c.document_id and unit.span.overlaps(c.unit.span) for c in chosen):
            return True
        text = self._text(document_id, unit)
        new, numbers = set(terms(text)), figures(text)
        for each in chosen:
            if document_id == each.document_id and _heading(unit) != _heading(each.unit):
                continue
            old = self._text(each.document_id, each.unit)
            shared = len(new & set(terms(old))) / len(new) if new else 0.0
            if shared > max_overlap and numbers == figures(old):
                return True
        return False

    def _text(self, document_id: str, unit: Unit) -> str:
        return self._structure(document_id).text[unit.span.start : unit.span.end]

    def _joined(self, chosen: Sequence[Chosen]) -> list[Chosen]:
        """Join a sentence to the better one right before it; what stands before the better one is quoted apart."""
        joined: list[Chosen] = []
        for each in chosen:
            place = next((i for i, known in enumerate(joined) if self._goes_on(known, each)), None)
            if place is None:
                joined.append(each)
                continue
            span = Span(joined[place].unit.span.start, each.unit.span.end)
            joined[place] = replace(joined[place], unit=replace(joined[place].unit, span=span))
        return joined

    def _goes_on(self, before: Chosen, after: Chosen) -> bool:
        first, second = before.unit.span, after.unit.span
        if before.document_id != after.document_id or not before.unit.kind == after.unit.kind == "paragraph":
            return False
        if second.start < first.end or second.end - first.start > PROSE_LIMIT:
            return False
        between = self._structure(before.document_id).text[first.end : second.start]
        return not between.strip() and "\n" not in between


def _heading(unit: Unit) -> Span | None:
    return next((part.span for part in reversed(unit.context) if part.kind == "heading"), None)


def _ranked(readings: Sequence[Reading]) -> list[tuple[str, ScoredSpan]]:
    """Return every piece that was read with its document's id, best first; each once, at its best score."""
    found: dict[tuple[str, Span], tuple[float, int]] = {}
    for rank, reading in enumerate(readings):
        for piece in reading.pieces:
            place = (reading.hit.passage.document_id, piece.span)
            if place not in found or found[place][0] < piece.score:
                found[place] = (piece.score, rank)
    order = sorted(found, key=lambda place: (-found[place][0], found[place][1], place[1]))
    return [(document_id, ScoredSpan(span, found[document_id, span][0])) for document_id, span in order]
