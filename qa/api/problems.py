"""The one place where what went wrong becomes an HTTP status: RFC 9457 problem details, or OpenAI's errors under /v1.

* what the assistant and the index raise on purpose -> `PROBLEMS`, by class
* what the framework raises (no such route, wrong method, invalid body) -> the same shape
* anything else -> 500 without a word about its cause; `shield.py` logs it
"""

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from index.errors import IndexingError, StoreLockedError, StoreReadOnlyError
from qa.answering.ports import (
    AnsweringError,
    BadQuestionError,
    NoLanguageModelError,
    NotReadyError,
    UnknownDocumentError,
    WritingDisabledError,
)
from qa.api.openai import errors as openai_errors
from qa.schemas.requests import fault

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:cited-qa:"


class BusyError(AnsweringError):
    """More questions are waiting than the server will queue."""


class StoppingError(AnsweringError):
    """The server was told to stop before the answer was there."""


class UnreadableUploadError(AnsweringError):
    """An uploaded file could not be read as a document."""


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
        return TYPE_PREFIX + self.slug


INTERNAL = Kind("internal-error", 500, "The server failed")
INVALID = Kind("invalid-request", 422, "The request is not valid")
UNAUTHORIZED = Kind("unauthorized", 401, "An API key is needed")
BAD_HOST = Kind("bad-host", 400, "The Host header is not allowed")

# by class; the nearest class in the error's own line of ancestors holds
PROBLEMS: Mapping[type[Exception], Kind] = {
    NotReadyError: Kind("not-ready", 503, "The documents are still being loaded", retry_after=2),
    BusyError: Kind("busy", 503, "Too many questions at once", retry_after=1),
    StoppingError: Kind("stopping", 503, "The server is stopping", retry_after=5),
    UnknownDocumentError: Kind("unknown-document", 404, "There is no such document"),
    BadQuestionError: Kind("bad-question", 422, "The question cannot be asked"),
    NoLanguageModelError: Kind("no-language-model", 422, "No language model is configured"),
    WritingDisabledError: Kind("writing-disabled", 403, "Writing is disabled"),
    UnknownModelError: Kind("model-not-found", 404, "There is no such model"),
    UnreadableUploadError: Kind("unreadable-document", 422, "The file cannot be read as a document"),
    StoreLockedError: Kind("index-locked", 503, "Another process is writing to the index", retry_after=5),
    StoreReadOnlyError: Kind("read-only-data", 507, "The data folder may not be written"),
    AnsweringError: INTERNAL,
    IndexingError: INTERNAL,
}

STATUSES: Mapping[int, Kind] = {
    400: Kind("bad-request", 400, "The request cannot be read"),
    401: UNAUTHORIZED,
    404: Kind("not-found", 404, "There is nothing here"),
    405: Kind("method-not-allowed", 405, "This method is not allowed here"),
    408: Kind("too-slow", 408, "The request took too long to arrive"),
    413: Kind("too-large", 413, "The request is too large"),
    415: Kind("unsupported-media-type", 415, "This content type is not accepted"),
    422: INVALID,
    500: INTERNAL,
}


def kind_of(error: Exception) -> Kind:
    """Return the kind of problem an error is."""
    for ancestor in type(error).__mro__:
        if ancestor in PROBLEMS:
            return PROBLEMS[ancestor]
    return INTERNAL


def detail_of(error: Exception) -> str:
    """Return what to tell the client: the error's own message, unless it is our fault and none of its business."""
    kind = kind_of(error)
    if kind is INTERNAL:
        return "Something went wrong on our side; the server's log has the details. Try again."
    return str(error) or f"{kind.title}."


def problem_body(
    kind: Kind, detail: str, instance: str, errors: Sequence[Mapping[str, str]] | None = None
) -> dict[str, Any]:
    """Return the members of a problem as RFC 9457 names them."""
    body: dict[str, Any] = {
        "type": kind.uri,
        "title": kind.title,
        "status": kind.status,
        "detail": printable(detail),
        "instance": printable(instance),
    }
    if errors is not None:
        body["errors"] = [{name: printable(value) for name, value in error.items()} for error in errors]
    return body


@dataclass(frozen=True, slots=True)
class Told:
    """What a client is told of a problem, in the shape that it expects."""

    status: int
    media_type: str
    body: dict[str, Any]


def told(kind: Kind, detail: str, instance: str, errors: Sequence[Mapping[str, str]] | None = None) -> Told:
    """Choose the shape by the path that was asked for."""
    if openai_errors.applies_to(instance):
        status = openai_errors.status_of(kind.status)
        body = openai_errors.body(kind.slug, status, printable(detail), errors or ())
        return Told(status, openai_errors.MEDIA_TYPE, body)
    return Told(kind.status, MEDIA_TYPE, problem_body(kind, detail, instance, errors))


def problem(
    kind: Kind,
    detail: str,
    instance: str,
    *,
    errors: Sequence[Mapping[str, str]] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the response for one problem, with Retry-After where waiting helps."""
    own = {"retry-after": str(kind.retry_after)} if kind.retry_after is not None else {}
    wanted = told(kind, detail, instance, errors)
    return Response(
        json.dumps(wanted.body, ensure_ascii=False, separators=(",", ":")).encode(),
        status_code=wanted.status,
        media_type=wanted.media_type,
        headers={**(headers or {}), **own},
    )


def printable(text: str) -> str:
    """Return ``text`` with what cannot be written as UTF-8 (lone surrogates) replaced."""
    return text.encode("utf-8", "replace").decode()


def install(app: FastAPI) -> None:
    """Register the handlers that turn every error of a route into a problem."""
    app.add_exception_handler(AnsweringError, _on_known)
    app.add_exception_handler(IndexingError, _on_known)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)


def _on_known(request: Request, error: Exception) -> Response:
    kind = kind_of(error)
    if kind is INTERNAL:
        logger.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return problem(kind, detail_of(error), request.url.path)


def _on_invalid(request: Request, error: Exception) -> Response:
    rows = error.errors() if isinstance(error, RequestValidationError) else []
    errors = [_validation_row(row) for row in rows]
    detail = " ".join(f"{_place(row)}: {row['detail']}." for row in errors[:3])
    return problem(INVALID, detail or "The request is not valid.", request.url.path, errors=errors)


def _on_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    kind = STATUSES.get(status) or Kind(f"http-{status}", status, "The request failed")
    detail = error.detail if isinstance(error, HTTPException) else ""
    headers = error.headers if isinstance(error, HTTPException) else None
    if status in {404, 405}:
        detail = f"{request.method} {request.url.path} is not something this server does; see /openapi.json."
    return problem(kind, detail, request.url.path, headers=headers)


def _validation_row(row: Mapping[str, Any]) -> dict[str, str]:
    """Say where in the request the fault is, and what is expected there. The input itself is never repeated."""
    where, *path = (str(part) for part in row["loc"])
    message = fault(row)
    if where == "body":
        pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
        return {"pointer": f"#{pointer}", "detail": message}
    return {"parameter": "/".join(path) or where, "detail": message}


def _place(row: Mapping[str, str]) -> str:
    pointer = row.get("pointer", "").removeprefix("#").removeprefix("/").replace("/", ".")
    return pointer or row.get("parameter") or "body"
