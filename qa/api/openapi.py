"""What the OpenAPI document says beyond what FastAPI sees by itself: problems, the event stream, the upload's body."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI

from qa.api.openai.errors import MEDIA_TYPE as OPENAI_MEDIA_TYPE
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

_OPENAI_ERROR: dict[str, Any] = {
    "title": "OpenAIError",
    "description": "What went wrong, as OpenAI's clients expect it.",
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["message", "type", "param", "code"],
            "properties": {
                "message": {"type": "string", "description": "what to do about it"},
                "type": {"type": "string", "enum": ["invalid_request_error", "server_error"]},
                "param": {"type": ["string", "null"], "description": "the field at fault"},
                "code": {"type": "string", "description": "the kind of problem"},
            },
        }
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

CHAT_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The completion; with `stream`, server-sent events whose data are `chat.completion.chunk`s, the "
        "last of which carries `citations` and `cited_qa`, then `[DONE]`.",
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
    return _responses(_TITLES, MEDIA_TYPE, "Problem", *statuses)


def openai_errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI responses for errors of these statuses under /v1, where 400 is also an invalid request."""
    titles = {**_TITLES, 400: "The request is not valid", 404: "There is no such model"}
    return _responses(titles, OPENAI_MEDIA_TYPE, "OpenAIError", *statuses)


def _responses(
    titles: Mapping[int, str], media_type: str, schema: str, *statuses: int
) -> dict[int | str, dict[str, Any]]:
    return {
        status: {
            "description": titles.get(status) or STATUSES[status].title,
            "content": {media_type: {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        }
        for status in sorted({*statuses, 400})
    }


def describe(app: FastAPI) -> None:
    """Add the schemas of errors and the key to the app's OpenAPI document."""
    generate: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        parts = document.setdefault("components", {})
        parts.setdefault("schemas", {}).update(Problem=_PROBLEM, OpenAIError=_OPENAI_ERROR)
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
