"""What a program knows is not written twice: tables, figures and help texts of the documents are made again here."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import documents, figures, results
from bench.evaluation_table import ENTRIES, READERS, command, pairs

ROOT = Path(__file__).parents[2]
REPAIR = "a document says something else than the program; run: make docs"


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_says_what_commands_settings_and_figures_are() -> None:
    """Its tables of commands, settings and figures are those of the program and of docs/results.json."""
    assert documents.readme(text("README.md"), results.read()) == text("README.md"), REPAIR


def test_the_commands_are_documented_as_they_speak() -> None:
    """docs/commands.md is what each prints when asked for help."""
    assert documents.helps() == text("docs/commands.md"), REPAIR


def test_the_formats_are_documented_as_they_are_read() -> None:
    """docs/formats.md lists every suffix with its parser."""
    assert documents.formats() == text("docs/formats.md"), REPAIR


def test_the_results_are_those_that_were_kept() -> None:
    """Every table of docs/results.md is made of docs/results.json."""
    assert documents.results_page(text("docs/results.md"), results.read()) == text("docs/results.md"), REPAIR


def test_the_sets_are_named_with_the_commands_that_measure_them() -> None:
    """The first table of docs/results.md lists what bench/evaluation_table.py runs, in its order."""
    rows = [f"| {entry.name} | `qa evaluate {' '.join(command(entry, READERS[0]))}` |" for entry in ENTRIES]

    places = [text("docs/results.md").find(row) for row in rows]

    assert [row for row, place in zip(rows, places, strict=True) if place < 0] == []
    assert places == sorted(places)


def test_every_run_that_is_kept_is_one_that_can_be_made_again() -> None:
    """Its set and system are in the maker's lists, each once."""
    known = [(entry.name, setting.name) for entry, setting in pairs()]
    kept = [(run.set, run.system) for run in results.read().runs]

    assert kept == [pair for pair in known if pair in kept]


def test_the_seeds_figures_are_those_of_the_baseline_that_ci_holds() -> None:
    """What changes them changes the documents: time alone may differ, as it does from run to run."""
    baseline = json.loads(text("tests/evaluation/baselines/seeds/summary.json"))
    measured = results.Run.of("seeds", results.SHIPPED, baseline)

    (kept,) = (run for run in results.read().runs if (run.set, run.system) == ("seeds", results.SHIPPED))

    assert kept.questions == measured.questions
    assert {**kept.figures, "latency_ms": {}} == {**measured.figures, "latency_ms": {}}


def kept_with(**changed: float) -> results.Results:
    """Two figures on one set, as they would be kept."""
    summary: dict[str, Any] = {
        "counts": {"queries": 1000},
        "retrieval": {"R@1": changed.get("first", 0.9314)},
        "citations": {"exact_rate": 1.0},
        "answer": {"f1": 0.5},
    }
    return results.Results([results.Run.of("a", results.SHIPPED, summary)], {"time": {"value": 95.4}})


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{a > as shipped > retrieval R@1}", ".931"),
        ("{a > as shipped > retrieval R@1:%}", "93%"),
        ("{1 - a > as shipped > retrieval R@1:%}", "7%"),
        ("{least citations exact_rate}", "1.000"),
        ("p50 {time:ms} ms", "p50 95 ms"),
    ],
)
def test_a_figure_is_written_as_its_place_asks(template: str, said: str) -> None:
    """As a fraction, in percent, in milliseconds, as the rest, or as the least of all sets."""
    assert kept_with().filled(template) == said


def test_a_figure_that_is_not_kept_is_refused() -> None:
    """A table cannot speak of a set that nobody measured."""
    with pytest.raises(KeyError):
        kept_with().filled("{b > as shipped > retrieval R@1}")


def test_a_run_takes_the_place_of_the_one_before() -> None:
    """Measured again, a set has its new figures once, and only those that are shown are kept."""
    again = kept_with(first=0.5).runs[0]

    runs = kept_with().replaced(again).runs

    assert [run.get("retrieval", "R@1") for run in runs] == [0.5]


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Keeping figures loses none."""
    results.write(kept_with(), tmp_path / "results.json")

    assert results.read(tmp_path / "results.json") == kept_with()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("| a | b | .70 | .93 | {a > as shipped > retrieval R@1} |", "**.931** |"),
        ("| a | b | .70 | .95 | {a > as shipped > retrieval R@1} |", " .931 |"),
        ("| a | b | .94 | .95 | {a > as shipped > retrieval R@1} ({time:ms} ms) |", ".931: **missed** (95 ms) |"),
        ("| a | b | 400 | 90 | {time:ms} |", " 95 |"),
        ("| a | b | 90 | 80 | {time:ms} |", "95: **missed** |"),
        ("| a | b | 90% / 400 | 95% / 100 | {a > as shipped > retrieval R@1:%} / {time:ms} |", " 93% / **95** |"),
    ],
)  # fmt: skip
def test_a_target_is_said_to_be_reached_or_missed(row: str, said: str) -> None:
    """Bold at its goal, "missed" under its floor; where the goal is lower than the floor, less is better."""
    assert figures.with_marks(row, kept_with()).endswith(said)


def test_a_table_is_found_by_its_heads_alone() -> None:
    """One that is not there, or stands there twice, is an error and not a silent nothing."""
    table = "| a | b |\n|---|---|\n| 3 | 4 |\n"
    document = "Before\n\n| a | b |\n|---|---|\n| 1 | 2 |\n| 1 | 2 |\n\nAfter\n"

    assert documents.with_table(document, table) == f"Before\n\n{table}\nAfter\n"
    for wrong in ("Nothing\n", document + document):
        with pytest.raises(ValueError, match="times in the document"):
            documents.with_table(wrong, table)
