"""Rows of an evaluation set's files, checked as they are read: every complaint names file, line and field."""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, StrictStr, ValidationError, model_validator

from qa.evaluation.errors import SetError

_CUT = 80  # characters of a wrong value shown

_MEANING = {  # of pydantic's errors, where its own words would not help the author of a set
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be a JSON object",
}


def _number_as_text(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Text = Annotated[StrictStr, BeforeValidator(_number_as_text)]  # ids are often written as numbers


class Row(BaseModel):
    """One JSON object. A field that is null counts as absent, and one that is not declared is passed over."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, given: object) -> object:
        return {name: item for name, item in given.items() if item is not None} if isinstance(given, dict) else given


R = TypeVar("R", bound=Row)


def read_jsonl(path: Path, kind: type[R]) -> Iterator[tuple[str, R]]:
    """Yield (place, row) of a JSON-lines file, gzipped or not; empty lines are passed over.

    Raises:
        SetError: the file cannot be read, or a line is not such a row.
    """
    for number, line in enumerate(_content(path).split("\n"), start=1):
        if line.strip():
            place = f"{path.name}:{number}"
            yield place, parsed(line, kind, place)


def read_json(path: Path, kind: type[R]) -> R:
    """Return a file that is one JSON object.

    Raises:
        SetError: the file cannot be read or is not such an object.
    """
    return parsed(_content(path), kind, path.name)


def parsed(given: str | Mapping[str, object], kind: type[R], place: str) -> R:
    """Return the row that stands at ``place``, from JSON or from an object that was read as part of another row.

    Raises:
        SetError: it is not such a row.
    """
    try:
        return kind.model_validate_json(given) if isinstance(given, str) else kind.model_validate(given)
    except ValidationError as error:
        raise SetError(_explained(error.errors()[0], place)) from None


def read_lines(path: Path) -> list[str]:
    """Return the lines of a text file.

    Raises:
        SetError: the file cannot be read.
    """
    return _content(path).splitlines()


def _content(path: Path) -> str:
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise SetError(f"{path}: cannot be read: {error}") from error


def _explained(error: Mapping[str, Any], place: str) -> str:
    """Return the first thing that is wrong with a row: ``queries.jsonl:12 evidence[0]: "start" must be ...``."""
    names: list[str] = []
    for part in error["loc"]:
        if isinstance(part, int) and names:
            names[-1] += f"[{part}]"
        else:
            names.append(str(part))
    field = f'"{names.pop()}" ' if names else ""
    return f"{' '.join([place, *names])}: {field}{_complaint(error)}"


def _complaint(error: Mapping[str, Any]) -> str:
    kind, given = error["type"], error["input"]
    if kind == "missing":
        return f"is missing; the row has {sorted(given)}"
    if kind == "json_invalid":
        return f"not JSON: {error['ctx']['error']}"
    expected = f"must be {error['ctx']['expected']}" if kind == "literal_error" else _MEANING.get(kind, error["msg"])
    shown = json.dumps(given, ensure_ascii=False, default=str)
    return f"{expected}, not {shown if len(shown) <= _CUT else shown[:_CUT] + ' …'}"
