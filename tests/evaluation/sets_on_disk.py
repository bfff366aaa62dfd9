"""Small evaluation sets, written as files."""

import json
from collections.abc import Sequence
from pathlib import Path

from index.records import Content, Document
from qa.evaluation.loading import load
from qa.evaluation.sets import EvaluationSet

TEXT = "Ada wrote the first program.\nShe wrote it in 1843."


def no_documents(_folder: Path) -> list[Document]:
    return []


def write_jsonl(path: Path, rows: Sequence[object]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def write_set(folder: Path, *queries: object, qrels: str = "query-id\tcorpus-id\tscore\n") -> Path:
    write_jsonl(folder / "corpus.jsonl", [{"id": "d1", "title": "Ada", "text": TEXT}, {"id": "d2", "text": "Else."}])
    write_jsonl(folder / "queries.jsonl", queries)
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def evidence(start: int, end: int, text: str | None = None, doc: str = "d1") -> dict[str, object]:
    return {"doc_id": doc, "start": start, "end": end, "text": TEXT[start:end] if text is None else text}


def read_folder(folder: Path) -> list[Document]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    names = [path.relative_to(folder).as_posix() for path in files]
    return [
        Document(f"id-{number}", name, Content(path.read_text(encoding="utf-8")))
        for number, (path, name) in enumerate(zip(files, names, strict=True))
    ]


def gold_set(folder: Path, *rows: object) -> EvaluationSet:
    (folder / "notes").mkdir()
    (folder / "notes" / "ada.md").write_text(TEXT, encoding="utf-8")
    write_jsonl(folder / "gold.jsonl", rows)
    return load(folder, read_folder)
