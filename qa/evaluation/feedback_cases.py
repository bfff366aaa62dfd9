"""From what users said of answers to questions with known answers, as far as a judgement tells.

* should_abstain: the documents do not answer; the case is complete
* wrong_answer, wrong_quote: they do, and somebody has to say where. The case has an empty ``doc`` and ``quote`` to be
  filled in; the loader names its line until that is done. What was quoted wrongly stands in its metadata.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Judgement = Mapping[str, Any]  # a row of the feedback log


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases, in the order of the first judgement of each question."""

    rows: tuple[Mapping[str, Any], ...]
    to_fill_in: int  # rows that still need their evidence
    left_out: int  # judgements of answers that were no longer remembered: nobody knows what was asked


def cases(judgements: Iterable[Judgement]) -> Cases:
    """Make one case of each judged question with its history; the last judgement of it holds."""
    found: dict[str, Mapping[str, Any]] = {}
    left_out = 0
    for judgement in judgements:
        if not judgement.get("question"):
            left_out += 1
            continue
        case = _case(judgement)
        found[str(case["id"])] = case
    rows = tuple(found.values())
    return Cases(rows, sum(row["answerable"] for row in rows), left_out)


def _case(judgement: Judgement) -> Mapping[str, Any]:
    asked = [judgement["question"], judgement.get("history") or [], judgement.get("documents")]
    digest = hashlib.sha256(json.dumps(asked, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()
    answerable = judgement["kind"] != "should_abstain"
    case: dict[str, Any] = {"id": f"feedback-{digest[:12]}", "text": asked[0], "answerable": answerable}
    if answerable:
        case |= {"doc": "", "quote": ""}
    if asked[1]:
        case["history"] = asked[1]
    case["metadata"] = _metadata(judgement)
    return case


def _metadata(judgement: Judgement) -> dict[str, Any]:
    told = {
        "feedback": judgement["kind"],
        "note": judgement.get("note"),
        "answer_id": judgement.get("answer_id"),
        "time": judgement.get("time"),
        "scope_doc_ids": judgement.get("documents"),
        "quoted": [
            {"doc": c["source"], "start": c["start"], "quote": c["quote"]} for c in judgement.get("citations", ())
        ],
    }
    return {name: value for name, value in told.items() if value}
