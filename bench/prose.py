"""What a language model's sentence must pass to be kept, on claims that people wrote or altered to go wrong.

    QA_TEST_DATA=... python -m bench.prose

The claims are WiCE's development set and Fool Me Twice, with the sentences that decide; a sentence is kept or not, so
each line gives how many are, what share of those is right, and what share of the right ones is among them. Each kind of
addition is also left out in turn.
"""

import gzip
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.support import evidence, read_claims
from qa.grounding.additions import Kind, additions
from qa.grounding.strict import check_strictly
from qa.grounding.support import LexicalSupport

Case = tuple[str, str, bool]  # a claim, what it cites, and whether that supports it
Rule = Callable[[str, str], bool]
KINDS: tuple[Kind, ...] = ("number", "name", "negation")


def main() -> None:
    """Print one table per set."""
    data = Path(os.environ["QA_TEST_DATA"])
    report("Fool Me Twice", fool_me_twice(data))
    rows = [row for row in read_claims(data) if evidence(row)]
    report("WiCE", [(row["claim"], " ".join(evidence(row)), row["label"] == "supported") for row in rows])


def fool_me_twice(data: Path) -> list[Case]:
    """Return its claims with their sentences."""
    lines = gzip.decompress((data / "train" / "fm2_pairs.jsonl.gz").read_bytes()).decode().splitlines()
    return [(row["hypothesis"], row["premise"], row["label"] == "entailment") for row in map(json.loads, lines)]


def scored(threshold: float, forgiven: Sequence[Kind]) -> Rule:
    """Return the rule: the support score, and no addition but those that are forgiven."""
    scorer = LexicalSupport()
    return lambda claim, text: (
        scorer.support(claim, [text]) >= threshold and not additions(claim, [text]) - set(forgiven)
    )


def report(name: str, cases: Sequence[Case]) -> None:
    """Print how each rule does."""
    right = sum(good for _, _, good in cases)
    print(f"{name}: {len(cases)} claims, {right} supported")
    rules: dict[str, Rule] = {f"support from {LexicalSupport().threshold}": scored(LexicalSupport().threshold, KINDS)}
    rules["support from .85"] = scored(0.85, KINDS)
    rules["support from .77, nothing added"] = scored(0.77, ())
    rules["support from .85, nothing added"] = scored(0.85, ())
    rules |= {f"  the same, {kind} forgiven": scored(0.85, (kind,)) for kind in KINDS}
    rules["as shipped (qa.grounding.strict)"] = lambda claim, text: all(
        s.supported for s in check_strictly(f"{claim} [1]", [text])
    )
    for label, rule in rules.items():
        kept = [good for claim, text, good in cases if rule(claim, text)]
        print(
            f"  {label:38} kept {len(kept):4}, right {sum(kept) / len(kept):.3f}, of all right {sum(kept) / right:.3f}"
        )


if __name__ == "__main__":
    main()
