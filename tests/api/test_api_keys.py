"""Several keys: each has a name, allows what its scope says, and can be withdrawn without the others."""

import hashlib
import json
import logging
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from qa.api import ApiSettings
from qa.api import keys as module
from qa.api.keys import Keys, KeysError, read_keys
from tests.clients import client_for
from tests.fakes import FakeAssistant

FILE = f"""
[reader]
key = "reader-secret"
scope = "read"

[writer]
sha256 = "{hashlib.sha256(b"writer-secret").hexdigest()}"
scope = "write"

[operator]
key = "operator-secret"
scope = "admin"
"""
ASK = {"question": "When was it first lit?"}
BYTES = {"content-type": "application/octet-stream"}
DOES: dict[str, Callable[[TestClient], int]] = {
    "read": lambda client: client.post("/api/ask", json=ASK).status_code,
    "list": lambda client: client.get("/api/documents").status_code,
    "write": lambda client: client.post("/api/documents?name=a.txt", content=b"x", headers=BYTES).status_code,
    "drop": lambda client: client.delete("/api/documents/a-txt").status_code,
    "admin": lambda client: client.get("/metrics").status_code,
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "keys.toml"
    place.write_text(FILE)
    return place


def client_of(file: Path, token: str | None, assistant: FakeAssistant | None = None) -> TestClient:
    settings = ApiSettings(write=True, api_key="single-secret", keys_file=file)
    client = client_for(assistant or FakeAssistant(write=True, uploads=set()), settings)
    client.headers.update({} if token is None else {"authorization": f"Bearer {token}"})
    return client


@pytest.mark.parametrize(
    ("token", "statuses"),
    [
        (None, [401, 401, 401, 401, 401]),
        ("someone-elses-secret", [401, 401, 401, 401, 401]),
        ("reader-secret", [200, 200, 403, 403, 403]),
        ("writer-secret", [200, 200, 201, 204, 403]),
        ("operator-secret", [200, 200, 201, 204, 200]),
        ("single-secret", [200, 200, 201, 204, 200]),
    ],
)
def test_a_key_allows_what_its_scope_says(file: Path, token: str | None, statuses: list[int]) -> None:
    """Reading, changing documents, and the operator's figures; QA_API_KEY allows all of it."""
    client = client_of(file, token)

    assert [does(client) for does in DOES.values()] == statuses


def test_the_page_offers_what_the_key_allows(file: Path) -> None:
    """Who may not upload is not asked to."""
    offered = [client_of(file, f"{name}-secret").get("/api/capabilities").json() for name in ("reader", "writer")]

    assert [row["write"] for row in offered] == [False, True]


def test_the_log_names_the_key_and_never_says_it(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    """So that one knows which to withdraw."""
    with caplog.at_level(logging.INFO):
        client_of(file, "reader-secret").get("/api/documents")
        client_of(file, "reader-secret").get("/metrics")

    lines = [record for record in caplog.records if record.message == "request"]
    assert [(record.key, record.status) for record in lines] == [("reader", 200), ("reader", 403)]  # type: ignore[attr-defined]
    assert "secret" not in caplog.text


def test_a_key_is_withdrawn_by_removing_it_from_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a restart; and where the file is broken or gone, none of its keys is valid."""
    monkeypatch.setattr(module, "_LOOK_SECONDS", 0.0)
    keys = Keys("single-secret", file)
    seen = []
    for text in (FILE, FILE.split("[writer]")[0], "[broken", FILE):
        file.write_text(text)
        found = [keys.find(f"{name}-secret") for name in ("reader", "writer", "single")]
        seen.append([key is not None for key in found])
    file.unlink()
    seen.append([keys.find("reader-secret") is not None, keys.are_needed])

    assert seen == [[True, True, True], [True, False, True], [False, False, True], [True, True, True], [False, True]]


@pytest.mark.parametrize(
    "text",
    [
        "[a\n",
        "a = 1",
        '[a]\nscope = "read"',
        '[a]\nkey = "short"\nscope = "read"',
        '[a]\nkey = "long enough to be one"\nscope = "everything"',
        '[a]\nkey = "long enough to be one"',
        '[a]\nsha256 = "long enough to be one"\nscope = "read"',
        '["a b"]\nkey = "long enough to be one"\nscope = "read"',
        '[a]\nkey = "long enough to be one"\nscope = "read"\nexpires = "never"',
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path: Path, text: str) -> None:
    """Whole, and without a word of what may be a key."""
    place = tmp_path / "keys.toml"
    place.write_text(text)

    with pytest.raises(KeysError) as refused:
        read_keys(place)

    assert "long enough" not in json.dumps(str(refused.value))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """A server without the keys that it was to have would let nobody in, or everybody."""
    with pytest.raises(KeysError, match="cannot be read"):
        Keys(None, tmp_path / "keys.toml")
