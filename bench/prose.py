"""What a language model's sentence must pass to be kept, on claims of which it is known whether their text says so.

    QA_TEST_DATA=... python -m bench.prose [--held]

The claims are those of tests/grounding/meanings (the development file; with --held the other one, which is for the
figure that is reported and for nothing else), of Fool Me Twice held apart from training and of WiCE, with the sentences
that decide. A sentence is kept or not: of those that say something else few should be, of the faithful ones many.
"""

import argparse
import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.support import evidence, fool_me_twice_held, read_claims
from qa.grounding.changes import changes
from qa.grounding.strict import check_strictly
from qa.grounding.support import LexicalSupport

MEANINGS = Path("tests/grounding/meanings")


@dataclass(frozen=True)
class Case:
    """A claim, what it cites, and whether that says so; what kind of change or wording it is, where that is known."""

    claim: str
    texts: tuple[str, ...]
    faithful: bool
    kind: str = ""


Rule = Callable[[Case], bool]


def main() -> None:
    """Print one table per set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--held", action="store_true", help="the meanings that are not for tuning")
    held = parser.parse_args().held
    report("meanings, held" if held else "meanings, development", meanings(held=held), by_kind=True)
    if "QA_TEST_DATA" not in os.environ:
        return
    data = Path(os.environ["QA_TEST_DATA"])
    report("Fool Me Twice, held apart", [Case(claim, (text,), good) for claim, text, good in fool_me_twice_held(data)])
    rows = [row for row in read_claims(data) if evidence(row)]
    report("WiCE", [Case(row["claim"], (" ".join(evidence(row)),), row["label"] == "supported") for row in rows])


def meanings(*, held: bool) -> list[Case]:
    """Return the claims of one file of tests/grounding/meanings."""
    lines = (MEANINGS / f"{'held' if held else 'development'}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return [Case(row["claim"], tuple(row["texts"]), row["faithful"], row["kind"]) for row in rows]


def from_score(threshold: float) -> Rule:
    """Return the rule that asks for a support score."""
    return lambda case: LexicalSupport().support(case.claim, case.texts) >= threshold


def by_rules(case: Case) -> bool:
    """Say whether nothing is changed that the rules can see."""
    return not changes(case.claim, case.texts)


@cache
def as_shipped(case: Case) -> bool:
    """Say whether mode llm shows the sentence, every text being cited."""
    markers = "".join(f"[{number}]" for number in range(1, len(case.texts) + 1))
    return all(sentence.supported for sentence in check_strictly(f"{case.claim} {markers}", case.texts))


def report(name: str, cases: Sequence[Case], *, by_kind: bool = False) -> None:
    """Print how each rule does, and the shipped one by kind of claim."""
    faithful = [case for case in cases if case.faithful]
    changed = [case for case in cases if not case.faithful]
    print(f"{name}: {len(faithful)} faithful, {len(changed)} changed")
    rules: dict[str, Rule] = {f"support from {threshold:g}": from_score(threshold) for threshold in (0.77, 0.85)}
    rules |= {"nothing changed, by the rules alone": by_rules, "as shipped (qa.grounding.strict)": as_shipped}
    for label, rule in rules.items():
        kept, passed = sum(map(rule, faithful)), sum(map(rule, changed))
        print(
            f"  {label:38} faithful kept {kept:4} ({kept / len(faithful):.3f}), "
            f"changed kept {passed:4} ({passed / len(changed):.3f})"
        )
    if by_kind:
        there = Counter((case.faithful, case.kind) for case in cases)
        kept_by = Counter((case.faithful, case.kind) for case in cases if as_shipped(case))
        for (good, kind), count in sorted(there.items()):
            print(f"    {'faithful' if good else 'changed'}, {kind}: {kept_by[good, kind]} of {count} kept")


if __name__ == "__main__":
    main()
