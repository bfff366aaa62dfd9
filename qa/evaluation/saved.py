"""A run as a folder: what later runs are compared with. summary.json and scores.jsonl are enough for that."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter

from qa.evaluation.errors import RunError
from qa.evaluation.summary import Case, Summary
from qa.evaluation.verdicts import verdict

SUMMARY = "summary.json"
SCORES = "scores.jsonl"


@dataclass(frozen=True, slots=True)
class Scored:
    """One question with what it was worth: a line of scores.jsonl."""

    id: str
    question: str
    answerable: bool | None
    gold: tuple[str, ...]  # a few wordings or places that would have been right, for people
    verdict: str
    confidence: float | None
    quotes: tuple[str, ...]  # what was quoted
    first_document: str | None  # what was ranked first
    sections: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, case: Case) -> "Scored":
        """Keep of a case what a comparison needs."""
        gold = case.query.answers or tuple(evidence.text for evidence in case.query.gold)
        ranking = case.row.ranking
        return cls(
            id=case.query.id,
            question=case.query.text,
            answerable=case.query.answerable,
            gold=gold[:3],
            verdict=verdict(case),
            confidence=case.row.confidence,
            quotes=tuple(citation.quote for citation in case.row.citations),
            first_document=ranking[0] if ranking else None,
            sections={name: _rounded(scores) for name, scores in case.judgement.sections.items()},
        )


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run read back from its folder."""

    name: str
    summary: Summary
    scores: Mapping[str, Scored]  # by question id

    def fingerprint(self, of: str) -> str:
        """Return the hash of the "corpus" or the "queries"."""
        described = self.summary["set"]
        if not isinstance(described, dict) or not isinstance(described.get(of), str):
            raise RunError(f"{self.name}: {SUMMARY} does not say which {of} it was made on")
        return str(described[of])

    def section(self, name: str) -> dict[str, float]:
        """Return the figures of a section, without curves; empty where there is none."""
        section = self.summary.get(name)
        found = section if isinstance(section, dict) else {}
        return {key: float(value) for key, value in found.items() if isinstance(value, (int, float))}


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {metric: round(score, 6) for metric, score in scores.items()}


_SCORED = TypeAdapter(Scored)


def saved_run(name: str, summary: Summary, cases: Sequence[Case]) -> SavedRun:
    """Return the run as it would be read back."""
    return SavedRun(name, summary, {case.query.id: Scored.of(case) for case in cases})


def write_scores(path: Path, cases: Sequence[Case]) -> None:
    """Write one line per question."""
    with path.open("w", encoding="utf-8") as file:
        for case in cases:
            file.write(json.dumps(asdict(Scored.of(case)), ensure_ascii=False) + "\n")


def read_run(folder: Path) -> SavedRun:
    """Read a run's summary and scores.

    Raises:
        RunError: a file is missing or is not what a run has.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        lines = (folder / SCORES).read_text(encoding="utf-8").splitlines()
        scores = [_SCORED.validate_json(line) for line in lines if line]
    except (OSError, ValueError) as fault:
        raise RunError(f"{folder}: not a run; make one with: qa evaluate PATH --out {folder} ({fault})") from fault
    if not isinstance(summary, dict) or "set" not in summary:
        raise RunError(f"{folder / SUMMARY}: not the summary of a run")
    return SavedRun(folder.name, summary, {scored.id: scored for scored in scores})
