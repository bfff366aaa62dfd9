"""What OpenAI's clients get: their own shapes, and beside them our citations and what is known of the answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from qa.answering.records import Answer, Citation, Mode, Reason
from qa.api.openai.text import content_of, link_to, markers
from qa.api.stream import pieces
from qa.schemas.responses import CitationOut, Out, rounded

_SINCE = 1_795_478_400  # 24 November 2026, when the models' names were given
_BYTES_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a completion says that the answer does not know."""

    id: str
    created: int  # seconds since 1970
    model: str
    base_url: str  # of our page, for links
    sent: Sequence[str]  # the text of each message


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

    @classmethod
    def of(cls, citation: Citation, start: int, end: int, base_url: str) -> "AnnotationOut":
        """Write one marker out."""
        url = link_to(citation, base_url)
        return cls(url_citation=UrlCitationOut(start_index=start, end_index=end, url=url, title=citation.title))


class MessageOut(Out):
    """The answer with its sources."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[AnnotationOut]


class ChoiceOut(Out):
    """The one choice. Silence is a whole answer too, so it also ends in "stop"."""

    index: Literal[0] = 0
    message: MessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class UsageOut(Out):
    """An estimate: no model's tokens are spent on an extractive answer, and nothing is billed by these numbers."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int

    @classmethod
    def of(cls, sent: Sequence[str], content: str) -> "UsageOut":
        """Count a token for every four bytes of UTF-8, of what came in and of what goes out."""
        prompt, completion = _estimated("".join(sent)), _estimated(content)
        return cls(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)


class CitedOut(Out):
    """What `POST /api/ask` says of the same answer; the id is what `POST /api/feedback` wants."""

    answer_id: str
    answerable: bool
    confidence: float
    reason: Reason | None
    standalone_question: str
    mode: Mode
    generation: str

    @classmethod
    def of(cls, answer: Answer) -> "CitedOut":
        """Write out what is known of an answer."""
        return cls(
            answer_id=answer.answer_id,
            answerable=answer.answerable,
            confidence=rounded(answer.confidence),
            reason=answer.reason,
            standalone_question=answer.standalone_question,
            mode=answer.mode,
            generation=answer.generation,
        )


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
        """Write an answer out."""
        content = content_of(answer, envelope.base_url)
        annotations = [AnnotationOut.of(*marker, envelope.base_url) for marker in markers(answer)]
        return cls(
            id=envelope.id,
            created=envelope.created,
            model=envelope.model,
            choices=[ChoiceOut(message=MessageOut(content=content, annotations=annotations))],
            usage=UsageOut.of(envelope.sent, content),
            citations=[CitationOut.of(citation) for citation in answer.citations],
            cited_qa=CitedOut.of(answer),
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


def _estimated(text: str) -> int:
    return -(-len(text.encode()) // _BYTES_PER_TOKEN)
