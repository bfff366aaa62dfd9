"""docs/api.md: every route and error is named in it, and its examples are what the product answers."""

import re

import pytest

from qa.api import ApiSettings, create_app
from qa.api.problems import PROBLEMS, STATUSES
from tests.api.api_page import BLOCK, PAGE, Message, answer_to, examples, product, same
from tests.fakes import FakeAssistant

TEXT = PAGE.read_text(encoding="utf-8")
SCHEMA = create_app(FakeAssistant(), ApiSettings()).openapi()
ROUTES = [(method.upper(), path) for path, methods in SCHEMA["paths"].items() for method in methods]


def section(method: str, path: str) -> str:
    """What the page says under the heading of one route."""
    _, _, rest = TEXT.partition(f"\n### `{method} {path}`\n")
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


def test_no_route_is_described_that_is_not_there() -> None:
    """What was removed from the server goes from the page too."""
    assert set(re.findall(r"^### `(\w+) (\S+)`$", TEXT, re.MULTILINE)) == set(ROUTES)


def test_every_kind_of_problem_is_described_with_its_status() -> None:
    """And none that cannot happen."""
    described = set(re.findall(r"^\| `(urn:cited-qa:[\w-]+)` \| (\d+) \|", TEXT, re.MULTILINE))

    kinds = {*PROBLEMS.values(), *STATUSES.values()}
    from_gate = {("urn:cited-qa:bad-host", "400")}
    assert described == {(kind.uri, str(kind.status)) for kind in kinds} | from_gate


def test_there_is_an_example_of_each_route() -> None:
    """The loop below has something to go through."""
    assert len(examples(TEXT)) >= len(ROUTES)


@pytest.mark.model
def test_the_examples_are_what_the_product_answers() -> None:
    """Sent in the page's order to `qa serve` over the seeds. To write them anew: python -m tests.api.api_page."""
    with product() as client:
        for request, written in examples(TEXT):
            answered = answer_to(request, written, client)

            assert same(written, answered), f"{request}\n\n{answered}"


ANSWER = '{"answer_id": "c087b16cebb6c3d0", "score": 0.5012, "text": "lit in 1849", "timings_ms": {"total": 1.25}}'


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("c087b16cebb6c3d0", "0000000000000000", True),
        ("1.25", "99.5", True),
        ("0.5012", "0.5019", True),
        ("0.5012", "0.61", False),
        ("1849", "1850", False),
        ("score", "rank", False),
        ("lit in", "[...]", False),
    ],
)
def test_only_what_may_differ_is_passed_over(old: str, new: str, expected: bool) -> None:
    """Ids, times and the last digits of scores; a word, a place or a field that is not the same is found."""
    assert same(ANSWER, ANSWER.replace(old, new)) is expected
