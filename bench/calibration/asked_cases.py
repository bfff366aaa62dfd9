"""The cases made after bug reports as examples: each asked of its own documents, right where it is as was wanted."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tqdm import tqdm

from bench.ask_cases import shown
from bench.calibration.observing import Example, Observed, Observer
from bench.cases import Case, passes, read_cases
from index.library import Index
from index.progress import untold
from qa.answering.assistant import AnswerSettings, ExtractiveAssistant
from qa.answering.calibrations import TRAINED
from qa.answering.confidence import CalibratedReader
from qa.answering.ports import Question
from qa.answering.reading.relevance import Relevance
from qa.answering.reading.trained_reader import Network, TrainedReader
from qa.answering.records import Turn
from qa.evaluation.sets import Query
from qa.settings import read_settings
from qa.wiring import Application


class AskedCases:
    """Every case's questions, read once."""

    def __init__(self, folder: Path, network: Network, cache: Path) -> None:
        self._read = [
            found
            for case in tqdm(read_cases(folder), desc="reading cases", unit="case", disable=None)
            for found in _asked(case, folder, network, cache)
        ]

    def examples(self, weights: Relevance) -> list[Example]:
        """Return an example for each question; what is right is what comes with the weights in force."""
        made = ((observer.example(observed, weights), right) for observer, observed, right in self._read)
        return [replace(example, right=right) for example, right in made if example is not None]


def _asked(case: Case, folder: Path, network: Network, cache: Path) -> Iterator[tuple[Observer, Observed, bool]]:
    settings = {"QA_SOURCES": str(folder / case.name / "docs"), "QA_DATA": str(cache / "cases" / case.name)}
    app = Application.of(read_settings(settings))
    app.sync((), untold)
    index = app.open_index()
    reader = TrainedReader(network, index)
    observer = Observer(index, reader, TRAINED)
    forced = ExtractiveAssistant(index, CalibratedReader(reader, TRAINED), AnswerSettings(abstain=False))
    for number, row in enumerate(case.questions):
        history = tuple(Turn(role, content) for role, content in row.get("history", ()))
        answerable = case.rules[number].strip() != "silent"
        query = Query(
            f"{case.name}/{number}", row["q"], answerable=answerable, history=history, source_doc_id=case.name
        )
        for observed in observer.observe([query]):
            answer = forced.ask(Question(query.text, history))
            yield observer, observed, answerable and passes(case, number, shown(answer), _reports(index))


def _reports(index: Index) -> list[list[str]]:
    skipped = [[entry.source, entry.reason or ""] for entry in index.entries() if entry.status == "skipped"]
    return skipped + [[entry.source, warning] for entry in index.entries() for warning in entry.warnings]
