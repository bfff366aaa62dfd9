"""What the OpenAPI document says beyond what FastAPI sees by itself: problems, the event stream, the upload's body."""

from collections.abc import Callable
from typing import Any

from fastapi import FastAPI

from qa.api.problems import MEDIA_TYPE, STATUSES

_PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "What went wrong, as RFC 9457 problem details.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "description": "the kind of problem: urn:cited-qa:<name>"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what to do about it"},
        "instance": {"type": "string", "description": "the path that was asked for"},
        "errors": {
            "description": "with 422: each fault and its place",
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body"},
                    "parameter": {"type": "string", "description": "name of the path or query parameter"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

_TITLES = {
    403: "Writing is disabled",
    404: "There is no such document",
    422: "The request is not valid, or cannot be carried out as it is",
    503: "Not ready, or too busy: ask again after Retry-After seconds",
    507: "The data folder may not be written",
}

ASK_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The answer; with `stream`, server-sent events `sources` {passages}, `delta` {text}, "
        "`citation` {citation}, `final` {Answer}; `error` {Problem} where it fails after the stream has begun.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}

UPLOAD_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

MCP_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "One JSON-RPC message of the Model Context Protocol.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}

MCP_REPLY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The JSON-RPC response; what goes wrong in a tool is a result with `isError`.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    },
    202: {"description": "A notification was taken."},
}

METRICS_REPLY: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Prometheus' text format.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses for errors of these statuses. Every route can answer 400: a foreign Host header."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": _TITLES.get(status) or STATUSES[status].title,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status in sorted({*statuses, 400})
    }


def describe(app: FastAPI) -> None:
    """Add the Problem schema and the key to the app's OpenAPI document."""
    generate: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        parts = document.setdefault("components", {})
        parts.setdefault("schemas", {})["Problem"] = _PROBLEM
        parts["securitySchemes"] = {
            "key": {"type": "http", "scheme": "bearer", "description": "needed where QA_API_KEY is set"}
        }
        document["security"] = [{}, {"key": []}]
        _drop_what_is_never_sent(document)
        return document

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way of extending the document


def _drop_what_is_never_sent(document: dict[str, Any]) -> None:
    """Remove FastAPI's own 422, which it declares for any parameter, and its schemas: ours says what we send."""
    for schema in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(schema, None)
    for operation in (operation for path in document["paths"].values() for operation in path.values()):
        schema = operation["responses"].get("422", {}).get("content", {}).get("application/json")
        if schema is not None:
            del operation["responses"]["422"]
