"""Documents as they are, over HTTP: their files, pictures of their pages, and where a quote is printed."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from index.parsers import PARSERS
from index.records import Document
from qa.answering.records import DocumentView
from qa.api import ApiSettings
from qa.api.originals import attachment
from tests.clients import client_for
from tests.documents import document
from tests.fakes import FakeAssistant
from tests.fakes_documents import LIGHTHOUSE, RULES, RULES_FILE, TIDES
from tests.parsers.drawing_pdf import column, drawn

FILE, PAGE = f"/api/documents/{RULES.id}/file", f"/api/documents/{RULES.id}/pages/2.png"


def test_a_file_is_to_be_saved_and_never_shown(client: TestClient) -> None:
    """Whatever it is: an attachment of no type that a browser would open, not to be guessed at."""
    response = client.get(FILE)

    assert (response.status_code, response.content) == (200, RULES_FILE)
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"] == "attachment; filename=\"rules.pdf\"; filename*=UTF-8''rules.pdf"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in response.headers["content-security-policy"]


def test_a_page_is_a_picture(client: TestClient) -> None:
    """At the scale that is asked for, and at twice 72 dots an inch where none is."""
    usual, small = client.get(PAGE), client.get(PAGE, params={"scale": "0.25"})

    assert usual.headers["content-type"] == small.headers["content-type"] == "image/png"
    assert usual.content[16:24] == (1200).to_bytes(4) + (1600).to_bytes(4)
    assert small.content[16:24] == (150).to_bytes(4) + (200).to_bytes(4)


@pytest.mark.parametrize("path", [FILE, PAGE])
def test_what_the_client_has_is_not_sent_again(client: TestClient, path: str) -> None:
    """ETag and If-None-Match; another page or file has another tag."""
    etag = client.get(path).headers["etag"]

    for known in (etag, f'"x", {etag}', f"W/{etag}", "*"):
        again = client.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert client.get(path, headers={"if-none-match": '"x"'}).status_code == 200
    assert client.get(PAGE.replace("2.png", "1.png")).headers["etag"] != etag


@pytest.mark.parametrize("path", [FILE, PAGE])
@pytest.mark.parametrize(
    ("file", "status", "kind"), [(None, 404, "missing-file"), (b"another file", 409, "changed-file")]
)
def test_a_file_that_is_gone_or_changed_is_a_problem(
    client: TestClient, assistant: FakeAssistant, path: str, file: bytes | None, status: int, kind: str
) -> None:
    """With what to do about it; even for a client that has it already."""
    etag = client.get(path).headers["etag"]
    assistant.files[RULES.id] = file

    for headers in ({}, {"if-none-match": etag}):
        response = client.get(path, headers=headers)
        assert (response.status_code, response.json()["type"]) == (status, f"urn:cited-qa:{kind}")
        assert "rules.pdf" in response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("rules-pdf/pages/3.png", 404, "unknown-page"),
        ("rules-pdf/pages/0.png", 404, "unknown-page"),
        (f"rules-pdf/pages/{10**30}.png", 404, "unknown-page"),
        ("nowhere/pages/1.png", 404, "unknown-document"),
        ("nowhere/file", 404, "unknown-document"),
        ("tides-md/pages/1.png", 422, "no-picture"),
        ("rules-pdf/pages/one.png", 422, "invalid-request"),
        ("rules-pdf/pages/1.png?scale=0.1", 422, "invalid-request"),
        ("rules-pdf/pages/1.png?scale=4.5", 422, "invalid-request"),
        ("rules-pdf/pages/1.png?scale=nan", 422, "invalid-request"),
        ("rules-pdf/pages/1.png?scale=wide", 422, "invalid-request"),
        ("rules-pdf/boxes", 422, "invalid-request"),
        ("rules-pdf/boxes?start=5&end=5", 422, "invalid-request"),
        ("rules-pdf/boxes?start=5&end=99999", 422, "invalid-request"),
        ("rules-pdf/boxes?start=-1&end=5", 422, "invalid-request"),
        ("nowhere/boxes?start=0&end=5", 404, "unknown-document"),
    ],
)
def test_what_there_is_not_is_a_problem(client: TestClient, path: str, status: int, kind: str) -> None:
    """No such page, a format without pages, a scale or a range that makes no sense."""
    response = client.get(f"/api/documents/{path}")

    assert (response.status_code, response.json()["type"]) == (status, f"urn:cited-qa:{kind}")


def test_pages_wait_in_a_queue_of_their_own(assistant: FakeAssistant) -> None:
    """While many pages are drawn, questions are answered; beyond what may wait, pages are refused."""
    held = threading.Event()
    drawing = assistant.page_picture

    def slow(*args: object) -> bytes:
        held.wait(30)
        return drawing(*args)  # type: ignore[arg-type]

    assistant.page_picture = slow  # type: ignore[assignment]
    client = client_for(assistant, ApiSettings(running=1, waiting=2))
    with client, ThreadPoolExecutor(7) as threads:
        asked = [threads.submit(client.get, PAGE) for _ in range(7)]
        answer = client.post("/api/ask", json={"question": "What is the fine for drying nets?"})
        while sum(each.done() for each in asked) < 3:
            threading.Event().wait(0.01)
        held.set()
        statuses = sorted(each.result().status_code for each in asked)

    assert answer.json()["answerable"] is True
    assert statuses == [200, 200, 200, 200, 503, 503, 503]


def test_ranges_are_looked_up_a_few_at_once(assistant: FakeAssistant) -> None:
    """However many ask for them: a quote's boxes are worked out in line with what else is looked up."""
    at_once: list[int] = []
    here: set[int] = set()
    reading = assistant.document

    def counted(document_id: str) -> DocumentView:
        here.add(threading.get_ident())
        time.sleep(0.05)
        at_once.append(len(here))
        here.discard(threading.get_ident())
        return reading(document_id)

    assistant.document = counted  # type: ignore[method-assign]
    client = client_for(assistant)
    with client, ThreadPoolExecutor(12) as threads:
        address = f"/api/documents/{LIGHTHOUSE.id}/boxes?start=0&end=9"
        statuses = [each.status_code for each in threads.map(client.get, [address] * 24)]

    assert statuses == [200] * 24
    assert max(at_once) <= 4


def test_a_range_is_found_on_the_page(assistant: FakeAssistant) -> None:
    """A rectangle for each line, as the citation of it has, with its words; none in a text that is not printed."""
    words = ("The lamp was lit at dusk by the keeper of", "the tower, who then wrote the hour down.")
    content = PARSERS[".pdf"](drawn([column(72, 700, words)]), "lamp.pdf")
    assistant.library["lamp"] = Document("lamp", "lamp.pdf", content)
    client = client_for(assistant)

    found = client.get("/api/documents/lamp/boxes", params={"start": 0, "end": len(content.text)}).json()
    cited = client.post("/api/ask", json={"question": "Who lit the lamp at dusk?", "documents": ["lamp"]}).json()
    none = client.get(f"/api/documents/{LIGHTHOUSE.id}/boxes", params={"start": 0, "end": 9}).json()

    assert [(box["page"], box["left"]) for box in found["boxes"]] == [(1, 72.0), (1, 72.0)]
    places = [{name: box[name] for name in ("page", "left", "top", "right", "bottom")} for box in found["boxes"]]
    assert cited["citations"][0]["boxes"] == places
    assert [content.text[box["start"] : box["end"]].strip() for box in found["boxes"]] == list(words)
    assert none == {"boxes": []}


def test_a_document_says_how_large_its_pages_are(assistant: FakeAssistant) -> None:
    """In points, page by page; a text that is not printed has none."""
    content = PARSERS[".pdf"](drawn([column(72, 700, ["The lamp was lit."])] * 2), "lamp.pdf")
    assistant.library["lamp"] = Document("lamp", "lamp.pdf", content)
    client = client_for(assistant)

    assert client.get("/api/documents/lamp").json()["page_sizes"] == [[600.0, 800.0]] * 2
    assert client.get(f"/api/documents/{TIDES.id}").json()["page_sizes"] == []


@pytest.mark.parametrize(
    ("name", "plain", "shown"),
    [
        ("notes.md", "notes.md", "notes.md"),
        ("my notes.html", "my_notes.html", "my notes.html"),
        ("Gebühren 2024.pdf", "Gebuhren_2024.pdf", "Gebühren 2024.pdf"),
        ("料金表.xlsx", "xlsx", "料金表.xlsx"),
        ('a"; filename="evil.exe', "a_filename_evil.exe", 'a"; filename="evil.exe'),
        ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_x_1.txt", "aSet-Cookie: x=1.txt"),
        ("a\u202efdp.exe", "afdp.exe", "afdp.exe"),
        ("...", "document", "document"),
        ("\ud83d.txt", "txt", "txt"),
    ],
)
def test_the_name_of_a_file_is_safe(name: str, plain: str, shown: str) -> None:
    """No line break, no direction, no quote gets out of it; the name in UTF-8 is the file's own."""
    header = attachment(name)

    found = re.fullmatch(r"attachment; filename=\"([^\"]+)\"; filename\*=UTF-8''(\S+)", header)
    assert found is not None
    assert (found[1], unquote(found[2])) == (plain, shown)


@given(st.text())
def test_any_name_makes_one_header(name: str) -> None:
    """Of printable ASCII, with two file names in it and nothing else."""
    header = attachment(name)

    assert header.isascii()
    assert header.isprintable()
    assert re.fullmatch(r"attachment; filename=\"[A-Za-z0-9._-]+\"; filename\*=UTF-8''[A-Za-z0-9._~%-]+", header)


def test_a_web_page_among_the_documents_is_saved_too(assistant: FakeAssistant) -> None:
    """It could run as a page of this server's otherwise."""
    page = document("<script>alert(1)</script>", id="page", source="site/page.html")
    assistant.library["page"] = page

    response = client_for(assistant).get("/api/documents/page/file")

    assert response.headers["content-type"] == "application/octet-stream"
    assert response.headers["content-disposition"].startswith("attachment;")
