"""Measures of quoted places against the places that answer, by characters.

Gold is a list of groups. Each group must be met by one of its members (alternatives); a plain list of alternatives is
one group. All scores are None where no place is known, and 0 where nothing was quoted.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

HALF = 0.5  # a place counts as quoted when half of it or more is


class Located(Protocol):
    """Characters of one document, half-open: evidence, a citation, or a bare `DocumentSpan`."""

    @property
    def document_id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(frozen=True, slots=True)
class DocumentSpan:
    """Characters of one document and nothing more."""

    document_id: str
    start: int
    end: int


Groups = Sequence[Sequence[Located]]


@dataclass(frozen=True, slots=True)
class EvidenceMetric(ABC):
    """Scores the quoted places of one answer."""

    name: ClassVar[str]

    def __str__(self) -> str:
        return self.name

    def score(self, quoted: Sequence[Located], groups: Groups) -> float | None:
        """Return a number in [0, 1], or None where no place is known to answer."""
        return self._score(quoted, groups) if groups else None

    @abstractmethod
    def _score(self, quoted: Sequence[Located], groups: Groups) -> float | None: ...


class EvidencePrecision(EvidenceMetric):
    """Share of the quoted characters that lie in any place of the gold, alternatives included."""

    name = "evidence_precision"

    def _score(self, quoted: Sequence[Located], groups: Groups) -> float:
        gold = merged(place for group in groups for place in group)
        total = sum(place.end - place.start for place in merged(quoted))
        return sum(_shared(place, gold) for place in merged(quoted)) / total if total else 0.0


class EvidenceRecall(EvidenceMetric):
    """Mean over groups of the covered share of the member that is covered best."""

    name = "evidence_recall"

    def _score(self, quoted: Sequence[Located], groups: Groups) -> float:
        return sum(max(covered(place, quoted) for place in group) for group in groups) / len(groups)


class EvidenceF1(EvidenceMetric):
    """2PR / (P + R) of the two above; 0 where both are 0."""

    name = "evidence_f1"

    def _score(self, quoted: Sequence[Located], groups: Groups) -> float:
        precision = EvidencePrecision()._score(quoted, groups)
        recall = EvidenceRecall()._score(quoted, groups)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


class GroupsCovered(EvidenceMetric):
    """Share of the groups of which half or more of one member is quoted; only where two or more are needed."""

    name = "groups_covered"

    def _score(self, quoted: Sequence[Located], groups: Groups) -> float | None:
        return sum(met(group, quoted) for group in groups) / len(groups) if len(groups) > 1 else None


class SentenceHit(EvidenceMetric):
    """1 where the first quoted sentence covers half or more of any gold span, else 0. ``quoted`` is that sentence."""

    name = "sentence_hit@1"

    def _score(self, quoted: Sequence[Located], groups: Groups) -> float:
        return float(any(met(group, quoted[:1]) for group in groups))


EVIDENCE_METRICS: tuple[EvidenceMetric, ...] = (EvidencePrecision(), EvidenceRecall(), EvidenceF1(), GroupsCovered())


def met(group: Iterable[Located], quoted: Sequence[Located]) -> bool:
    """Say whether half or more of one member of ``group`` is quoted."""
    return any(covered(place, quoted) >= HALF for place in group)


def covered(place: Located, quoted: Iterable[Located]) -> float:
    """Return the share of ``place`` that lies in any of ``quoted``."""
    return _shared(place, merged(quoted)) / (place.end - place.start)


def merged(places: Iterable[Located]) -> list[DocumentSpan]:
    """Return the same characters as places that do not overlap, so that none counts twice."""
    found: list[DocumentSpan] = []
    for place in sorted(places, key=lambda place: (place.document_id, place.start, place.end)):
        last = found[-1] if found else None
        if last and last.document_id == place.document_id and place.start <= last.end:
            found[-1] = DocumentSpan(last.document_id, last.start, max(last.end, place.end))
        else:
            found.append(DocumentSpan(place.document_id, place.start, place.end))
    return found


def overlaps(place: Located, other: Located) -> bool:
    """Say whether the two share at least one character."""
    return place.document_id == other.document_id and place.start < other.end and other.start < place.end


def _shared(place: Located, others: Iterable[Located]) -> int:
    return sum(min(place.end, other.end) - max(place.start, other.start) for other in others if overlaps(place, other))
