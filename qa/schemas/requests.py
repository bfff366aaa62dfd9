"""The JSON that clients send. Strict: unknown fields, wrong types and text that is not Unicode are refused."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from qa.answering.ports import QUESTION_LIMIT, FeedbackKind, Question
from qa.answering.records import Mode, Turn

HISTORY_LIMIT = 200  # earlier messages
NOTE_LIMIT = 2_000  # characters
_SAFE_INTEGER = 2**53 - 1  # the largest integer that every JSON reader keeps exactly


def _unicode(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair is not a character; send well-formed Unicode") from None
    return text


def askable(text: str) -> str:
    """Return ``text``, which somebody asks, or say why nobody can."""
    if not text.strip():
        raise ValueError("the question is empty; ask something about the documents")
    if len(text) > QUESTION_LIMIT:
        raise ValueError(
            f"the question is {len(text):,} characters long; shorten it to {QUESTION_LIMIT:,} or fewer "
            "and keep only what you want to know"
        )
    return text


Text = Annotated[str, AfterValidator(_unicode)]
QuestionText = Annotated[Text, AfterValidator(askable)]
Offset = Annotated[int, Field(ge=-_SAFE_INTEGER, le=_SAFE_INTEGER)]


class In(BaseModel):
    """Base of what clients send."""

    model_config = ConfigDict(extra="forbid", strict=True)


class TurnIn(In):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Text


class AskIn(In):
    """One question, with what it needs to be understood."""

    question: QuestionText = Field(json_schema_extra={"minLength": 1, "maxLength": QUESTION_LIMIT})
    history: list[TurnIn] = Field(default=[], max_length=HISTORY_LIMIT)
    k: int = Field(default=5, ge=1, le=50, description="nearest passages to return")
    documents: list[Text] | None = Field(default=None, min_length=1, description="search only these; null: all")
    mode: Mode = "extractive"
    stream: bool = False

    def to_question(self) -> Question:
        """Return the port's record of the same question."""
        return Question(
            text=self.question,
            history=tuple(Turn(turn.role, turn.content) for turn in self.history),
            k=self.k,
            documents=None if self.documents is None else tuple(self.documents),
            mode=self.mode,
        )


class VerifyIn(In):
    """A quote and where it is said to stand. Offsets count Unicode code points; ``end`` is exclusive."""

    document_id: Text
    start: Offset
    end: Offset
    quote: Text
    sha256: Text | None = None


class FeedbackIn(In):
    """A user's judgement of one answer."""

    answer_id: Annotated[Text, Field(min_length=1, max_length=200)]
    kind: FeedbackKind
    note: Annotated[Text, Field(max_length=NOTE_LIMIT)] | None = None


def fault(row: Mapping[str, Any]) -> str:
    """Say what is wrong, from one row of pydantic's errors. The input itself is never repeated."""
    if row["type"] == "extra_forbidden":
        return "there is no such field"
    return str(row["msg"]).removeprefix("Value error, ").rstrip(".")
