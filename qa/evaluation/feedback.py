"""Evaluation questions from the feedback that users gave on answers.

* should_abstain: the documents do not answer; the question is complete
* helpful, right_statement: what was quoted answers, or the one statement of the closest that was pointed at; complete
* wrong_answer, wrong_quote: they do, and somebody has to say where. The row has an empty ``doc`` and ``quote`` to be
  filled in; the loader names its line until that is done. What was quoted wrongly stands in its metadata.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]  # of the feedback log, or of a gold.jsonl


@dataclass(frozen=True, slots=True)
class GoldFromFeedback:
    """Rows of a gold.jsonl, in the order in which their questions were first given feedback."""

    rows: tuple[Row, ...]
    to_fill_in: int  # rows that still need their evidence
    left_out: int  # feedback on answers that were no longer remembered: nobody knows what was asked


def gold_from_feedback(feedback: Iterable[Row]) -> GoldFromFeedback:
    """Make one row of each question with its history; the last feedback on it counts."""
    given = list(feedback)
    known = [_gold_row(item) for item in given if item.get("question")]
    rows = tuple({row["id"]: row for row in known}.values())
    return GoldFromFeedback(rows, sum("quote" in row for row in rows), len(given) - len(known))


def _gold_row(given: Row) -> Row:
    asked = [given["question"], given.get("history") or [], given.get("documents")]
    digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
    answerable = given["kind"] != "should_abstain"
    row: dict[str, Any] = {"id": f"feedback-{digest[:12]}", "text": asked[0], "answerable": answerable}
    if answerable:
        evidence = _evidence(given)
        row |= {"evidence": evidence} if evidence else {"doc": "", "quote": ""}
    if asked[1]:
        row["history"] = asked[1]
    metadata = {
        "feedback": given["kind"],
        "note": given.get("note"),
        "answer_id": given.get("answer_id"),
        "time": given.get("time"),
        "scope_doc_ids": given.get("documents"),
        "quoted": [
            {"doc": item["source"], "start": item["start"], "quote": item["quote"]}
            for item in given.get("citations", ())
        ],
    }
    return row | {"metadata": {name: value for name, value in metadata.items() if value}}


def _evidence(given: Row) -> list[Row]:
    """Return what the user said is right; without its place, so that it is found again in a changed document."""
    quoted = given.get("citations") or ()
    if given["kind"] == "right_statement":
        number = given.get("statement") or 0
        statements = given.get("closest") or quoted
        quoted = statements[number - 1 : number] if number > 0 else ()
    elif given["kind"] != "helpful":
        quoted = ()
    return [{"doc": item["source"], "quote": item["quote"]} for item in quoted]
