"""`qa evaluate`: measure, compare, check against a baseline. 0 done or passed; 1 a figure fell; 2 our error."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from index.errors import IndexingError
from index.records import Document
from index.search import Retriever
from qa.commands.terminal import visible
from qa.evaluation.baseline import Tolerances, check_baseline
from qa.evaluation.compare import compare
from qa.evaluation.components import Components
from qa.evaluation.errors import EvaluationError, SetError
from qa.evaluation.loading import load, read_texts
from qa.evaluation.report.differences import baseline_object, baseline_text, comparison_object, comparison_text
from qa.evaluation.report.text import text_report
from qa.evaluation.report.write import write_run
from qa.evaluation.runner import evaluate
from qa.evaluation.runs import SavedRun, read_run
from qa.evaluation.sets import EvaluationSet
from qa.evaluation.systems import SystemOptions, open_system
from qa.settings import Settings
from qa.wiring import Application


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    add = parser.add_argument
    add("path", nargs="?", type=Path, metavar="PATH", help="evaluation set: folder, gold.jsonl, BEIR or SQuAD JSON")
    add("--url", help="ask this running server, which holds the set's documents, and check every quote it gives")
    add("--index", action="store_true", help="ask the index of QA_DATA; PATH is a gold file about its documents")
    add("--documents", type=Path, metavar="DIR", help="what a gold file is about (default: the folder it lies in)")
    add(
        "--given", choices=["all", "own"], default="all", help="own: read only the paragraph a question was written for"
    )
    add("--fold", help="only the questions of this fold: tune, dev, train, or the name of a BEIR split")
    add("--limit", type=int, metavar="N", help="only the first N questions")
    add("--without", type=Path, metavar="FILE", help="leave out documents whose text FILE holds (jsonl or lines)")
    add("--retriever", choices=get_args(Retriever), help="what finds passages (default: as shipped)")
    add("--reader", help="what reads them: a reader's name, or none for retrieval alone (default: as shipped)")
    add("--no-history", action="store_true", help="ask follow-ups as if nothing had been said before")
    add("--by", metavar="FIELD", help="also show each part of the set, by a field of metadata (default: set)")
    add("--out", type=Path, metavar="RUN", help="write the run into this folder: rows, report, pictures, exports")
    add("--compare", nargs=2, type=Path, metavar=("RUN_A", "RUN_B"), help="compare two runs question by question")
    add("--baseline", type=Path, metavar="RUN", help="fail (exit 1) where figures fell below those of RUN")
    add("--tolerance", action="append", default=[], metavar="[METRIC=]X", help="how far a figure may fall (0.01)")
    add("--json", action="store_true", help="print one JSON object and nothing else")


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Measure, compare, or check against a baseline."""
    return measure(args, Application.of(settings).components())


def measure(args: argparse.Namespace, components: Components) -> int:
    """Carry out the command; what goes wrong on purpose is one line on stderr."""
    try:
        if args.compare:
            return _compare(args)
        if args.path is None:
            raise SetError("name an evaluation set, or two runs with --compare")
        return _evaluate(args, components)
    except (EvaluationError, IndexingError) as error:
        print(f"qa evaluate: {visible(str(error))}", file=sys.stderr)
        return 2


def _evaluate(args: argparse.Namespace, components: Components) -> int:
    tolerances = read_tolerances(args.tolerance)
    baseline = read_run(args.baseline) if args.baseline else None  # before the work: a typing error should not cost it
    data = _load(args, components)
    options = SystemOptions(args.url, args.index, args.retriever, args.reader, history=not args.no_history)
    done = evaluate(data, open_system(options, components, data), args.given, by=args.by)
    result = check_baseline(SavedRun.of("this run", done), baseline, tolerances) if baseline else None
    if args.out:
        write_run(args.out, done, data)
    text = text_report(done.summary, done.cases)
    if baseline and result:
        gate = baseline_object(result, baseline)
        _print(args, {**done.summary, "gate": gate}, f"{text}\n{baseline_text(result, baseline)}")
        return 0 if result.passed else 1
    _print(args, done.summary, text)
    return 0


def _compare(args: argparse.Namespace) -> int:
    a, b = (read_run(folder) for folder in args.compare)
    found = compare(a, b)
    _print(args, comparison_object(a, b, found), comparison_text(a, b, found))
    return 0


def _load(args: argparse.Namespace, components: Components) -> EvaluationSet:
    def documents(folder: Path) -> list[Document]:
        return components.indexed_documents() if args.index else components.read_documents(args.documents or folder)

    data = load(args.path, documents)
    if args.without:
        data = data.without(read_texts(args.without))
    return data.of_fold(args.fold).limited(args.limit)


def read_tolerances(given: Sequence[str]) -> Tolerances:
    """Read "0.02" (for all figures) and "R@1=0.005" (for one).

    Raises:
        SetError: not a number of 0 or more.
    """
    default, by_metric = Tolerances().default, {}
    for item in given:
        metric, _, number = item.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            value = -1.0
        if not value >= 0:
            raise SetError(f'--tolerance {item}: write it as 0.02, or as "R@1=0.02" for one metric')
        if metric:
            by_metric[metric] = value
        else:
            default = value
    return Tolerances(default, by_metric)


def _print(args: argparse.Namespace, found: Mapping[str, object], text: str) -> None:
    print(json.dumps(found) + "\n" if args.json else visible(text), end="")
