"""What a model sends with each tool. Unknown names are refused; small slips that models often make are accepted."""

import json

from pydantic import ConfigDict, Field, field_validator, model_validator

from qa.schemas.requests import ConversationIn, In, SearchIn, Text, VerifyIn

READ_LIMIT = 10_000  # characters of a document given in one piece


class Arguments(In):
    """Base of what a model sends. To be named last of a class's bases: pydantic lets the last one's settings hold."""

    model_config = ConfigDict(strict=False)

    @field_validator("documents", "collections", "history", mode="before", check_fields=False)
    @classmethod
    def _parse_list(cls, value: object) -> object:
        """Accept a list that was sent as a string of JSON, as some clients do."""
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value  # refused by the type, with its message


class SearchArguments(SearchIn, Arguments):
    """What to look for, and where."""

    @model_validator(mode="before")
    @classmethod
    def _accept_question(cls, given: object) -> object:
        """Accept ``question`` for ``query``, as the other tool has it."""
        if isinstance(given, dict) and "question" in given and "query" not in given:
            return {"query" if name == "question" else name: value for name, value in given.items()}
        return given


class AskArguments(ConversationIn, Arguments):
    """One question, with what it needs to be understood."""


class ReadArguments(Arguments):
    """Which characters of which document. Offsets count Unicode code points; ``end`` is exclusive."""

    document_id: Text = Field(description="as in the results of ask and search")
    start: int = Field(default=0, ge=0, description="offset of the first character, from 0")
    end: int | None = Field(
        default=None,
        description=f"offset after the last character; at most {READ_LIMIT:,} characters come in one piece",
    )


class VerifyArguments(VerifyIn, Arguments):
    """A quote and where it is said to stand. Offsets count Unicode code points; ``end`` is exclusive."""

    @model_validator(mode="after")
    def _check_length(self) -> "VerifyArguments":
        if max(len(self.quote), self.end - self.start) > READ_LIMIT:
            raise ValueError(f"the quote is too long; verify at most {READ_LIMIT:,} characters at a time")
        return self
