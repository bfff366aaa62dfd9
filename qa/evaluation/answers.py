"""Answers of any system with their sources, read from a file and checked for their grounding."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from qa.evaluation.errors import SetError
from qa.evaluation.loading.rows import Row, read_jsonl
from qa.grounding.check import GivenQuote, Grounding, SupportScorer, check
from qa.grounding.verbatim import Source

_ANSWERS = ("answer", "text", "response")
_SOURCES = ("sources", "contexts", "retrieved_contexts")
_TEXTS = ("text", "content", "quote")
_IDS = ("id", "number", "source_id", "document_id", "source")


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer to check."""

    id: str
    answer: str
    sources: tuple[Source, ...]
    quotes: tuple[GivenQuote, ...]


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """What was found of one answer."""

    id: str
    found: Grounding


def read_answers(path: Path) -> list[GivenAnswer]:
    """Read answers in any of the usual shapes.

    The answer is ``answer``, ``text`` or ``response``; its sources ``sources``, ``contexts`` or ``retrieved_contexts``,
    each a text or {id, text}; ``quotes`` and ``citations`` are verbatim words beside it. An answer of our own API has
    citations alone: their quotes are then the sources.

    Raises:
        SetError: a row is at fault, or there is none.
    """
    rows = [_given(row) for row in read_jsonl(path)]
    if not rows:
        raise SetError(f"{path}: holds no answer")
    return rows


def check_answers(given: Sequence[GivenAnswer], scorer: SupportScorer) -> list[CheckedAnswer]:
    """Check every answer, with progress on stderr."""
    shown: Iterable[GivenAnswer] = tqdm(given, desc="checking", unit="answer", disable=None)
    return [CheckedAnswer(item.id, check(item.answer, item.sources, scorer, item.quotes)) for item in shown]


def _given(row: Row) -> GivenAnswer:
    quotes = [GivenQuote(text, source) for name in ("quotes", "citations") for source, text in _texts(row, name)]
    name = next((name for name in _SOURCES if row.has(name)), None)
    if name is None:  # an answer of our own API: its citations are all there is to hold it against
        sources = tuple(Source(identity or str(place), text) for place, (identity, text) in _numbered(row, "citations"))
        quotes = [quote for quote in quotes if not row.has("citations")]
    else:
        sources = tuple(Source(identity or str(place), text) for place, (identity, text) in _numbered(row, name))
    if not sources:
        raise row.fault("no sources are given, so there is nothing to hold the answer against")
    return GivenAnswer(row.text("id", default=row.place), row.text(*_ANSWERS), sources, tuple(quotes))


def _numbered(row: Row, name: str) -> Iterable[tuple[int, tuple[str | None, str]]]:
    return enumerate(_texts(row, name), start=1)


def _texts(row: Row, name: str) -> Iterator[tuple[str | None, str]]:
    """Yield (id, text) of each item, which is a text or an object."""
    items = row.fields.get(name) or []
    if not isinstance(items, list):
        raise row.fault(f'"{name}" must be a list')
    plain = {**row.fields, name: [{"text": item} if isinstance(item, str) else item for item in items]}
    for item in Row(row.place, plain).rows(name):
        identity = next((item.text(key) for key in _IDS if item.has(key)), None)
        yield identity, item.text(*_TEXTS)
