"""Follow-ups: what a question means in its conversation."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.analysis import is_stop_word, terms, words
from qa.answering.records import Turn

# Words that refer to something said before. "It" in "is it true that" does not, hence `_EXPLETIVE`.
_REFERENCE = re.compile(
    r"\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|this|that|these|those|one|ones|there|such|the\s+same"
    r"|the\s+(?:former|latter)|(?:the|that|this|these|those)\s+(?:law|bill|company|companies|country|man|woman|person"
    r"|people|plan|project|programme|program|app|event|meeting|group|place|thing|issue|problem|decision|trip|visit))\b",
    re.IGNORECASE,
)
_EXPLETIVE = re.compile(
    r"\b(?:is|was|isn['’]t|wasn['’]t)\s+(?:it|there)\s+(?:\w+\s+)?(?:that|to|for|a|an|any)\b"
    r"|\b(?:does|did|would|will|can|could)\s+it\s+(?:take|cost|be\s+\w+\s+(?:that|to|for))\b"
    r"|\b(?:is|are|was|were)\s+there\b|\bthat\s+(?:the|is|was|are|were|has|have|will|would|can)\b",
    re.IGNORECASE,
)
_CONTINUATION = re.compile(
    r"\W*(?:and|but|or|so|also|then|what\s+about|how\s+about|what\s+else|anything\s+else|why\s+not|really|which\s+one"
    r"|who\s+else|where\s+else|any\s+others?|for\s+example|such\s+as|more)\b",
    re.IGNORECASE,
)
# Asked of something else: "and for the Kestrel 3?", "what about a service?".
_SAME_OF = re.compile(
    r"\W*(?:(?:and|but|or|so|also|then)\b\W*)*(?:(?:what|how)\s+about\b\W*)?(?:for|in|at|of|with|on|from)?\b",
    re.IGNORECASE,
)
_OWN_CLAUSE = re.compile(
    r"\b(?:who|whom|whose|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can|could|will|would"
    r"|should|may|might|must)\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:(?:of|the|and|for|de|van|von)\s+)*[A-Z][\w’'-]*)*")
_TOPIC_WORDS = 6  # of the earlier question, at most


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What is searched for."""

    text: str  # the question's own words, for BM25: those of the conversation would outweigh them
    standalone: str  # the question with what it refers to: for the embedding, and what is read


def search_query(question: str, history: Sequence[Turn], correct: Callable[[str], str]) -> SearchQuery:
    """Return what to search for, its spelling corrected by ``correct``."""
    typed = question.strip()
    whole = standalone(typed, history)
    text = correct(typed)
    return SearchQuery(text, text if whole == typed else correct(whole))


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return ``question`` with the words of the conversation that it refers to; itself where it refers to none.

    Only the user's last standalone question is used: all turns together outweigh the new question, and the words of
    answers are those of the sources.
    """
    asked = [turn.content for turn in history if turn.role == "user" and terms(turn.content)]
    if not asked or not is_follow_up(question):
        return question
    before = _last_standalone(asked)
    topic = _rest(before, question) if is_same_of(question) else _topic(before)
    missing = [word for word in topic if not set(terms(word)) & set(terms(question))]
    return f"{question} ({' '.join(missing)})" if missing else question


def is_follow_up(question: str) -> bool:
    """Say whether ``question`` refers to something said before, or is too short to stand alone."""
    if _CONTINUATION.match(question):
        return True
    plain = _EXPLETIVE.sub(" ", question)
    if _REFERENCE.search(plain):
        return True
    return len(set(terms(question))) <= 1 and not _names(question)


def is_same_of(question: str) -> bool:
    """Say whether the last question is asked again of something else: "and for the Kestrel 3?"."""
    if not _CONTINUATION.match(question):
        return False
    named = question[match.end() :] if (match := _SAME_OF.match(question)) else question
    return bool(terms(named)) and not _OWN_CLAUSE.search(named) and not _REFERENCE.search(named)


def needs_context(question: str, history: Sequence[Turn]) -> bool:
    """Say whether ``question`` refers to something that neither it nor the conversation names."""
    if any(turn.role == "user" and terms(turn.content) for turn in history):
        return False
    if not terms(question):
        return True
    plain = _EXPLETIVE.sub(" ", question)
    if not _REFERENCE.search(plain):
        return False
    return not _names(question) and len(set(terms(question))) <= 2


def _last_standalone(asked: Sequence[str]) -> str:
    """Return the last question that is no follow-up, or the first of all."""
    for question in reversed(asked):
        if not is_follow_up(question):
            return question
    return asked[0]


def _topic(question: str) -> list[str]:
    """Return the topic words of an earlier question: its names, else its content words."""
    named = _names(question)
    content = [word for word, _, _ in words(question) if not is_stop_word(word) and terms(word)]
    chosen = [word for name in named for word in name.split() if word in content] or content
    return list(dict.fromkeys(chosen))[:_TOPIC_WORDS]


def _rest(before: str, question: str) -> list[str]:
    """Return what the last question asked, without the name that another now stands for."""
    other = question[match.end() :] if (match := _SAME_OF.match(question)) else question
    named = {word for name in _names(before) for word, _, _ in words(name)} if _names(f"of {other}") else set()
    found = [word for word, _, _ in words(before) if not is_stop_word(word) and terms(word) and word not in named]
    return list(dict.fromkeys(found))[:_TOPIC_WORDS]


def _names(question: str) -> list[str]:
    """Return capitalised phrases; a single word at the beginning is none, as any sentence begins with a capital."""
    return [
        match.group().strip()
        for match in _NAME.finditer(question)
        if (match.start() > 0 or " " in match.group().strip()) and not is_stop_word(match.group().split()[0])
    ]
