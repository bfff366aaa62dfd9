"""A language model's server over real HTTP: good, slow, down, garbled, endless. Never more than a deadline is lost."""

import logging
import re
import socket
import time
from collections.abc import Iterator

import pytest

from qa.answering.llm.model import Failure, LanguageModelError, Message
from qa.answering.llm.server import OpenAiServer, ServerSettings
from tests.llm_stub import Behave, Stub, completion, dripping, flooding, reply, saying, sending, silent, stubbed

PROMPT = [Message("system", "Rules."), Message("user", "Qüestion? \ud800")]
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
SECRET = "sk-very-secret"  # noqa: S105 - made up


@pytest.fixture
def stub() -> Iterator[Stub]:
    with stubbed() as server:
        yield server


def test_a_good_server_gets_the_prompt_and_its_text_comes_back(stub: Stub) -> None:
    """Temperature 0 and a seed are sent, and a limit of tokens; the key only as a header."""
    stub.behave = saying("Otters sleep [1].")

    text = stub.model(key=SECRET).complete(PROMPT)

    (prompt,), (head,) = stub.prompts, stub.heads
    assert text == "Otters sleep [1]."
    assert head.startswith("POST /v1/chat/completions HTTP/1.1")
    assert f"authorization: Bearer {SECRET}" in head
    assert prompt["messages"][0] == {"role": "system", "content": "Rules."}
    assert (prompt["model"], prompt["temperature"], prompt["stream"]) == ("stub", 0, False)
    assert prompt["seed"] is not None
    assert prompt["max_tokens"] > 0
    assert SECRET not in str(prompt)


def test_without_a_key_no_header_is_sent(stub: Stub) -> None:
    """A local server needs none."""
    stub.behave = saying("x")

    stub.model().complete(PROMPT)

    assert "authorization" not in stub.heads[0].lower()


GARBLED: list[tuple[Behave, Failure]] = [
    (sending(reply(b"not JSON")), "unreadable"),
    (sending(reply(b"")), "unreadable"),
    (sending(reply(bytes(range(256)))), "unreadable"),
    (sending(reply(b"\x1f\x8b\x08garbage", extra="Content-Encoding: gzip\r\n")), "unreadable"),
    (sending(reply(b"[" * 100_000)), "unreadable"),
    (sending(reply(b"[1, 2]")), "unreadable"),
    (sending(reply(b'{"choices": []}')), "unreadable"),
    (sending(reply(b'{"choices": ["text"]}')), "unreadable"),
    (sending(reply(b'{"choices": [{"message": null}]}')), "unreadable"),
    (saying(None), "unreadable"),
    (saying(["a", "b"]), "unreadable"),
    (saying({"text": "x"}), "unreadable"),
    (sending(b"\x00\xff this is no HTTP\r\n\r\n"), "unreadable"),
    (sending(b""), "unreadable"),
    (sending(CHUNKED + b"zz\r\n"), "unreadable"),
    (sending(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"), "unreadable"),
    (sending(reply(completion("x" * 2_000_000))), "unreadable"),
    (flooding(CHUNKED, b"ffff\r\n" + b" " * 0xFFFF + b"\r\n"), "unreadable"),
    (sending(reply(completion("x"), "500 Internal Server Error")), "refused"),
    (sending(reply(completion("x"), "401 Unauthorized")), "refused"),
    (sending(reply(completion("x"), "429 Too Many Requests", "Retry-After: 9\r\n")), "refused"),
    (sending(reply(b"", "204 No Content")), "refused"),
]


@pytest.mark.parametrize(("behave", "failure"), GARBLED)
def test_whatever_else_comes_is_an_error_of_ours(stub: Stub, behave: Behave, failure: Failure) -> None:
    """It says what kind of failure it was, and nothing of what was sent."""
    stub.behave = behave

    with pytest.raises(LanguageModelError) as raised:
        stub.model(key=SECRET).complete(PROMPT)

    assert raised.value.failure == failure
    assert not re.search(f"{SECRET}|Rules|estion", str(raised.value))


@pytest.mark.parametrize(
    "behave",
    [
        silent,
        dripping(b"HTTP/1.1 200 OK\r\n", b"X-More: yes\r\n"),  # headers without end
        dripping(CHUNKED, b"1\r\n \r\n"),  # a body without end
        dripping(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
)
def test_the_deadline_is_for_the_whole_call(stub: Stub, behave: Behave) -> None:
    """However much comes in between: no single read is late here, and none is the last."""
    stub.behave = behave
    began = time.monotonic()

    with pytest.raises(LanguageModelError) as raised:
        stub.model(seconds=0.5).complete(PROMPT)

    assert raised.value.failure == "slow"
    assert time.monotonic() - began < 10  # of a busy machine; the drops alone would go on for ever


def test_a_server_that_is_down_is_unreachable() -> None:
    """Nothing listens there, or the name overview_citations nowhere."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    for url in (f"http://127.0.0.1:{port}/v1", "http://no-such-host.invalid/v1"):
        with pytest.raises(LanguageModelError) as raised:
            OpenAiServer(ServerSettings(url, "stub", None, 5.0)).complete(PROMPT)
        assert raised.value.failure == "unreachable"


def test_no_redirect_is_followed(stub: Stub) -> None:
    """The documents' words go to the server that was configured and to no other."""
    with stubbed(saying("stolen")) as other:
        stub.behave = sending(reply(b"", "307 Temporary Redirect", f"Location: {other.url}/chat/completions\r\n"))

        with pytest.raises(LanguageModelError) as raised:
            stub.model().complete(PROMPT)

        assert raised.value.failure == "refused"
        assert other.prompts == []


def test_no_proxy_is_taken_from_the_environment(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that some other program needs must not send documents elsewhere."""
    stub.behave = saying("direct")
    with stubbed(saying("proxied")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)

        assert stub.model().complete(PROMPT) == "direct"
        assert proxy.prompts == []


def test_drafts_halves_of_characters_and_unfinished_sentences_go(stub: Stub) -> None:
    """Text is what can be written out; what the model only thought, or was cut off in, is not its answer."""
    stub.behave = saying("<think>Hm [1].</think>One \ud800 [1]. Two [2]. Three is cut", "length")
    cut = stub.model().complete(PROMPT)
    stub.behave = saying("Whole sentences. " * 3000)
    long = stub.model().complete(PROMPT)

    assert cut.split() == ["One", "?", "[1].", "Two", "[2]."]
    assert len(long) <= 8000
    assert long.endswith("sentences.")


def test_the_key_is_in_no_log_and_no_repr(stub: Stub, caplog: pytest.LogCaptureFixture) -> None:
    """Nor in the name, which goes into answers' ids."""
    stub.behave = saying("x")
    caplog.set_level(logging.DEBUG)
    settings = ServerSettings(stub.url, "stub", SECRET)
    model = OpenAiServer(settings)

    model.complete(PROMPT)

    assert SECRET not in caplog.text + repr(settings) + repr(model) + model.name
