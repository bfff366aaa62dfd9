"""Whether what a sentence joins belongs together in its source: each word with its own subject and predicate."""

from collections.abc import Iterator, Sequence

from qa.grounding.alignment import Alignment, Drawn
from qa.grounding.statement import JOINING, Sentence

_PRONOUNS = frozenset("it he she they its his hers her their theirs them him".split())
_SUBJECT_PRONOUNS = frozenset("it he she they".split())
_RELATIVE = frozenset("who which whose whom where that".split())
_DETERMINERS = frozenset("the a an its his her their this that these those".split())
_SUBJECT_WORDS = 4
_LABEL_WORDS = 4


def misjoined(aligned: Alignment) -> Iterator[str]:
    """Yield words of the claim that the source says of something else."""
    for drawn in aligned.drawn:
        yield from _of_other_clauses(drawn)
        yield from _of_a_part(drawn)
    yield from _of_other_sentences(aligned)


def _of_other_clauses(drawn: Drawn) -> Iterator[str]:
    """Find clauses whose predicate or subject is left out, though the claim takes words from them."""
    by_clause: dict[int, list[tuple[int, int]]] = {}
    for place, where in drawn.pairs:
        by_clause.setdefault(drawn.source.words[where].clause, []).append((place, where))
    for clause, pairs in by_clause.items():
        if len(by_clause) > 1 and not _whole(drawn, clause, pairs, first=clause == min(by_clause)):
            yield drawn.said([place for place, _ in pairs])


def _whole(drawn: Drawn, clause: int, pairs: Sequence[tuple[int, int]], *, first: bool) -> bool:
    words = drawn.source.words
    inside = drawn.clause(clause)
    predicates = [i for i in inside if words[i].is_predicate]
    used = [where for _, where in pairs]
    if predicates and not any(i in used for i in predicates):
        if first and max(used) < predicates[0] and _goes_on(drawn.source, clause):
            return True
        return _is_antecedent(drawn, clause, used)
    subject = _subject(drawn.source, inside)
    if subject is None or not words[subject].is_name or max(used) <= subject:
        return True
    # The clause's own subject must be said in the same clause of the claim.
    clauses = {drawn.claim.words[place].clause for place, where in pairs if where > subject}
    with_subject = {
        drawn.claim.words[place].clause
        for place, word in enumerate(drawn.claim.words)
        if word.key == words[subject].key
    }
    return bool(clauses & with_subject)


def _subject(sentence: Sentence, inside: Sequence[int]) -> int | None:
    """Return the place of the topic word that a clause begins with; None where it begins otherwise."""
    for place in inside:
        word = sentence.words[place]
        if word.key:
            return place
        if word.lower not in JOINING and word.lower not in _DETERMINERS:
            return None
    return None


def _goes_on(sentence: Sentence, clause: int) -> bool:
    """Say whether a later clause has no subject of its own: "Ann built one and sold two"."""
    topics: dict[int, bool] = {}
    for word in sentence.words:
        if word.key and word.clause > clause:
            topics.setdefault(word.clause, word.is_predicate)
    return any(topics.values())


def _is_antecedent(drawn: Drawn, clause: int, used: Sequence[int]) -> bool:
    """Say whether the words are the last of their clause and the next begins with "who" or the like."""
    behind = drawn.clause(clause + 1)
    topics = [place for place in drawn.clause(clause) if drawn.source.words[place].key]
    relative = bool(behind) and drawn.source.words[behind[0]].lower in _RELATIVE
    return relative and sorted(used) == topics[-len(used) :]


def _of_a_part(drawn: Drawn) -> Iterator[str]:
    """Find a subject that the source names only to say which part of it is meant: "the left wing of the palace"."""
    claim, words = drawn.claim, drawn.source.words
    first = next((place for place, word in enumerate(claim.words) if word.key), None)
    where = next((where for place, where in drawn.pairs if place == first), None)
    if first is None or where is None or any(word.lower == "of" for word in claim.words[: first + 3]):
        return
    of = next((i for i in range(max(0, where - 3), where) if words[i].lower == "of"), None)
    head = next((i for i in range(of - 1, -1, -1) if words[i].key), None) if of is not None else None
    if head is not None and head not in drawn.used and head >= (of or 0) - 2:
        yield claim.words[first].text


def _of_other_sentences(aligned: Alignment) -> Iterator[str]:
    """Find words taken from a further sentence without its subject and predicate.

    Where the first begins or goes on with a pronoun, the subject of another may stand for it; and in "Label: value"
    lines of one text, each line is whole by itself.
    """
    if len(aligned.drawn) < 2:
        return
    leaning = _leans(aligned.drawn[0])
    for drawn in aligned.drawn[1:]:
        predicated = len(drawn.used) > 1 and any(drawn.source.words[where].is_predicate for where in drawn.used)
        starts = _subject(drawn.source, range(len(drawn.source.words)))
        pronoun = bool(drawn.source.words) and drawn.source.words[0].lower in _PRONOUNS
        if predicated and (pronoun or (starts is not None and starts in drawn.used)):
            continue
        if (leaning and _is_subject(drawn)) or _heads_record(drawn, aligned.drawn[0]):
            continue
        yield drawn.said(drawn.taken)


def _heads_record(drawn: Drawn, other: Drawn) -> bool:
    """Say whether both are "Label: value" lines of one text: its first, which says what it is about, and another.

    The other's label must be said.
    """
    lines = (drawn, other)
    if drawn.source.record != other.source.record or not any(line.source.leads for line in lines):
        return False
    return all(line.source.is_labelled and (line.source.leads or _says_label(line)) for line in lines)


def _says_label(drawn: Drawn) -> bool:
    return next((place for place, word in enumerate(drawn.source.words) if word.key), None) in drawn.used


def _leans(drawn: Drawn) -> bool:
    """Say whether a pronoun of the sentence may stand for the subject of another: its own, or another than its own."""
    words = drawn.source.words
    if words and words[0].lower in _SUBJECT_PRONOUNS:
        return True
    topic = next((place for place, word in enumerate(words) if word.key), None)
    return topic in drawn.used and any(word.lower in _PRONOUNS for word in words)


def _is_subject(drawn: Drawn) -> bool:
    """Say whether all that is taken from a sentence is its subject, the last word of it among it."""
    subject: list[int] = []
    for place, word in enumerate(drawn.source.words):
        if word.is_predicate or len(subject) >= _SUBJECT_WORDS:
            break
        if word.key:
            subject.append(place)
    taken = {drawn.claim.words[place].key for place in drawn.taken}
    keys = [drawn.source.words[place].key for place in subject]
    if not taken <= set(keys):
        return False
    last = max(place for place, key in zip(subject, keys, strict=True) if key in taken)
    head = drawn.source.words[last]  # "the first" of "the first part" is no subject
    ends = last == subject[-1] or drawn.source.words[subject[subject.index(last) + 1]].clause != head.clause
    return ends or head.is_name or head.lower.endswith("s")
