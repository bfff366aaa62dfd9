"""Does an answer say what its sources say? Sentence by sentence, for the answers of any system.

Verbatim words are looked up, so what is said of them is certain; a support score is an estimate (docs/evaluation.md
says how good), and is used only for sentences in other words than the source's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, cast

from index.sentences import sentence_spans
from qa.grounding.verbatim import Piece, Source, find, runs

GroundingLabel = Literal["exact", "paraphrase", "unsupported", "spliced", "misattributed", "fabricated", "uncited"]

MARKER = re.compile(r"\[\^?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\]")
_LEADING_MARKERS = re.compile(r"(?:\s*\[\^?\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\])+")
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")
_QUOTE_WORDS = 3  # fewer between quotation marks are a name or a term, not a quote
_SPLICED = 0.9  # share of the words that must be in runs for the whole to be a splice
# Words that make a run: two in a quote, which claims every word; more elsewhere, as any sentences share pairs of words.
_QUOTE_RUN, _SENTENCE_RUN = 2, 4
_LONGEST_RANGE = 50  # of "[1-9]": more is no citation
_SEVERITY: tuple[GroundingLabel, ...] = ("exact", "paraphrase", "unsupported", "spliced", "misattributed", "fabricated")

_Found = tuple[GroundingLabel, tuple[Piece, ...]]


class SupportScorer(Protocol):
    """Estimates whether texts support a claim made in other words."""

    @property
    def threshold(self) -> float:
        """The score from which a claim counts as supported."""
        ...

    def support(self, claim: str, texts: Sequence[str]) -> float:
        """Return 0 (not at all) to 1 (surely)."""
        ...


@dataclass(frozen=True, slots=True)
class GivenQuote:
    """Words that an answer claims to be a source's; ``source_id`` None: of any of them."""

    text: str
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of the answer, or a given quote, and what the check found."""

    text: str
    start: int  # in the answer; a given quote has 0
    end: int
    verdict: GroundingLabel
    cited: tuple[str, ...]  # sources named for it, those that exist
    pieces: tuple[Piece, ...]  # where its verbatim words stand
    support: float | None  # by the cited sources, or by all where none is cited; None where it was not asked for


@dataclass(frozen=True, slots=True)
class Grounding:
    """The check of one answer."""

    sentences: tuple[Checked, ...]
    quotes: tuple[Checked, ...]

    @property
    def grounded(self) -> bool:
        """Say whether every sentence and quote is exact, or a supported paraphrase."""
        return all(item.verdict in ("exact", "paraphrase") for item in (*self.sentences, *self.quotes))


def check(
    answer: str, sources: Sequence[Source], scorer: SupportScorer, quotes: Sequence[GivenQuote] = ()
) -> Grounding:
    """Check ``answer`` against ``sources``; ``[2]`` in it names the second of them, or the one whose id is "2".

    Args:
        answer: text of any system.
        sources: what it was given, in its numbering.
        scorer: scores sentences in other words.
        quotes: verbatim words that came beside the answer.
    """
    sentences = tuple(_sentence(answer[start:end], start, sources, scorer) for start, end in sentences_of(answer))
    return Grounding(sentences, tuple(_given(quote, sources) for quote in quotes))


def sentences_of(answer: str) -> list[tuple[int, int]]:
    """Return sentence borders; markers that stand after a full stop belong to the sentence before it."""
    found: list[tuple[int, int]] = []
    for span in sentence_spans(answer):
        start = span.start
        marks = _LEADING_MARKERS.match(answer, start, span.end)
        if marks and found:
            found[-1] = (found[-1][0], marks.end())
            start = marks.end()
        if answer[start : span.end].strip():
            found.append((start, span.end))
    return found


def _sentence(text: str, start: int, sources: Sequence[Source], scorer: SupportScorer) -> Checked:
    cited = _cited(text, sources)
    words = " ".join(MARKER.sub(" ", text).split())
    quoted = [part for part in map(_between, _QUOTED.finditer(words)) if len(part.split()) >= _QUOTE_WORDS]
    found = [_looked_up(part, cited, sources, is_quote=True) for part in quoted]
    found = found or [_looked_up(words, cited, sources, is_quote=False)]
    verdict, _ = max(found, key=lambda item: _SEVERITY.index(item[0]))
    support = None
    if verdict in ("unsupported", "spliced") or not cited:
        support = scorer.support(words, [source.text for source in cited or sources])
    if verdict == "unsupported" and support is not None and support >= scorer.threshold:
        verdict = "paraphrase"
    return Checked(
        text=text.strip(),
        start=start,
        end=start + len(text),
        verdict=verdict if cited else "uncited",
        cited=tuple(source.id for source in cited),
        pieces=tuple(piece for _, pieces in found for piece in pieces),
        support=support,
    )


def _given(quote: GivenQuote, sources: Sequence[Source]) -> Checked:
    named = [source for source in sources if source.id == quote.source_id]
    cited = named if quote.source_id is not None else sources
    verdict, pieces = _looked_up(quote.text, cited, sources, is_quote=True)
    ids = tuple(source.id for source in named)
    return Checked(quote.text, 0, len(quote.text), verdict, ids, pieces, None)


def _looked_up(words: str, cited: Sequence[Source], sources: Sequence[Source], *, is_quote: bool) -> _Found:
    """Look for ``words`` in the sources. What is no quote and stands in none is unsupported until it is scored."""
    for verdict, among in (("exact", cited), ("misattributed", sources)):
        pieces = next(filter(None, (find(words, source) for source in among)), None)
        if pieces:
            return cast("GroundingLabel", verdict), pieces
    found = runs(words, sources, _QUOTE_RUN if is_quote else _SENTENCE_RUN)
    if len(found.pieces) > 1 and found.covered >= _SPLICED:
        return "spliced", found.pieces
    return "fabricated" if is_quote else "unsupported", ()


def _cited(text: str, sources: Sequence[Source]) -> list[Source]:
    """Return the sources that the markers name, in their order; a number that names none is no citation."""
    numbers = [number for match in MARKER.finditer(text) for number in numbers_in(match.group(1))]
    by_id = {source.id: source for source in sources}
    found = [
        by_id.get(str(number)) or (sources[number - 1] if 0 < number <= len(sources) else None) for number in numbers
    ]
    return list(dict.fromkeys(source for source in found if source is not None))


def numbers_in(marker: str) -> list[int]:
    """Read the inside of a marker: "2", "1, 3" and "2-4"."""
    found: list[int] = []
    for part in re.split(r"[,;]", marker):
        ends = [int(number) for number in re.split(r"[–-]", part)]
        found += range(ends[0], min(ends[-1], ends[0] + _LONGEST_RANGE) + 1)
    return found


def _between(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)
