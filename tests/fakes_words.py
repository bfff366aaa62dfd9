"""How the fake assistant reads: words, sentences, and a question that points back."""

import re

from index.records import Document, Span
from qa.answering.ports import Question

WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s)|(?=\r?\n\r?\n)|$)", re.DOTALL)
STOP_WORDS = frozenset(
    WORD.findall("a an and at be by did do for how in is it of on the to was were what when who why")
)
_POINTS_BACK = frozenset(WORD.findall("he her him his it its she that they them this"))


def terms_of(text: str) -> set[str]:
    """Return the words of ``text`` that say something, lower-cased."""
    return set(WORD.findall(text.lower())) - STOP_WORDS


def sentences_of(document: Document) -> list[Span]:
    """Return where the sentences of a document stand, boilerplate left out."""
    spans = [Span(*match.span()) for match in _SENTENCE.finditer(document.text)]
    dim = [block.span for block in document.content.of_kind("boilerplate")]
    return [span for span in spans if len(span) <= 600 and not any(block.contains(span) for block in dim)]


def standalone_of(question: Question) -> str:
    """Return a question that is understood without those before it."""
    earlier = [turn.content for turn in question.history if turn.role == "user"]
    if earlier and set(WORD.findall(question.text.lower())) & _POINTS_BACK:
        return f"{question.text} ({earlier[-1]})"
    return question.text
