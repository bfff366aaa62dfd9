"""`qa evaluate`: from parsed arguments to an exit code. 0 done, or the gate holds; 1 it fell; 2 our error."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from index.errors import IndexingError
from index.records import Document
from index.search import SearchSettings
from qa.answering.assistant import AnswerSettings
from qa.answering.question.conversation import Searched, searched
from qa.answering.question.spelling import Speller
from qa.answering.records import Turn
from qa.evaluation.bench import Bench, build
from qa.evaluation.compare import compare
from qa.evaluation.errors import EvaluationError, SetError
from qa.evaluation.gate import Tolerances, hold
from qa.evaluation.loading import load, read_texts
from qa.evaluation.local import AnsweringSystem, RankingSystem, Rewrite
from qa.evaluation.remote import RemoteSystem
from qa.evaluation.report.differences import comparison_object, gate_object, text_comparison, text_gate
from qa.evaluation.report.text import text_report
from qa.evaluation.report.write import write_run
from qa.evaluation.runner import Run, evaluate
from qa.evaluation.saved import read_run, saved_run
from qa.evaluation.sets import EvaluationSet
from qa.evaluation.summary import Summary
from qa.evaluation.system import System
from qa.evaluation.workshop import NO_READER, Workshop


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command; the parts it works with are given to `run`."""
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
    add("--retriever", choices=["hybrid", "dense", "lexical"], help="what finds passages (default: as shipped)")
    add("--reader", help="what reads them: a reader's name, or none for retrieval alone (default: as shipped)")
    add("--no-history", action="store_true", help="ask follow-ups as if nothing had been said before")
    add("--by", metavar="FIELD", help="also show each part of the set, by a field of metadata (default: set)")
    add("--out", type=Path, metavar="RUN", help="write the run into this folder: rows, report, pictures, exports")
    add("--compare", nargs=2, type=Path, metavar=("RUN_A", "RUN_B"), help="compare two runs question by question")
    add("--baseline", type=Path, metavar="RUN", help="fail (exit 1) where figures fell below those of RUN")
    add("--tolerance", action="append", default=[], metavar="[METRIC=]X", help="how far a figure may fall (0.01)")
    add("--json", action="store_true", help="print one JSON object and nothing else")


def run(args: argparse.Namespace, workshop: Workshop) -> int:
    """Carry out the command; what goes wrong on purpose is one line on stderr."""
    try:
        if args.compare:
            return _compare(args.compare[0], args.compare[1], as_json=args.json)
        if args.path is None:
            raise SetError("name an evaluation set, or two runs with --compare")
        return _evaluate(args, workshop)
    except (EvaluationError, IndexingError) as fault:
        sys.stderr.write(f"qa evaluate: {fault}\n")
        return 2


def _evaluate(args: argparse.Namespace, workshop: Workshop) -> int:
    tolerances = read_tolerances(args.tolerance)
    baseline = read_run(args.baseline) if args.baseline else None  # before the work: a typing error should not cost it
    data = _load(args, workshop)
    done = evaluate(data, _system(args, workshop, data), args.given, by=args.by)
    result = hold(saved_run("this run", done.summary, done.cases), baseline, tolerances) if baseline else None
    if args.out:
        write_run(args.out, done, data)
    if baseline and result:
        _say(
            args,
            {**done.summary, "gate": gate_object(result, baseline)},
            _text(done) + "\n" + text_gate(result, baseline),
        )
        return 0 if result.holds else 1
    _say(args, done.summary, _text(done))
    return 0


def _compare(a: Path, b: Path, *, as_json: bool) -> int:
    one, other = read_run(a), read_run(b)
    found = compare(one, other)
    shown = json.dumps(comparison_object(one, other, found)) + "\n" if as_json else text_comparison(one, other, found)
    sys.stdout.write(shown)
    return 0


def _load(args: argparse.Namespace, workshop: Workshop) -> EvaluationSet:
    def documents(folder: Path) -> list[Document]:
        return workshop.indexed_documents() if args.index else workshop.read_documents(args.documents or folder)

    data = load(args.path, documents)
    if args.without:
        data = data.without(read_texts(args.without))
    return data.of_fold(args.fold).limited(args.limit)


def _system(args: argparse.Namespace, workshop: Workshop, data: EvaluationSet) -> System:
    if args.url:
        if args.retriever or args.reader:
            raise SetError("--retriever and --reader cannot be chosen for a running server")
        return RemoteSystem(args.url, data.documents, workshop.api_key, history=not args.no_history)
    name = args.reader or workshop.shipped_reader
    if name != NO_READER and name not in workshop.readers:
        raise SetError(f'there is no reader "{name}"; choose from: {", ".join([*workshop.readers, NO_READER])}')
    search = replace(workshop.search, retriever=args.retriever) if args.retriever else workshop.search
    bench = _bench(workshop, data, search, own_index=args.index)
    if name == NO_READER:
        return RankingSystem(bench, _rewrite(bench, history=not args.no_history))
    reader, calibration = workshop.readers[name](bench.index)
    settings = AnswerSettings(strictness=workshop.strictness)
    return AnsweringSystem(bench, reader, calibration, settings, history=not args.no_history)


def _bench(workshop: Workshop, data: EvaluationSet, search: SearchSettings, *, own_index: bool) -> Bench:
    """Return the user's own index as it is, or one made of the set's documents."""
    if own_index:
        index = workshop.open_index(search)
        return Bench(index, data.documents, workshop.embedder, workshop.chunks, search)
    return build(data, workshop.cache, workshop.embedder, workshop.chunks, search)


def _rewrite(bench: Bench, *, history: bool) -> Rewrite:
    """Return what the assistant makes of a question before it searches."""
    speller = Speller(bench.index.vocabulary(), bench.index.is_common_word)

    def rewrite(question: str, turns: Sequence[Turn]) -> Searched:
        return searched(question, turns if history else (), speller.correct)

    return rewrite


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


def _text(done: Run) -> str:
    return text_report(done.summary, done.cases)


def _say(args: argparse.Namespace, summary: Summary, text: str) -> None:
    sys.stdout.write(json.dumps(summary) + "\n" if args.json else text)
