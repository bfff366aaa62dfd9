"""Answers of any system with their sources, read from a file and checked for their grounding."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import AliasChoices, Field, model_validator
from tqdm import tqdm

from qa.evaluation.errors import SetError
from qa.evaluation.loading.rows import Row, Text, read_jsonl
from qa.grounding.check import GivenQuote, Grounding, SupportScorer, check
from qa.grounding.verbatim import Source


class QuotedRow(Row):
    """A source or a quote: a text, or an object that holds one under any of the usual names."""

    id: Text | None = Field(None, validation_alias=AliasChoices("id", "number", "source_id", "document_id", "source"))
    text: Text = Field(validation_alias=AliasChoices("text", "content", "quote"))

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, given: object) -> object:
        return {"text": given} if isinstance(given, str) else given


class AnswerRow(Row):
    """An answer with its sources, in any of the usual shapes."""

    id: Text | None = None
    answer: Text = Field(validation_alias=AliasChoices("answer", "text", "response"))
    sources: tuple[QuotedRow, ...] | None = Field(
        None, validation_alias=AliasChoices("sources", "contexts", "retrieved_contexts")
    )
    quotes: tuple[QuotedRow, ...] = ()
    citations: tuple[QuotedRow, ...] = ()


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
    rows = [_given(place, row) for place, row in read_jsonl(path, AnswerRow)]
    if not rows:
        raise SetError(f"{path}: holds no answer")
    return rows


def check_answers(given: Sequence[GivenAnswer], scorer: SupportScorer) -> list[CheckedAnswer]:
    """Check every answer, with progress on stderr."""
    shown: Iterable[GivenAnswer] = tqdm(given, desc="checking", unit="answer", disable=None)
    return [CheckedAnswer(item.id, check(item.answer, item.sources, scorer, item.quotes)) for item in shown]


def _given(place: str, row: AnswerRow) -> GivenAnswer:
    # An answer of our own API names no sources: its citations are all there is to compare it with.
    sources, quotes = (row.citations, row.quotes) if row.sources is None else (row.sources, row.quotes + row.citations)
    if not sources:
        raise SetError(f"{place}: no sources are given, so there is nothing to compare the answer with")
    return GivenAnswer(
        row.id or place,
        row.answer,
        tuple(Source(item.id or str(number), item.text) for number, item in enumerate(sources, start=1)),
        tuple(GivenQuote(item.text, item.id) for item in quotes),
    )
