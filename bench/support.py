"""How well the support score tells supported claims from others, on WiCE's development set and on Fool Me Twice.

    QA_TEST_DATA=... python bench/support.py

The whole cited page is given; a row apart gives the annotated sentences alone, where there are any. The threshold is
taken from the even rows and judged on the odd ones. The trained model that has a say in mode llm is measured beside the
score, on the claims of Fool Me Twice that were held apart from its training and on WiCE, of which it saw nothing.
"""

import gzip
import json
import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict

from qa.evaluation.metrics.abstention import AUROC, AveragePrecisionOfConfidence, Prediction
from qa.grounding.support import LexicalSupport
from qa.grounding.trained_support import SupportModel, support_model
from training.held import is_held


class Claim(TypedDict):
    """A row of claims.jsonl."""

    claim: str
    label: str
    sentences: list[str]
    supporting_sentences: list[list[int]]


def main() -> None:
    """Print one line per setting."""
    rows = read_claims(Path(os.environ["QA_TEST_DATA"]))
    page = [prediction(row, row["sentences"]) for row in rows]
    report("supported against partially and not, whole page", page)
    strict = [item for item, row in zip(page, rows, strict=True) if row["label"] != "partially_supported"]
    report("supported against not supported, whole page", strict)
    oracle = [prediction(row, evidence(row)) for row in rows if evidence(row)]
    report("supported against partially, annotated sentences alone", oracle)
    report("supported against contradicted, the sentences that decide (fm2_pairs)", fool_me_twice())
    trained(rows)
    threshold = best_threshold(page[::2])
    print(f"threshold of the even rows {threshold:.3f}")
    print(
        f"balanced accuracy of the odd rows {balanced_accuracy(page[1::2], threshold):.3f}, at the shipped "
        f"{LexicalSupport().threshold}: {balanced_accuracy(page[1::2], LexicalSupport().threshold):.3f}"
    )


def trained(rows: Sequence[Claim]) -> None:
    """Print how the trained model does, and the mean of its probability and the score."""
    model, scorer = support_model(), LexicalSupport()
    held = fool_me_twice_held(Path(os.environ["QA_TEST_DATA"]))
    cases = [(claim, [text], supported) for claim, text, supported in held]
    pages = [(row["claim"], ["\n\n".join(row["sentences"])], row["label"] == "supported") for row in rows]
    for name, claims in (("Fool Me Twice, held apart", cases), ("WiCE, whole page", pages)):
        words = [Prediction(scorer.support(claim, texts), good) for claim, texts, good in claims]
        logits = [_logit(model, claim, texts) for claim, texts, _ in claims]
        read = [Prediction(logit, case.positive) for logit, case in zip(logits, words, strict=True)]
        both = [
            Prediction((1 / (1 + math.exp(-logit)) + case.confidence) / 2, case.positive)
            for logit, case in zip(logits, words, strict=True)
        ]
        for what, found in (("score", words), ("trained model", read), ("mean of both", both)):
            report(f"{name}: {what}", found)


def _logit(model: SupportModel, claim: str, texts: Sequence[str]) -> float:
    """Return the best log odds of the three windows that are closest to the claim."""
    windows = LexicalSupport().over(texts).closest(claim, range(len(texts)), 3) or list(texts)
    return max(model.score(claim, windows))


def fool_me_twice_held(data: Path) -> list[tuple[str, str, bool]]:
    """Return the claims of every fourth title, which the trained model has not seen (`training.claims`)."""
    rows = map(json.loads, gzip.decompress((data / "train" / "fm2_pairs.jsonl.gz").read_bytes()).decode().splitlines())
    return [(row["hypothesis"], row["premise"], row["label"] == "entailment") for row in rows if is_held(row["title"])]


def read_claims(data: Path) -> list[Claim]:
    """Return WiCE's development claims."""
    lines = (data / "wice_dev" / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def prediction(row: Claim, sentences: Sequence[str]) -> Prediction:
    """Return the claim's score and label."""
    return Prediction(LexicalSupport().support(row["claim"], ["\n\n".join(sentences)]), row["label"] == "supported")


def evidence(row: Claim) -> list[str]:
    """Return the sentences that any annotator marked, in reading order."""
    places = {place for group in row["supporting_sentences"] for place in group}
    return [row["sentences"][place] for place in sorted(places)]


def fool_me_twice() -> list[Prediction]:
    """Return claims that people wrote to mislead, with the sentences that support or contradict them."""
    path = Path(os.environ["QA_TEST_DATA"], "train", "fm2_pairs.jsonl.gz")
    rows = [json.loads(line) for line in gzip.decompress(path.read_bytes()).decode().splitlines()]
    scorer = LexicalSupport()
    return [
        Prediction(scorer.support(row["hypothesis"], [row["premise"]]), row["label"] == "entailment") for row in rows
    ]


def report(name: str, cases: Sequence[Prediction]) -> None:
    """Print one line."""
    auroc, precision = AUROC().score(cases), AveragePrecisionOfConfidence().score(cases)
    positive = sum(case.positive for case in cases)
    print(f"{name}: {len(cases)} claims, {positive} supported: AUROC {auroc:.3f}, average precision {precision:.3f}")


def best_threshold(cases: Sequence[Prediction]) -> float:
    """Return the score that parts the two kinds best."""
    return max((case.confidence for case in cases), key=lambda threshold: balanced_accuracy(cases, threshold))


def balanced_accuracy(cases: Sequence[Prediction], threshold: float) -> float:
    """Return the mean of the shares judged rightly of either kind."""
    found = [
        [(case.confidence >= threshold) == kind for case in cases if case.positive == kind] for kind in (True, False)
    ]
    return sum(sum(kind) / len(kind) for kind in found) / 2


if __name__ == "__main__":
    main()
