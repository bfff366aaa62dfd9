"""Does an answer say what its sources say? Sentence by sentence, for the answers of any system.

Verbatim words are looked up, so what is said of them is certain; a support score is an estimate (docs/evaluation.md
says how good), and is used only for sentences in other words than the source's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, Protocol, cast

from index.sentences import sentence_spans
from qa.grounding.changes import changes
from qa.grounding.verbatim import Piece, SearchedSources, Source

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

_IN_OTHER_WORDS = frozenset({"paraphrase", "unsupported"})
_MOST_REASONS = 5
_MOST_EXPLAINED = 200  # sentences of one answer whose reasons are looked for, some milliseconds each

_Found = tuple[GroundingLabel, tuple[Piece, ...]]


class ScoredTexts(Protocol):
    """Texts that were read once, so that no claim costs reading them again."""

    def support(self, claim: str, numbers: Sequence[int]) -> float:
        """Return how well the texts of these numbers support ``claim``: 0 (not at all) to 1 (surely)."""
        ...

    def closest(self, claim: str, numbers: Sequence[int], count: int) -> list[str]:
        """Return up to ``count`` stretches of a few sentences of these texts that share most with ``claim``."""
        ...


class SupportScorer(Protocol):
    """Estimates whether texts support a claim made in other words."""

    @property
    def threshold(self) -> float:
        """The score from which a claim counts as supported."""
        ...

    def over(self, texts: Sequence[str]) -> ScoredTexts:
        """Read ``texts``, which claims are then scored against."""
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
    # What it says otherwise than the sentences that come closest, in plain words; () for what is verbatim.
    reasons: tuple[str, ...] = ()


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
    checking = _Checking(sources, scorer)
    sentences = tuple(checking.sentence(answer[start:end], start) for start, end in sentences_of(answer))
    return Grounding(sentences, tuple(checking.given(quote) for quote in quotes))


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


class _Checking:
    """Sources, each read once, and what sentences are checked against them. Sources go by their numbers, from 0."""

    def __init__(self, sources: Sequence[Source], scorer: SupportScorer) -> None:
        self._sources = sources
        self._scorer = scorer
        self._searched = SearchedSources(sources)
        self._by_id = {source.id: number for number, source in enumerate(sources)}
        self._checked: dict[str, Checked] = {}
        self._explained = 0

    def sentence(self, text: str, start: int) -> Checked:
        """Check a sentence; one that the answer says again is not checked again."""
        if text not in self._checked:
            self._checked[text] = self._sentence(text)
        return replace(self._checked[text], start=start, end=start + len(text))

    def _sentence(self, text: str) -> Checked:
        cited = self._cited(text)
        words = " ".join(MARKER.sub(" ", text).split())
        quoted = [part for part in map(_between, _QUOTED.finditer(words)) if len(part.split()) >= _QUOTE_WORDS]
        found = [self._looked_up(part, cited, is_quote=True) for part in quoted]
        found = found or [self._looked_up(words, cited, is_quote=False)]
        verdict, _ = max(found, key=lambda item: _SEVERITY.index(item[0]))
        support = None
        if verdict in ("unsupported", "spliced") or not cited:
            support = self._scored.support(words, cited or range(len(self._sources)))
        if verdict == "unsupported" and support is not None and support >= self._scorer.threshold:
            verdict = "paraphrase"
        return Checked(
            text=text.strip(),
            start=0,
            end=len(text),
            verdict=verdict if cited else "uncited",
            cited=tuple(self._sources[number].id for number in cited),
            pieces=tuple(piece for _, pieces in found for piece in pieces),
            support=support,
            reasons=self._reasons(words, cited) if cited and verdict in _IN_OTHER_WORDS else (),
        )

    def _reasons(self, words: str, cited: Sequence[int]) -> tuple[str, ...]:
        self._explained += 1
        if self._explained > _MOST_EXPLAINED:
            return ()
        closest = self._scored.closest(words, cited, 1)
        return tuple(change.reason for change in changes(words, closest))[:_MOST_REASONS] if closest else ()

    def given(self, quote: GivenQuote) -> Checked:
        named = [number for number, source in enumerate(self._sources) if source.id == quote.source_id]
        cited = named if quote.source_id is not None else range(len(self._sources))
        verdict, pieces = self._looked_up(quote.text, cited, is_quote=True)
        ids = tuple(self._sources[number].id for number in named)
        return Checked(quote.text, 0, len(quote.text), verdict, ids, pieces, None)

    @cached_property
    def _scored(self) -> ScoredTexts:
        return self._scorer.over([source.text for source in self._sources])

    def _looked_up(self, words: str, cited: Sequence[int], *, is_quote: bool) -> _Found:
        """Look for ``words`` in the sources. What is no quote and stands in none is unsupported until it is scored."""
        places = self._searched.find(words)
        for verdict, among in (("exact", cited), ("misattributed", range(len(places)))):
            pieces = next(filter(None, (places[number] for number in among)), None)
            if pieces:
                return cast("GroundingLabel", verdict), pieces
        found = self._searched.runs(words, _QUOTE_RUN if is_quote else _SENTENCE_RUN)
        if len(found.pieces) > 1 and found.covered >= _SPLICED:
            return "spliced", found.pieces
        return "fabricated" if is_quote else "unsupported", ()

    def _cited(self, text: str) -> list[int]:
        """Return the sources that the markers name, in their order; a number that names none is no citation."""
        numbers = dict.fromkeys(number for match in MARKER.finditer(text) for number in numbers_in(match.group(1)))
        by_place = range(len(self._sources))
        found = [self._by_id.get(str(number), number - 1) for number in numbers]
        return list(dict.fromkeys(number for number in found if number in by_place))


def numbers_in(marker: str) -> list[int]:
    """Read the inside of a marker: "2", "1, 3" and "2-4"."""
    found: list[int] = []
    for part in re.split(r"[,;]", marker):
        ends = [int(number) for number in re.split(r"[–-]", part)]
        found += range(ends[0], min(ends[-1], ends[0] + _LONGEST_RANGE) + 1)
    return found


def _between(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group is not None)
