"""POST /api/check: answers of any system, held against their own sources."""

import threading

import pytest
from starlette.testclient import TestClient

from qa.api import ApiSettings, create_app
from tests.fakes import FakeAssistant

SOURCES = [{"text": "The lamp was lit in 1849."}, {"text": "The tower was painted white in 1901.", "id": "tower"}]


def checked(answer: str, quotes: list[dict[str, str]] | None = None) -> dict[str, object]:
    client = TestClient(create_app(FakeAssistant(), ApiSettings()), base_url="http://localhost")
    found: dict[str, object] = client.post(
        "/api/check", json={"answer": answer, "sources": SOURCES, "quotes": quotes or []}
    ).json()
    return found


def verdicts(found: dict[str, object], part: str) -> list[str]:
    rows = found[part]
    assert isinstance(rows, list)
    return [row["verdict"] for row in rows]


def test_each_sentence_gets_its_verdict_and_its_place() -> None:
    """Exact words are located in the source that is cited; a sentence without a marker is uncited."""
    found = checked("The lamp was lit in 1849 [1]. It cost a fortune.")

    assert verdicts(found, "sentences") == ["exact", "uncited"]
    assert found["sentences"][0]["pieces"] == [{"source_id": "1", "start": 0, "end": 24}]  # type: ignore[index]
    assert found["grounded"] is False


def test_words_of_another_source_are_misattributed() -> None:
    """Verbatim is not enough: the words must stand in the source that is named."""
    found = checked("The lamp was lit in 1849 [2].")

    assert verdicts(found, "sentences") == ["misattributed"]


def test_given_quotes_are_checked_by_the_source_they_name() -> None:
    """A source may be named by its own id; words that stand nowhere are fabricated."""
    found = checked("So it was [1].", [{"text": "painted white", "source_id": "tower"}, {"text": "painted black"}])

    assert verdicts(found, "quotes") == ["exact", "fabricated"]


@pytest.mark.parametrize(
    ("body", "most"),
    [
        ({"answer": "a" * 50_001, "sources": SOURCES}, "50,000"),
        ({"answer": "", "sources": SOURCES, "quotes": [{"text": "a" * 600}] * 100}, "50,000"),
        ({"answer": "a", "sources": [{"text": "a" * 10_001}] * 100}, "1,000,000"),
    ],
    ids=["answer", "quotes", "sources"],
)
def test_what_would_take_too_long_is_refused_with_the_limit(body: dict[str, object], most: str) -> None:
    """Nobody is let wait for what cannot be checked in time; the message says how much can."""
    client = TestClient(create_app(FakeAssistant(), ApiSettings()), base_url="http://localhost")

    refused = client.post("/api/check", json=body)

    assert refused.status_code == 422
    assert f"send {most} or fewer" in refused.json()["detail"]


def test_a_million_characters_of_sources_are_taken() -> None:
    """Whatever the script: the bytes of a body that is checked are bounded apart from others."""
    sources = [{"text": "漢" * 10_000}] * 100
    client = TestClient(create_app(FakeAssistant(), ApiSettings()), base_url="http://localhost")

    done = client.post("/api/check", json={"answer": "漢 [1].", "sources": sources})

    assert done.status_code == 200


def test_checks_wait_in_the_queue_of_the_questions() -> None:
    """Checking is work like answering: where all places are taken, it is refused instead of taking one more."""
    gate = threading.Event()
    assistant = FakeAssistant(gate=gate)
    client = TestClient(create_app(assistant, ApiSettings(running=1, waiting=0)), base_url="http://localhost")
    with client:
        asking = threading.Thread(target=client.post, args=("/api/ask",), kwargs={"json": {"question": "Who lit it?"}})
        asking.start()
        while not assistant.asked:
            asking.join(0.01)

        refused = client.post("/api/check", json={"answer": "x", "sources": SOURCES})
        gate.set()
        asking.join(10)

    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:cited-qa:busy"
