"""How a request's body comes in: counted, timed, and read as strict JSON."""

import asyncio
import json
from collections.abc import Callable
from email.message import EmailMessage
from functools import lru_cache
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.api.settings import MIB, ApiSettings

# A refused body is still read to its end, within reason and without keeping it: a client that is cut off while it
# sends sees a broken connection instead of the answer that says why.
_DRAIN_BYTES = 64 * MIB
_DRAIN_SECONDS = 10.0
_SAFE = 2**53  # below it, every whole number is one float
_CHECKED = 8  # times as large a body of POST /api/check: its texts, a million characters, of up to eight bytes each
_UPLOADS, _OTHERS = 20, 64  # the largest bodies that may be there at once: uploads on the disk, others in memory


class _Room:
    """How much of all bodies together may be there at once."""

    def __init__(self, limit: int) -> None:
        self._left = limit

    def take(self, size: int) -> bool:
        """Say whether there is room for ``size`` more bytes, and take it."""
        if size > self._left:
            return False
        self._left -= size
        return True

    def give_back(self, size: int) -> None:
        """Make room again."""
        self._left += size


class BodyLimit:
    """Middleware that refuses bodies which are too large, too many or too slow, before anything parses them."""

    def __init__(self, app: ASGIApp, settings: ApiSettings) -> None:
        self._app = app
        self._settings = settings
        self._for_uploads = _Room(_UPLOADS * settings.upload_limit)
        self._for_others = _Room(_OTHERS * settings.body_limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        upload = scope["method"] == "POST" and scope["path"] == "/api/documents" and self._settings.write
        limit = self._settings.upload_limit if upload else self._settings.body_limit
        limit *= _CHECKED if scope["path"] == "/api/check" else 1
        deadline = self._settings.body_deadline * (10 if upload else 1)
        room = self._for_uploads if upload else self._for_others
        reader = _BodyReader(Headers(scope=scope), receive, limit, deadline, room)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                await reader.drain()
            await send(message)

        try:
            await self._app(scope, reader.receive, answer)
        finally:
            reader.forget()


class _BodyReader:
    """Counts one request's body as it comes."""

    def __init__(self, headers: Headers, receive: Receive, limit: int, deadline: float, room: _Room) -> None:
        declared = headers.get("content-length", "")
        self._receive = receive
        self._limit = limit
        self._declared = int(declared) if declared.isdecimal() else 0
        self._seen = 0
        self._room = room
        self._held = 0  # bytes, of the room
        self._deadline = asyncio.get_running_loop().time() + deadline
        self._finished = not self._declared and "transfer-encoding" not in headers
        self._expects_continue = headers.get("expect", "").lower() == "100-continue"  # it has sent nothing yet

    async def receive(self) -> Message:
        """Pass the next message on.

        Raises:
            HTTPException: 413 where the body is too large, 408 where it takes too long, 503 where all bodies together
                are too large.
        """
        if self._finished:
            return await self._receive()
        if self._declared > self._limit:
            self._refuse()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._next()
        except TimeoutError:
            self._finished = True
            raise HTTPException(408, "The body did not arrive in time; send it again.") from None
        if self._seen > self._limit:
            self._refuse()
        if not self._room.take(self._seen - self._held):
            raise HTTPException(503, "Too much is being sent at once; send it again later.", {"retry-after": "10"})
        self._held = self._seen
        return message

    def forget(self) -> None:
        """Make room for others: the request has been answered."""
        self._room.give_back(self._held)
        self._held = 0

    async def drain(self) -> None:
        """Read what is left of the body and forget it."""
        if self._finished or (self._expects_continue and not self._seen):
            return
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                while not self._finished and self._seen < _DRAIN_BYTES:
                    await self._next()
        except TimeoutError:
            return

    async def _next(self) -> Message:
        message = await self._receive()
        self._seen += len(message.get("body", b""))
        self._finished = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message

    def _refuse(self) -> NoReturn:
        raise HTTPException(413, f"The body is larger than {self._limit:,} bytes; send less.")


class StrictJsonRequest(Request):
    """A request whose JSON is what RFC 8259 calls JSON: no NaN, no Infinity, no nesting without end."""

    async def json(self) -> Any:  # noqa: ANN401 - JSON is anything
        """Return the parsed body.

        Raises:
            HTTPException: 400, with what is wrong.
        """
        try:
            # Of bytes json would take UTF-16 and UTF-32 too, which RFC 8259 does not allow here.
            return json.loads((await self.body()).decode("utf-8-sig"), parse_constant=_no_constant, parse_float=_number)
        except RecursionError:
            raise HTTPException(400, "The JSON is nested too deeply; send a flat object.") from None
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}, column {error.colno}"
            raise HTTPException(400, f"The body is not JSON: {error.msg} at {place}.") from None
        except UnicodeDecodeError:
            raise HTTPException(400, "The body is not JSON: it is not UTF-8.") from None
        except ValueError:  # what else json raises: Python reads no number of more than 4,300 digits
            raise HTTPException(400, "The JSON holds a number with too many digits.") from None


class StrictJsonRoute(APIRoute):
    """A route that takes `StrictJsonRequest` and no other content type than JSON."""

    def get_route_handler(self) -> Callable[[Request], Any]:
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            if self.body_field is not None:
                check_content_type(request)
            response: Response = await handle(StrictJsonRequest(request.scope, request.receive))
            return response

        return strict


def check_content_type(request: Request) -> None:
    """Refuse a body that does not come as JSON.

    Raises:
        HTTPException: 415.
    """
    # Also the guard against other sites' forms, which can send only three content types, none of them this one.
    if not _is_json(request.headers.get("content-type", "")):
        raise HTTPException(415, "Send the body as JSON in UTF-8, with Content-Type: application/json.")


@lru_cache(64)
def _is_json(content_type: str) -> bool:
    header = EmailMessage()
    header["content-type"] = content_type
    charset = str(header.get_param("charset", "utf-8"))
    return header.get_content_type() == "application/json" and charset.lower() in ("utf-8", "utf8")


def _number(digits: str) -> int | float:
    """Read a number with a fraction or an exponent; JSON Schema calls 2.0 an integer, and so do we."""
    number = float(digits)
    return int(number) if number.is_integer() and abs(number) < _SAFE else number


def _no_constant(name: str) -> NoReturn:
    raise HTTPException(400, f"The body is not JSON: {name} is not a JSON number.")
