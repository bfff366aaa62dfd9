"""What a model sends with each tool. Unknown names are refused, slips that models often make are taken as meant."""

import json
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from qa.answering.ports import QUESTION_LIMIT, Question
from qa.answering.records import Turn
from qa.schemas.requests import HISTORY_LIMIT, Offset, QuestionText, Text, TurnIn

READ_LIMIT = 10_000  # characters of a document given in one piece


def _unwrapped(value: object) -> object:
    """Take a list that was sent as a string of JSON, as some clients do, for the list."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value  # refused by the type, with its message


class Arguments(BaseModel):
    """Base of what a model sends."""

    model_config = ConfigDict(extra="forbid")


class SearchArguments(Arguments):
    """What to look for, and where."""

    question: QuestionText = Field(
        description="what you want to know, as a full question in the language of the documents",
        json_schema_extra={"minLength": 1, "maxLength": QUESTION_LIMIT},
    )
    k: int = Field(default=5, ge=1, le=50, description="how many of the nearest passages to return")
    documents: Annotated[list[Text] | None, BeforeValidator(_unwrapped)] = Field(
        default=None, min_length=1, description="document ids to search in; leave out to search all"
    )

    def to_question(self) -> Question:
        """Return the port's record of the same question."""
        documents = None if self.documents is None else tuple(self.documents)
        return Question(text=self.question, history=self._history(), k=self.k, documents=documents)

    def _history(self) -> tuple[Turn, ...]:
        return ()


class AskArguments(SearchArguments):
    """One question, with what it needs to be understood."""

    history: Annotated[list[TurnIn], BeforeValidator(_unwrapped)] = Field(
        default=[],
        max_length=HISTORY_LIMIT,
        description="earlier messages, oldest first; needed only where the question leans on them ('and when did he?')",
    )

    def _history(self) -> tuple[Turn, ...]:
        return tuple(Turn(turn.role, turn.content) for turn in self.history)


class ReadArguments(Arguments):
    """Which characters of which document. Offsets count Unicode code points; ``end`` is exclusive."""

    document_id: Text = Field(description="as in the results of ask and search")
    start: int = Field(default=0, ge=0, description="offset of the first character, from 0")
    end: int | None = Field(
        default=None,
        description=f"offset after the last character; at most {READ_LIMIT:,} characters come in one piece",
    )


class VerifyArguments(Arguments):
    """A quote and where it is said to stand. Offsets count Unicode code points; ``end`` is exclusive."""

    document_id: Text = Field(description="the citation's document_id")
    start: Offset = Field(description="offset of the quote's first character")
    end: Offset = Field(description="offset after the quote's last character")
    quote: Text = Field(max_length=READ_LIMIT, description="the words, exactly")
    sha256: Text | None = Field(
        default=None, description="the citation's sha256: tells a changed document from a wrong quote"
    )

    @model_validator(mode="after")
    def _is_short(self) -> "VerifyArguments":
        if self.end - self.start > READ_LIMIT:
            raise ValueError(f"end is {self.end - self.start:,} after start; verify at most {READ_LIMIT:,} at a time")
        return self
