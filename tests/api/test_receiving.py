"""Uploads on their way in: on the disk and not in memory, and nothing of them stays that was not taken in."""

import http.client
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.connections import opened
from index.records import LedgerEntry
from qa.answering.ports import UploadProgress, unwatched
from qa.api import ApiSettings
from tests.clients import client_for
from tests.fakes import FakeAssistant
from tests.serving import served, served_by_a_process
from tests.waiting import eventually

BYTES = {"content-type": "application/octet-stream"}
HEAD = "POST /api/documents?name=a.txt HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\n"
HAS_PROC = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="open files are read from /proc")


def open_below(folder: Path) -> list[str]:
    """Return the open files of this process that lie in a folder, those without a name too."""
    links = []
    for handle in Path("/proc/self/fd").iterdir():
        try:
            links.append(str(handle.readlink()))
        except FileNotFoundError:  # the one that the listing itself had open
            continue
    return [link for link in links if link.startswith(str(folder))]


@HAS_PROC
def test_a_client_that_leaves_half_way_leaves_nothing(tmp_path: Path) -> None:
    """While its bytes come they lie in the folder, under no name; once it has gone, nowhere."""
    place = tmp_path / "uploads"
    settings = ApiSettings(write=True, upload_folder=place)
    sent = f"{HEAD}Content-Length: 2000000\r\n\r\n".encode() + b"x" * 1_000_000
    assistant = FakeAssistant(write=True)
    with served(assistant, settings) as address:
        with opened(int(address.rpartition(":")[2]), 1, sent):
            eventually(lambda: bool(open_below(place)))
            assert [path for path in place.iterdir() if not path.name.startswith(".")] == []
        eventually(lambda: not open_below(place))

    assert list(place.iterdir()) == []
    assert "a-txt" not in assistant.library


@HAS_PROC
@pytest.mark.parametrize(
    ("name", "content", "status"),
    [("a.txt", b"An upload.", 201), ("a.txt", b"\xff\xfe\xfa", 422), ("a.txt", b"x" * 3_000_000, 413)],
    ids=["taken", "refused", "too large"],
)
def test_however_an_upload_ends_its_file_is_closed(tmp_path: Path, name: str, content: bytes, status: int) -> None:
    """Nothing of it is left in the folder, nor open."""
    settings = ApiSettings(write=True, upload_folder=tmp_path / "uploads", upload_limit=2_000_000)
    client = client_for(FakeAssistant(write=True), settings)

    # In pieces and without its length, so that it is refused only once it has come in part.
    pieces = (content[start : start + 65536] for start in range(0, len(content), 65536))
    response = client.post(f"/api/documents?name={name}", content=pieces, headers=BYTES)

    assert response.status_code == status
    assert list((tmp_path / "uploads").iterdir()) == []
    assert open_below(tmp_path) == []


def test_what_is_indexed_is_what_was_sent(tmp_path: Path) -> None:
    """Byte for byte, in whatever pieces it came."""
    received = []

    class Keeping(FakeAssistant):
        def add_document(
            self, name: str, data: bytes, folder: str = "", progress: UploadProgress = unwatched
        ) -> LedgerEntry:
            received.append(data)
            return super().add_document(name, data, folder, progress)

    content = b"".join(f"Line {number} of the log.\n".encode() for number in range(20_000))
    client = client_for(Keeping(write=True), ApiSettings(write=True, upload_folder=tmp_path))
    pieces: list[Callable[[], object]] = [
        lambda: content,
        lambda: (content[n : n + 7000] for n in range(0, 10**6, 7000)),
    ]
    for piece in pieces:
        client.post("/api/documents?name=log.txt", content=piece(), headers=BYTES)  # type: ignore[arg-type]

    assert received == [content, content]


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    """507, in one sentence with what to do."""
    (tmp_path / "uploads").write_bytes(b"")
    client = client_for(FakeAssistant(write=True), ApiSettings(write=True, upload_folder=tmp_path / "uploads"))

    response = client.post("/api/documents?name=a.txt", content=b"An upload.", headers=BYTES)

    assert (response.status_code, response.json()["type"]) == (507, "urn:cited-qa:read-only-data")
    assert "make it writable" in response.json()["detail"]


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="another process can be limited on Linux alone")
def test_a_disk_that_is_full_refuses_the_upload_alone(tmp_path: Path) -> None:
    """507 and nothing left behind; once there is room again, the same upload is taken."""
    place = str(tmp_path / "uploads")
    program = f"write=True, upload_folder=__import__('pathlib').Path({place!r})"
    statuses = []
    with served_by_a_process(program) as (port, pid):
        for limit in (100_000, resource.RLIM_INFINITY):
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("POST", "/api/documents?name=a.txt", b"A line. " * 100_000, BYTES)
            statuses.append(connection.getresponse().status)
            connection.close()

    assert statuses == [507, 201]
    assert list((tmp_path / "uploads").iterdir()) == []
