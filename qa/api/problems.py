"""The one place where what went wrong becomes an HTTP status: RFC 9457 problem details, or OpenAI's errors under /v1.

* what the assistant and the index raise on purpose -> `PROBLEMS`, by class
* what the framework raises (no such route, wrong method, invalid body) -> the same shape
* anything else -> 500 without a word about its cause, which `request_log.py` logs
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

from index.errors import DocumentError, IndexingError, StoreLockedError, StoreReadOnlyError, StoreUnavailableError
from qa.answering.ports import (
    AnsweringError,
    BadQuestionError,
    ChangedFileError,
    FetchError,
    MissingFileError,
    NoLanguageModelError,
    NoPictureError,
    NotReadyError,
    TooManyRequestsError,
    UnknownCollectionError,
    UnknownDocumentError,
    UnknownPageError,
    WritingDisabledError,
)
from qa.api.openai.errors import OpenAIErrorOut, speaks_openai
from qa.schemas.requests import validation_message
from qa.schemas.responses import FaultOut, ProblemOut

logger = logging.getLogger(__name__)


class BusyError(AnsweringError):
    """More is waiting than the server will queue; ``retry_after`` is when there should be room, in seconds."""

    def __init__(self, message: str, retry_after: int = 1) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StoppingError(AnsweringError):
    """The server was told to stop before the answer was there."""


class UnknownModelError(AnsweringError):
    """A model was asked for, under /v1, that is not listed there."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its name in ``type``, its status, its title."""

    slug: str
    status: int
    title: str
    retry_after: int | None = None  # seconds

    @property
    def uri(self) -> str:
        """The problem's ``type``: a name, not an address (nothing here needs a network)."""
        return f"urn:cited-qa:{self.slug}"


_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

INTERNAL = Kind("internal-error", 500, "The server failed")
INVALID = Kind("invalid-request", 422, "The request is not valid")
UNAUTHORIZED = Kind("unauthorized", 401, "An API key is needed")
TOO_MANY = Kind("too-many-requests", 429, "Too many requests within a minute", retry_after=60)
FORBIDDEN = Kind("forbidden", 403, "The key does not allow this")
BAD_HOST = Kind("bad-host", 400, "The Host header is not allowed")

# by class; the nearest class in the error's method resolution order counts
PROBLEMS: Mapping[type[Exception], Kind] = {
    NotReadyError: Kind("not-ready", 503, "The documents are still being loaded", retry_after=2),
    TooManyRequestsError: TOO_MANY,
    BusyError: Kind("busy", 503, "Too many requests at once", retry_after=1),
    StoppingError: Kind("stopping", 503, "The server is stopping", retry_after=5),
    UnknownDocumentError: Kind("unknown-document", 404, "There is no such document"),
    UnknownCollectionError: Kind("unknown-collection", 404, "There is no such collection"),
    MissingFileError: Kind("missing-file", 404, "The document's file is not there"),
    ChangedFileError: Kind("changed-file", 409, "The document's file has changed"),
    UnknownPageError: Kind("unknown-page", 404, "There is no such page"),
    NoPictureError: Kind("no-picture", 422, "The page cannot be drawn"),
    BadQuestionError: Kind("bad-question", 422, "The question cannot be asked"),
    NoLanguageModelError: Kind("no-language-model", 422, "No language model is configured"),
    FetchError: Kind("cannot-fetch", 422, "The web address cannot be fetched"),
    WritingDisabledError: Kind("writing-disabled", 403, "Writing is disabled"),
    UnknownModelError: Kind("model-not-found", 404, "There is no such model"),
    DocumentError: Kind("unreadable-document", 422, "The file cannot be read as a document"),
    StoreLockedError: Kind("index-locked", 503, "Another process is writing to the index", retry_after=5),
    StoreReadOnlyError: Kind("read-only-data", 507, "The data folder may not be written"),
    StoreUnavailableError: Kind("index-unavailable", 503, "The database with the index does not answer", retry_after=5),
    AnsweringError: INTERNAL,
    IndexingError: INTERNAL,
}

STATUSES: Mapping[int, Kind] = {
    400: Kind("bad-request", 400, "The request cannot be read"),
    401: UNAUTHORIZED,
    403: FORBIDDEN,
    404: Kind("not-found", 404, "There is nothing here"),
    405: Kind("method-not-allowed", 405, "This method is not allowed here"),
    408: Kind("too-slow", 408, "The request took too long to arrive"),
    413: Kind("too-large", 413, "The request is too large"),
    415: Kind("unsupported-media-type", 415, "This content type is not accepted"),
    422: INVALID,
    429: TOO_MANY,
    500: INTERNAL,
    503: Kind("busy", 503, "Too many requests at once"),
}


def kind_of(error: Exception) -> Kind:
    """Return the kind of problem an error is."""
    return next((PROBLEMS[ancestor] for ancestor in type(error).__mro__ if ancestor in PROBLEMS), INTERNAL)


def detail_of(error: Exception) -> str:
    """Return the error's own message, unless the fault is ours: then the cause is for the log alone."""
    kind = kind_of(error)
    if kind is INTERNAL:
        return "Something went wrong on our side; the server's log has the details. Try again."
    return str(error) or f"{kind.title}."


def error_document(
    kind: Kind, detail: str, instance: str, errors: Sequence[FaultOut] = ()
) -> tuple[int, ProblemOut | OpenAIErrorOut]:
    """Return status and body of an error in the shape that clients of the path ``instance`` expect."""
    if speaks_openai(instance):
        return OpenAIErrorOut.of(kind.slug, kind.status, detail, errors)
    return kind.status, ProblemOut(
        type=kind.uri, title=kind.title, status=kind.status, detail=detail, instance=instance, errors=list(errors)
    )


def problem(
    kind: Kind,
    detail: str,
    instance: str,
    *,
    errors: Sequence[FaultOut] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response for one problem, with Retry-After where waiting helps."""
    status, document = error_document(kind, detail, instance, errors)
    retry = {} if kind.retry_after is None else {"retry-after": str(kind.retry_after)}
    return Response(
        document.model_dump_json().encode(),
        status,
        media_type=document.media_type,
        headers={**retry, **(headers or {})},
    )


def install(app: FastAPI) -> None:
    """Register the handlers that turn every error of a route into a problem."""
    app.exception_handler(AnsweringError)(_on_known)
    app.exception_handler(IndexingError)(_on_known)
    app.exception_handler(RequestValidationError)(_on_invalid)
    app.exception_handler(HTTPException)(_on_http)


def _on_known(request: Request, error: AnsweringError | IndexingError) -> Response:
    kind = kind_of(error)
    if kind is INTERNAL:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    headers = {"retry-after": str(error.retry_after)} if isinstance(error, BusyError) else None
    return problem(kind, detail_of(error), request.url.path, headers=headers)


def _on_invalid(request: Request, error: RequestValidationError) -> Response:
    faults = [_fault(row) for row in error.errors()]
    detail = " ".join(f"{_place(fault)}: {fault.detail}." for fault in faults[:3])
    return problem(INVALID, detail or "The request is not valid.", request.url.path, errors=faults)


def _on_http(request: Request, error: HTTPException) -> Response:
    status, detail = error.status_code, error.detail
    kind = STATUSES.get(status) or Kind(f"http-{status}", status, "The request failed")
    if status in {404, 405}:
        detail = f"{request.method} {request.url.path} is not something this server does; see /openapi.json."
    headers = {"Allow": _allowed(request)} if status == 405 else error.headers
    return problem(kind, detail, request.url.path, headers=headers)


def _allowed(request: Request) -> str:
    """Return the methods that this path takes; the router's own error names those of the first route alone.

    Where the document of all routes has a path that is called exactly so, that is meant, and not one that would take
    its name for the id of something.
    """
    documented = request.app.openapi()["paths"].get(request.url.path, {method.lower() for method in _METHODS})
    return ", ".join(
        method
        for method in _METHODS
        if method.lower() in documented
        and any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    )


def _fault(row: Mapping[str, Any]) -> FaultOut:
    """Say where in the request the fault is, and what is expected there. The input itself is never repeated."""
    where, *path = (str(part) for part in row["loc"])
    if where == "body":
        pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
        return FaultOut(pointer=f"#{pointer}", detail=validation_message(row))
    return FaultOut(parameter="/".join(path) or where, detail=validation_message(row))


def _place(fault: FaultOut) -> str:
    return (fault.pointer or "").removeprefix("#").removeprefix("/").replace("/", ".") or fault.parameter or "body"
