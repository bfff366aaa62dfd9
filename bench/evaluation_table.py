"""Measures every public development set, with every retriever and reader, for docs/results.json.

    QA_TEST_DATA=... python -m bench.evaluation_table RUNS [SET ...]

Each figure comes from one `qa evaluate` command, which is printed; its run is kept in RUNS/SET/SETTING and not made
again. Remove a folder to measure anew. SET is a path below QA_TEST_DATA or an entry's name. `make docs` then writes
README.md and docs/results.md.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import results


@dataclass(frozen=True)
class Entry:
    """One set as it is reported."""

    name: str
    path: str  # below QA_TEST_DATA, or a path of this repository
    options: tuple[str, ...] = ()
    answers: bool = True  # False: what is right is a document, so that ranking is all there is to judge


@dataclass(frozen=True)
class Setting:
    """One system."""

    name: str
    options: tuple[str, ...]


NO_TRAINING_CONTEXTS = ("--without", "$DATA/train/contexts.jsonl.gz")
ENTRIES = (
    Entry("seeds", "seeds", ("--by", "kind")),
    Entry("everyday", "everyday/gold.today.jsonl", ("--documents", "$DATA/everyday/docs")),
    Entry("squad2, fold dev", "squad2", ("--fold", "dev")),
    Entry("squad2, fold dev, own paragraph", "squad2", ("--fold", "dev", "--given", "own")),
    Entry("squad2, fold dev, without training contexts", "squad2", ("--fold", "dev", *NO_TRAINING_CONTEXTS)),
    Entry("squad2, all folds", "squad2", answers=False),
    Entry("xquad_en, fold dev", "xquad_en", ("--fold", "dev")),
    Entry("xquad_en, all", "xquad_en", answers=False),
    Entry("scifact_train", "scifact_train"),
    Entry("cranfield", "cranfield", answers=False),
    Entry("inscit_dev", "inscit_dev"),
    Entry("inscit_dev, last turn alone", "inscit_dev", ("--no-history",), answers=False),
    Entry("wikiqa_dev", "wikiqa_dev"),
    Entry("trecqa_dev", "trecqa_dev"),
    Entry("trecqa_train", "trecqa_train"),
    Entry("policyqa_dev", "policyqa_dev"),
    Entry("cuad_dev", "cuad_dev"),
    Entry("mix_dev", "mix_dev"),
)
RETRIEVERS = tuple(Setting(name, ("--reader", "none", "--retriever", name)) for name in ("dense", "lexical", "hybrid"))
READERS = (Setting(results.SHIPPED, ()), Setting("similarity reader", ("--reader", "similarity")))


def main(words: Sequence[str]) -> None:
    """Make what is missing of the runs, and keep their figures."""
    runs, wanted = Path(words[0]), set(words[1:])
    kept = results.read()
    for entry, setting in pairs():
        if not wanted or {entry.path, entry.name} & wanted:
            print(f"{entry.name}, {setting.name}: qa evaluate {' '.join(command(entry, setting))}")
            kept = kept.replaced(results.Run.of(entry.name, setting.name, summary(runs, entry, setting)))
    order = {(entry.name, setting.name): place for place, (entry, setting) in enumerate(pairs())}
    results.write(results.Results(sorted(kept.runs, key=lambda run: order[run.set, run.system]), kept.others))


def pairs() -> list[tuple[Entry, Setting]]:
    """Return what is measured, in the order in which it is shown."""
    return [
        (entry, setting)
        for entry in ENTRIES
        for setting in (*(() if "own" in entry.options else RETRIEVERS), *(READERS if entry.answers else ()))
    ]


def command(entry: Entry, setting: Setting) -> list[str]:
    """Return the words after `qa evaluate`, with $DATA for the folder of sets."""
    path = entry.path if Path(entry.path).is_dir() else f"$DATA/{entry.path}"
    return [path, *entry.options, *setting.options]


def summary(runs: Path, entry: Entry, setting: Setting) -> dict[str, Any]:
    """Return the run's summary, made now if it is not there."""
    folder = runs / entry.name.replace(", ", "-").replace(" ", "_") / setting.name.replace(" ", "_")
    if not (folder / "summary.json").exists():
        words = [word.replace("$DATA", os.environ["QA_TEST_DATA"]) for word in command(entry, setting)]
        print(f"making {folder}", file=sys.stderr)
        subprocess.run(
            [Path(sys.executable).with_name("qa"), "evaluate", *words, "--out", folder], check=True, stdout=2
        )
    found: dict[str, Any] = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
