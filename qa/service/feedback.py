"""Feedback on answers, one JSON line each, with question and citations, so that it can become an evaluation case."""

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.files import flush, make_writable
from qa.answering.ports import FeedbackKind, Question
from qa.answering.records import Answer

_REMEMBERED = 500  # answers that feedback can still be tied to its question


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What feedback is about: a question and its answer."""

    question: Question
    answer: Answer


class RecentAnswers:
    """The last answers of this process, in memory alone: nothing is written unless a user gives feedback on one."""

    def __init__(self, size: int = _REMEMBERED) -> None:
        self._size = size
        self._lock = threading.Lock()
        self._answers: OrderedDict[str, AnsweredQuestion] = OrderedDict()

    def remember(self, question: Question, answer: Answer) -> None:
        """Keep an answer, and forget the one that was given longest ago."""
        with self._lock:
            self._answers.pop(answer.answer_id, None)
            self._answers[answer.answer_id] = AnsweredQuestion(question, answer)
            while len(self._answers) > self._size:
                self._answers.popitem(last=False)

    def get(self, answer_id: str) -> AnsweredQuestion | None:
        """Return the answer, or None where it was never given or is forgotten."""
        with self._lock:
            return self._answers.get(answer_id)


class FeedbackLog:
    """An append-only file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def add(self, answer_id: str, kind: FeedbackKind, note: str | None, about: AnsweredQuestion | None) -> None:
        """Write one line durably; ``about`` is None where the answer is no longer remembered.

        Raises:
            StoreReadOnlyError: the data folder may not be written.
        """
        row = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "answer_id": answer_id,
            "kind": kind,
            "note": note,
            **(_fields(about) if about else {"question": None}),
        }
        with self._lock:
            make_writable(self._path.parent)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            flush(self._path)

    def rows(self) -> list[Mapping[str, Any]]:
        """Return all feedback in the order it was given; a line that a crash cut off is left out."""
        if not self._path.is_file():
            return []
        lines = self._path.read_text(encoding="utf-8", errors="replace").split("\n")
        return [row for line in lines if (row := _row(line)) is not None]


def _fields(about: AnsweredQuestion) -> dict[str, Any]:
    question, answer = about.question, about.answer
    return {
        "question": question.text,
        "history": [asdict(turn) for turn in question.history],
        "documents": question.documents,
        "standalone_question": answer.standalone_question,
        "mode": answer.mode,
        "confidence": answer.confidence,
        "answer": answer.answer,
        "citations": [asdict(citation) for citation in answer.citations],
    }


def _row(line: str) -> Mapping[str, Any] | None:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None
