"""Questions worth trying: candidates come from the owner's own gold questions, else from titles."""

import json
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest
from pathlib import Path

from index.library import Index
from qa.answering.records import Answer, Citation

_CANDIDATES = 18  # asked at most, each costs one answer
_LENGTHS = range(12, 90)  # characters of a question that reads well on a button
_OFFERED = 6  # at most
_LIKELY = 0.6  # confidence from which an answer that is not sure is worth offering
_NO_STATEMENT_ENDS = (":", "：", "?", "？", "؟")  # of announcements and questions


def candidates(index: Index, written: Sequence[tuple[str, str]]) -> list[str]:
    """Return questions to try, one of each document before a second of any.

    Args:
        index: what they are asked of.
        written: (document name, question) of questions that people wrote for these documents.
    """
    by_document: dict[str, list[str]] = {}
    for name, question in written:
        if len(question) in _LENGTHS and question.endswith("?"):
            by_document.setdefault(name, []).append(question)
    for entry in index.entries():
        if entry.status == "indexed":
            by_document.setdefault(entry.source, []).append(f"What does “{entry.title[:60]}” say?")
    in_turns = chain.from_iterable(zip_longest(*by_document.values()))
    return [question for question in in_turns if question is not None][:_CANDIDATES]


def offered(answers: Iterable[Answer]) -> list[str]:
    """Return the questions whose answers are whole and sure, then those that are likely enough, each in their order.

    Args:
        answers: to the candidates, in their order.
    """
    whole = [answer for answer in answers if answer.answerable and all(map(_is_statement, answer.citations))]
    sure = [answer.question for answer in whole if answer.certainty == "sure"]
    likely = [answer.question for answer in whole if answer.certainty == "likely" and answer.confidence >= _LIKELY]
    return [*sure, *likely][:_OFFERED]


def _is_statement(citation: Citation) -> bool:
    """Say whether a quote says something by itself: it is no heading, no question, and announces nothing."""
    said = citation.quote.rstrip("\"'”’»*_ \t\r\n")
    return citation.block != "heading" and not said.endswith(_NO_STATEMENT_ENDS)


def gold_questions(folders: Sequence[Path]) -> list[tuple[str, str]]:
    """Return (document name, question) from every gold.jsonl in ``folders``; a line that is no such row is ignored.

    Examples are optional; `qa evaluate` is where a broken gold file is an error.
    """
    files = [folder / "gold.jsonl" for folder in folders]
    lines = [line for file in files if file.is_file() for line in file.read_text(encoding="utf-8").splitlines()]
    return [pair for line in lines if (pair := _gold_question(line)) is not None]


def _gold_question(line: str) -> tuple[str, str] | None:
    try:
        row = json.loads(line)
        if not row.get("answerable") or row.get("history"):
            return None
        evidence = [*row.get("evidence", ()), *(e for group in row.get("evidence_groups", ()) for e in group)]
        return str(evidence[0]["doc"]), str(row["text"])
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
