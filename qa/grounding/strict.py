"""Which sentences of a text their quotes support: the check of `qa check`, and stricter where that only estimates."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from qa.grounding.changes import Change, changes
from qa.grounding.check import MARKER, Checked, check, numbers_in
from qa.grounding.support import LexicalSupport
from qa.grounding.trained_support import support_model
from qa.grounding.unsafe import has_unsafe_text
from qa.grounding.verbatim import Source

# What the rules find is stricter than this score, which only leaves out sentences about something else.
_SCORER = LexicalSupport(threshold=0.5)
_GROUNDED = frozenset({"exact", "paraphrase", "spliced"})
_CLOSEST = 3  # windows of sentences that the model reads for a claim
_READ_TOGETHER = 500  # characters of all quotes that are read as one text
_MOST_REWORDED = 2  # words that no quote has


class ClaimModel(Protocol):
    """Reads claims against texts."""

    def score(self, claim: str, texts: Sequence[str]) -> list[float]:
        """Return for each text the log odds that it supports all of ``claim``."""
        ...


@dataclass(frozen=True, slots=True)
class Consent:
    """Log odds that the model must give (bench/prose.py)."""

    same_words: float  # for a sentence in the quotes' words
    other_words: float  # for one with up to `_MOST_REWORDED` words that no quote has


CONSENT = Consent(same_words=-1.2, other_words=2.2)


@dataclass(frozen=True, slots=True)
class StrictSentence:
    """A sentence, and whether the quotes that it cites support it."""

    text: str  # with its markers as they came
    start: int
    end: int
    cited: tuple[int, ...]  # numbers of the quotes that support it; where none do, of all that it cites
    supported: bool
    unsafe: bool  # it holds an address, markup or invisible characters that no quote has, and must not be shown


def check_strictly(
    text: str, quotes: Sequence[str], model: ClaimModel | None = None, consent: Consent = CONSENT
) -> list[StrictSentence]:
    """Check each sentence of ``text``, in which ``[1]`` cites the first of ``quotes``.

    Args:
        text: of a language model.
        quotes: what it was given.
        model: has a say in what is not verbatim; the shipped one, loaded when it is first asked, if None.
        consent: what it must say.

    Raises:
        ModelError: the shipped model cannot be loaded.
    """
    strict = _Strict(model, consent)
    sources = [Source(str(number), quote) for number, quote in enumerate(quotes, 1)]
    return [strict.sentence(item, sources) for item in check(text, sources, _SCORER).sentences]


def marked_numbers(text: str) -> list[int]:
    """Return the numbers that the markers of ``text`` hold, in their order."""
    return [number for match in MARKER.finditer(text) for number in numbers_in(match.group(1))]


class _Strict:
    def __init__(self, model: ClaimModel | None, consent: Consent) -> None:
        self._model = model
        self._consent = consent

    def sentence(self, item: Checked, sources: Sequence[Source]) -> StrictSentence:
        cited = [source for source in sources if source.id in item.cited]
        unsafe = has_unsafe_text(item.text, [source.text for source in cited])
        supported = item.verdict in _GROUNDED and not unsafe and self._supported_by(item, cited)
        several = supported and len(cited) > 1
        alone = [source for source in cited if self._supported_by(item, [source])] if several else []
        numbers = tuple(int(source.id) for source in alone or cited)
        return StrictSentence(item.text, item.start, item.end, numbers, supported, unsafe)

    def _supported_by(self, item: Checked, cited: Sequence[Source]) -> bool:
        """Say whether ``cited`` support all of the sentence.

        `check` looks only at the words between quotation marks where there are any, so the whole sentence is compared
        whatever its verdict.
        """
        words, texts = " ".join(MARKER.sub(" ", item.text).split()), [source.text for source in cited]
        if not cited or _SCORER.support(words, texts) < _SCORER.threshold:
            return False
        markers = "".join(f"[{number}]" for number in range(1, len(cited) + 1))
        renamed = [Source(str(number), source.text) for number, source in enumerate(cited, 1)]
        again = check(f"{words} {markers}", renamed, _SCORER).sentences
        if not all(sentence.verdict in _GROUNDED for sentence in again):
            return False
        return self._means_the_same(words, texts, verbatim=all(sentence.verdict == "exact" for sentence in again))

    def _means_the_same(self, words: str, texts: Sequence[str], *, verbatim: bool) -> bool:
        found = changes(words, texts)
        if verbatim or not all(map(_may_be_reworded, found)) or len(found) > _MOST_REWORDED:
            return verbatim and not found
        needed = self._consent.other_words if found else self._consent.same_words
        return max((self._model or support_model()).score(words, _read(words, texts))) >= needed


def _may_be_reworded(change: Change) -> bool:
    """Say whether a change is no more than a word in another's place, and neither a name nor a number."""
    return change.kind == "word" and change.words.islower() and change.words.isalpha()


def _read(words: str, texts: Sequence[str]) -> list[str]:
    """Return what the model reads: all of the texts together, or the windows that are closest to the claim."""
    together = " ".join(texts)
    if len(together) <= _READ_TOGETHER:
        return [together]
    return LexicalSupport().over(texts).closest(words, range(len(texts)), _CLOSEST) or [together]
