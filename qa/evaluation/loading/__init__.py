"""One entry for every format: which one a path holds is found out, not asked."""

from collections.abc import Callable, Sequence
from pathlib import Path

from index.records import Document
from qa.evaluation.errors import SetError
from qa.evaluation.loading.folder import load_folder
from qa.evaluation.loading.gold import load_gold
from qa.evaluation.loading.rows import Row, Text, read_jsonl, read_lines
from qa.evaluation.loading.squad import load_squad
from qa.evaluation.sets import EvaluationSet

DocumentReader = Callable[[Path], Sequence[Document]]  # folder -> its documents, with sources relative to it


class _TextRow(Row):
    text: Text


__all__ = ["DocumentReader", "load", "read_texts"]


def load(path: Path, read_documents: DocumentReader) -> EvaluationSet:
    """Load the evaluation set at ``path``: a folder (ours, BEIR, or with gold.jsonl), a gold file, or SQuAD JSON.

    ``read_documents`` reads the documents beside a gold file.

    Raises:
        SetError: there is no such set, or a row of it is at fault; the message names file and line.
    """
    if (path / "queries.jsonl").is_file():
        return load_folder(path)
    gold = path / "gold.jsonl" if path.is_dir() else path
    if gold.suffix == ".jsonl" and gold.is_file():
        return load_gold(gold, [document for document in read_documents(gold.parent) if document.source != gold.name])
    if path.suffix == ".json" and path.is_file():
        return load_squad(path)
    raise SetError(
        f"{path}: no evaluation set: a folder with corpus.jsonl and queries.jsonl, a folder with gold.jsonl beside its"
        " documents, a gold.jsonl, or a SQuAD JSON file is needed"
    )


def read_texts(path: Path) -> frozenset[str]:
    """Return the ``text`` fields of a JSON-lines file (gzipped or not), or the lines of any other file.

    Raises:
        SetError: the file cannot be read.
    """
    if ".jsonl" in path.suffixes:
        return frozenset(row.text for _, row in read_jsonl(path, _TextRow))
    return frozenset(read_lines(path))
