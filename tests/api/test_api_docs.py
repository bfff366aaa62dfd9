"""docs/api.md: every route and error is named in it, and its examples are real."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from qa.api import ApiSettings, create_app
from qa.api.problems import PROBLEMS, STATUSES
from tests.clients import client_for
from tests.fakes import FakeAssistant

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
SCHEMA = create_app(FakeAssistant(), ApiSettings()).openapi()
BLOCK = re.compile(r"^```http\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "# ..."
ROUTES = [(method.upper(), path) for path, methods in SCHEMA["paths"].items() for method in methods]


@dataclass(frozen=True)
class Message:
    """A request or a response as the page writes it."""

    first: str
    headers: dict[str, str]
    body: str

    @classmethod
    def read(cls, block: str) -> "Message":
        head, _, body = block.partition("\n\n")
        first, *lines = head.split("\n")
        return cls(first, dict(line.split(": ", 1) for line in lines), body)


def examples() -> list[tuple[Message, Message]]:
    messages = [Message.read(block) for block in BLOCK.findall(PAGE)]
    return list(zip(messages[::2], messages[1::2], strict=True))


def section(method: str, path: str) -> str:
    """What the page says under the heading of one route."""
    _, _, rest = PAGE.partition(f"\n### `{method} {path}`\n")
    return re.split(r"\n##+ ", rest)[0]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_is_described_with_its_errors(method: str, path: str) -> None:
    """Each has a heading, an example, and the statuses that its OpenAPI declares, no more and no fewer."""
    text = section(method, path)

    found = re.search(r"^Errors: ([\d, ]+)\.$", text, re.MULTILINE)
    assert found is not None, f"{method} {path} is not described"
    declared = {status for status in SCHEMA["paths"][path][method.lower()]["responses"] if int(status) >= 400}
    assert set(found[1].split(", ")) == declared
    assert any(Message.read(block).first.startswith(f"{method} ") for block in BLOCK.findall(text))


def comparable(body: str) -> str:
    """Put a constant for what a chat completion has new each time: its random id and when it was made."""
    body = re.sub(r'"chatcmpl-[0-9a-f]{32}"', '"chatcmpl-0"', body)
    return re.sub(r'("created": ?)\d+', r"\g<1>0", body)


def test_no_route_is_described_that_is_not_there() -> None:
    """What was removed from the server goes from the page too."""
    assert set(re.findall(r"^### `(\w+) (\S+)`$", PAGE, re.MULTILINE)) == set(ROUTES)


def test_every_kind_of_problem_is_described_with_its_status() -> None:
    """And none that cannot happen."""
    described = set(re.findall(r"^\| `(urn:cited-qa:[\w-]+)` \| (\d+) \|", PAGE, re.MULTILINE))

    kinds = {*PROBLEMS.values(), *STATUSES.values()}
    from_gate = {("urn:cited-qa:bad-host", "400")}
    assert described == {(kind.uri, str(kind.status)) for kind in kinds} | from_gate


def test_the_examples_are_what_the_server_answers() -> None:
    """Sent in the page's order to one server; what is shown is what comes back."""
    client = client_for(FakeAssistant(write=True), ApiSettings(write=True))

    for request, response in examples():
        method, target = request.first.split(" ")
        got = client.request(method, target, headers=request.headers, content=request.body.encode() or None)

        written, sent = (comparable(body) for body in (response.body, got.text))
        assert response.first == f"HTTP/1.1 {got.status_code}", request.first
        assert response.headers.get("Content-Type", "") == got.headers.get("content-type", ""), request.first
        if "json" in got.headers.get("content-type", ""):
            assert json.loads(written) == json.loads(sent), request.first
        elif LEFT_OUT in written:
            assert_in_order(written.splitlines(), sent.splitlines())
        else:
            assert written == sent.rstrip("\n"), request.first


def assert_in_order(shown: list[str], got: list[str]) -> None:
    """What is shown stands in what came back, line after line; where the page leaves out, so may we."""
    rest = iter(got)
    assert all(line in rest for line in shown if line != LEFT_OUT), shown


def test_there_is_an_example_of_each_route() -> None:
    """The loop above has something to go through."""
    assert len(examples()) >= len(ROUTES)
