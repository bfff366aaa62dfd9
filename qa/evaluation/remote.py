"""A running server as the system under test. Nothing it says of itself is believed: its quotes are checked here."""

import http.client
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter, ValidationError

from index.records import Document
from qa.answering.records import Reason
from qa.evaluation.errors import ServerError
from qa.evaluation.runs import Quoted, Range, RankedPassage, Row
from qa.evaluation.sets import Query
from qa.evaluation.system import Setting

_PASSAGES = 50  # the most that the API gives
_TIMEOUT = 120.0  # seconds for one answer
_PATIENCE = 300.0  # seconds to wait for a server that is still loading
_PAUSE = 2.0  # seconds between two tries

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _ListedDocument:
    id: str
    source: str
    status: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class _Documents:
    documents: tuple[_ListedDocument, ...]


@dataclass(frozen=True, slots=True)
class _Passage:
    document_id: str
    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class _Citation:
    document_id: str
    start: int
    end: int
    quote: str
    highlights: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    answerable: bool
    confidence: float
    reason: Reason | None
    answer: str
    citations: tuple[_Citation, ...]
    passages: tuple[_Passage, ...]
    generation: str


_DOCUMENTS = TypeAdapter(_Documents)
_ANSWER = TypeAdapter(_Answer)


class RemoteSystem:
    """Asks ``POST /api/ask``. The server's documents are told by the hash of their text, as its ids may be its own."""

    def __init__(
        self, url: str, documents: Mapping[str, Document], key: str | None = None, *, history: bool = True
    ) -> None:
        """Find each of ``documents`` on the server.

        Raises:
            ServerError: it cannot be reached, or lacks a document.
        """
        self._client = _Client(url, key)
        listed = [item for item in self._client.get("/api/documents", _DOCUMENTS).documents if item.status == "indexed"]
        self._theirs = _matched(documents, listed)
        self._ours = {theirs: ours for ours, theirs in self._theirs.items()}
        self._others = len(listed) - len(self._theirs)
        self._history = history
        self._generation = "unknown"
        self._url = url

    @property
    def settings(self) -> Mapping[str, Setting]:
        return {
            "system": self._url,
            "generation": self._generation,
            "ranked": _PASSAGES,
            "history": self._history,
            "other_documents": self._others,
        }

    def prepare(self, queries: Sequence[Query]) -> None:
        """Nothing: a server is asked as its users ask it, one question at a time."""

    def reply(self, query: Query, within: tuple[str, ...] | None) -> Row:
        body = {
            "question": query.text,
            "history": [{"role": turn.role, "content": turn.content} for turn in query.history if self._history],
            "k": _PASSAGES,
            "documents": None if within is None else [self._theirs[key] for key in within],
        }
        began = time.perf_counter()
        answer = self._client.post("/api/ask", body, _ANSWER)
        elapsed = 1000 * (time.perf_counter() - began)
        self._generation = answer.generation
        return Row(
            id=query.id,
            passages=tuple(
                RankedPassage(self._name(item.document_id), item.start, item.end, item.score)
                for item in answer.passages
            ),
            latency_ms=elapsed,
            answerable=answer.answerable,
            confidence=answer.confidence,
            reason=answer.reason,
            answer=answer.answer,
            citations=tuple(
                Quoted(self._name(item.document_id), item.start, item.end, item.quote, item.highlights)
                for item in answer.citations
            ),
        )

    def _name(self, theirs: str) -> str:
        """Return our id of one of their documents; theirs where it is not of this set, which then counts as wrong."""
        return self._ours.get(theirs, theirs)


def _matched(documents: Mapping[str, Document], listed: Sequence[_ListedDocument]) -> dict[str, str]:
    """Return their id of each of our documents: of the same text, and of the same id or source where several are."""
    by_text: dict[str | None, list[_ListedDocument]] = {}
    for item in listed:
        by_text.setdefault(item.sha256, []).append(item)
    matched: dict[str, str] = {}
    missing = []
    for key, document in documents.items():
        same = by_text.get(document.sha256, [])
        same.sort(key=lambda item: (item.id != key, item.source != document.source, item.id))
        if same:
            matched[key] = same.pop(0).id
        elif document.text.strip():
            missing.append(document.source)
    if missing:
        raise ServerError(
            f"the server does not hold {len(missing)} of {len(documents)} documents of the set, among them"
            f' "{missing[0]}"; let it index exactly these texts, then ask again'
        )
    return matched


class _Client:
    """JSON over one address, one request at a time."""

    def __init__(self, url: str, key: str | None) -> None:
        parts = urlsplit(url if "//" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ServerError(f"{url}: not the address of a server; write it as http://127.0.0.1:8000")
        self._secure = parts.scheme == "https"
        self._place = (parts.hostname, parts.port)
        self._prefix = quote(parts.path.rstrip("/"))
        self._headers = {"content-type": "application/json", "accept": "application/json"}
        if key:
            self._headers["authorization"] = f"Bearer {key}"

    def get(self, path: str, kind: TypeAdapter[T]) -> T:
        """Return the object at ``path``."""
        return self._read("GET", path, None, kind)

    def post(self, path: str, body: Mapping[str, object], kind: TypeAdapter[T]) -> T:
        """Send ``body`` and return what comes back."""
        return self._read("POST", path, json.dumps(body).encode(), kind)

    def _read(self, method: str, path: str, body: bytes | None, kind: TypeAdapter[T]) -> T:
        give_up = time.monotonic() + _PATIENCE
        status, data = self._send(method, path, body)
        while status in (429, 503) and time.monotonic() < give_up:
            time.sleep(_PAUSE)
            status, data = self._send(method, path, body)
        if status != 200:
            raise ServerError(f"{method} {path}: the server answered {status}: {data[:300].decode(errors='replace')}")
        try:
            return kind.validate_json(data)
        except ValidationError as fault:
            raise ServerError(f"{method} {path}: not what the API promises: {fault}") from fault

    def _send(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(*self._place, timeout=_TIMEOUT)
        try:
            connection.request(method, self._prefix + path, body, self._headers)
            response = connection.getresponse()
            return response.status, response.read()
        except (OSError, http.client.HTTPException) as fault:
            raise ServerError(f"{method} {path}: the server at {self._place[0]} cannot be reached: {fault}") from fault
        finally:
            connection.close()
