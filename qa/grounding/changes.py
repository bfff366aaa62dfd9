"""What a sentence changes against the texts it cites: said more, less or otherwise, with the reason in plain words.

Each rule looks at closed classes of words, or at where words stand; none knows what a word means. So what they find is
worth reading, they take time by the length of the claim and of the few sentences that it draws on, and they miss what
only meaning tells (docs/evaluation.md).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from qa.grounding.alignment import Alignment
from qa.grounding.joining import misjoined
from qa.grounding.meaning import added, dropped, negations, opposites
from qa.grounding.order import exchanged_conjunctions, opposed_prepositions, roles_differ
from qa.grounding.statement import Sentence, sentences_in

ChangeKind = Literal["added", "dropped", "negation", "opposite", "direction", "roles", "joined", "word"]


_LINE_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between a sentence and what it cites."""

    kind: ChangeKind
    words: str  # what differs
    reason: str  # in plain words


def changes(claim: str, texts: Sequence[str]) -> list[Change]:
    """Return what ``claim`` changes against the sentences of ``texts`` that it draws on; most telling first."""
    aligned = Alignment(Sentence(claim), sentences_in(texts))
    found = (_of_meaning(aligned), _of_order(aligned), _of_words(aligned))
    return list(dict.fromkeys(change for kind in found for change in kind))


def _of_meaning(aligned: Alignment) -> Iterator[Change]:
    for phrase in added(aligned):
        yield Change("added", phrase, f"says “{phrase}”, which the cited text does not")
    for phrase in dropped(aligned):
        yield Change("dropped", phrase, f"leaves out “{phrase}” of the cited text")
    for word in negations(aligned):
        yield Change("negation", word, f"denies otherwise than the cited text (“{word}”)")
    for word, other in opposites(aligned):
        yield Change("opposite", word, f"says “{word}” where the cited text says “{other}”")


def _of_order(aligned: Alignment) -> Iterator[Change]:
    for drawn in aligned.drawn:
        turned = opposed_prepositions(aligned.claim, drawn.source, drawn.matched)
        for word in [*turned, *exchanged_conjunctions(aligned.claim, drawn.source, drawn.matched)]:
            yield Change("direction", word, f"says “{word}” where the cited text says otherwise")
        is_line = drawn.source.is_labelled and len(drawn.source.places) <= _LINE_TOPICS  # "Platforms: 2" has no order
        if not is_line and roles_differ(aligned.claim, drawn.source, drawn.matched, drawn.moved):
            words = drawn.said(drawn.moved or [place for place, _ in drawn.matched][:1])
            yield Change("roles", words, f"puts “{words}” in another place than the cited text does")


def _of_words(aligned: Alignment) -> Iterator[Change]:
    for words in misjoined(aligned):
        yield Change("joined", words, f"joins “{words}” to what the cited text does not say of it")
    for place in aligned.unknown:
        word = aligned.claim.words[place].text
        yield Change("word", word, f"says “{word}”, which no cited text does")
