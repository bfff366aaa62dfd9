"""Ask the questions of each case as a user would: its documents indexed alone, answers as they are shipped.

    PYTHONPATH=CHECKOUT python bench/ask_cases.py FOLDER

One line of JSON for each case goes to standard output. It runs over any checkout since afc7f17, so that two of them can
be compared: `cases.py` starts it once for each.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import qa.wiring
from index.progress import untold
from qa.answering.ports import Question
from qa.answering.records import Answer, Turn
from qa.settings import Settings

Json = dict[str, Any]


def ask(case: Path, data: Path) -> Json:
    """Index the case's documents in ``data`` and return what came to each question, and what indexing reported."""
    wiring: Any = qa.wiring  # the class had another name
    app = getattr(wiring, "Application", None) or wiring.House
    app = app.of(Settings.model_validate({"sources": (case / "docs",), "data": data}))
    report = app.sync((), untold)
    assistant = app.assistant(app.open_index())
    answers = []
    for row in json.loads((case / "ask.json").read_text(encoding="utf-8"))["questions"]:
        history = tuple(Turn(role, content) for role, content in row.get("history", ()))
        answers.append(shown(assistant.ask(Question(row["q"], history=history))))
    reports = [list(pair) for pair in (*report.skipped, *getattr(report, "warnings", ()))]
    return {"case": case.name, "reports": reports, "answers": answers}


def shown(answer: Answer) -> Json:
    """Return what the rules of `cases.py` look at."""
    return {
        "confidence": answer.confidence,
        "citations": [
            {
                "source": citation.source,
                "title": citation.title,
                "page": citation.page,
                "quote": citation.quote,
                "highlights": [citation.quote[each.start : each.end] for each in citation.highlights],
                "context": [each.text for each in getattr(citation, "context", ())],
            }
            for citation in answer.citations
        ],
    }


def main() -> None:
    """Print each case's answers."""
    for case in sorted(path.parent for path in Path(sys.argv[1]).glob("*/ask.json")):
        with tempfile.TemporaryDirectory() as data:
            print(json.dumps(ask(case, Path(data)), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
