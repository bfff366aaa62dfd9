"""A running server as the system under test. Nothing it says of itself is believed: its quotes are checked here."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import httpx2
from pydantic import TypeAdapter, ValidationError

from index.records import Document
from qa.evaluation.errors import ServerError
from qa.evaluation.responses import RankedPassage, ReportedCitation, Response, response
from qa.evaluation.sets import Query

_PASSAGES = 50  # the most that the API gives
_TIMEOUT = 120.0  # seconds for one answer
_PATIENCE = 300.0  # seconds to wait for a server that is still loading
_PAUSE = 2.0  # seconds between two tries


@dataclass(frozen=True, slots=True)
class _ListedDocument:
    id: str
    source: str
    status: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class _Documents:
    documents: tuple[_ListedDocument, ...]


T = TypeVar("T")
Item = TypeVar("Item", RankedPassage, ReportedCitation)
_DOCUMENTS = TypeAdapter(_Documents)
_ANSWER = TypeAdapter(dict[str, object])


class RemoteSystem:
    """Asks ``POST /api/ask``. Documents are matched by the hash of their text, as the server's ids may be its own."""

    def __init__(
        self, url: str, documents: Mapping[str, Document], key: str | None = None, *, history: bool = True
    ) -> None:
        """Find each of ``documents`` on the server.

        Raises:
            ServerError: it cannot be reached, or lacks a document.
        """
        self._client = _client(url, key)
        listed = self._call("GET", "/api/documents", _DOCUMENTS).documents
        indexed = [item for item in listed if item.status == "indexed"]
        self._theirs = _matched(documents, indexed)
        self._ours = {theirs: ours for ours, theirs in self._theirs.items()}
        self._history = history
        self.settings: dict[str, object] = {
            "system": url,
            "generation": "unknown",
            "ranked": _PASSAGES,
            "history": history,
            "other_documents": len(indexed) - len(self._theirs),
        }

    def ask(self, query: Query, within: tuple[str, ...] | None) -> Response:
        body = {
            "question": query.text,
            "history": [{"role": turn.role, "content": turn.content} for turn in query.history if self._history],
            "k": _PASSAGES,
            "documents": None if within is None else [self._theirs[key] for key in within],
        }
        began = time.perf_counter()
        answer = self._call("POST", "/api/ask", _ANSWER, body)
        elapsed = 1000 * (time.perf_counter() - began)
        self.settings["generation"] = str(answer.get("generation"))
        try:
            found = response(answer | {"id": query.id, "latency_ms": elapsed})
        except ValidationError as error:
            raise ServerError(f"POST /api/ask: not what the API promises: {error}") from error
        return replace(
            found,
            passages=tuple(map(self._named, found.passages)),
            citations=tuple(map(self._named, found.citations)),
        )

    def _named(self, item: Item) -> Item:
        """Put our id of a document for theirs; one that is not of this set keeps theirs, and so counts as wrong."""
        return replace(item, document_id=self._ours.get(item.document_id, item.document_id))

    def _call(self, method: str, path: str, kind: TypeAdapter[T], body: object = None) -> T:
        give_up = time.monotonic() + _PATIENCE
        while True:
            try:
                answer = self._client.request(method, path, json=body)
            except httpx2.HTTPError as error:
                place = self._client.base_url.host
                raise ServerError(f"{method} {path}: the server at {place} cannot be reached: {error}") from error
            if answer.status_code not in (429, 503) or time.monotonic() > give_up:
                break
            time.sleep(_PAUSE)
        if answer.status_code != 200:
            raise ServerError(f"{method} {path}: the server answered {answer.status_code}: {answer.text[:300]}")
        try:
            return kind.validate_json(answer.content)
        except ValidationError as error:
            raise ServerError(f"{method} {path}: not what the API promises: {error}") from error


def _client(url: str, key: str | None) -> httpx2.Client:
    try:
        address = httpx2.URL(url if "//" in url else f"http://{url}")
    except httpx2.InvalidURL:
        address = httpx2.URL()
    if address.scheme not in ("http", "https") or not address.host:
        raise ServerError(f"{url}: not the address of a server; write it as http://127.0.0.1:8000")
    return httpx2.Client(
        base_url=address,
        headers={"authorization": f"Bearer {key}"} if key else {},
        timeout=_TIMEOUT,
        trust_env=False,  # a proxy must not see documents
        limits=httpx2.Limits(max_keepalive_connections=0),  # nothing to close at the end
    )


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
