"""The JSON that clients send. Strict: unknown fields, wrong types and text that is not Unicode are refused."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from index.search import Retriever
from qa.answering.ports import QUESTION_LIMIT, Feedback, FeedbackKind, Query, Question
from qa.answering.records import Mode, Turn

HISTORY_LIMIT = 200  # earlier messages
NOTE_LIMIT = 2_000  # characters
_MOST_STATEMENTS = 100  # of one answer
_SAFE_INTEGER = 2**53 - 1  # the largest integer that every JSON reader keeps exactly


def _check_unicode(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("half of a surrogate pair is not a character; send well-formed Unicode") from None
    return text


def check_question(text: str) -> str:
    """Return a question's text unchanged.

    Raises:
        ValueError: it is empty or too long; the message says what to do.
    """
    if not text.strip():
        raise ValueError("the question is empty; ask something about the documents")
    if len(text) > QUESTION_LIMIT:
        raise ValueError(
            f"the question is {len(text):,} characters long; shorten it to {QUESTION_LIMIT:,} or fewer "
            "and keep only what you want to know"
        )
    return text


def check_query(text: str) -> str:
    """Return what is searched for unchanged.

    Raises:
        ValueError: it is empty or too long; the message says what to do.
    """
    if not text.strip():
        raise ValueError("the query is empty; send a question or keywords")
    if len(text) > QUESTION_LIMIT:
        raise ValueError(f"the query is {len(text):,} characters long; shorten it to {QUESTION_LIMIT:,} or fewer")
    return text


Text = Annotated[str, AfterValidator(_check_unicode)]
QueryText = Annotated[
    Text,
    AfterValidator(check_query),
    Field(
        description="what to search for: a question or keywords, in the language of the documents",
        json_schema_extra={"minLength": 1, "maxLength": QUESTION_LIMIT},
    ),
]
QuestionText = Annotated[
    Text,
    AfterValidator(check_question),
    Field(
        description="what you want to know, as a full question in the language of the documents",
        json_schema_extra={"minLength": 1, "maxLength": QUESTION_LIMIT},
    ),
]
Offset = Annotated[int, Field(ge=-_SAFE_INTEGER, le=_SAFE_INTEGER)]


class In(BaseModel):
    """Base of what clients send."""

    model_config = ConfigDict(extra="forbid", strict=True)


class TurnIn(In):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    content: Text


class QuestionIn(In):
    """One question, and where to look."""

    question: QuestionText
    k: int = Field(default=5, ge=1, le=50, description="how many of the nearest passages to return")
    documents: list[Text] | None = Field(
        default=None, min_length=1, description="document ids to search in; leave out to search all"
    )
    collections: list[Text] | None = Field(
        default=None, min_length=1, description="collections whose documents to search in as well"
    )

    def to_question(self) -> Question:
        """Return the assistant's record of the same question."""
        return Question(
            self.question,
            k=self.k,
            documents=None if self.documents is None else tuple(self.documents),
            collections=None if self.collections is None else tuple(self.collections),
        )


class ConversationIn(QuestionIn):
    """One question, with what it needs to be understood."""

    history: list[TurnIn] = Field(
        default=[],
        max_length=HISTORY_LIMIT,
        description="earlier messages, oldest first; needed where the question refers to them ('and when did he?')",
    )

    def to_question(self) -> Question:
        return replace(super().to_question(), history=tuple(Turn(turn.role, turn.content) for turn in self.history))


class AskIn(ConversationIn):
    """One question, and how it is to be answered."""

    mode: Mode = "extractive"
    stream: bool = False

    def to_question(self) -> Question:
        return replace(super().to_question(), mode=self.mode)


class SearchIn(In):
    """What to search for, and where."""

    query: QueryText
    k: int = Field(default=5, ge=1, le=50, description="how many passages to return at most")
    documents: list[Text] | None = Field(
        default=None, min_length=1, description="document ids to search in; leave out to search all"
    )
    collections: list[Text] | None = Field(
        default=None, min_length=1, description="collections whose documents to search in as well"
    )
    retriever: Retriever = Field(
        default="hybrid", description="what is compared: meaning (dense), words (lexical), or both (hybrid)"
    )

    def to_query(self) -> Query:
        """Return the assistant's record of the same query."""
        return Query(
            self.query,
            k=self.k,
            documents=None if self.documents is None else tuple(self.documents),
            collections=None if self.collections is None else tuple(self.collections),
            retriever=self.retriever,
        )


class VerifyIn(In):
    """A quote and where it is said to stand. Offsets count Unicode code points; ``end`` is exclusive."""

    document_id: Text = Field(description="the citation's document_id")
    start: Offset = Field(description="offset of the quote's first character")
    end: Offset = Field(description="offset after the quote's last character")
    quote: Text = Field(description="the words, exactly")
    sha256: Text | None = Field(
        default=None, description="the citation's sha256: distinguishes a changed document from a wrong quote"
    )


class FeedbackIn(In):
    """A user's judgement of one answer."""

    answer_id: Annotated[Text, Field(min_length=1, max_length=200)]
    kind: FeedbackKind
    note: Annotated[Text, Field(max_length=NOTE_LIMIT)] | None = None
    statement: Annotated[int, Field(ge=1, le=_MOST_STATEMENTS)] | None = None

    @model_validator(mode="after")
    def _check_statement(self) -> Self:
        if (self.kind == "right_statement") != (self.statement is not None):
            raise ValueError(
                '"statement" goes with the kind right_statement: the number of the statement that is right'
            )
        return self

    def feedback(self) -> Feedback:
        """Return it as the assistant takes it."""
        return Feedback(self.answer_id, self.kind, self.note, self.statement)


def validation_message(error: Mapping[str, Any]) -> str:
    """Say what is wrong, from one of pydantic's errors. The input itself is never repeated."""
    if error["type"] == "extra_forbidden":
        return "there is no such field"
    return str(error["msg"]).removeprefix("Value error, ").rstrip(".")
