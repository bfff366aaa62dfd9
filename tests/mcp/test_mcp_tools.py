"""The tools as a model's client meets them, through the official client, in this process."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import anyio
import pytest
from mcp import Client, MCPError, types

from qa.answering.ports import Assistant, NotReadyError
from qa.answering.records import Turn
from qa.mcp import Backend, build_server
from qa.mcp.arguments import READ_LIMIT
from tests.fakes import FakeAssistant, failing_assistant

T = TypeVar("T")
FINE = "What is the fine for drying nets?"


def with_client(work: Callable[[Client], Awaitable[T]], assistant: Assistant | None = None, patience: float = 0.0) -> T:
    """Return what ``work`` does with a client of a server for ``assistant``."""

    async def run() -> T:
        async with Client(build_server(Backend(assistant or FakeAssistant(), ready_timeout=patience))) as client:
            return await work(client)

    return anyio.run(run)


def call(name: str, assistant: Assistant | None = None, /, **arguments: object) -> types.CallToolResult:
    return with_client(lambda client: client.call_tool(name, arguments), assistant)


def text_of(result: types.CallToolResult) -> str:
    blocks = [block.text for block in result.content if isinstance(block, types.TextContent)]
    assert len(blocks) == len(result.content)
    return "\n".join(blocks)


def fields_of(result: types.CallToolResult) -> dict[str, Any]:
    assert not result.is_error, text_of(result)
    fields: dict[str, Any] = result.structured_content
    return fields


def test_there_are_four_tools_and_none_of_them_writes() -> None:
    """Each has a title, a description, schemas both ways, and says that it only reads."""
    tools = with_client(lambda client: client.list_tools()).tools

    assert [tool.name for tool in tools] == ["ask", "search", "read_document", "verify_quote"]
    for tool in tools:
        assert tool.title
        assert len(tool.description or "") > 80
        assert tool.output_schema is not None
        assert tool.annotations is not None
        assert (tool.annotations.read_only_hint, tool.annotations.destructive_hint) == (True, False)
        assert all(field.get("description") for field in tool.input_schema["properties"].values()), tool.name


def test_an_answer_comes_as_fields_and_as_words_with_its_quotes() -> None:
    """The fields are those of the HTTP API; the words carry every [n], every quote to the letter, and its place."""
    assistant = FakeAssistant()

    result = call("ask", assistant, question=FINE, k=2)

    answer = fields_of(result)
    assert answer["answerable"] is True
    assert len(answer["passages"]) == 2
    for citation in answer["citations"]:
        document = assistant.library[citation["document_id"]]
        assert document.text[citation["start"] : citation["end"]] == citation["quote"]
        assert citation["sha256"] == document.sha256
        assert f"[{citation['number']}]" in text_of(result)
        assert citation["quote"] in text_of(result)
        assert f"{citation['document_id']}, characters {citation['start']}–{citation['end']}" in text_of(result)


def test_silence_is_no_error_and_shows_what_is_nearest() -> None:
    """The model is told that the documents do not say, why, and what there is instead."""
    result = call("ask", question="Who is the king of France?", k=2)

    answer = fields_of(result)
    assert (answer["answerable"], answer["reason"], answer["citations"]) == (False, "nothing_near", [])
    assert answer["closest"] == []
    assert answer["answer"] in text_of(result)
    assert all(passage["text"] in text_of(result) for passage in answer["passages"])
    assert "do not answer" in text_of(result)


def test_silence_shows_the_closest_statements_instead_of_passages() -> None:
    """To the letter, each with its place, and said not to answer."""
    result = call("ask", question="Who is the king of France and of the lighthouse beyond the seven seas?", k=2)

    answer = fields_of(result)
    (closest,) = answer["closest"]
    assert (answer["answerable"], answer["citations"]) == (False, [])
    assert f"[1] {closest['title']}" in text_of(result)
    assert f"“{closest['quote']}”" in text_of(result)
    assert "which do not answer:" in text_of(result)
    assert answer["passages"][1]["text"] not in text_of(result)


def test_everything_given_with_a_question_reaches_the_assistant() -> None:
    """History, k and documents; lists may come as strings of JSON, as some clients send them."""
    assistant = FakeAssistant()
    history = '[{"role": "user", "content": "When was the lighthouse lit?"}]'

    call("ask", assistant, question="Who designed it?", history=history, k=2, documents='["lighthouse-txt"]')

    (asked,) = assistant.asked
    assert asked.history == (Turn("user", "When was the lighthouse lit?"),)
    assert (asked.k, asked.documents) == (2, ("lighthouse-txt",))


def test_a_search_gives_passages_with_their_places_and_no_answer() -> None:
    """Nearest first, within the documents asked for, whether or not they answer."""
    assistant = FakeAssistant()

    result = call("search", assistant, query=FINE, k=3, documents=["rules-pdf"])

    found = fields_of(result)
    assert set(found) == {"passages", "generation", "timings_ms"}
    assert assistant.asked == []
    assert len(found["passages"]) == 3
    for passage in found["passages"]:
        text = assistant.library["rules-pdf"].text
        assert text[passage["start"] : passage["end"]] == passage["text"]
        assert passage["text"] in text_of(result)


def test_a_document_is_read_piece_by_piece_to_its_end() -> None:
    """Pieces joined are the document, to the letter, and each says where to go on."""
    assistant = FakeAssistant()
    document = assistant.library["tides-md"]
    pieces: list[str] = []
    start: int | None = 0

    while start is not None:
        result = call("read_document", assistant, document_id="tides-md", start=start, end=start + 100)
        piece = fields_of(result)
        assert isinstance(result.content[1], types.TextContent)
        assert result.content[1].text == piece["text"]
        assert (piece["characters"], piece["sha256"]) == (len(document.text), document.sha256)
        pieces.append(piece["text"])
        start = piece["next_start"]

    assert len(pieces) == 4
    assert "".join(pieces) == document.text


def test_no_piece_is_longer_than_a_model_can_take() -> None:
    """A whole book is not poured into the conversation, whatever is asked for."""
    assistant = FakeAssistant(write=True)
    assistant.add_document("book.txt", b"x" * (3 * READ_LIMIT))

    piece = fields_of(call("read_document", assistant, document_id="book-txt", start=5, end=10**9))

    assert (piece["start"], piece["end"], piece["next_start"]) == (5, 5 + READ_LIMIT, 5 + READ_LIMIT)


@pytest.mark.parametrize(("start", "end"), [(385, None), (10, 10), (10, 3), (9999, 99999)])
def test_a_piece_that_is_not_there_is_an_error_that_says_what_is(start: int, end: int | None) -> None:
    """The model can mend its call: it is told how long the document is."""
    result = call("read_document", document_id="rules-pdf", start=start, end=end)

    assert result.is_error
    assert "385 characters" in text_of(result)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, None),
        ({"quote": "ten shillings"}, "different_text"),
        ({"sha256": "0" * 64}, "changed_document"),
        ({"start": 300, "end": 9_000}, "out_of_range"),
        ({"document_id": "nowhere"}, "unknown_document"),
        ({"start": -5, "end": -1}, "out_of_range"),
    ],
)
def test_a_quote_is_verified_or_told_why_not(changed: dict[str, object], reason: str | None) -> None:
    """A wrong quote is a finding, not an error."""
    right = {"document_id": "rules-pdf", "start": 288, "end": 301, "quote": "two shillings"}

    result = call("verify_quote", **right | changed)

    found = fields_of(result)
    assert (found["verified"], found["reason"]) == (reason is None, reason)
    assert text_of(result).startswith("Verified" if reason is None else "Not verified")
    if reason == "different_text":
        assert "“two shillings”" in text_of(result)


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": "x" * 2001}, "shorten it to 2,000"),
        ("ask", {}, "question: Field required"),
        ("ask", {"question": "When?", "k": 51}, "k: Input should be less than or equal to 50"),
        ("ask", {"question": "When?", "documents": ["nowhere"]}, "there is no document nowhere"),
        ("ask", {"question": "When?", "documents": "all"}, "documents: Input should be a valid list"),
        ("ask", {"question": "When?", "temperature": 1}, "temperature: there is no such field"),
        ("ask", {"question": "nul \0"}, "a character that is no text"),
        ("search", {"question": "When?", "documents": ["nowhere"]}, "there is no document nowhere"),
        ("search", {"question": "When?", "history": []}, "history: there is no such field"),
        ("read_document", {"document_id": "nowhere"}, "there is no document nowhere"),
        ("read_document", {"document_id": "rules-pdf", "start": -1}, "start: Input should be greater"),
        (
            "verify_quote",
            {"document_id": "rules-pdf", "start": 0, "end": READ_LIMIT + 1, "quote": "x"},
            "verify at most 10,000",
        ),
    ],
)
def test_a_wrong_call_is_a_tool_error_that_says_what_to_do(name: str, arguments: dict[str, object], said: str) -> None:
    """In our words, for the model to read; never a traceback, and no address of somebody's documentation."""
    result = call(name, **arguments)

    assert result.is_error
    assert said in text_of(result)
    assert "Traceback" not in text_of(result)
    assert "http" not in text_of(result)


def test_an_assistant_that_is_loading_says_so() -> None:
    """The message is that of the HTTP API."""
    result = call("ask", FakeAssistant(ready=False), question=FINE)

    assert result.is_error
    assert text_of(result) == "The documents are still being read; ask again in a few seconds."


def test_a_call_waits_for_the_assistant_to_load() -> None:
    """A client that starts the process and asks at once gets its answer, not an error."""
    assistant = FakeAssistant(ready=False)

    async def work(client: Client) -> types.CallToolResult:
        result: list[types.CallToolResult] = []

        async def ask() -> None:
            result.append(await client.call_tool("ask", {"question": FINE}))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await anyio.sleep(0.2)
            assert result == []
            assistant.ready = True
        return result[0]

    assert fields_of(with_client(work, assistant, patience=20))["answerable"] is True


def test_patience_has_an_end() -> None:
    """After it the model is told that the documents are being loaded, rather than left waiting."""
    result = with_client(
        lambda client: client.call_tool("read_document", {"document_id": "x"}),
        failing_assistant_that_is_never_ready(),
        patience=0.1,
    )

    assert result.is_error
    assert text_of(result) == "not ready yet"


def failing_assistant_that_is_never_ready() -> Assistant:
    assistant = failing_assistant(NotReadyError("not ready yet"))
    assistant.readiness = FakeAssistant(ready=False).readiness  # type: ignore[method-assign] # an autospec'd mock
    return assistant


def test_a_fault_of_ours_is_told_without_its_cause(caplog: pytest.LogCaptureFixture) -> None:
    """The model gets a sentence, the log the cause."""
    result = call("ask", failing_assistant(RuntimeError("the secret cause")), question=FINE)

    assert result.is_error
    assert "on our side" in text_of(result)
    assert "secret cause" not in text_of(result)
    assert caplog.records[-1].exc_info is not None


def test_a_tool_that_is_not_there_is_a_protocol_error() -> None:
    """It names those that are."""

    async def work(client: Client) -> str:
        with pytest.raises(MCPError) as raised:  # here, as the client wraps what leaves it
            await client.call_tool("delete_document", {"document_id": "x"})
        return raised.value.message

    assert "there are ask, search, read_document, verify_quote" in with_client(work)
