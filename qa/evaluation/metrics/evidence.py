"""Measures of quoted places against the places that answer, by characters.

Gold is a list of groups. Each group must be met by one of its members (alternatives); a plain list of alternatives is
one group. All scores are None where no place is known, and 0 where nothing was quoted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.records import Span

HALF = 0.5  # a place counts as quoted when half of it or more is


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of one document."""

    document_id: str
    span: Span


Groups = Sequence[Sequence[Place]]


class EvidenceMetric(Protocol):
    """A value that scores the quoted places of one answer."""

    def score(self, quoted: Sequence[Place], groups: Groups) -> float | None:
        """Return a number in [0, 1], or None where no place is known to answer."""
        ...


@dataclass(frozen=True, slots=True)
class EvidencePrecision:
    """Share of the quoted characters that lie in any place of the gold, alternatives included."""

    def __str__(self) -> str:
        return "evidence_precision"

    def score(self, quoted: Sequence[Place], groups: Groups) -> float | None:
        if not groups:
            return None
        gold = [place for group in groups for place in group]
        total = sum(len(place.span) for place in _merged(quoted))
        return sum(_shared(place, _merged(gold)) for place in _merged(quoted)) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class EvidenceRecall:
    """Mean over groups of the covered share of the member that is covered best."""

    def __str__(self) -> str:
        return "evidence_recall"

    def score(self, quoted: Sequence[Place], groups: Groups) -> float | None:
        if not groups:
            return None
        return sum(max(covered(place, quoted) for place in group) for group in groups) / len(groups)


@dataclass(frozen=True, slots=True)
class EvidenceF1:
    """2PR / (P + R) of the two above; 0 where both are 0."""

    def __str__(self) -> str:
        return "evidence_f1"

    def score(self, quoted: Sequence[Place], groups: Groups) -> float | None:
        precision = EvidencePrecision().score(quoted, groups)
        recall = EvidenceRecall().score(quoted, groups)
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class GroupsCovered:
    """Share of the groups of which half or more of one member is quoted; only where two or more are needed."""

    def __str__(self) -> str:
        return "groups_covered"

    def score(self, quoted: Sequence[Place], groups: Groups) -> float | None:
        if len(groups) < 2:
            return None
        return sum(met(group, quoted) for group in groups) / len(groups)


@dataclass(frozen=True, slots=True)
class SentenceHit:
    """1 where the first quoted sentence covers half or more of any gold span, else 0. ``quoted`` is that sentence."""

    def __str__(self) -> str:
        return "sentence_hit@1"

    def score(self, quoted: Sequence[Place], groups: Groups) -> float | None:
        if not groups:
            return None
        return float(any(met(group, quoted[:1]) for group in groups))


EVIDENCE_METRICS: tuple[EvidenceMetric, ...] = (EvidencePrecision(), EvidenceRecall(), EvidenceF1(), GroupsCovered())


def met(group: Iterable[Place], quoted: Sequence[Place]) -> bool:
    """Say whether half or more of one member of ``group`` is quoted."""
    return any(covered(place, quoted) >= HALF for place in group)


def covered(place: Place, quoted: Iterable[Place]) -> float:
    """Return the share of ``place`` that lies in any of ``quoted``."""
    return _shared(place, _merged(quoted)) / len(place.span)


def _shared(place: Place, others: Iterable[Place]) -> int:
    return sum(
        max(0, min(place.span.end, other.span.end) - max(place.span.start, other.span.start))
        for other in others
        if other.document_id == place.document_id
    )


def _merged(places: Iterable[Place]) -> list[Place]:
    """Return the same characters as places that do not overlap, so that none counts twice."""
    merged: list[Place] = []
    for place in sorted(places, key=lambda place: (place.document_id, place.span)):
        last = merged[-1] if merged else None
        if last and last.document_id == place.document_id and place.span.start <= last.span.end:
            merged[-1] = Place(last.document_id, Span(last.span.start, max(last.span.end, place.span.end)))
        else:
            merged.append(place)
    return merged
