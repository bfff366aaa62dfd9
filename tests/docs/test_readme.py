"""README as a newcomer follows it: what it shows is typed, and what it promises of the seeds is asked for."""

import hashlib
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from bench import documents
from tests.processes import ROOT, Running, serving

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = "http://127.0.0.1:8000"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with serving(tmp_path_factory.mktemp("readme"), QA_SOURCES="seeds") as running:
        yield running


def snippet(first: str) -> str:
    """README's Python that begins so."""
    blocks: list[str] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    return next(block for block in blocks if block.startswith(first))


def asked(server: Running, question: str, *before: str) -> dict[str, Any]:
    """The answer to ``question``, after the questions ``before`` and what was answered to them."""
    history: list[dict[str, str]] = []
    for words in (*before, question):
        body = {"question": words, "history": history}
        answer = httpx2.post(f"{server.address}/api/ask", json=body, timeout=60).json()
        history = [*history, {"role": "user", "content": words}, {"role": "assistant", "content": answer["answer"]}]
    return dict(answer)


@pytest.mark.model
@pytest.mark.slow
def test_the_session_prints_what_readme_shows() -> None:
    """Every command of it is typed again, over an index made for it."""
    assert documents.session(README) == README, "qa prints something else than README shows; run: make docs"


@pytest.mark.model
@pytest.mark.slow
def test_the_requests_that_readme_shows_are_answered(server: Running) -> None:
    """Both curl lines work as they stand: the question is answered, and its quote is verified."""
    replies = []
    for line in re.findall(r"^    (curl .*)$", README, re.MULTILINE):
        words = shlex.split(line)
        assert words[:2] + words[3:4] + words[5:6] == ["curl", "-s", "-H", "-d"]
        name, _, value = words[4].partition(": ")
        url = words[2].replace("localhost:8000", server.address)
        replies.append(httpx2.post(url, headers={name: value}, content=words[6], timeout=60).json())

    answer, verified = replies
    assert answer["answerable"] is True
    assert verified["verified"] is True


@pytest.mark.model
@pytest.mark.slow
def test_anyone_who_has_the_document_can_check_a_quote_in_three_lines(server: Running) -> None:
    """README's lines hold for a quote as it was given, and fail for one that was not."""
    code = snippet("document = ")
    citation = asked(server, "What happened to the executive order of 2020?")["citations"][0]
    names = {"server": server.address, "requests": httpx2, "hashlib": hashlib}

    exec(code, {**names, "citation": citation})  # noqa: S102 - README's own lines

    with pytest.raises(AssertionError):
        exec(code, {**names, "citation": {**citation, "quote": "The order was enforced."}})  # noqa: S102


@pytest.mark.model
@pytest.mark.slow
def test_a_client_of_openai_asks_as_readme_shows(server: Running, capsys: pytest.CaptureFixture[str]) -> None:
    """The answer, and then the quote with its confidence."""
    code = snippet("client = openai").replace(SHOWN, server.address)

    exec(code, {"openai": openai})  # noqa: S102 - README's own lines

    answer, cited = capsys.readouterr().out.rsplit("\n", 2)[:2]
    quote, confidence = cited.rsplit(" ", 1)
    assert "led nowhere" in quote
    assert quote in answer
    assert 0 < float(confidence) < 1


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize(
    ("questions", "right"),
    [
        (("What happened to the executive order of 2020?",), "the Biden administration withdrew it"),
        (("What happened to the executive order of 2020?", "who withdrew it?"), "the Biden administration withdrew it"),
        (("Who withdrew the executive order?",), "the Biden administration withdrew it"),
    ],
)
def test_what_readme_asks_is_answered_by_a_quote_that_says_it(
    server: Running, questions: tuple[str, ...], right: str
) -> None:
    """Every question that README shows stands here with the words that answer it, in the first quote."""
    *before, question = questions

    answer = asked(server, question, *before)

    assert question in README
    assert right in answer["citations"][0]["quote"]


@pytest.mark.model
@pytest.mark.slow
def test_a_follow_up_is_searched_for_as_readme_says(server: Running) -> None:
    """What the conversation is about is added to it, and shown."""
    answer = asked(server, "who withdrew it?", "What happened to the executive order of 2020?")

    assert answer["standalone_question"].startswith("who withdrew it?")
    assert "executive order" in answer["standalone_question"]


@pytest.mark.model
@pytest.mark.slow
def test_what_the_documents_do_not_say_is_not_answered(server: Running) -> None:
    """README's question without an answer is refused, with the statements that come closest."""
    answer = asked(server, "Who is the CEO of TikTok?")

    assert '"Who is the CEO of TikTok?"' in README
    assert (answer["answerable"], answer["citations"]) == (False, [])
    assert answer["closest"]


def test_the_questions_that_readme_shows_are_all_tried() -> None:
    """A question added to README is added to the tests above, with what answers it."""
    shown = set(re.findall(r'"([A-Za-z][^"\n$]*\?)"', README))
    tried = set(re.findall(r'"([A-Za-z][^"\n$]*\?)"', Path(__file__).read_text(encoding="utf-8")))

    assert shown - tried == set()
