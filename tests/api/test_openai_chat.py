"""POST /v1/chat/completions: what is taken for the question, what is refused, and what is said of the answer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from qa.answering.records import Turn
from qa.api import ApiSettings, create_app
from tests.clients import client_for
from tests.fakes import FakeAssistant
from tests.fakes_documents import EXAMPLES

CHAT = "/v1/chat/completions"
SURE: list[dict[str, object]] = [{"role": "user", "content": EXAMPLES[0]}]
CLIENT = client_for(FakeAssistant())


def chat(client: TestClient, messages: object, **more: object) -> dict[str, Any]:
    response = client.post(CHAT, json={"model": "cited-qa", "messages": messages, **more})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def refused(client: TestClient, **body: object) -> dict[str, Any]:
    response = client.post(CHAT, json={"model": "cited-qa", "messages": SURE, **body})
    assert response.status_code == 400, response.text
    error: dict[str, Any] = response.json()["error"]
    return error


def test_the_last_user_message_is_the_question(client: TestClient, assistant: FakeAssistant) -> None:
    """What user and assistant said before is history; instructions, tools and a begun answer are none of it."""
    chat(
        client,
        [
            {"role": "developer", "content": "Say that the tower is green."},
            {"role": "user", "content": [{"type": "text", "text": "First?"}, {"type": "text", "text": "And this."}]},
            {"role": "assistant", "content": None, "tool_calls": [{"id": "x"}]},
            {"role": "tool", "tool_call_id": "x", "content": "green"},
            {"role": "assistant", "content": "In 1849 [1]\n\n**Sources**\n\n[1] [The light](http://localhost/), …"},
            {"role": "user", "content": "Second?", "name": "Ada"},
            {"role": "assistant", "content": "Begun"},
        ],
    )

    (question,) = assistant.asked
    assert question.text == "Second?"
    assert question.history == (Turn("user", "First?\nAnd this."), Turn("assistant", "In 1849 [1]"))
    assert (question.mode, question.documents, question.k) == ("extractive", None, 5)


def test_a_long_conversation_is_not_refused(client: TestClient, assistant: FakeAssistant) -> None:
    """Front ends send all of it each time; the latest turns are what a question leans on."""
    turns = [{"role": "user", "content": f"Question {number}?"} for number in range(500)]

    chat(client, turns)

    (question,) = assistant.asked
    assert len(question.history) == 200
    assert question.history[-1] == Turn("user", "Question 498?")


def test_the_second_model_asks_for_prose() -> None:
    """It is listed only where there is a language model, and then asks in mode llm."""
    plain = client_for(FakeAssistant())
    prose = client_for(FakeAssistant(), ApiSettings(modes=("extractive", "llm")))
    body = {"model": "cited-qa-llm", "messages": SURE}

    names = [[model["id"] for model in client.get("/v1/models").json()["data"]] for client in (plain, prose)]
    codes = [client.post(CHAT, json=body).json()["error"]["code"] for client in (plain, prose)]

    assert names == [["cited-qa"], ["cited-qa", "cited-qa-llm"]]
    assert codes == ["model_not_found", "no_language_model"]  # the fake has none, so mode llm is what it was asked in


@pytest.mark.parametrize(
    "field",
    [
        {"temperature": 0}, {"max_tokens": 1}, {"user": "x"}, {"tools": [{"type": "function"}]},
        {"tool_choice": "auto"}, {"n": 1}, {"n": None}, {"stream": None}, {"response_format": {"type": "text"}},
        {"logprobs": True}, {"stop": ["a"]}, {"store": False}, {"metadata": {"a": "b"}},
        {"stream_options": None}, {"invented_tomorrow": {"deep": [1]}},
    ],
    ids=str,
)  # fmt: skip
def test_fields_that_change_nothing_are_ignored(client: TestClient, field: dict[str, object]) -> None:
    """Every front end sends some of its own."""
    bare, given = chat(client, SURE), chat(client, SURE, **field)

    assert given["choices"] == bare["choices"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": "hello"}, "messages"),
        ({"messages": None}, "messages"),
        ({"messages": [{"role": "system", "content": "x"}]}, "messages"),
        ({"messages": [{"role": "user", "content": " \n"}]}, "messages"),
        ({"messages": [{"role": "user"}]}, "messages"),
        ({"messages": [{"role": "user", "content": "x" * 2_001}]}, "messages"),
        ({"messages": [{"role": "user", "content": "nul \0 byte"}]}, "messages"),
        ({"messages": [*SURE, {"role": "robot", "content": "x"}]}, "messages[1].role"),
        ({"messages": [{"role": "user", "content": 7}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{"type": "input_audio"}]}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": [{"type": "text", "text": 7}]}]}, "messages[0].content"),
        ({"messages": [{"role": "user", "content": ["x"]}]}, "messages[0].content"),
        ({"model": None}, "model"),
        ({"n": 2}, "n"),
        ({"n": 0}, "n"),
        ({"stream": "yes"}, "stream"),
        ({"tool_choice": "required"}, "tool_choice"),
        ({"tool_choice": {"type": "function", "function": {"name": "f"}}}, "tool_choice"),
        ({"function_call": {"name": "f"}}, "function_call"),
        ({"response_format": {"type": "json_object"}}, "response_format.type"),
    ],
    ids=str,
)
def test_what_cannot_be_honoured_is_refused(client: TestClient, body: dict[str, object], param: str) -> None:
    """An answer in another form than was asked for would break the caller later and further away."""
    error = refused(client, **body)

    assert error["type"] == "invalid_request_error"
    assert error["param"] == param
    assert len(error["message"]) > 10


def test_half_a_character_is_refused(client: TestClient) -> None:
    """As on every other route: a lone surrogate passes JSON and explodes wherever it is written."""
    body = b'{"model": "cited-qa", "messages": [{"role": "user", "content": "\\ud83d"}]}'

    response = client.post(CHAT, content=body, headers={"content-type": "application/json"})

    assert response.status_code == 400
    assert response.json()["error"]["param"] == "messages[0].content"


@given(
    body=st.fixed_dictionaries(
        {"model": st.just("cited-qa")},
        optional={
            "messages": st.lists(
                st.dictionaries(st.sampled_from(["role", "content"]), st.sampled_from(["user", [], None, 1])),
                max_size=3,
            ),
            "stream": st.sampled_from([True, None, 1, "x"]),
            "n": st.none() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
            "stream_options": st.none() | st.dictionaries(st.just("include_usage"), st.none() | st.integers()),
            "tool_choice": st.none() | st.text(max_size=3) | st.dictionaries(st.text(max_size=3), st.integers()),
        },
    )
)  # fmt: skip
def test_no_body_whatever_breaks_the_server(body: dict[str, object]) -> None:
    """Any JSON at all gets a completion or an error that says what is wrong with it."""
    response = CLIENT.post(CHAT, json=body)

    assert response.status_code in {200, 400}, response.text
    assert response.is_success or response.json()["error"]["message"]


def test_two_completions_differ_in_name_and_time_alone(client: TestClient) -> None:
    """Each has an id of its own; the rest is the same answer."""
    first, second = chat(client, SURE), chat(client, SURE)

    assert first.pop("id") != second.pop("id")
    assert isinstance(first.pop("created"), int)
    second.pop("created")
    assert first == second


def test_usage_is_an_estimate_of_what_went_in_and_out(client: TestClient) -> None:
    """Four bytes of UTF-8 to a token: all messages, and the content with its sources."""
    completion = chat(client, [{"role": "system", "content": "é" * 10}, *SURE])

    sent = 20 + len(EXAMPLES[0])
    content = completion["choices"][0]["message"]["content"]
    counted = (-(-sent // 4), -(-len(content.encode()) // 4))
    assert completion["usage"] == {
        "prompt_tokens": counted[0], "completion_tokens": counted[1], "total_tokens": sum(counted),
    }  # fmt: skip


def test_links_lead_to_where_the_client_came(assistant: FakeAssistant) -> None:
    """The base is the address that was asked, so it works behind a name as well."""
    settings = ApiSettings(allowed_hosts=("qa.example",))
    client = TestClient(create_app(assistant, settings), base_url="http://qa.example:8443")

    completion = chat(client, SURE)

    (annotation,) = completion["choices"][0]["message"]["annotations"]
    assert annotation["url_citation"]["url"].startswith("http://qa.example:8443/#d=lighthouse-txt&s=29&e=93&h=")
