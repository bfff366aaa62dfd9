"""What the OpenAPI document says beyond what FastAPI sees by itself: errors, other bodies than JSON, the key."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from qa.api.openai.errors import OpenAIErrorOut
from qa.api.problems import STATUSES
from qa.schemas.responses import ProblemOut

Responses = dict[int | str, dict[str, Any]]  # as FastAPI's ``responses`` wants them

_TITLES = {
    403: "Writing is disabled",
    404: "There is no such document",
    409: "The document's file has changed since it was indexed",
    422: "The request is not valid, or cannot be carried out as it is",
    503: "Not ready, or too busy: ask again after Retry-After seconds",
    507: "The data folder may not be written",
}


def problems(*statuses: int) -> Responses:
    """Return the OpenAPI responses for errors of these statuses. Every route can answer 400: a foreign Host header."""
    return _errors(ProblemOut, _TITLES, statuses)


def openai_errors(*statuses: int) -> Responses:
    """Return the OpenAPI responses for errors of these statuses under /v1, where 400 is also an invalid request."""
    titles = {**_TITLES, 400: "The request is not valid", 404: "There is no such model"}
    return _errors(OpenAIErrorOut, titles, statuses)


def request_body(description: str, media_type: str, **schema: str) -> dict[str, Any]:
    """Return the ``openapi_extra`` of a route that reads its body itself."""
    return {"requestBody": {"required": True, "description": description, **_content(media_type, schema)}}


def reply(description: str, media_type: str, **schema: str) -> Responses:
    """Return the ``responses`` of a route that writes its 200 itself."""
    return {200: {"description": description, **_content(media_type, schema)}}


def _errors(
    schema: type[ProblemOut | OpenAIErrorOut], titles: Mapping[int, str], statuses: tuple[int, ...]
) -> Responses:
    content = _content(schema.media_type, {"$ref": f"#/components/schemas/{schema.__name__}"})
    return {
        status: {"description": titles.get(status) or STATUSES[status].title, **content}
        for status in sorted({*statuses, 400})
    }


def events(description: str) -> Responses:
    """Document server-sent events; the schema is that of one of them, as validators take it."""
    text = {"type": "string"}
    schema = {"type": "object", "properties": {"event": text, "data": text}, "required": ["data"]}
    return {200: {"description": description, **_content("text/event-stream", schema)}}


def _content(media_type: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": {media_type: {"schema": dict(schema)}}}


def describe(app: FastAPI) -> None:
    """Add the schemas of errors and the key to the app's OpenAPI document."""
    generate: Callable[[], dict[str, Any]] = app.openapi
    _, errors = models_json_schema(
        [(ProblemOut, "serialization"), (OpenAIErrorOut, "serialization")], ref_template="#/components/schemas/{model}"
    )

    def openapi() -> dict[str, Any]:
        document = generate()
        parts = document.setdefault("components", {})
        parts.setdefault("schemas", {}).update(errors["$defs"])
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
        if "application/json" in operation["responses"].get("422", {}).get("content", {}):
            del operation["responses"]["422"]
