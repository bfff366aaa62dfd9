"""The runs that the shipped weights come from: their logs, their pictures, and what training/README.md says agree."""

import json
import re
from pathlib import Path

import pytest

from training.curve import picture

TRAINING = Path(__file__).parents[2] / "training"
HEAD = "| examples | F1 | AUROC own paragraph | AUROC near misses |\n"
# The newest first, as README has them; the support model's has no curve.
RUNS = sorted((each.parent for each in TRAINING.glob("runs/*/curve.svg")), reverse=True)


def log(run: Path) -> str:
    return (run / "log.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize("run", RUNS, ids=lambda run: run.name)
def test_the_curve_is_drawn_from_the_log(run: Path) -> None:
    """Nothing in the picture was drawn by hand."""
    assert picture(log(run)) == (run / "curve.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize(("number", "rows_shown"), [(0, 5), (1, 3), (2, 6)])
def test_each_table_of_figures_is_that_of_its_log(number: int, rows_shown: int) -> None:
    """What was measured while the shipped weights were trained, by the examples seen."""
    page = (TRAINING / "README.md").read_text(encoding="utf-8")
    table = page.split(HEAD)[number + 1].partition("\n\n")[0]
    rows = [json.loads(line) for line in log(RUNS[number]).splitlines()]
    measured = {
        (row["examples"], row.get("weights", "")): (row["f1"], row["auroc_answers"], row["near_auroc_answers"])
        for row in rows
        if row["kind"] == "tune"
    }

    shown = re.findall(r"^\| ([\d,]+)( \(\w+)?[^|]*\| ([.\d]+) \| ([.\d]+) \| ([.\d]+) \|$", table, re.MULTILINE)

    assert len(RUNS) == 3
    assert len(shown) == rows_shown
    for examples, which, *figures in shown:
        weights = {"": "", " (last": "last", " (running": "average"}[which]
        found = measured[int(examples.replace(",", "")), weights]
        assert figures == [f"{value:.3f}".removeprefix("0") for value in found]
