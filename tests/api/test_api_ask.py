"""POST /api/ask: what it answers, and that it answers the same twice."""

import asyncio
import threading
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from starlette.testclient import TestClient

from qa.answering.ports import Question
from qa.answering.records import Answer, Turn
from qa.api import ApiSettings, create_app
from tests.fakes import FakeAssistant

LIT = "When was the lighthouse at Skerry Point first lit?"
ANSWER_FIELDS = [
    "answer_id", "question", "standalone_question", "answerable", "confidence", "certainty", "reason", "answer",
    "citations", "closest", "passages", "mode", "generation", "timings_ms",
]  # fmt: skip
CITATION_FIELDS = [
    "number", "document_id", "title", "source", "sha256", "start", "end", "quote", "prefix", "suffix", "page", "boxes",
    "highlights", "block", "context",
]  # fmt: skip


def ask(client: TestClient, question: str, **more: object) -> dict[str, Any]:
    response = client.post("/api/ask", json={"question": question, **more})
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


@pytest.mark.parametrize(
    "question",
    [
        LIT,
        "How high was the highest tide of the decade?",
        "What is the fine for drying nets?",
        "מתי יוצאת המעבורת הראשונה",
    ],
)
def test_a_citation_is_the_text_of_its_document(client: TestClient, assistant: FakeAssistant, question: str) -> None:
    """Quote, prefix, suffix and highlights are slices of the document, in code points."""
    answer = ask(client, question)

    assert list(answer) == ANSWER_FIELDS
    assert answer["answerable"] is True
    for citation in answer["citations"]:
        assert list(citation) == CITATION_FIELDS
        text = assistant.library[citation["document_id"]].text
        start, end = citation["start"], citation["end"]
        assert text[start:end] == citation["quote"]
        assert text[:start].endswith(citation["prefix"])
        assert text[end:].startswith(citation["suffix"])
        assert f"[{citation['number']}]" in answer["answer"]
        for highlight in citation["highlights"]:
            assert citation["quote"][highlight["start"] : highlight["end"]] == highlight["text"]


def test_a_question_beside_the_documents_is_not_answered(client: TestClient) -> None:
    """Abstaining is an answer too: a reason, a confidence, the nearest passages, no citation."""
    answer = ask(client, "Who is the king of France?", k=3)

    assert answer["answerable"] is False
    assert answer["reason"] == "nothing_near"
    assert answer["citations"] == []
    assert len(answer["passages"]) == 3


def test_the_same_question_gives_the_same_bytes(client: TestClient) -> None:
    """The body is identical for one generation, and its keys are in one order."""
    first, second = (client.post("/api/ask", json={"question": LIT}).content for _ in range(2))

    assert first == second


def test_scores_have_four_decimals(client: TestClient) -> None:
    """Scores and confidence are rounded, so that no machine's last bit shows."""
    answer = ask(client, LIT)

    numbers = [answer["confidence"], *(passage["score"] for passage in answer["passages"])]
    assert all(number == round(number, 4) for number in numbers)


def test_every_field_reaches_the_assistant(client: TestClient, assistant: FakeAssistant) -> None:
    """History, k and documents are handed over as they were sent."""
    history = [{"role": "user", "content": LIT}, {"role": "assistant", "content": "In 1849 [1]"}]

    answer = ask(client, "Who designed it?", history=history, k=2, documents=["lighthouse-txt"])

    (question,) = assistant.asked
    assert question.history == (Turn("user", LIT), Turn("assistant", "In 1849 [1]"))
    assert (question.k, question.documents, question.mode) == (2, ("lighthouse-txt",), "extractive")
    assert {passage["document_id"] for passage in answer["passages"]} == {"lighthouse-txt"}


def test_k_is_five_unless_told(client: TestClient) -> None:
    """The contract's default."""
    assert len(ask(client, LIT)["passages"]) == 5


@pytest.mark.parametrize("length", [1, 2_000])
def test_questions_up_to_the_limit_are_asked(client: TestClient, length: int) -> None:
    """The limit is inclusive and counts code points."""
    assert ask(client, "😀" * length)["answerable"] is False


def test_questions_wait_in_a_short_queue_and_then_are_turned_away() -> None:
    """Two run, one waits, the fourth is told to come back; meanwhile the event loop still answers."""
    assistant = FakeAssistant(gate=threading.Event())
    app = create_app(assistant, ApiSettings(running=2, waiting=1))

    async def flood() -> tuple[list[httpx2.Response], httpx2.Response, httpx2.Response]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            held = [asyncio.create_task(client.post("/api/ask", json={"question": LIT})) for _ in range(3)]
            while len(assistant.asked) < 2:
                await asyncio.sleep(0.01)
            health = await client.get("/healthz")
            refused = await client.post("/api/ask", json={"question": LIT})
            assert assistant.gate is not None
            assistant.gate.set()
            return list(await asyncio.gather(*held)), health, refused

    admitted, health, refused = asyncio.run(flood())

    assert [response.status_code for response in admitted] == [200, 200, 200]
    assert health.status_code == 200
    assert refused.status_code == 503
    assert refused.headers["retry-after"] == "1"
    assert refused.json()["type"] == "urn:cited-qa:busy"


class Worded(FakeAssistant):
    """Has a language model, for which ``gate`` stands."""

    def ask(self, question: Question) -> Answer:
        if question.mode == "extractive":
            return FakeAssistant(self.library).ask(question)
        return super().ask(replace(question, mode="extractive"))


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/api/ask", {"question": LIT, "mode": "llm"}),
        ("/v1/chat/completions", {"model": "cited-qa-llm", "messages": [{"role": "user", "content": LIT}]}),
    ],
)
def test_a_slow_language_model_holds_up_nobody_else(path: str, asked: dict[str, object]) -> None:
    """Its questions wait in a line of their own, and not without bound; all others are answered meanwhile."""
    assistant = Worded(gate=threading.Event())
    app = create_app(assistant, ApiSettings(running=1, waiting=1, modes=("extractive", "llm")))

    async def flood() -> tuple[list[httpx2.Response], list[httpx2.Response]]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://localhost") as client:
            held = [asyncio.create_task(client.post(path, json=asked)) for _ in range(5)]
            while (app.state.admission.running, app.state.admission.waiting) != (4, 1):
                await asyncio.sleep(0.01)
            others = [
                await client.post("/api/ask", json={"question": LIT}),
                await client.get("/readyz"),
                await client.post(path, json=asked),
            ]
            assert assistant.gate is not None
            assistant.gate.set()
            return list(await asyncio.gather(*held)), others

    worded, others = asyncio.run(flood())

    assert [response.status_code for response in worded] == [200] * 5
    assert [response.status_code for response in others] == [200, 200, 503]
