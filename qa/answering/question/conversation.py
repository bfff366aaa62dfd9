"""Follow-ups: the question that would be asked if nothing had been said before."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.analysis import is_stop_word, terms, words
from qa.answering.records import Turn

# Words that point at something said before. "It" in "is it true that" points at nothing, hence `_EMPTY_IT`.
_POINTER = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|one|ones|there|such|the\s+same"
    r"|the\s+(?:former|latter)|(?:the|that|this|these|those)\s+(?:law|bill|company|companies|country|man|woman|person"
    r"|people|plan|project|programme|program|app|event|meeting|group|place|thing|issue|problem|decision|trip|visit))\b",
    re.IGNORECASE,
)
_EMPTY_IT = re.compile(
    r"\b(?:is|was|does|would|will|can|could|isn['’]t|wasn['’]t)\s+(?:it|there)\s+(?:\w+\s+)?(?:that|to|for|take|cost|a|an|any)\b"
    r"|\b(?:is|are|was|were)\s+there\b|\bthat\s+(?:the|is|was|are|were|has|have|will|would|can)\b",
    re.IGNORECASE,
)
_CARRIES_ON = re.compile(
    r"\W*(?:and|but|or|so|also|then|what\s+about|how\s+about|what\s+else|anything\s+else|why\s+not|really|which\s+one"
    r"|who\s+else|where\s+else|any\s+others?|for\s+example|such\s+as|more)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:(?:of|the|and|for|de|van|von)\s+)*[A-Z][\w’'-]*)*")
_KEPT_TERMS = 6  # of the earlier question, at most


@dataclass(frozen=True, slots=True)
class Searched:
    """What is searched for: a follow-up's own words, and what it means."""

    words: str  # as typed; those of the conversation would drown them
    meaning: str  # the standalone question, which is also what is read


def searched(question: str, history: Sequence[Turn], correct: Callable[[str], str]) -> Searched:
    """Return what to search for, spelled by ``correct``."""
    said = question.strip()
    whole = standalone(said, history)
    words = correct(said)
    return Searched(words, words if whole == said else correct(whole))


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return ``question`` with the words of the conversation that it leans on; itself where it leans on none.

    Only the user's own last question that stood on its own is used: joining all turns drowns the new question, and
    answers are quotes whose words belong to the sources.
    """
    asked = [turn.content for turn in history if turn.role == "user" and terms(turn.content)]
    if not asked or not leans_on_context(question):
        return question
    missing = [word for word in _topic(_anchor(asked)) if not set(terms(word)) & set(terms(question))]
    return f"{question} ({' '.join(missing)})" if missing else question


def leans_on_context(question: str) -> bool:
    """Say whether ``question`` points back at something, or is too short to stand alone."""
    if _CARRIES_ON.match(question):
        return True
    plain = _EMPTY_IT.sub(" ", question)
    if _POINTER.search(plain):
        return True
    return len(set(terms(question))) <= 1 and not _names(question)


def needs_context(question: str, history: Sequence[Turn]) -> bool:
    """Say whether ``question`` points at something that neither it nor the conversation names."""
    if any(turn.role == "user" and terms(turn.content) for turn in history):
        return False
    if not terms(question):
        return True
    plain = _EMPTY_IT.sub(" ", question)
    if not _POINTER.search(plain):
        return False
    return not _names(question) and len(set(terms(question))) <= 2


def _anchor(asked: Sequence[str]) -> str:
    """Return the last question that stood on its own, or the first of all."""
    for question in reversed(asked):
        if not leans_on_context(question):
            return question
    return asked[0]


def _topic(question: str) -> list[str]:
    """Return the words of an earlier question that say what it was about: its names, else its content words."""
    named = _names(question)
    content = [word for word, _, _ in words(question) if not is_stop_word(word) and terms(word)]
    chosen = [word for name in named for word in name.split() if word in content] or content
    return list(dict.fromkeys(chosen))[:_KEPT_TERMS]


def _names(question: str) -> list[str]:
    """Return capitalised phrases that do not owe their capital to the sentence's beginning alone."""
    return [
        match.group().strip()
        for match in _NAME.finditer(question)
        if (match.start() > 0 or " " in match.group().strip()) and not is_stop_word(match.group().split()[0])
    ]
