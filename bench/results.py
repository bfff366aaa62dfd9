"""The figures that README.md and docs/results.md show, kept in docs/results.json; `make docs` writes them there.

`bench/evaluation_table.py` adds the runs that it makes. ``others`` are figures of other programs, each with the command
that made it. A figure is named ``SET > SYSTEM > SECTION METRIC``, or by its name among ``others``; ``1 - `` before a
name takes it from one, ``least `` before SECTION METRIC the lowest of all sets and systems. In a template names stand
in braces, with how they are written: ``:%``, ``:ms``, or as a fraction of three decimals without its leading zero.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

FILE = Path(__file__).parent.parent / "docs" / "results.json"

Columns = Mapping[str, tuple[str, str]]  # heading -> section and metric of a summary
RETRIEVAL: Final[Columns] = {
    "nDCG@10": ("retrieval", "nDCG@10"),
    "MAP": ("retrieval", "MAP"),
    "MRR@10": ("retrieval", "MRR@10"),
    "R@1": ("retrieval", "R@1"),
    "R@5": ("retrieval", "R@5"),
    "R@100": ("retrieval", "R@100"),
    "Success@1": ("retrieval", "Success@1"),
    "passage nDCG@10": ("retrieval_passage", "nDCG@10"),
    "passage Success@1": ("retrieval_passage", "Success@1"),
}
ANSWERS: Final[Columns] = {
    "exact match": ("answer", "exact_match"),
    "f1": ("answer", "f1"),
    "sentence_hit@1": ("answer", "sentence_hit@1"),
    "unit_hit@3": ("answer", "unit_hit@3"),
    "evidence f1": ("answer", "evidence_f1"),
    "groups": ("answer", "groups_covered"),
    "shipped f1": ("answer_shipped", "f1"),
    "shipped sentence_hit@1": ("answer_shipped", "sentence_hit@1"),
    "exact_rate": ("citations", "exact_rate"),
}
ABSTENTION: Final[Columns] = {
    "AUROC": ("abstention", "auroc"),
    "average precision": ("abstention", "average_precision"),
    "f1": ("abstention", "f1"),
    "coverage": ("abstention", "coverage"),
    "answerable answered": ("abstention", "answerable_answered"),
    "unanswerable refused": ("abstention", "unanswerable_refused"),
    "answered at 5% wrong": ("abstention", "answerable_answered_at_5_percent_wrong"),
    "ECE": ("abstention", "ece"),
}
SHIPPED = "as shipped"
_PLACEHOLDER = re.compile(r"\{([^{}:]+)(?::(%|ms))?\}")


@dataclass(frozen=True, slots=True)
class Run:
    """One system on one set: the figures of its summary that are shown."""

    set: str
    system: str
    questions: int
    figures: Mapping[str, Mapping[str, float]]  # by section and metric

    @classmethod
    def of(cls, name: str, system: str, summary: Mapping[str, Any]) -> "Run":
        """Take from a run's ``summary.json`` what is shown, to six decimals."""
        figures: dict[str, dict[str, float]] = {}
        latency = [("latency_ms", metric) for metric in ("p50", "p95")]
        shown = [*RETRIEVAL.values(), *ANSWERS.values(), *ABSTENTION.values(), *latency]
        for section, metric in shown:
            if metric in summary.get(section, {}):
                figures.setdefault(section, {})[metric] = summary[section][metric]
        return cls(name, system, int(summary["counts"]["queries"]), figures)

    def get(self, section: str, metric: str) -> float | None:
        """Return a figure, or None where it does not apply."""
        return self.figures.get(section, {}).get(metric)


@dataclass(frozen=True, slots=True)
class Results:
    """Everything that is kept."""

    runs: Sequence[Run]
    others: Mapping[str, Mapping[str, Any]]  # name -> {"value": ..., "command": ...}

    def figure(self, name: str) -> float:
        """Return the figure that a placeholder names.

        Raises:
            KeyError: no such run or figure is kept.
        """
        if name.startswith("1 - "):
            return 1 - self.figure(name.removeprefix("1 - "))
        if name.startswith("least "):
            section, _, metric = name.removeprefix("least ").partition(" ")
            return min(value for run in self.runs if (value := run.get(section, metric)) is not None)
        if ">" not in name:
            return float(self.others[name]["value"])
        dataset, system, place = (part.strip() for part in name.split(">"))
        section, _, metric = place.partition(" ")
        for run in self.runs:
            value = run.get(section, metric) if (run.set, run.system) == (dataset, system) else None
            if value is not None:
                return value
        raise KeyError(name)

    def filled(self, template: str) -> str:
        """Return ``template`` with its figures."""
        return _PLACEHOLDER.sub(lambda found: written(self.figure(found[1]), found[2]), template)

    def replaced(self, run: Run) -> "Results":
        """Return the same with ``run`` in the place of the one before, or at the end."""
        key = (run.set, run.system)
        runs = [run if (old.set, old.system) == key else old for old in self.runs]
        return Results(runs if run in runs else [*runs, run], self.others)


def written(figure: float, unit: str | None = None) -> str:
    """Return a figure as it is shown: in percent, in milliseconds, or as a fraction without its leading zero."""
    if unit is None:
        return f"{figure:.3f}".removeprefix("0")
    return f"{figure:.0%}" if unit == "%" else f"{figure:.0f}"


def read(file: Path = FILE) -> Results:
    """Return what is kept."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    return Results([Run(**run) for run in kept["runs"]], kept["others"])


def write(results: Results, file: Path = FILE) -> None:
    """Keep ``results``, a line for each run."""
    runs = ",\n".join(json.dumps({name: getattr(run, name) for name in Run.__slots__}) for run in results.runs)
    others = ",\n".join(f"{json.dumps(name)}: {json.dumps(other)}" for name, other in results.others.items())
    file.write_text(f'{{"runs": [\n{runs}\n],\n"others": {{\n{others}\n}}}}\n', encoding="utf-8")


def table(runs: Sequence[Run], columns: Columns) -> Iterator[str]:
    """Yield the lines of one Markdown table; what does not apply is left empty, and a run with nothing is left out."""
    yield f"| set | questions | system | {' | '.join(columns)} |"
    yield "|---|---:|---|" + "---:|" * len(columns)
    for run in runs:
        values = [run.get(section, metric) for section, metric in columns.values()]
        cells = ["" if value is None else f"{value:.3f}" for value in values]
        if any(cells):
            yield f"| {run.set} | {run.questions:,} | {run.system} | {' | '.join(cells)} |"


def latencies(runs: Sequence[Run]) -> str:
    """Return p50/p95 of a whole answer for each set, as it is served."""
    served = [
        (run.set, run.figures["latency_ms"]) for run in runs if run.system == SHIPPED and "latency_ms" in run.figures
    ]
    return "; ".join(f"{name} {times['p50']:.0f}/{times['p95']:.0f}" for name, times in served)
