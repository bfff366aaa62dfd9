"""What a document is about, and where one is that has another name now."""

from starlette.testclient import TestClient

from tests.fakes_documents import TIDES


def test_a_document_is_found_by_its_hash_whatever_it_is_called_now(client: TestClient) -> None:
    """A link to a document that was renamed since leads to it."""
    named = client.get("/api/documents", params={"sha256": TIDES.sha256}).json()["documents"]
    unknown = client.get("/api/documents", params={"sha256": "0" * 64}).json()["documents"]

    assert [row["id"] for row in named] == [TIDES.id]
    assert unknown == []


def test_the_overview_of_a_document_is_made_of_citations(client: TestClient) -> None:
    """Words of its own, each with its place, and no question that another document answers."""
    body = client.get(f"/api/documents/{TIDES.id}/overview").json()

    (opening, *_) = body["citations"]
    assert TIDES.text[opening["start"] : opening["end"]] == opening["quote"]
    assert body["questions"] == ["How high was the highest tide of the decade?"]
    assert client.get("/api/documents/nowhere/overview").status_code == 404
