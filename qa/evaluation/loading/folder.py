"""A folder of corpus.jsonl, queries.jsonl and qrels: our own format, and plain BEIR, which says ``_id``.

Source: BEIR's layout, beir-cellar/beir, "Load your own custom dataset". BEIR's ``qrels/dev.tsv`` is read as fold "dev".
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import AliasChoices, Field

from index.records import Content, Document
from qa.evaluation.errors import SetError
from qa.evaluation.loading.questions import QuestionRow, SpanRow, read_query, span_evidence
from qa.evaluation.loading.rows import Row, Text, read_jsonl, read_lines
from qa.evaluation.sets import EvaluationSet, Query

Judgements = Mapping[str, frozenset[str]]  # query id -> relevant document ids


class _Document(Row):
    id: Text = Field(validation_alias=AliasChoices("id", "_id"))
    text: Text
    title: Text = ""


def load_folder(path: Path) -> EvaluationSet:
    """Load the folder at ``path``.

    Raises:
        SetError: a file is missing or a row is at fault; the message names file and line.
    """
    documents = _read_corpus(path / "corpus.jsonl")
    folds = _read_judgements(path, documents)
    judged: dict[str, frozenset[str]] = {key: ids for fold in folds.values() for key, ids in fold.items()}
    queries = []
    for place, row in read_jsonl(path / "queries.jsonl", QuestionRow[SpanRow]):
        query = read_query(place, row, documents, span_evidence, judged.get(row.id, frozenset()))
        queries.append(_placed(query, folds))
    check_unique((query.id for query in queries), "queries.jsonl")
    unknown = judged.keys() - {query.id for query in queries}
    if unknown:
        raise SetError(f"{path.name}: qrels judge unknown queries, among them {sorted(unknown)[:3]}")
    return EvaluationSet(path.name, documents, tuple(queries))


def check_unique(ids: Iterable[str], file: str) -> None:
    """Refuse ids that occur twice.

    Raises:
        SetError: an id occurs twice.
    """
    seen: set[str] = set()
    for key in ids:
        if key in seen:
            raise SetError(f'{file}: the id "{key}" occurs twice')
        seen.add(key)


def _read_corpus(path: Path) -> dict[str, Document]:
    documents: dict[str, Document] = {}
    for place, row in read_jsonl(path, _Document):
        if row.id in documents:
            raise SetError(f'{place}: the id "{row.id}" occurs twice')
        documents[row.id] = Document(row.id, row.id, Content(row.text, title=row.title or None))
    return documents


def _read_judgements(path: Path, documents: Mapping[str, Document]) -> dict[str, Judgements]:
    """Return judgements by fold; "" where one file judges them all."""
    single = path / "qrels.tsv"
    files = {"": single} if single.exists() else {file.stem: file for file in sorted((path / "qrels").glob("*.tsv"))}
    return {fold: _read_qrels(file, documents) for fold, file in files.items()}


def _read_qrels(path: Path, documents: Mapping[str, Document]) -> Judgements:
    relevant: defaultdict[str, set[str]] = defaultdict(set)
    for number, line in enumerate(read_lines(path), start=1):
        cells = line.split("\t")
        if number == 1 and not _is_number(cells[-1]):
            continue  # the header
        if len(cells) != 3 or not _is_number(cells[2]):
            raise SetError(f"{path.name}:{number}: must be query-id, corpus-id and score, separated by tabs")
        query_id, document_id, score = cells
        if document_id not in documents:
            raise SetError(f'{path.name}:{number}: there is no document "{document_id}" in the corpus')
        if float(score) > 0:
            relevant[query_id].add(document_id)
    return {key: frozenset(ids) for key, ids in relevant.items()}


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _placed(query: Query, folds: Mapping[str, Judgements]) -> Query:
    fold = next((fold for fold, judgements in folds.items() if fold and query.id in judgements), None)
    return query if fold is None else replace(query, fold=fold)
