"""Asks the same questions of an index in a folder and of its copy in a database, and lists every difference.

    QA_TEST_DATA=... python -m bench.differential [--sets squad2 everyday] [--every N] [--data FOLDER]

Compared is the whole answer as it is sent, byte for byte, but for what names the generation (`generation`, and
`answer_id`, which is made of it) and `timings_ms`. The outcome goes into bench/POSTGRES.md. Nothing is embedded for the
copy, and what one index has read of a question the other does not read again if its hits are the same to the last bit.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bench.postgres import KEPT, PAGE, page
from index.embedding import Embedder
from index.library import Index
from index.postgres.connecting import Database
from index.postgres.store import PostgresStore
from index.records import Hit
from index.store import Store, Vectors
from qa.answering.assistant import ExtractiveAssistant
from qa.answering.calibrations import trained_reader
from qa.answering.ports import Question
from qa.answering.reading.reader import Reader, Reading
from qa.answering.reading.span_model import SpanModel, open_span_model
from qa.evaluation.corpus_index import build_index
from qa.evaluation.loading import load
from qa.evaluation.sets import EvaluationSet, Query
from qa.schemas.responses import AnswerOut
from qa.service.moving import copy_index
from qa.settings import read_settings
from qa.wiring import WEIGHTS_FOLDER, Application
from tests.postgres_server import Server, new_database

NAMES = ("squad2", "everyday")
_SHOWN = 10  # passages of each answer that are compared
_LAST_DIGIT = 1.01e-4  # two sums of the same vectors may be rounded to neighbouring digits


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that is not the same, and in which of its fields."""

    question: str
    fields: tuple[str, ...]
    folder: dict[str, Any]
    database: dict[str, Any]


class _OnceEmbedded:
    """An encoder that embeds no question twice in a row."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._last: tuple[str, Vectors] | None = None

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - all else is the encoder's own
        return getattr(self._embedder, name)

    def embed_question(self, text: str) -> Vectors:
        if self._last is None or self._last[0] != text:
            self._last = text, self._embedder.embed_question(text)
        return self._last[1]


class _OnceRead:
    """A reader that reads nothing again for the question that was asked last."""

    def __init__(self, reader: Reader, shared: dict[object, list[Reading]]) -> None:
        self._reader = reader
        self._shared = shared
        self.name = reader.name

    def read(self, question: str, hits: Sequence[Hit]) -> list[Reading]:
        key = (question, tuple(hits))
        if key not in self._shared:
            if len(self._shared) > 8:  # of other questions
                self._shared.clear()
            self._shared[key] = self._reader.read(question, hits)
        return self._shared[key]


class Pair:
    """The same index twice, and an assistant over each."""

    def __init__(self, folder: Store, database: Store, embedder: Embedder) -> None:
        """Copy what is published in ``folder`` into ``database``, which is empty, and open both."""
        copy_index(folder, database, embedder, lambda _: None, lambda _: None)
        once: Any = _OnceEmbedded(embedder)
        model = open_span_model(WEIGHTS_FOLDER)
        shared: dict[object, list[Reading]] = {}
        self.assistants = [self._assistant(Index.open(store, once), model, shared) for store in (folder, database)]

    def _assistant(self, index: Index, model: SpanModel, shared: dict[object, list[Reading]]) -> ExtractiveAssistant:
        reader = trained_reader(model, index)
        return ExtractiveAssistant(index, replace(reader, reader=_OnceRead(reader.reader, shared)))

    def difference(self, query: Query) -> Difference | None:
        """Ask both, and return how the answers differ; None where they do not."""
        asked = Question(query.text, query.history, k=_SHOWN, documents=query.within)
        here, there = (comparable(assistant.ask(asked)) for assistant in self.assistants)
        fields = tuple(name for name in here if not alike(here[name], there[name]))
        return Difference(query.text, fields, here, there) if fields else None


def alike(one: object, other: object) -> bool:
    """Say whether two values are the same, numbers but for the last of the four digits that are shown of a score."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= _LAST_DIGIT
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return one == other


def comparable(answer: object) -> dict[str, Any]:
    """Return an answer as it is sent, without what must differ."""
    sent = AnswerOut.model_validate(answer).model_dump(mode="json")
    return {name: value for name, value in sent.items() if name not in {"answer_id", "generation", "timings_ms"}}


def loaded(app: Application, name: str) -> EvaluationSet:
    """Return one of the public sets, with all its questions."""
    folder = Path(os.environ["QA_TEST_DATA"]) / name
    if (folder / "docs").is_dir():  # of some, the answers stand in scans, which not everyone can read
        documents = app.components().read_documents(folder / "docs")
        rows = map(json.loads, (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines())
        queries = tuple(Query(row["id"], row["text"]) for row in rows)
        return EvaluationSet(name, {document.id: document for document in documents}, queries)
    return load(folder, app.components().read_documents)


def pair(app: Application, data: EvaluationSet, database: Store) -> Pair:
    """Index the set's documents in the folder that is kept for it, copy that, and open both."""
    parts = app.components()
    kept: list[Store] = []

    def cache(name: str) -> Store:
        kept.append(parts.cache(name))
        return kept[-1]

    build_index(data, cache, app.embedder, parts.chunks, parts.search)
    return Pair(kept[-1], database, app.embedder)


def differences(both: Pair, queries: Sequence[Query], name: str) -> Iterator[Difference]:
    """Ask all the questions and give what differs."""
    for query in tqdm(queries, desc=name, unit="question", disable=None):
        found = both.difference(query)
        if found is not None:
            yield found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sets", nargs="+", default=NAMES, choices=NAMES)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="ask each Nth question only")
    parser.add_argument("--data", type=Path, help="where indexes are kept between two runs")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ended:
        server = Server().start()
        ended.callback(server.stop)
        app = Application.of(read_settings({"QA_DATA": str(args.data or folder)}))
        for name in args.sets:
            data = loaded(app, name)
            store = PostgresStore(Database(new_database(server), "qa"))
            asked = data.queries[:: args.every]
            found = list(differences(pair(app, data, store), asked, name))
            for each in found:
                print(json.dumps(asdict(each), ensure_ascii=False))
            keep(name, {"documents": len(data.documents), "questions": len(asked), "of": len(data.queries)}, found)


def keep(name: str, measured: dict[str, Any], found: Sequence[Difference]) -> None:
    """Write the outcome down, where it is printed."""
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {"sizes": {}}
    fields: dict[str, int] = {}
    for each in found:
        for field in each.fields:
            fields[field] = fields.get(field, 0) + 1
    today = datetime.now(UTC).date().isoformat()
    kept.setdefault("differential", {})[name] = {"date": today, **measured, "different": len(found), "fields": fields}
    KEPT.write_text(json.dumps(kept, indent=1) + "\n")
    PAGE.write_text(page(kept))
    print(f"{name}: {len(found)} of {measured['questions']} answers differ {fields or ''}")


if __name__ == "__main__":
    main()
