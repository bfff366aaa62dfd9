"""Measures a reader folder as it is served, and fits its calibration.

    python -m training.report --data DIR --reader FOLDER

Fold ``tune`` of squad2 chooses (the calibration's three numbers); fold ``dev`` is reported and chooses nothing.
"""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from qa.answering.reading.span_model import SpanModel, Window, open_span_model
from training.evaluate import EVAL_WINDOW, Benchmark, Case, auroc, word_f1
from training.windows import WindowMaker

Floats = npt.NDArray[np.float64]
BINS = 10  # of the calibration error


@dataclass(frozen=True)
class Calibration:
    """Probability that the paragraph answers: sigmoid(span * span_score + answers * answers_logit + bias)."""

    span: float
    answers: float
    bias: float

    def probability(self, features: Floats) -> Floats:
        """Map rows of (span score, answers logit) to probabilities."""
        logit = features @ np.array([self.span, self.answers]) + self.bias
        probability: Floats = 1 / (1 + np.exp(-logit))
        return probability


@dataclass(frozen=True)
class Result:
    """One question over one paragraph: the best of its windows."""

    text: str
    span: float
    answers: float


@dataclass(frozen=True)
class Cut:
    """How paragraphs are given to the reader."""

    tokens: int = EVAL_WINDOW  # of a window at most
    titled: bool = True


def read_cases(model: SpanModel, maker: WindowMaker, cases: Sequence[Case], cut: Cut) -> list[Result]:
    """Read every case's paragraph in windows; each score is the highest over the windows."""
    results = []
    for case in cases:
        title = maker.titles.get(case.key, "") if cut.titled else ""
        found = maker.all_windows(case.key, cut.tokens)
        windows = [Window(title, maker.text_of(case.key, window)) for window in found]
        scores = model.score(case.question, windows)
        best = max(range(len(windows)), key=lambda i: scores[i].both)
        text = windows[best].text[scores[best].start : scores[best].end]
        results.append(Result(text, max(s.span_score for s in scores), max(s.answers for s in scores)))
    return results


def features(results: Sequence[Result]) -> Floats:
    """Return rows of (span score, answers logit)."""
    return np.array([[result.span, result.answers] for result in results])


def fit(rows: Floats, truth: Sequence[bool], steps: int = 50) -> Calibration:
    """Fit a logistic regression by Newton's method, with a little ridge so that it always has an end."""
    design = np.hstack([rows, np.ones((len(rows), 1))])
    target = np.asarray(truth, dtype=np.float64)
    weights = np.zeros(3)
    for _ in range(steps):
        guess = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (guess - target) + 1e-3 * weights
        curvature = (design * (guess * (1 - guess))[:, None]).T @ design + 1e-3 * np.eye(3)
        weights -= np.linalg.solve(curvature, slope)
    return Calibration(*(round(float(weight), 5) for weight in weights))


def calibration_error(probability: Floats, truth: Sequence[bool]) -> float:
    """Return the expected calibration error over ten bins of equal width."""
    positive = np.asarray(truth, dtype=np.float64)
    places = np.minimum((probability * BINS).astype(int), BINS - 1)
    gaps = [abs(probability[places == b].sum() - positive[places == b].sum()) for b in range(BINS)]
    return float(sum(gaps) / len(positive))


def measure(
    model: SpanModel, bench: Benchmark, cut: Cut, calibration: Calibration | None
) -> tuple[dict[str, float], Calibration]:
    """Return the figures of one fold; the calibration is fitted on it where none is given."""
    own = read_cases(model, bench.maker, bench.own, cut)
    near = read_cases(model, bench.maker, bench.near, cut)
    truth = [bool(case.answers) for case in bench.own]
    fitted = calibration or fit(features(own), truth)
    answered = [(r, case.answers) for r, case in zip(own, bench.own, strict=True) if case.answers]
    near_truth = [bool(case.answers) for case in bench.near]
    probability = fitted.probability(features(own))
    figures = {
        "questions": len(own),
        "f1": float(np.mean([word_f1(r.text, gold) for r, gold in answered])),
        "auroc_span": auroc([r.span for r in own], truth),
        "auroc_answers": auroc([r.answers for r in own], truth),
        "auroc_calibrated": auroc(list(probability), truth),
        "ece": calibration_error(probability, truth),
        "near_pairs": len(near) // 2,
        "near_auroc_span": auroc([r.span for r in near], near_truth),
        "near_auroc_answers": auroc([r.answers for r in near], near_truth),
        "near_auroc_calibrated": auroc(list(fitted.probability(features(near))), near_truth),
    }
    return {name: round(value, 4) for name, value in figures.items()}, fitted


def speed(model: SpanModel, repeats: int = 15) -> dict[str, float]:
    """Return the median and least time, in ms, of scoring ten windows of 96 tokens with the question."""
    question = "Which of the rivers is the longest one?"
    windows = [Window("", "river " * (96 - len(model.ids(question, Window("", ""))[0])))] * 10
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        model.score(question, windows)
        times.append((time.perf_counter() - began) * 1000)
    return {"median_ms": round(float(np.median(times)), 1), "least_ms": round(min(times), 1)}


def main() -> None:
    """Measure on both folds, write calibration.json and figures.json into the reader's folder."""
    parser = argparse.ArgumentParser(description="Measure and calibrate a reader folder.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--questions", type=int, default=100_000, help="of each fold at most")
    parser.add_argument("--near", type=int, default=300, help="near-miss pairs of each fold at most")
    parser.add_argument("--window", type=int, default=EVAL_WINDOW, help="tokens of a window at most")
    parser.add_argument("--no-titles", action="store_true", help="read the paragraphs without their titles")
    parser.add_argument("--tune-only", action="store_true", help="choose something: fold dev is not looked at")
    given = parser.parse_args()
    model = open_span_model(given.reader)
    cut = Cut(given.window, not given.no_titles)
    tune, calibration = measure(model, Benchmark(given.data, "tune", given.questions, given.near), cut, None)
    if given.tune_only:
        print(json.dumps(tune | {"calibration": vars(calibration)}, indent=2))
        return
    dev, _ = measure(model, Benchmark(given.data, "dev", given.questions, given.near), cut, calibration)
    figures = {"squad2_tune": tune, "squad2_dev": dev, "ten_windows_of_96_tokens": speed(model)}
    (given.reader / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    (given.reader / "calibration.json").write_text(json.dumps(vars(calibration), indent=2) + "\n", encoding="utf-8")
    print(json.dumps(figures | {"calibration": vars(calibration)}, indent=2))


if __name__ == "__main__":
    main()
