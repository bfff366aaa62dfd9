"""How much of what people add to a follow-up question is added, and whether the rest is left alone: CANARD.

    QA_TEST_DATA=... python -m bench.follow_ups [--fit] [--show N]

Dialogues are split by the hash of their id: one half was built and fitted on, the other is for reporting. Page titles,
which CANARD's askers saw and which no conversation of ours has, are left out, or given as a first question "What is
TITLE?". --fit prints `qa.answering.likelihood.WEIGHTS` for the half that is built on; the weights in place decide what
earlier questions meant, so it is run until they settle.
"""

import argparse
import hashlib
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

import numpy as np
from sklearn.linear_model import LogisticRegression

from index.analysis import terms
from qa.answering.conversation import remembered, standalone
from qa.answering.likelihood import THRESHOLDS, features
from qa.answering.pointers import slots
from qa.answering.records import Turn


class Row(TypedDict):
    """A row of rewrites_dev.jsonl."""

    id: str
    history: list[str]
    text: str
    rewrite: str


@dataclass(frozen=True)
class Case:
    """One question, what was said before, and the content words that a human and we add."""

    text: str
    rewrite: str
    ours: str
    human: frozenset[str]
    added: frozenset[str]


def main() -> None:
    """Print a line for each half and way of giving titles, or the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N questions of the built half")
    args = parser.parse_args()
    rows = read_rows(Path(os.environ["QA_TEST_DATA"]))
    halves = {name: [row for row in rows if half_of(row) == name] for name in ("built on", "reported")}
    if args.fit:
        fit(halves["built on"])
        return
    for name, half in halves.items():
        for titled in (False, True):
            began = time.process_time()
            cases = [judged(row, titled=titled) for row in half]
            report(f"{name}, {'titles as first question' if titled else 'no titles'}", cases)
            print(f"   {1000 * (time.process_time() - began) / len(half):.2f} ms of computing a question")
            for case in cases[:: max(1, len(cases) // args.show)] if args.show and name == "built on" else []:
                print(f"   {case.text}\n      {case.ours}\n      human: {case.rewrite}")


def read_rows(data: Path) -> list[Row]:
    """Return CANARD's development questions."""
    lines = (data / "canard" / "rewrites_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def half_of(row: Row) -> str:
    """Return the half that the row's dialogue belongs to."""
    dialogue = row["id"].rsplit("_", 1)[0]
    return "reported" if hashlib.sha256(dialogue.encode()).digest()[0] % 2 else "built on"


def turns_of(row: Row, *, titled: bool) -> list[Turn]:
    """Return what was said before the question."""
    title, said = row["history"][0], row["history"][2:]
    opening = [Turn("user", f"What is {title}?"), Turn("assistant", "")] if titled else []
    return opening + [Turn("assistant" if place % 2 else "user", text) for place, text in enumerate(said)]


def judged(row: Row, *, titled: bool) -> Case:
    """Ask for the standalone question and compare."""
    asked = frozenset(terms(row["text"]))
    ours = standalone(row["text"], turns_of(row, titled=titled))
    return Case(
        row["text"], row["rewrite"], ours, frozenset(terms(row["rewrite"])) - asked, frozenset(terms(ours)) - asked
    )


def report(name: str, cases: Sequence[Case]) -> None:
    """Print one line."""
    right = sum(len(case.human & case.added) for case in cases)
    given, wanted = sum(len(case.added) for case in cases), sum(len(case.human) for case in cases)
    precision, recall = right / max(1, given), right / wanted
    whole = [case for case in cases if not case.human]
    alone = sum(case.ours == case.text for case in whole)
    print(
        f"{name}: {len(cases)} questions, added content words P {precision:.3f} R {recall:.3f}"
        f" F1 {2 * right / max(1, given + wanted):.3f}; left alone {alone} of {len(whole)} ({alone / len(whole):.1%})"
    )


def fit(rows: Sequence[Row]) -> None:
    """Print the weights: a referent counts as meant by the share of its new words that the human added."""
    names: dict[str, int] = {}
    found = [
        (values, share) for row in rows for titled in (False, True) for values, share in _examples(row, titled=titled)
    ]
    for values, _ in found:
        for name in values:
            names.setdefault(name, len(names))
    matrix = np.zeros((len(found), len(names)))
    for place, (values, _) in enumerate(found):
        for name, value in values.items():
            matrix[place, names[name]] = value
    share = np.array([share for _, share in found])
    labels = np.repeat([1, 0], len(found))
    weight = np.concatenate([share, 1 - share])
    model = LogisticRegression(C=1.0, max_iter=5000, fit_intercept=False)
    model.fit(np.vstack([matrix, matrix]), labels, sample_weight=weight)
    for name, value in sorted(zip(names, model.coef_[0], strict=True)):
        print(f'    "{name}": {value:.2f},')


def _examples(row: Row, *, titled: bool) -> Iterator[tuple[dict[str, float], float]]:
    memory, _ = remembered(turns_of(row, titled=titled))
    asked = frozenset(terms(row["text"]))
    human = frozenset(terms(row["rewrite"])) - asked
    for slot in slots(row["text"]):
        for referent in memory.referents if slot.sort in THRESHOLDS else ():
            new = referent.terms - asked
            if new:
                yield features(referent, slot, memory), len(new & human) / len(new)


if __name__ == "__main__":
    main()
