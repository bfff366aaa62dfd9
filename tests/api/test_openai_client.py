"""/v1 through OpenAI's own client, against a server in a process of its own."""

from collections.abc import Iterator

import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk, ChatCompletionMessageParam

from tests.fakes_documents import DOCUMENTS, EXAMPLES, RULES
from tests.serving import served_by_a_process

KEY = "correct horse battery"
FINE = "What is the fine for drying nets?"
BESIDE = "Who is the king of France?"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served_by_a_process(f"api_key={KEY!r}, modes=('extractive', 'llm'), body_limit=20_000") as (port, _):
        yield port


@pytest.fixture
def client(port: int) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=KEY, max_retries=0) as client:
        yield client


def asking(question: str) -> list[ChatCompletionMessageParam]:
    return [{"role": "user", "content": question}]


def content_of(completion: ChatCompletion) -> str:
    content = completion.choices[0].message.content
    assert content is not None
    return content


def streamed(client: openai.OpenAI, question: str, *, usage: bool = False) -> list[ChatCompletionChunk]:
    stream = client.chat.completions.create(
        model="cited-qa", messages=asking(question), stream=True, stream_options={"include_usage": usage}
    )
    return list(stream)


def text_of(chunks: list[ChatCompletionChunk]) -> str:
    return "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)


def test_the_models_are_listed(client: openai.OpenAI) -> None:
    """With a language model configured there are two, and each can be asked for by its name."""
    models = client.models.list().data

    assert [model.id for model in models] == ["cited-qa", "cited-qa-llm"]
    assert [client.models.retrieve(model.id) for model in models] == models


@pytest.mark.parametrize("question", [*EXAMPLES, "מתי יוצאת המעבורת הראשונה"])
def test_an_answer_quotes_the_documents_in_its_content(client: openai.OpenAI, question: str) -> None:
    """Markers, a Sources block with each exact quote, and the same citations for programs."""
    completion = client.chat.completions.create(model="cited-qa", messages=asking(question), temperature=1.5, seed=7)

    answer, _, sources = content_of(completion).partition("\n\n**Sources**\n\n")
    texts = {document.id: document.text for document in DOCUMENTS}
    assert completion.choices[0].finish_reason == "stop"
    assert completion.model_extra is not None
    assert completion.model_extra["cited_qa"]["answerable"] is True
    assert completion.model_extra["citations"]
    for citation in completion.model_extra["citations"]:
        assert texts[citation["document_id"]][citation["start"] : citation["end"]] == citation["quote"]
        assert citation["quote"] in sources
        assert f"characters {citation['start']}–{citation['end']}" in sources
        assert f"[{citation['number']}]" in answer


def test_annotations_point_at_the_markers_and_lead_to_the_page(client: openai.OpenAI, port: int) -> None:
    """In OpenAI's own shape, so that programs written for its web search find them."""
    completion = client.chat.completions.create(model="cited-qa", messages=asking(FINE))

    (annotation,) = completion.choices[0].message.annotations or []
    cited = annotation.url_citation
    assert content_of(completion)[cited.start_index : cited.end_index] == "[1]"
    assert cited.url == f"http://127.0.0.1:{port}/#d=rules-pdf&s=250&e=384&h={RULES.sha256}"
    assert cited.title == "Harbour rules"


def test_silence_is_an_ordinary_completion(client: openai.OpenAI) -> None:
    """No error and no refusal: the sentence, the nearest passages, and what programs need to tell it from an answer."""
    completion = client.chat.completions.create(model="cited-qa", messages=asking(BESIDE))

    assert completion.choices[0].finish_reason == "stop"
    assert completion.choices[0].message.annotations == []
    assert "**Nearest passages**" in content_of(completion)
    assert completion.model_extra is not None
    assert completion.model_extra["citations"] == []
    known = completion.model_extra["cited_qa"]
    assert (known["answerable"], known["reason"], known["confidence"]) == (False, "nothing_near", 0.0)


@pytest.mark.parametrize("question", [*EXAMPLES, BESIDE])
def test_a_stream_tells_the_same(client: openai.OpenAI, question: str) -> None:
    """The role comes first, the deltas joined are the content, and the last choice brings all that belongs to it."""
    plain = client.chat.completions.create(model="cited-qa", messages=asking(question))

    chunks = streamed(client, question)

    reasons = [chunk.choices[0].finish_reason for chunk in chunks]
    extra = chunks[-1].model_extra
    assert chunks[0].choices[0].delta.role == "assistant"
    assert text_of(chunks) == content_of(plain)
    assert reasons == [None] * (len(chunks) - 1) + ["stop"]
    assert len({(chunk.id, chunk.created, chunk.model) for chunk in chunks}) == 1
    assert extra is not None
    assert plain.model_extra is not None
    assert extra["citations"] == plain.model_extra["citations"]
    assert extra["cited_qa"] == plain.model_extra["cited_qa"]


def test_usage_comes_at_the_end_of_a_stream_that_asks_for_it(client: openai.OpenAI) -> None:
    """In a chunk of its own without a choice; the others say null, as OpenAI's do."""
    plain = client.chat.completions.create(model="cited-qa", messages=asking(FINE))

    chunks = streamed(client, FINE, usage=True)

    assert chunks[-1].choices == []
    assert chunks[-1].usage == plain.usage
    assert [chunk.usage for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)


def test_the_clients_own_way_of_joining_a_stream_works(client: openai.OpenAI) -> None:
    """Its helper builds the completion from the chunks, annotations among them."""
    with client.chat.completions.stream(model="cited-qa", messages=asking(FINE)) as stream:
        joined = stream.get_final_completion()

    plain = client.chat.completions.create(model="cited-qa", messages=asking(FINE))
    assert joined.choices[0].message.content == content_of(plain)
    assert joined.choices[0].message.annotations == plain.choices[0].message.annotations


def test_a_conversation_goes_on(client: openai.OpenAI) -> None:
    """The messages before the last question are its context, sent back as they came, Sources and all."""
    first = "When was the lighthouse at Skerry Point first lit?"
    answered = client.chat.completions.create(model="cited-qa", messages=asking(first))
    messages: list[ChatCompletionMessageParam] = [
        {"role": "system", "content": "Answer in French."},
        {"role": "user", "content": first},
        {"role": "assistant", "content": content_of(answered)},
        {"role": "user", "content": [{"type": "text", "text": "Who designed it?"}]},
    ]

    completion = client.chat.completions.create(model="cited-qa", messages=messages)

    assert completion.model_extra is not None
    assert completion.model_extra["cited_qa"]["standalone_question"] == f"Who designed it? ({first})"


def test_a_wrong_key_is_an_authentication_error(port: int) -> None:
    """Every route is behind the key, and the client knows what the refusal means."""
    with openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key="wrong", max_retries=0) as client:
        with pytest.raises(openai.AuthenticationError) as asked:
            client.chat.completions.create(model="cited-qa", messages=asking(FINE))
        with pytest.raises(openai.AuthenticationError):
            client.models.list()

    assert asked.value.code == "invalid_api_key"
    assert KEY not in str(asked.value)


def test_an_unknown_model_is_not_found(client: openai.OpenAI) -> None:
    """By name or in a question; the message says which there are."""
    with pytest.raises(openai.NotFoundError) as asked:
        client.chat.completions.create(model="gpt-4o", messages=asking(FINE))
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("gpt-4o")

    assert (asked.value.code, asked.value.param) == ("model_not_found", "model")
    assert "cited-qa" in asked.value.message


def test_what_cannot_be_asked_is_a_bad_request(client: openai.OpenAI) -> None:
    """OpenAI's clients have an error for 400; the field at fault is named as OpenAI names it."""
    picture: list[ChatCompletionMessageParam] = [
        {"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]}
    ]
    with pytest.raises(openai.BadRequestError) as seen:
        client.chat.completions.create(model="cited-qa", messages=picture)
    with pytest.raises(openai.BadRequestError) as twice:
        client.chat.completions.create(model="cited-qa", messages=asking(FINE), n=2)
    with pytest.raises(openai.BadRequestError) as prose:
        client.chat.completions.create(model="cited-qa-llm", messages=asking(FINE))

    assert (seen.value.code, seen.value.param) == ("invalid_request", "messages[0].content")
    assert twice.value.param == "n"
    assert prose.value.code == "no_language_model"  # this server's assistant has none


def test_a_body_that_is_too_large_is_a_status_error(client: openai.OpenAI) -> None:
    """The limit is that of every route, and its refusal can be read."""
    with pytest.raises(openai.APIStatusError) as refused:
        client.chat.completions.create(model="cited-qa", messages=asking("x" * 30_000))

    assert (refused.value.status_code, refused.value.code) == (413, "too_large")
