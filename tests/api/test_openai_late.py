"""Late, failing and abandoned completions, as OpenAI's own client sees them."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import openai
import pytest
from openai import OpenAI, Stream
from openai.types.chat import ChatCompletion, ChatCompletionChunk

from qa.answering.ports import NotReadyError, Question
from qa.answering.records import Answer
from qa.api import ApiSettings, create_app
from tests.clients import client_for
from tests.fakes import FakeAssistant, failing_assistant
from tests.fakes_documents import EXAMPLES
from tests.gates import LateGate
from tests.serving import served

CHAT = "/v1/chat/completions"


SURE: dict[str, object] = {"model": "cited-qa", "messages": [{"role": "user", "content": EXAMPLES[0]}]}


@contextmanager
def talking_to(assistant: FakeAssistant, settings: ApiSettings | None = None, retries: int = 0) -> Iterator[OpenAI]:
    """OpenAI's client of a server of its own."""
    with (
        served(assistant, settings) as address,
        OpenAI(base_url=f"{address}/v1", api_key="any", max_retries=retries) as client,
    ):
        yield client


def complete(client: OpenAI) -> ChatCompletion:
    return client.chat.completions.create(model="cited-qa", messages=[{"role": "user", "content": EXAMPLES[0]}])


def begin(client: OpenAI) -> Stream[ChatCompletionChunk]:
    return client.chat.completions.create(
        model="cited-qa", messages=[{"role": "user", "content": EXAMPLES[0]}], stream=True
    )


def test_a_late_answer_is_waited_for_with_heartbeats() -> None:
    """Comments, which OpenAI's client passes over, show that the connection lives."""
    client = client_for(FakeAssistant(gate=LateGate()), ApiSettings(patience=0.01, heartbeat=0.02))

    response = client.post(CHAT, json={**SURE, "stream": True})

    assert response.text.startswith(": still working\n\n: still working\n\n")
    assert response.text.endswith("data: [DONE]\n\n")


def test_the_client_passes_over_heartbeats() -> None:
    """A stream that began with some is the same completion in the end."""
    with talking_to(FakeAssistant(gate=LateGate()), ApiSettings(patience=0.01, heartbeat=0.02)) as client:
        chunks = list(begin(client))

    assert chunks[0].choices[0].delta.role == "assistant"
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_a_server_that_is_still_loading_says_when_to_come_back() -> None:
    """503 with Retry-After, an error that the client takes for the server's."""
    with talking_to(FakeAssistant(ready=False)) as client, pytest.raises(openai.InternalServerError) as refused:
        complete(client)

    assert (refused.value.status_code, refused.value.code) == (503, "not_ready")
    assert refused.value.response.headers["retry-after"] == "2"


def test_the_client_comes_back_by_itself() -> None:
    """With its retries on, as they are by default, a loading server costs a wait and no error."""
    assistant = FakeAssistant(ready=False)

    def be_ready() -> None:
        assistant.ready = True

    with talking_to(assistant, retries=5) as client:
        threading.Timer(0.5, be_ready).start()
        completion = complete(client)

    assert completion.choices[0].finish_reason == "stop"


@pytest.mark.parametrize(
    ("error", "code"), [(NotReadyError("gone"), "not_ready"), (RuntimeError("secret"), "internal_error")]
)
def test_a_late_failure_ends_the_stream_with_an_error(error: Exception, code: str) -> None:
    """OpenAI's client raises it; it says no more than a response would."""
    gate = threading.Event()

    class Late(FakeAssistant):
        def ask(self, question: Question) -> Answer:
            gate.wait(30)
            return failing_assistant(error).ask(question)

    with talking_to(Late(), ApiSettings(patience=0.01, heartbeat=0.02)) as client:
        stream = begin(client)
        gate.set()
        with pytest.raises(openai.APIError) as raised:
            list(stream)

    assert raised.value.code == code
    assert "secret" not in json.dumps(raised.value.body)


def test_clients_that_leave_do_not_use_up_the_places() -> None:
    """After more streams than there are places have been dropped, a question is answered again."""
    gate = threading.Event()
    settings = ApiSettings(running=1, waiting=1, patience=0.01, heartbeat=0.02)
    with talking_to(FakeAssistant(gate=gate), settings) as client:
        for _ in range(6):
            begin(client).close()
            time.sleep(0.1)
        gate.set()
        completion = complete(client)

    assert completion.choices[0].finish_reason == "stop"


def test_a_full_queue_is_an_error_that_says_so() -> None:
    """The same queue as every other question's."""
    gate = threading.Event()
    settings = ApiSettings(running=1, waiting=0, patience=0.01, heartbeat=0.02)
    with talking_to(FakeAssistant(gate=gate), settings) as client:
        stream = begin(client)
        with pytest.raises(openai.InternalServerError) as refused:
            complete(client)
        gate.set()
        list(stream)

    assert (refused.value.status_code, refused.value.code) == (503, "busy")


@pytest.mark.parametrize(("stream", "status"), [(False, 503), (True, 200)])
def test_a_server_that_stops_says_so_in_openais_shape(stream: bool, status: int) -> None:
    """To whoever still waits when the grace is over, with or without a stream that has begun."""
    assistant = FakeAssistant(gate=threading.Event())
    app = create_app(assistant, ApiSettings(patience=0.01, heartbeat=0.02))

    async def given_up() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            waiting = asyncio.create_task(client.post(CHAT, json={**SURE, "stream": stream}))
            while not assistant.asked:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)  # longer than our patience: a stream has begun
            app.state.admission.give_up()
            response = await waiting
            assert assistant.gate is not None
            assistant.gate.set()
            return response

    response = asyncio.run(given_up())

    assert response.status_code == status
    error = json.loads(response.text.rpartition("data: ")[2])["error"]
    assert (error["type"], error["code"]) == ("server_error", "stopping")
    assert stream or response.headers["retry-after"] == "5"
