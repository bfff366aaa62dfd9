"""One line and one count for every request, and an id by which its lines are found again.

The id is the caller's `X-Request-ID` where that is a plain word, else made here; every response carries it, and so does
whatever is logged while the request is served. Nothing that was asked or answered is written down.
"""

import logging
import re
import secrets
import time
from contextvars import ContextVar
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from qa.answering.records import Answer
from qa.api.metrics import Metrics

logger = logging.getLogger(__name__)

HEADER: Final = "x-request-id"
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_NO_ROUTE: Final = "none"  # one name for every path that is not ours, and for whom the gate turned away
_CLIENT_LEFT: Final = 499  # no status was sent; nginx's number for it

_outcome: ContextVar[dict[str, object] | None] = ContextVar("outcome", default=None)


def note(answer: Answer) -> None:
    """Put the outcome of a question into the line of the request that asked it."""
    outcome = _outcome.get()
    if outcome is not None:
        outcome |= {"answerable": answer.answerable, "reason": answer.reason, "generation": answer.generation}


class Watch:
    """Middleware, outermost of all."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _PLAIN.fullmatch(given) else secrets.token_hex(8)
        status = _CLIENT_LEFT
        outcome: dict[str, object] = {}

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        began = time.perf_counter()
        token = _outcome.set(outcome)  # tasks and threads of this request see the same dict
        try:
            with bound_contextvars(request_id=request_id):
                try:
                    await self._app(scope, receive, answer)
                finally:
                    self._tell(scope, status, time.perf_counter() - began, outcome)
        finally:
            _outcome.reset(token)

    def _tell(self, scope: Scope, status: int, seconds: float, outcome: dict[str, object]) -> None:
        route = getattr(scope.get("route"), "path", _NO_ROUTE)
        self._metrics.requested(route, scope["method"], status, seconds)
        fields = {
            "method": scope["method"][:16],
            "route": route,
            "status": status,
            "duration_ms": round(seconds * 1000, 2),
        }
        logger.info("request", extra=fields | outcome)
