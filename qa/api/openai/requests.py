"""What OpenAI's clients send. A field that we know and cannot honour is refused; every other field is ignored."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator

from qa.answering.ports import Question
from qa.answering.records import Mode, Turn
from qa.api.openai.text import without_sources
from qa.schemas.requests import HISTORY_LIMIT, Text, check_question


class Lenient(BaseModel):
    """Base of what OpenAI's clients send: each sends fields of its own, and new ones are invented every month."""

    model_config = ConfigDict(extra="ignore", strict=True)


class TextPartIn(Lenient):
    """A part of a message."""

    type: Literal["text"]
    text: Text


def _text_of(content: object) -> object:
    """Return the text of ``content``: of a string, of a list of text parts, of nothing (a turn of tool calls alone)."""
    if content is None:
        return ""
    return "\n".join(_text_of_part(part) for part in content) if isinstance(content, list) else content


def _text_of_part(part: object) -> str:
    if isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str):
        return str(part["text"])
    raise ValueError('only text can be read here; send a string, or parts of the form {"type": "text", "text": "..."}')


class MessageIn(Lenient):
    """One message. Those of user and assistant are the conversation; what the others say is not followed."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Annotated[Text, BeforeValidator(_text_of, json_schema_input_type=str | list[TextPartIn] | None)] = ""


class StreamOptionsIn(Lenient):
    """What a stream is to hold."""

    include_usage: bool | None = None


class ResponseFormatIn(Lenient):
    """The form of the answer, which is text."""

    type: Literal["text"]


class ChatIn(Lenient):
    """A conversation whose last user message is the question."""

    model: Text
    messages: list[MessageIn] = Field(min_length=1)
    stream: bool | None = None
    stream_options: StreamOptionsIn | None = None
    n: Literal[1] | None = Field(default=None, description="a question has one answer here")
    tool_choice: Literal["auto", "none"] | None = Field(default=None, description="no tool is ever called here")
    function_call: Literal["auto", "none"] | None = Field(default=None, description="no tool is ever called here")
    response_format: ResponseFormatIn | None = None

    @field_validator("messages")
    @classmethod
    def _ask_something(cls, messages: list[MessageIn]) -> list[MessageIn]:
        asked = [message.content for message in messages if message.role == "user"]
        if not asked:
            raise ValueError("there is no message of the user; the last one of them is the question")
        check_question(asked[-1])
        return messages

    @property
    def with_usage(self) -> bool:
        """Whether the stream is to end with the usage."""
        return self.stream_options is not None and self.stream_options.include_usage is True

    def to_question(self, mode: Mode) -> Question:
        """Return the port's record: the last user message, and the latest turns before it as they were answered."""
        last = max(place for place, message in enumerate(self.messages) if message.role == "user")
        turns = [turn for message in self.messages[:last] if (turn := _turn(message)) is not None]
        return Question(text=self.messages[last].content, history=tuple(turns[-HISTORY_LIMIT:]), mode=mode)


def _turn(message: MessageIn) -> Turn | None:
    if message.role == "user" and message.content:
        return Turn("user", message.content)
    if message.role == "assistant" and (said := without_sources(message.content)):
        return Turn("assistant", said)
    return None
