"""Documents over HTTP: the list, one in full, verification, examples, upload and deletion."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from index.errors import UnreadableDocumentError, UnsupportedFormatError
from index.records import Block, Content, Document, Span
from qa.api import ApiSettings
from tests.clients import client_for
from tests.documents import document
from tests.fakes import SKIPPED, FakeAssistant, failing_assistant
from tests.fakes_documents import EXAMPLES, LIGHTHOUSE, RULES, TIDES

BYTES = {"content-type": "application/octet-stream"}
ROW_FIELDS = {
    "id", "title", "source", "collection", "sha256", "characters", "pages", "passages", "status", "reason", "warnings",
    "date",
}  # fmt: skip


@pytest.fixture
def writing(assistant: FakeAssistant) -> TestClient:
    assistant.write = True
    return client_for(assistant, ApiSettings(write=True, upload_limit=2_000_000))


def test_the_list_holds_skipped_files_too(client: TestClient) -> None:
    """Nobody has to guess why a file is not quoted."""
    rows = client.get("/api/documents").json()["documents"]

    assert all(set(row) == ROW_FIELDS for row in rows)
    assert [row["id"] for row in rows if row["status"] == "indexed"] == [d.id for d in FakeAssistant().library.values()]
    assert [(row["id"], row["reason"]) for row in rows if row["status"] == "skipped"] == [(SKIPPED.id, SKIPPED.reason)]


def test_the_list_comes_page_by_page(client: TestClient) -> None:
    """Each page goes on after the last document of the one before; the pages together are the whole list."""
    whole = client.get("/api/documents").json()["documents"]
    rows: list[dict[str, Any]] = []

    while page := client.get("/api/documents", params={"limit": 2, **after(rows)}).json()["documents"]:
        assert len(page) <= 2
        rows += page

    assert rows == whole
    assert client.get("/api/documents", params=after(whole[:1])).json()["documents"] == whole[1:]
    assert client.get("/api/documents", params={"limit": 99}).json()["documents"] == whole


def after(rows: list[dict[str, Any]]) -> dict[str, str]:
    return {"after": rows[-1]["id"]} if rows else {}


@pytest.mark.parametrize(
    ("query", "status"),
    [("limit=0", 422), ("limit=-1", 422), ("limit=x", 422), ("after=nowhere", 404), ("after=", 404)],
)
def test_a_page_of_the_list_that_makes_no_sense_is_refused(client: TestClient, query: str, status: int) -> None:
    """A document that went meanwhile among them: whoever lists then begins anew."""
    assert client.get(f"/api/documents?{query}").status_code == status


def test_a_collection_is_a_folder_directly_under_a_source(assistant: FakeAssistant) -> None:
    """However deep the file lies in it; a file beside the folders is in none; an upload is in its own."""
    sources = ("a.txt", "laws/b.txt", "laws/2024/c.txt", "up/d.txt")
    documents = [document("Text.", id=str(n), source=source) for n, source in enumerate(sources)]
    assistant.library = {each.id: each for each in documents}
    assistant.uploads = {"3"}
    client = client_for(assistant)

    rows = client.get("/api/documents").json()["documents"]

    collections = {row["source"]: row["collection"] for row in rows if row["status"] == "indexed"}
    assert collections == {"a.txt": None, "laws/b.txt": "laws", "laws/2024/c.txt": "laws", "up/d.txt": "up"}
    assert client.get("/api/documents/2").json()["collection"] == "laws"


def test_what_could_not_be_read_is_in_the_list_and_in_the_document(assistant: FakeAssistant) -> None:
    """A document that was read in part says which part is missing, wherever it is shown."""
    told = "page 3 is a picture without text; run OCR on it"
    scanned = document("Page one.", id="scan-pdf", source="scan.pdf", pages=[0], warnings=[told])
    assistant.library = {scanned.id: scanned}
    client = client_for(assistant)

    rows = client.get("/api/documents").json()["documents"]
    whole = client.get("/api/documents/scan-pdf").json()

    assert {row["id"]: row["warnings"] for row in rows} == {"scan-pdf": [told], SKIPPED.id: []}
    assert whole["warnings"] == [told]


def test_a_document_comes_whole(client: TestClient) -> None:
    """The text is the one that offsets count in; pages and blocks are places in it."""
    body = client.get(f"/api/documents/{RULES.id}").json()

    assert body["text"] == RULES.text
    assert body["pages"] == list(RULES.content.pages)
    assert [RULES.text[block.pop("start") : block.pop("end")] for block in body["blocks"]] == [
        "Harbour rules, edition of 2019\n"
    ] * 2
    assert body["blocks"] == [{"kind": "boilerplate", "why": "running header"}] * 2


def place(start: int, end: int) -> dict[str, int]:
    return {"start": start, "end": end}


def test_a_block_has_what_applies_to_its_kind(assistant: FakeAssistant) -> None:
    """Cells are places too, an empty one is null; a row says which row names its columns, and which table it is of."""
    table = Document(
        "prices-csv",
        "prices.csv",
        Content(
            "# Prices\na\tb\n1\t\n",
            blocks=(
                Block("heading", Span(0, 8), level=1, label="Prices"),
                Block("table", Span(9, 15)),
                Block("row", Span(9, 12), parent=1, cells=(Span(9, 10), Span(11, 12))),
                Block("row", Span(13, 15), parent=1, cells=(Span(13, 14), None), header=2),
            ),
        ),
    )
    assistant.library[table.id] = table

    body = client_for(assistant).get(f"/api/documents/{table.id}").json()

    assert body["blocks"] == [
        {"kind": "heading", **place(0, 8), "level": 1, "label": "Prices"},
        {"kind": "table", **place(9, 15)},
        {"kind": "row", **place(9, 12), "parent": 1, "cells": [place(9, 10), place(11, 12)]},
        {"kind": "row", **place(13, 15), "parent": 1, "cells": [place(13, 14), None], "header": 2},
    ]


def test_line_ends_and_emoji_survive(client: TestClient) -> None:
    """CRLF and characters outside the basic plane arrive as they are stored."""
    texts = [client.get(f"/api/documents/{document.id}").json()["text"] for document in (LIGHTHOUSE, TIDES)]

    assert texts == [LIGHTHOUSE.text, TIDES.text]


def verification(client: TestClient, **change: object) -> tuple[bool, str | None]:
    quote = LIGHTHOUSE.text[29:66]
    body = {"document_id": LIGHTHOUSE.id, "start": 29, "end": 66, "quote": quote, "sha256": LIGHTHOUSE.sha256}
    answer = client.post("/api/verify", json={**body, **change}).json()
    assert set(answer) == {"verified", "reason", "actual"}
    return answer["verified"], answer["reason"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, (True, None)),
        ({"sha256": None}, (True, None)),
        ({"quote": "something else"}, (False, "different_text")),
        ({"document_id": "gone"}, (False, "unknown_document")),
        ({"sha256": "0" * 64}, (False, "changed_document")),
        ({"end": 10**9}, (False, "out_of_range")),
        ({"start": -5}, (False, "out_of_range")),
    ],
)
def test_a_quote_is_verified_or_the_reason_told(
    client: TestClient, change: dict[str, Any], expected: tuple[bool, str | None]
) -> None:
    """Verification answers 200 with a reason; it is not an error to ask about a wrong quote."""
    assert verification(client, **change) == expected


def test_examples_come_from_the_assistant(client: TestClient) -> None:
    """They are the questions that the documents answer."""
    assert client.get("/api/examples").json() == {"questions": list(EXAMPLES)}


def test_capabilities_say_what_would_be_refused(client: TestClient, writing: TestClient) -> None:
    """A page learns from them whether to offer uploads, and which documents may go."""
    writing.post("/api/documents?name=notes.txt", content=b"hello", headers=BYTES)

    told = [one.get("/api/capabilities").json() for one in (client, writing)]

    assert [(row["write"], row["removable"]) for row in told] == [(False, []), (True, ["notes-txt"])]
    assert all(row["modes"] == ["extractive"] and {".pdf", ".txt"} <= set(row["formats"]) for row in told)


@pytest.mark.parametrize("fault", [UnreadableDocumentError, UnsupportedFormatError])
def test_a_file_that_is_no_document_is_the_senders_fault(fault: type[Exception]) -> None:
    """Its name, its format or its content: 422 with what the index says of it, never a fault of ours."""
    client = client_for(failing_assistant(fault("a name of 1 to 120 characters is needed")), ApiSettings(write=True))

    refused = client.post("/api/documents?name=a.txt", content=b"x", headers=BYTES)

    assert (refused.status_code, refused.json()["type"]) == (422, "urn:cited-qa:unreadable-document")
    assert refused.json()["detail"] == "a name of 1 to 120 characters is needed"


def test_writing_is_off_unless_switched_on(client: TestClient, assistant: FakeAssistant) -> None:
    """Neither the app nor the assistant changes anything, however large the upload."""
    responses = [
        client.post("/api/documents?name=a.txt", content=b"x" * 3_000_000, headers=BYTES),
        client.delete(f"/api/documents/{LIGHTHOUSE.id}"),
    ]

    assert [response.status_code for response in responses] == [403, 403]
    assert LIGHTHOUSE.id in assistant.library


def test_an_uploaded_document_can_be_read_and_deleted(writing: TestClient) -> None:
    """A name may hold spaces and any script."""
    added = writing.post("/api/documents", params={"name": "שלום notes.txt"}, content="héllo".encode(), headers=BYTES)
    row = added.json()
    read = writing.get(f"/api/documents/{row['id']}")
    deleted = writing.delete(f"/api/documents/{row['id']}")
    gone = writing.get(f"/api/documents/{row['id']}")

    assert (added.status_code, row["status"]) == (201, "indexed")
    assert read.json()["text"] == "héllo"
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert gone.status_code == 404


def test_a_file_that_cannot_be_read_is_refused_with_its_reason(writing: TestClient) -> None:
    """An upload that will never be quoted is not called a success."""
    response = writing.post("/api/documents?name=a.txt", content=b"\xff\xfe\xfa", headers=BYTES)

    assert response.status_code == 422
    assert response.json()["type"] == "urn:cited-qa:unreadable-document"
    assert response.json()["detail"] == "no text was found in it"


@pytest.mark.parametrize("name", ["", "..", "a/b.txt", "a\\b.txt", "a\x00.txt", "a\nb", "x" * 256])
def test_an_upload_needs_a_plain_name(writing: TestClient, assistant: FakeAssistant, name: str) -> None:
    """A name is a label; nothing in it can lead to another folder."""
    before = dict(assistant.library)

    response = writing.post("/api/documents", params={"name": name}, content=b"x", headers=BYTES)

    assert response.status_code == 422
    assert assistant.library == before


def test_an_upload_is_cut_off_at_its_limit(writing: TestClient) -> None:
    """The limit of an upload is its own, larger than that of a question."""
    allowed = writing.post("/api/documents?name=a.txt", content=b"x" * 2_000_000, headers=BYTES)
    refused = writing.post("/api/documents?name=b.txt", content=b"x" * 2_000_001, headers=BYTES)

    assert (allowed.status_code, refused.status_code) == (201, 413)


@pytest.mark.parametrize(
    "kind", ["text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", ""]
)
def test_other_sites_forms_cannot_upload(writing: TestClient, kind: str) -> None:
    """The three content types that a page of another site can send without asking are refused."""
    response = writing.post("/api/documents?name=a.txt", content=b"x", headers={"content-type": kind})

    assert response.status_code == 415
