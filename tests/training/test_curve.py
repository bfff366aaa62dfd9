"""The run that is shipped: its log, its picture, and what training/README.md says of it agree."""

import json
import re
from pathlib import Path

from training.curve import picture

TRAINING = Path(__file__).parents[2] / "training"


def log() -> str:
    # One run each for the weights that are shipped; the support model's has no curve.
    (run,) = (each.parent for each in TRAINING.glob("runs/*/curve.svg"))
    return (run / "log.jsonl").read_text(encoding="utf-8")


def test_the_curve_is_drawn_from_the_log() -> None:
    """Nothing in the picture was drawn by hand."""
    (curve,) = TRAINING.glob("runs/*/curve.svg")

    assert picture(log()) == curve.read_text(encoding="utf-8")


def test_the_first_table_of_figures_is_that_of_the_log() -> None:
    """What was measured while the shipped weights were trained, by the examples seen."""
    page = (TRAINING / "README.md").read_text(encoding="utf-8")
    table = page.partition("| examples | F1 | AUROC own paragraph | AUROC near misses |\n")[2].partition("\n\n")[0]
    rows = [json.loads(line) for line in log().splitlines()]
    measured = {
        (row["examples"], row.get("weights", "")): (row["f1"], row["auroc_answers"], row["near_auroc_answers"])
        for row in rows
        if row["kind"] == "tune"
    }

    shown = re.findall(r"^\| ([\d,]+)( \(\w+)?[^|]*\| ([.\d]+) \| ([.\d]+) \| ([.\d]+) \|$", table, re.MULTILINE)

    assert len(shown) == 6
    for examples, which, *figures in shown:
        weights = {"": "", " (last": "last", " (running": "average"}[which]
        found = measured[int(examples.replace(",", "")), weights]
        assert figures == [f"{value:.3f}".removeprefix("0") for value in found]
