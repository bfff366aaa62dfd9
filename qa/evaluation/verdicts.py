"""One word for each question: did it go well, and if not, what went wrong."""

from collections.abc import Iterable
from typing import Literal

from qa.evaluation.summary import Case

Verdict = Literal["right", "silent", "wrong quote", "not in the documents", "not exact", "not first", "not judged"]

EXPLANATION: dict[Verdict, str] = {
    "right": "answered with the right quote first, or rightly kept silent",
    "silent": "kept silent, though the documents answer",
    "wrong quote": "answered, but the first citation is not the right one",
    "not in the documents": "answered, though the documents do not say",
    "not exact": "a citation does not stand where it is said to stand",
    "not first": "no relevant document comes first",
    "not judged": "nothing is known that could be held against it",
}


def verdict(case: Case) -> Verdict:
    """Return what became of one question."""
    if case.judgement.faults:
        return "not exact"
    if not case.row.answered:
        return _ranked(case)
    if case.query.answerable is None:
        return "not judged"
    if case.row.answerable:
        return _spoken(case)
    return "silent" if case.query.answerable else "right"


def failed(found: Verdict) -> bool:
    """Say whether a verdict is a failure."""
    return found not in ("right", "not judged")


def tally(cases: Iterable[Case]) -> dict[Verdict, int]:
    """Return how many questions met with each verdict, the good one first."""
    found = [verdict(case) for case in cases]
    return {name: found.count(name) for name in EXPLANATION if name in found}


def _ranked(case: Case) -> Verdict:
    first = case.judgement.sections.get("retrieval", {}).get("Success@1")
    if first is None:
        return "not judged"
    return "right" if first else "not first"


def _spoken(case: Case) -> Verdict:
    if not case.query.answerable:
        return "not in the documents"
    if case.judgement.right is None:
        return "not judged"
    return "right" if case.judgement.right else "wrong quote"
