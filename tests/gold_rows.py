"""Rows of a gold.jsonl as they are written, for the tests that hold the sets themselves to their rules."""

import json
from pathlib import Path
from typing import Any

import index.parsers
from index.records import Document

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
ORIGINAL_GOLD = Path(__file__).parent / "data" / "original_gold.jsonl"

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def groups_of(row: Row) -> list[list[Row]]:
    """Return what must be quoted: every group, by one of its members."""
    return row.get("evidence_groups") or ([row["evidence"]] if row["evidence"] else [])


def evidence_of(row: Row) -> list[Row]:
    return [*row["evidence"], *(item for group in row.get("evidence_groups", []) for item in group)]


def kind_of(row: Row) -> str:
    return str(row["metadata"]["kind"])


def read_document(path: Path) -> Document:
    return Document(path.name, path.name, index.parsers.parse(path.read_bytes(), path.name))
