"""A run, and a run kept in a folder, with which later runs are compared: summary.json and scores.jsonl are enough."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from qa.evaluation.errors import RunError
from qa.evaluation.scoring import QuestionScores
from qa.evaluation.summary import Case, Summary, section

SUMMARY = "summary.json"
SCORES = "scores.jsonl"

_SCORES = TypeAdapter(QuestionScores)


@dataclass(frozen=True, slots=True)
class Run:
    """Every case of an evaluation, and what they come to."""

    cases: tuple[Case, ...]
    summary: Summary


@dataclass(frozen=True, slots=True)
class SavedRun:
    """A run as it is read back from its folder."""

    name: str
    summary: Summary
    scores: Mapping[str, QuestionScores]  # by question id

    @classmethod
    def of(cls, name: str, run: Run) -> "SavedRun":
        """Return the run as it would be read back."""
        return cls.read(name, run.summary, score_lines(run.cases))

    @classmethod
    def read(cls, name: str, summary: Summary, lines: Iterable[str]) -> "SavedRun":
        """Return the run that has these lines of scores.

        Raises:
            ValueError: a line is not one.
        """
        scores = [_SCORES.validate_json(line) for line in lines if line]
        return cls(name, summary, {item.id: item for item in scores})

    def fingerprint(self, of: str) -> str:
        """Return the hash of the "corpus" or the "queries"."""
        found = section(self.summary, "set").get(of)
        if not isinstance(found, str):
            raise RunError(f"{self.name}: {SUMMARY} does not say which {of} it was made on")
        return found

    def section(self, name: str) -> dict[str, float]:
        """Return the figures of a section, without curves; empty where there is none."""
        found = section(self.summary, name)
        return {key: float(value) for key, value in found.items() if isinstance(value, (int, float))}


def score_lines(cases: Iterable[Case]) -> Iterator[str]:
    """Yield a line of scores.jsonl per case."""
    for case in cases:
        yield json.dumps(_SCORES.dump_python(case.scores, mode="json", by_alias=True), ensure_ascii=False)


def read_run(folder: Path) -> SavedRun:
    """Read a run's summary and scores.

    Raises:
        RunError: a file is missing or is not what a run has.
    """
    try:
        summary = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
        run = SavedRun.read(folder.name, summary, (folder / SCORES).read_text(encoding="utf-8").split("\n"))
    except (OSError, ValueError) as error:
        raise RunError(f"{folder}: not a run; make one with: qa evaluate PATH --out {folder} ({error})") from error
    if not isinstance(summary, dict) or "set" not in summary:
        raise RunError(f"{folder / SUMMARY}: not the summary of a run")
    return run
