"""Uploads over HTTP that are watched, cancelled, and sent with their folder."""

import json
import threading
from typing import cast

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from qa.api import ApiSettings
from tests.clients import client_for
from tests.fakes import FakeAssistant
from tests.gates import LateGate
from tests.serving import served

BYTES = {"content-type": "application/octet-stream"}
WRITING = ApiSettings(write=True, patience=0.05)


def read_events(text: str) -> list[tuple[str, dict[str, object]]]:
    """Return (name, data) of each event."""
    blocks = [block.split("\n") for block in text.split("\n\n") if block.startswith("event: ")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def test_a_watched_upload_says_how_far_it_is() -> None:
    """Stage by stage while it lasts, then the document that there is now."""
    client = client_for(FakeAssistant(write=True, upload_gate=LateGate(0.7)), WRITING)

    response = client.post("/api/documents?name=a.txt&stream=true", content=b"A buoy.", headers=BYTES)

    events = read_events(response.text)
    assert [name for name, _ in events] == ["progress", "final"]
    assert events[0][1] == {"stage": "encoding", "share": 0.0}
    assert (events[1][1]["source"], events[1][1]["status"]) == ("a.txt", "indexed")


def test_a_watched_upload_that_fails_at_once_has_its_own_status() -> None:
    """As without watching; one that fails later says so in the stream."""
    client = client_for(FakeAssistant(write=True), ApiSettings(write=True))

    response = client.post("/api/documents?name=a.txt&stream=true", content=b" ", headers=BYTES)

    assert (response.status_code, response.json()["type"]) == (422, "urn:cited-qa:unreadable-document")


@pytest.mark.parametrize("stream", ["true", "false"])
def test_who_leaves_frees_the_place_of_the_upload(stream: str) -> None:
    """The work ends at its next step, nothing is added, and the next upload has its turn."""
    gate = threading.Event()
    assistant = FakeAssistant(write=True, upload_gate=gate)
    with served(assistant, WRITING) as address, httpx2.Client(base_url=address, headers=BYTES) as client:
        path = f"/api/documents?name=left.txt&stream={stream}"
        with pytest.raises(httpx2.ReadTimeout):  # the client closes the connection with it
            client.post(path, content=b"Left.", timeout=0.5).raise_for_status()
        for _ in range(20):  # the server has seen by then that the connection was closed, and told the work so
            client.get("/healthz")
        gate.set()

        kept = client.post("/api/documents?name=kept.txt", content=b"Kept.")

        assert kept.status_code == 201
        assert {"left-txt", "kept-txt"} & assistant.library.keys() == {"kept-txt"}


class Page:
    """What a fetch gave."""

    folder, name, data = "example.org", "nets.txt", b"Nets dry slowly."


def test_a_document_comes_from_the_web_where_that_is_allowed() -> None:
    """Its host is its collection; a caller learns beforehand whether it may."""
    client = client_for(FakeAssistant(write=True), ApiSettings(write=True, fetch=True))
    asked: list[tuple[str, int]] = []

    def fetch(url: str, most: int) -> Page:
        asked.append((url, most))
        return Page()

    cast(FastAPI, client.app).state.fetch = fetch
    row = client.post("/api/documents/fetch", json={"url": "https://example.org/nets"}).json()

    assert (row["source"], row["collection"]) == ("example.org/nets.txt", "example.org")
    assert asked == [("https://example.org/nets", ApiSettings().upload_limit)]
    assert client.get("/api/capabilities").json()["fetch"] is True


@pytest.mark.parametrize("settings", [ApiSettings(write=True), ApiSettings(fetch=True), ApiSettings()])
def test_nothing_is_fetched_unless_the_owner_allows_it(settings: ApiSettings) -> None:
    """Neither by whoever may add files, nor where nothing may be written."""
    client = client_for(FakeAssistant(write=True), settings)
    cast(FastAPI, client.app).state.fetch = lambda *_: pytest.fail("it was fetched")

    response = client.post("/api/documents/fetch", json={"url": "https://example.org/nets"})

    assert (response.status_code, response.json()["type"]) == (403, "urn:cited-qa:writing-disabled")
    assert client.get("/api/capabilities").json()["fetch"] is False


def test_what_may_not_be_fetched_is_refused_with_the_reason() -> None:
    """An address of this machine, as the server fetches in truth."""
    client = client_for(FakeAssistant(write=True), ApiSettings(write=True, fetch=True))

    response = client.post("/api/documents/fetch", json={"url": "http://localhost:1/"})

    assert (response.status_code, response.json()["type"]) == (422, "urn:cited-qa:cannot-fetch")
    assert "lies within this machine" in response.json()["detail"]


def test_a_route_that_is_called_so_is_meant_before_one_that_takes_ids(client: TestClient) -> None:
    """`fetch` is no document's id, and nothing can be deleted there, as the document of all routes says."""
    response = client.request("OPTIONS", "/api/documents/fetch")

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
