"""Which sentences of a text their quotes bear out: the check of `qa check`, and stricter where it only estimates."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa.grounding.additions import additions, foreign
from qa.grounding.check import MARKER, Checked, check, numbers_in
from qa.grounding.support import LexicalSupport
from qa.grounding.verbatim import Source

# Silence about a sentence costs little, as the quotes themselves stand ready; a wrong one costs much (bench/prose.py).
_SCORER = LexicalSupport(threshold=0.85)
_GOOD = frozenset({"exact", "paraphrase"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a language model's, and what became of it."""

    text: str  # with its markers as they came
    start: int
    end: int
    cited: tuple[int, ...]  # numbers of the quotes that bear it out; of all that it names where they do not
    proved: bool
    foreign: bool  # it holds what no quote does and what must not even be shown


def prove(text: str, quotes: Sequence[str]) -> list[Sentence]:
    """Judge each sentence of ``text``, in which ``[1]`` names the first of ``quotes``."""
    sources = [Source(str(number), quote) for number, quote in enumerate(quotes, 1)]
    return [_sentence(item, sources) for item in check(text, sources, _SCORER).sentences]


def marked_numbers(text: str) -> list[int]:
    """Return the numbers that the markers of ``text`` hold, in their order."""
    return [number for match in MARKER.finditer(text) for number in numbers_in(match.group(1))]


def _sentence(item: Checked, sources: Sequence[Source]) -> Sentence:
    cited = [source for source in sources if source.id in item.cited]
    strange = foreign(item.text, [source.text for source in cited])
    proved = item.verdict in _GOOD and not strange and _stands(item, cited)
    alone = [source for source in cited if _stands(item, [source])] if proved else []
    numbers = tuple(int(source.id) for source in alone or cited)
    return Sentence(item.text, item.start, item.end, numbers, proved, strange)


def _stands(item: Checked, cited: Sequence[Source]) -> bool:
    """Say whether all that the sentence says stands in ``cited``.

    Between quotation marks the words must be theirs; but the rest of such a sentence counts as well, and so the whole
    is held to the support score whatever its verdict.
    """
    words, texts = _words(item.text), [source.text for source in cited]
    if not cited or additions(words, texts) or _SCORER.support(words, texts) < _SCORER.threshold:
        return False
    return all(again.verdict in _GOOD for again in _checked(words, cited))


def _checked(words: str, cited: Sequence[Source]) -> tuple[Checked, ...]:
    """Check the words again as if they named ``cited`` and nothing else."""
    markers = "".join(f"[{number}]" for number in range(1, len(cited) + 1))
    renamed = [Source(str(number), source.text) for number, source in enumerate(cited, 1)]
    return check(f"{words} {markers}", renamed, _SCORER).sentences


def _words(text: str) -> str:
    return " ".join(MARKER.sub(" ", text).split())
