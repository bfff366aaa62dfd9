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
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from qa.answering.records import Answer
from qa.api.metrics import Metrics
from qa.api.problems import INTERNAL, detail_of, problem

logger = logging.getLogger(__name__)

HEADER: Final = "x-request-id"
_PLAIN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_NO_ROUTE: Final = "none"  # one name for every path that is not ours, and for requests that access control refused
_CLIENT_LEFT: Final = 499  # no status was sent; nginx's number for it

_outcome: ContextVar[dict[str, object] | None] = ContextVar("outcome", default=None)


def add_outcome(answer: Answer) -> None:
    """Put the outcome of a question into the line of the request that asked it."""
    outcome = _outcome.get()
    if outcome is not None:
        outcome |= {"answerable": answer.answerable, "reason": answer.reason, "generation": answer.generation}
        outcome |= {
            f"{stage}_ms": milliseconds for stage, milliseconds in answer.timings_ms.items() if stage != "total"
        }


def add_key(name: str) -> None:
    """Put the name of the caller's key into the line of the request."""
    outcome = _outcome.get()
    if outcome is not None:
        outcome["key"] = name


class RequestLog:
    """Middleware that logs and counts requests, and answers 500 where nothing else has caught an error."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _PLAIN.fullmatch(given) else secrets.token_hex(8)
        status: int | None = None

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        began = time.perf_counter()
        outcome: dict[str, object] = {}
        token = _outcome.set(outcome)  # tasks and threads of this request see the same dict
        with bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except ClientDisconnect:  # before it had sent its request: nobody is there to be answered
                logger.debug("a client left while it was sending")
            except Exception as error:  # whatever it is, the client gets a problem and the log the cause
                logger.exception("%s %s failed", scope["method"], scope["path"])
                if status is not None:
                    raise
                await problem(INTERNAL, detail_of(error), scope["path"])(scope, receive, send_with_id)
            finally:
                self._log(scope, status or _CLIENT_LEFT, time.perf_counter() - began, outcome)
                _outcome.reset(token)

    def _log(self, scope: Scope, status: int, seconds: float, outcome: dict[str, object]) -> None:
        route = getattr(scope.get("route"), "path", _NO_ROUTE)
        self._metrics.count_request(route, scope["method"], status, seconds)
        fields = {"method": scope["method"][:16], "route": route, "status": status}
        logger.info("request", extra={**fields, "duration_ms": round(seconds * 1000, 2), **outcome})
