"""Feedback on answers, one JSON line each, with question and citations, so that it can become an evaluation case."""

import errno
import json
import logging
import os
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from index.errors import StoreReadOnlyError
from index.files import make_writable
from qa.answering.ports import Feedback, Question, TooManyRequestsError
from qa.answering.records import Answer

_LOG = logging.getLogger(__name__)

MOST_BYTES = 64 << 20  # of all lines: anyone who may ask may send feedback
_MOST_A_MINUTE = 120
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


class Lines(Protocol):
    """Where lines are kept in their order."""

    def append(self, line: bytes) -> None:
        """Keep one line durably, or nothing.

        Raises:
            StoreReadOnlyError: it may not be written, or there is no room.
        """
        ...

    def all(self) -> list[bytes]:
        """Return every line, without its line end."""
        ...


class LineFile:
    """An append-only file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def append(self, line: bytes) -> None:
        make_writable(self._path.parent)
        try:
            self._append(line + b"\n")
        except OSError as error:
            raise StoreReadOnlyError(
                f"the feedback could not be kept in {self._path} ({error.strerror}); make room and send it again"
            ) from error

    def _append(self, line: bytes) -> None:
        with self._path.open("a+b") as file:
            size = file.seek(0, os.SEEK_END)
            if size + len(line) > MOST_BYTES:
                raise OSError(errno.EFBIG, f"it may have {MOST_BYTES >> 20} MiB; move it away")
            if size and _last_byte(file, size) != b"\n":
                line = b"\n" + line  # a crash cut the line before it off, and must cost no other
            try:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    file.truncate(size)
                raise

    def all(self) -> list[bytes]:
        return self._path.read_bytes().split(b"\n") if self._path.is_file() else []


class FeedbackLog:
    """What users said of answers, a line each."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines
        self._lock = threading.Lock()
        self._times: deque[float] = deque()  # of what came within the last minute

    def add(self, feedback: Feedback, about: AnsweredQuestion | None) -> None:
        """Write one line durably, or nothing; ``about`` is None where the answer is no longer remembered.

        Raises:
            StoreReadOnlyError: the data folder may not be written or has no room, or the file is as large as it may be.
            TooManyRequestsError: so much feedback came within the last minute that nobody can have meant it.
        """
        row = {
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            **asdict(feedback),
            **(_fields(about) if about else {"question": None}),
        }
        line = json.dumps(row, ensure_ascii=False).encode(errors="replace")
        with self._lock:
            self._check_rate()
            self._lines.append(line)

    def _check_rate(self) -> None:
        now = time.monotonic()
        while self._times and self._times[0] < now - 60:
            self._times.popleft()
        if len(self._times) >= _MOST_A_MINUTE:
            raise TooManyRequestsError("Too much feedback has come within a minute; send it again in the next.")
        self._times.append(now)

    def rows(self) -> list[Mapping[str, Any]]:
        """Return all feedback in the order it was given; lines that a crash cut off are left out, and logged."""
        rows = [_row(line.decode(errors="replace")) for line in self._lines.all() if line]
        if None in rows:
            _LOG.warning("%d lines of the feedback were cut off and are left out", rows.count(None))
        return [row for row in rows if row is not None]


def _last_byte(file: BinaryIO, size: int) -> bytes:
    file.seek(size - 1)
    return file.read(1)


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
        "closest": [asdict(citation) for citation in answer.closest],
    }


def _row(line: str) -> Mapping[str, Any] | None:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:
        return None
    return row if isinstance(row, dict) else None
