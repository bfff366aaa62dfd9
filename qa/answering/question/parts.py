"""Several questions in one, and a question inside of a letter: what is asked, each as one that stands alone."""

import re
from collections.abc import Callable, Sequence

from index.analysis import terms
from qa.answering.question.conversation import needs_context, standalone
from qa.answering.question.intent import Intent, intent_of, outlined
from qa.answering.records import Turn

MAX_PARTS = 3
_LETTER_WORDS = 35  # from here on, what stands around a question is not part of it
_WH = r"(?:who|whom|whose|what|which|when|where|why|how)"
_BEFORE_WH = r"(?:(?:by|until|till|since|from|in|at|on|to|for|with)\s+)?"
_QUESTIONS = re.compile(r"[^.!?？\n]*[^.!?？\n\s][^.!?？\n]*[?？]")
_SENTENCES = re.compile(r"[^.!?？\n]+[.!?？]*")
_TWO_WORDS = re.compile(rf"^\W*({_BEFORE_WH}{_WH})\s+and\s+({_BEFORE_WH}{_WH})\s+(.+)$", re.IGNORECASE | re.DOTALL)
_TWO_CLAUSES = re.compile(
    rf"^(.*?\b{_WH}\b.+?),?\s+and\s+({_BEFORE_WH}{_WH}\b(?!\s+(?:not|ever)\b).*)$", re.IGNORECASE | re.DOTALL
)
_BETWEEN = re.compile(
    r"\b(?:diff\w*|distinction)\s+between\s+(.+?)\s+and\s+(.+?)\W*$|^\W*(?:please\s+)?compare\s+(.+?)\s+"
    r"(?:and|with|to|against|vs\.?)\s+(.+?)\W*$",
    re.IGNORECASE | re.DOTALL,
)
_EACH = re.compile(
    r"^(.+?)\s+(?:or|and)\s+(.+?):\s+(.*?)\b(?:each|both)\b(?:\s+of\s+(?:them|these|the\s+two))?(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"\W*(?:and\s+|but\s+)?if\s+(?:yes|no|not|so)\b", re.IGNORECASE)
_LEANS = re.compile(r"\b(?:it|they|them|this|that|these|those|there|he|she|his|her|its|their)\b", re.IGNORECASE)


_Lean = Callable[[str, str], str]  # a part and the first of them
_NOT_READ = frozenset({Intent.GREETING, Intent.OVERVIEW, Intent.OUTLINE, Intent.KEYWORDS})


def is_read(question: str, history: Sequence[Turn]) -> bool:
    """Say whether the confidence of its answer is the trained reader's alone.

    It is that of one question about something in particular; keywords, outlines and several questions at once have a
    confidence of another kind.
    """
    parts = parts_of(without_letter(question))
    return (
        len(parts) == 1
        and intent_of(parts[0]) not in _NOT_READ
        and outlined(parts[0]) is None
        and not needs_context(parts[0], history)
    )


def without_letter(text: str) -> str:
    """Return the questions of a long text, each with the sentence before it where it leans on that.

    A short text is returned as it is.
    """
    if len(text.split()) < _LETTER_WORDS:
        return text
    sentences = [match.group().strip() for match in _SENTENCES.finditer(text) if match.group().strip()]
    kept: list[str] = []
    for i, sentence in enumerate(sentences):
        if not sentence.endswith(("?", "？")):
            continue
        says_little = len(set(terms(sentence))) < (3 if _LEANS.search(sentence) else 1)
        if i and says_little and sentences[i - 1] not in kept:
            kept.append(sentences[i - 1])
        kept.append(sentence)
    return " ".join(kept) or text


def parts_of(question: str, *, alone: bool = True) -> tuple[str, ...]:
    """Return the questions that are asked at once, at most three; ``question`` alone where it is one.

    Args:
        question: one or several.
        alone: whether each has what it means by "it", or leaves out, of the first; else they stand as they were typed.
    """
    for split in _SPLITS:
        parts = [part.strip() for part in split(question, _leaning)]
        if len(parts) > 1 and all(terms(part) for part in parts):
            typed = parts if alone else [part.strip() for part in split(question, _as_typed)]
            return tuple(typed[:MAX_PARTS])
    return (question,)


def _by_marks(question: str, lean: _Lean) -> list[str]:
    found = [match.group().strip() for match in _QUESTIONS.finditer(question)]
    rest = _QUESTIONS.sub("", question)
    if len(found) < 2 or terms(rest) or any(_CONDITION.match(part) for part in found):
        return []  # one question, a story around several, or one that depends on the other's answer
    return [found[0], *(lean(part, found[0]) for part in found[1:])]


def _by_words(question: str, _: _Lean) -> list[str]:
    """Part "when and where does the choir meet?"."""
    match = _TWO_WORDS.match(question)
    return [f"{match[1]} {match[3]}", f"{match[2]} {match[3]}"] if match else []


def _by_clauses(question: str, lean: _Lean) -> list[str]:
    """Part "what is the deposit and when must music end?"."""
    match = _TWO_CLAUSES.match(question)
    if not match or not terms(match[1]):
        return []
    return [match[1], lean(match[2], match[1])]


def _by_subjects(question: str, _: _Lean) -> list[str]:
    """Part "what is the difference between plan Alder and plan Birch?", and "-r or -P: what does each of them do?"."""
    each = _EACH.match(question)
    if each:
        return [f"{each[3]}{subject}{each[4]}" for subject in (each[1], each[2])]
    match = _BETWEEN.search(question)
    if not match:
        return []
    one, other = (match[1] or match[3]).split(), (match[2] or match[4]).split()
    if len(one) > len(other):
        other = [*one[: len(one) - len(other)], *other]  # "systemctl disable and mask"
    return [f"What is {' '.join(one)}?", f"What is {' '.join(other)}?"]


def _leaning(part: str, first: str) -> str:
    """Return ``part`` with what it means by "it", or asks of, in the first question."""
    if len(set(terms(part))) > 1 and not _LEANS.search(part):
        return part
    return standalone(part if _LEANS.search(part) else f"and {part}", (Turn("user", first),))


def _as_typed(part: str, _: str) -> str:
    return part


_SPLITS: tuple[Callable[[str, _Lean], list[str]], ...] = (_by_subjects, _by_words, _by_marks, _by_clauses)
