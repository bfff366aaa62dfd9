"""What users say of answers, one JSON line each, kept with the question so that it can become an evaluation case."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from index.embedded.files import flush, make_writable
from qa.answering.ports import FeedbackKind, Question


class FeedbackLog:
    """An append-only file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def add(self, answer_id: str, kind: FeedbackKind, note: str | None, question: Question | None) -> None:
        """Keep one judgement durably; ``question`` is None where the answer is no longer remembered.

        Raises:
            StoreReadOnlyError: the data folder may not be written.
        """
        row = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "answer_id": answer_id,
            "kind": kind,
            "note": note,
            "question": question.text if question else None,
            "history": [{"role": t.role, "content": t.content} for t in question.history] if question else None,
        }
        with self._lock:
            make_writable(self._path.parent)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
            flush(self._path)
