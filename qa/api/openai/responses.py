"""What OpenAI's clients get: their own shapes, and beside them our citations and what is known of the answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from qa.answering.records import Answer, Certainty, Mode, Reason
from qa.api.openai.text import content_of, link_to, markers
from qa.api.stream import pieces
from qa.schemas.responses import CitationOut, Out, Score

_SINCE = 1_795_478_400  # 24 November 2026, when the models' names were given
_BYTES_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a completion says that the answer does not know."""

    id: str
    created: int  # seconds since 1970
    model: str
    base_url: str  # of our page, for links
    sent: str  # the text of all messages


class ModelOut(Out):
    """A model's name."""

    id: str
    object: Literal["model"] = "model"
    created: int = _SINCE
    owned_by: Literal["cited-qa"] = "cited-qa"


class ModelsOut(Out):
    """Every model that can be asked."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class UrlCitationOut(Out):
    """Where a marker stands in the content (code points, half-open), and what it leads to."""

    start_index: int
    end_index: int
    url: str
    title: str


class AnnotationOut(Out):
    """A marker, as OpenAI's web search annotates its own."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitationOut


class MessageOut(Out):
    """The answer with its sources."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[AnnotationOut]


class ChoiceOut(Out):
    """The one choice. An abstention is a whole answer too, so it also ends in "stop"."""

    index: Literal[0] = 0
    message: MessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class UsageOut(Out):
    """An estimate: no model's tokens are spent on an extractive answer, and nothing is billed by these numbers."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CitedOut(Out):
    """What `POST /api/ask` says of the same answer; the id is what `POST /api/feedback` wants."""

    answer_id: str
    answerable: bool
    confidence: Score
    certainty: Certainty | None
    reason: Reason | None
    standalone_question: str
    mode: Mode
    generation: str


class CompletionOut(Out):
    """One answer. ``citations`` and ``cited_qa`` are ours: the same in a form that programs can check."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[ChoiceOut]
    usage: UsageOut
    citations: list[CitationOut]
    cited_qa: CitedOut

    @classmethod
    def of(cls, answer: Answer, envelope: Envelope) -> "CompletionOut":
        """Write an answer as a completion."""
        content = content_of(answer, envelope.base_url)
        prompt_tokens, completion_tokens = _estimated(envelope.sent), _estimated(content)
        return cls(
            id=envelope.id,
            created=envelope.created,
            model=envelope.model,
            choices=[ChoiceOut(message=MessageOut(content=content, annotations=_annotations(answer, envelope)))],
            usage=UsageOut(
                prompt_tokens=prompt_tokens,
                completion_tokens=completion_tokens,
                total_tokens=prompt_tokens + completion_tokens,
            ),
            citations=[CitationOut.model_validate(citation) for citation in answer.citations],
            cited_qa=CitedOut.model_validate(answer),
        )


def chunks(completion: CompletionOut, *, with_usage: bool) -> Iterator[dict[str, Any]]:
    """Cut a completion for a stream: the role, the content after each marker, then everything that came with it."""
    whole = completion.model_dump(mode="json")
    head = {"id": whole["id"], "object": "chat.completion.chunk", "created": whole["created"], "model": whole["model"]}
    empty = {"usage": None} if with_usage else {}
    message = whole["choices"][0]["message"]

    def chunk(delta: dict[str, Any], finish_reason: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return {**head, "choices": [choice], **empty}

    yield chunk({"role": message["role"], "content": ""})
    for piece in pieces(message["content"]):
        yield chunk({"content": piece})
    last = chunk({"annotations": message["annotations"]}, whole["choices"][0]["finish_reason"])
    yield {**last, "citations": whole["citations"], "cited_qa": whole["cited_qa"]}
    if with_usage:
        yield {**head, "choices": [], "usage": whole["usage"]}


def _annotations(answer: Answer, envelope: Envelope) -> list[AnnotationOut]:
    return [
        AnnotationOut(
            url_citation=UrlCitationOut(
                start_index=start, end_index=end, url=link_to(citation, envelope.base_url), title=citation.title
            )
        )
        for citation, start, end in markers(answer)
    ]


def _estimated(text: str) -> int:
    """Return a number of tokens: one for every four bytes of UTF-8."""
    return -(-len(text.encode()) // _BYTES_PER_TOKEN)
