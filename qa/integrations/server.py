"""A running server, as retrievers need it: the passages nearest to a question, and where each of them stands."""

import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx2

ADDRESS = "http://127.0.0.1:8000"
_TIMEOUT = 60.0  # seconds for one request


class ServerError(Exception):
    """The server cannot be reached or has refused; the message says why."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of a passage; ``metadata`` is everything else that the server says of it."""

    text: str
    metadata: dict[str, Any]


class Server:
    """Asks one server. Thread-safe."""

    def __init__(self, url: str = ADDRESS, api_key: str | None = None) -> None:
        self._url = url
        self._headers = {} if api_key is None else {"authorization": f"Bearer {api_key}"}

    def passages(self, query: str, k: int) -> list[Passage]:
        """Return up to ``k`` passages, the nearest first.

        Raises:
            ServerError: there is no server, or it refuses the query or the key.
        """
        try:
            # A connection for each question: frameworks have no moment at which a kept one would be closed.
            with httpx2.Client(base_url=self._url, headers=self._headers, timeout=_TIMEOUT, verify=_tls()) as http:
                found = _json(http.post("/api/search", json={"query": query, "k": k}))
        except httpx2.HTTPError as error:
            raise ServerError(f"{self._url} does not answer ({error}); start it with qa serve") from error
        return [Passage(passage.pop("text"), passage) for passage in found["passages"]]


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # reading the certificates takes longer than a question


def _json(response: httpx2.Response) -> Any:  # noqa: ANN401 - JSON is anything
    if response.is_error:
        raise ServerError(_refusal(response))
    return response.json()


def _refusal(response: httpx2.Response) -> str:
    try:
        return f"{response.url} answers {response.status_code}: {response.json()['detail']}"
    except (ValueError, KeyError, TypeError):
        return f"{response.url} answers {response.status_code}; is it a server of qa?"
