"""Fit what readings are weighed and trusted with, on the development sets, each read as it is served.

    QA_TEST_DATA=... python -m bench.calibrate [--also xquad_en inscit_dev] [--keep-weights] [--features]

Fits the weights of a piece's score (`qa.answering.reading.relevance.WEIGHTS`), then the curve of confidence, the
thresholds and what is called sure (`qa.answering.calibrations.TRAINED`), and prints both as they are written there,
with what they come to by cross-validation over documents. What was read is kept in the folder named by --cache.
"""

import argparse
import os
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from tqdm import tqdm

from bench.calibration import curve, pieces
from bench.calibration.asked_cases import AskedCases
from bench.calibration.figures import confidence_lines, feature_lines, ranking_lines, sure_lines
from bench.calibration.network_cache import CachedNetwork
from bench.calibration.observing import Example, Observed, Observer
from bench.calibration.thresholds import sure, thresholds
from qa.answering.calibrations import TRAINED
from qa.answering.reading.relevance import WEIGHTS, Relevance
from qa.answering.reading.span_model import open_span_model
from qa.answering.reading.trained_reader import TrainedReader
from qa.evaluation.components import Components
from qa.evaluation.corpus_index import build_index
from qa.evaluation.loading import load
from qa.evaluation.sets import Query
from qa.settings import read_settings
from qa.wiring import WEIGHTS_FOLDER, Application

EVERYDAY, SQUAD, CASES = "everyday", "squad2 tune", "cases"
SHARES = {EVERYDAY: 1.0, SQUAD: 2.0, CASES: 0.4}  # of the fit: what each set weighs, however many questions it has
ALSO = ("xquad_en", "inscit_dev")  # measured, never fitted to


@dataclass(frozen=True)
class ReadSet:
    """A set with everything that was read for it."""

    observer: Observer
    observed: Sequence[Observed]

    def examples(self, weights: Relevance) -> list[Example]:
        made = (self.observer.example(item, weights) for item in self.observed)
        return [example for example in made if example is not None]


def main() -> int:
    """Read, fit, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=Path(".qa-data/calibration"))
    parser.add_argument("--limit", type=int, help="at most N questions of each set, drawn by a fixed seed")
    parser.add_argument("--also", nargs="*", choices=ALSO, default=(), help="sets to measure and not to fit to")
    parser.add_argument("--keep-weights", action="store_true", help="fit the confidence for the weights in force")
    parser.add_argument(
        "--features", action="store_true", help="what each feature says alone, and what is lost without"
    )
    args = parser.parse_args()
    if "QA_TEST_DATA" not in os.environ:
        print("set QA_TEST_DATA to the folder that holds everyday, squad2 and cases", file=sys.stderr)
        return 2
    network = CachedNetwork(open_span_model(WEIGHTS_FOLDER), args.cache)
    components = Application.of(read_settings({"QA_DATA": str(args.cache)})).components()
    data = Path(os.environ["QA_TEST_DATA"])
    read = {name: read_set(name, data, components, network, args.limit) for name in (EVERYDAY, SQUAD, *args.also)}
    cases = AskedCases(data / "cases", network, args.cache)
    weights = WEIGHTS if args.keep_weights else fit_pieces({name: read[name] for name in (EVERYDAY, SQUAD)})
    examples = {name: each.examples(weights) for name, each in read.items()}
    fit_confidence(examples | {CASES: cases.examples(weights)}, features=args.features)
    return 0


def read_set(name: str, data: Path, components: Components, network: CachedNetwork, limit: int | None) -> ReadSet:
    """Read a set's questions."""
    if name == EVERYDAY:
        folder = data / "everyday"
        found = load(folder / "gold.today.jsonl", lambda _: components.read_documents(folder / "docs"))
    else:
        found = load(data / name.removesuffix(" tune"), lambda _: [])
        found = found.of_fold("tune") if name == SQUAD else found
    corpus = build_index(found, components.cache, components.embedder, components.chunks, components.search)
    observer = Observer(corpus.index, TrainedReader(network, corpus.index), TRAINED)
    queries = list(found.queries)
    random.Random(7).shuffle(queries)
    shown: Iterable[Query] = tqdm(queries[:limit], desc=f"reading {name}", unit="q", disable=None)
    return ReadSet(observer, observer.observe(shown))


def fit_pieces(read: Mapping[str, ReadSet]) -> Relevance:
    """Fit the weights of a piece's score, and print how it ranks."""
    sets = [pieces.pieces_of(each.observed) for each in read.values()]
    fitted = pieces.fit(sets)
    print(f"WEIGHTS = Relevance({_arguments(asdict(fitted))})")
    for title, rankings in (
        ("in force", [pieces.rank(items, WEIGHTS) for items in sets]),
        ("fitted", [pieces.rank(items, fitted) for items in sets]),
        ("cross-validated", pieces.cross_validated(sets)),
    ):
        print("\n".join(ranking_lines(title, list(read), rankings)))
    return fitted


def fit_confidence(examples: Mapping[str, Sequence[Example]], *, features: bool) -> None:
    """Fit curve, thresholds and sureness, and print what they come to; sets beside the fitted ones are measured."""
    fitted, shares = {name: examples[name] for name in SHARES}, list(SHARES.values())
    found = curve.cross_validated(list(fitted.values()), shares)
    made = curve.fit(list(fitted.values()), shares)
    chosen, surest = thresholds(found), sure(found, shares)
    print(f"\nweights=Features({_arguments({name: round(weight, 3) for name, weight in made.weights.items()})}),")
    print(f"bias={made.bias:.3f},")
    print(f"thresholds=Thresholds({_arguments({name: round(value, 3) for name, value in asdict(chosen).items()})}),")
    print("\n".join(sure_lines(surest, dict(zip(fitted, found, strict=True)))), end="\n\n")
    for name, each in zip(fitted, found, strict=True):
        print("\n".join(confidence_lines(f"{name}, cross-validated", each, chosen)))
        in_force = [TRAINED.confidence(example.features) for example in fitted[name]]
        shipped = replace(each, confidence=np.array(in_force))
        print("\n".join(confidence_lines(f"{name}, in force", shipped, TRAINED.thresholds)))
    for name in examples.keys() - fitted.keys():
        measured = curve.predicted(examples[name], made.confidence(examples[name]))
        print("\n".join(confidence_lines(f"{name}, not fitted to", measured, chosen)))
    if features:
        print("\n".join(feature_lines(fitted, shares)))


def _arguments(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())


if __name__ == "__main__":
    sys.exit(main())
