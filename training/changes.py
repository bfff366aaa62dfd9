"""One detail of a sentence changed: into something else than was asked, or where nobody asked.

People who write questions that a text does not answer take a sentence and turn one thing round: a name, a number,
"all" into "most", a "not". A reader that compares shared words does not see it. Here the text is changed, so that the
question stays one that a person wrote; and since the same changes are also made where they do not matter, that a text
was changed says nothing about whether it answers.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from training.overlap import shared

_OPPOSITES = (
    ("all", "some"), ("all", "most"), ("every", "no"), ("first", "last"), ("first", "second"), ("before", "after"),
    ("more", "less"), ("more", "fewer"), ("most", "least"), ("largest", "smallest"), ("highest", "lowest"),
    ("longest", "shortest"), ("oldest", "youngest"), ("larger", "smaller"), ("higher", "lower"), ("older", "newer"),
    ("best", "worst"), ("better", "worse"), ("major", "minor"), ("early", "late"), ("earliest", "latest"),
    ("maximum", "minimum"), ("north", "south"), ("northern", "southern"), ("east", "west"), ("eastern", "western"),
    ("increase", "decrease"), ("increased", "decreased"), ("increases", "decreases"), ("beginning", "end"),
    ("began", "ended"), ("start", "end"), ("started", "ended"), ("opened", "closed"), ("won", "lost"),
    ("born", "buried"), ("allowed", "forbidden"), ("accepted", "rejected"), ("included", "excluded"),
    ("supported", "opposed"), ("positive", "negative"), ("public", "private"), ("internal", "external"),
    ("internally", "externally"), ("inside", "outside"), ("above", "below"), ("male", "female"), ("men", "women"),
    ("father", "mother"), ("son", "daughter"), ("brother", "sister"), ("king", "queen"), ("modern", "ancient"),
    ("rich", "poor"), ("strong", "weak"), ("hot", "cold"), ("summer", "winter"), ("common", "rare"),
    ("possible", "impossible"), ("always", "never"), ("often", "rarely"), ("only", "also"), ("both", "neither"),
)  # fmt: skip
TURNED: dict[str, list[str]] = {}
for _one, _other in _OPPOSITES:
    TURNED.setdefault(_one, []).append(_other)
    TURNED.setdefault(_other, []).append(_one)

NAME = re.compile(r"(?<=[a-z,;)] )[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*|\b[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)+")
NUMBER = re.compile(r"\b\d[\d,.]*\d\b|\b\d\b")
_WORD = re.compile(r"[^\W\d_]+")
AUXILIARY = re.compile(r"\b(?:is|are|was|were|can|could|will|would|has|have|had|did|does|do|should|may|must)\b")
_NOT = re.compile(r"\bnot\b|n['’]t\b|\bnever\b|\bno\b", re.IGNORECASE)

Range = tuple[int, int]


@dataclass(frozen=True)
class Change:
    """Code points of a context, half-open, and the words put in their place."""

    start: int
    end: int
    text: str


def of_what_was_asked(text: str, sentence: Range, answer: Range, question: str, chance: random.Random) -> Change | None:
    """Return a change after which the ``sentence`` that holds the answer no longer answers, or None.

    A name, a number or a word with an opposite is exchanged that the question has too, or its one verb is negated.
    """
    details = _details(text, sentence, answer, question, chance, asked=True)
    return _pick([*details, _negations(text, sentence, answer, question)], chance)


def of_something_else(
    text: str, sentence: Range, others: Sequence[Range], answer: Range, question: str, chance: random.Random
) -> Change | None:
    """Return a change after which ``sentence`` still answers, or None.

    The same kinds of words are exchanged, but none that the question has; and other sentences are negated.
    """
    details = _details(text, sentence, answer, question, chance, asked=False)
    negated = [change for other in others for change in _negations(text, other, answer, question)]
    return _pick([*details, negated], chance)


def _pick(kinds: Sequence[Sequence[Change]], chance: random.Random) -> Change | None:
    there = [changes for changes in kinds if changes]
    return chance.choice(chance.choice(there)) if there else None


def _details(
    text: str, sentence: Range, answer: Range, question: str, chance: random.Random, *, asked: bool
) -> list[list[Change]]:
    """Return changes of names, of numbers and of words with an opposite, none of them touching the answer.

    With ``asked``, of those alone that the question has too; without, of the others alone.
    """
    said = text[answer[0] : answer[1]]
    names = sorted({name for name in NAME.findall(text) if name not in said})

    exchanged = []
    for match in _beside(answer, NAME, text, sentence):
        unlike = [name for name in names if not shared(name, match.group()) and not shared(match.group(), name)]
        if unlike:
            exchanged.append(Change(*match.span(), chance.choice(unlike)))
    numbers = [
        Change(*match.span(), other_number(match.group(), chance)) for match in _beside(answer, NUMBER, text, sentence)
    ]
    turned = [
        Change(*match.span(), chance.choice(TURNED[match.group().lower()]))
        for match in _beside(answer, _WORD, text, sentence)
        if match.group().lower() in TURNED
    ]
    return [
        [change for change in found if (shared(text[change.start : change.end], question) == 1.0) is asked]
        for found in (exchanged, numbers, turned)
    ]


def _beside(answer: Range, pattern: re.Pattern[str], text: str, sentence: Range) -> Iterator[re.Match[str]]:
    """Yield the matches in ``sentence`` that do not touch the answer."""
    for match in pattern.finditer(text, *sentence):
        if match.end() <= answer[0] or match.start() >= answer[1]:
            yield match


def other_number(number: str, chance: random.Random) -> str:
    """Return a number of the same look, with one or two of its last digits changed."""
    digits = [i for i, char in enumerate(number) if char.isdigit()][-2:]
    changed = list(number)
    while "".join(changed) == number:
        for i in digits:
            changed[i] = str(chance.randint(0 if i else 1, 9))
    return "".join(changed)


def _negations(text: str, sentence: Range, answer: Range, question: str) -> list[Change]:
    """Return the negation of a sentence's one auxiliary verb, unless it or the question is negated already."""
    found = list(_beside(answer, AUXILIARY, text, sentence))
    if len(found) != 1 or _NOT.search(text, *sentence) or _NOT.search(question):
        return []
    return [Change(*found[0].span(), f"{found[0].group()} not")]
