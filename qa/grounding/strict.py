"""Which sentences of a text their quotes support: the check of `qa check`, and stricter where that only estimates."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.grounding.additions import additions, has_unsafe_text
from qa.grounding.check import MARKER, Checked, check, numbers_in
from qa.grounding.support import LexicalSupport
from qa.grounding.verbatim import Source

# Dropping a sentence costs little, as the quotes themselves are there; keeping a wrong one costs much (bench/prose.py).
_SCORER = LexicalSupport(threshold=0.85)
_GROUNDED = frozenset({"exact", "paraphrase"})


@dataclass(frozen=True, slots=True)
class StrictSentence:
    """A sentence, and whether the quotes that it cites support it."""

    text: str  # with its markers as they came
    start: int
    end: int
    cited: tuple[int, ...]  # numbers of the quotes that support it; where none do, of all that it cites
    supported: bool
    unsafe: bool  # it holds an address, markup or invisible characters that no quote has, and must not be shown


def check_strictly(text: str, quotes: Sequence[str]) -> list[StrictSentence]:
    """Check each sentence of ``text``, in which ``[1]`` cites the first of ``quotes``."""
    sources = [Source(str(number), quote) for number, quote in enumerate(quotes, 1)]
    return [_sentence(item, sources) for item in check(text, sources, _SCORER).sentences]


def marked_numbers(text: str) -> list[int]:
    """Return the numbers that the markers of ``text`` hold, in their order."""
    return [number for match in MARKER.finditer(text) for number in numbers_in(match.group(1))]


def _sentence(item: Checked, sources: Sequence[Source]) -> StrictSentence:
    cited = [source for source in sources if source.id in item.cited]
    unsafe = has_unsafe_text(item.text, [source.text for source in cited])
    supported = item.verdict in _GROUNDED and not unsafe and _supported_by(item, cited)
    alone = [source for source in cited if _supported_by(item, [source])] if supported else []
    numbers = tuple(int(source.id) for source in alone or cited)
    return StrictSentence(item.text, item.start, item.end, numbers, supported, unsafe)


def _supported_by(item: Checked, cited: Sequence[Source]) -> bool:
    """Say whether ``cited`` support all of the sentence.

    `check` looks only at the words between quotation marks where there are any, so the support score of the whole
    sentence is asked for whatever its verdict.
    """
    words, texts = " ".join(MARKER.sub(" ", item.text).split()), [source.text for source in cited]
    if not cited or additions(words, texts) or _SCORER.support(words, texts) < _SCORER.threshold:
        return False
    markers = "".join(f"[{number}]" for number in range(1, len(cited) + 1))
    renamed = [Source(str(number), source.text) for number, source in enumerate(cited, 1)]
    return all(again.verdict in _GROUNDED for again in check(f"{words} {markers}", renamed, _SCORER).sentences)
