"""What users say of answers, over HTTP."""

from starlette.testclient import TestClient

from qa.answering.ports import Feedback
from tests.fakes import FakeAssistant


def test_feedback_is_kept(client: TestClient, assistant: FakeAssistant) -> None:
    """All kinds arrive, with the note where there is one."""
    kinds = ("wrong_answer", "wrong_quote", "should_abstain", "helpful")

    statuses = [
        client.post("/api/feedback", json={"answer_id": "a1", "kind": kind, "note": "why"}).status_code
        for kind in kinds
    ]

    assert statuses == [201, 201, 201, 201]
    assert assistant.judgements == [Feedback("a1", kind, "why") for kind in kinds]  # type: ignore[arg-type] # kinds


def test_a_right_statement_has_its_number(client: TestClient, assistant: FakeAssistant) -> None:
    """Without it nobody knows which is meant, and with another kind it means nothing."""
    right = {"answer_id": "a1", "kind": "right_statement"}
    bodies = [{**right, "statement": 2}, right, {**right, "statement": 0}, {**right, "kind": "helpful", "statement": 1}]

    statuses = [client.post("/api/feedback", json=body).status_code for body in bodies]

    assert statuses == [201, 422, 422, 422]
    assert assistant.judgements == [Feedback("a1", "right_statement", None, 2)]
