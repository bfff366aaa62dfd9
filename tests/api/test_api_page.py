"""The page as it is sent: compressed, kept by browsers, and asked for without its body."""

import gzip
import re
from collections.abc import Iterable

import pytest
from fastapi.testclient import TestClient

from qa.api import page

FIRST_VISIT = 60_000  # bytes


def sent(client: TestClient, path: str, **headers: str) -> tuple[int, int, str]:
    """Return status, bytes of the body as it goes over the wire, and the ETag."""
    with client.stream("GET", path, headers={"accept-encoding": "gzip", **headers}) as response:
        return response.status_code, len(b"".join(response.iter_raw())), response.headers["etag"]


# What a module imports at once; `await import("./x.js")` is loaded when it is needed.
IMPORT = re.compile(r"""^(?:import|export)\b[^;]*?["']\./([\w.-]+)["'];""", re.MULTILINE)
NAMED = re.compile(r'"/web/([\w.-]+)"')


def at_first() -> list[str]:
    """Return the files that a browser loads before anything on the page is opened, but for the page itself."""
    found: list[str] = []
    waiting = NAMED.findall(page.FILES["index.html"].read_text(encoding="utf-8"))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.append(name)
            waiting += IMPORT.findall(page.FILES[name].read_text(encoding="utf-8")) if name.endswith(".js") else []
    return found


def paths(names: Iterable[str]) -> list[str]:
    """Return where a browser finds the page and some of its files."""
    return ["/", *(f"/web/{page.current()}/{name}" for name in names)]


def test_the_page_weighs_little_and_less_the_second_time(client: TestClient) -> None:
    """What it needs at first, together; the rest comes when it is opened, and what is kept for good is not asked for
    again.
    """
    first = [sent(client, path) for path in paths(at_first())]
    again, weight, _ = sent(client, "/", **{"if-none-match": first[0][2]})
    kept = [client.get(path).headers["cache-control"] for path in paths(page.FILES.keys() - {"index.html"})]

    assert {status for status, _, _ in first} == {200}
    assert {"chat.js", "words.js", "chat.css"} < set(at_first())
    assert "shelf.js" not in at_first()
    assert sum(weight for _, weight, _ in first) <= FIRST_VISIT
    assert len(first) > 20
    assert "drawer.js" not in at_first()
    assert (again, weight) == (304, 0)
    assert kept[0] == "no-cache"
    assert all("immutable" in value for value in kept[1:])


def test_the_page_names_its_files_by_what_they_say(client: TestClient) -> None:
    """Each that it names is there; another version of them is not kept for good."""
    text = client.get("/").text
    other = client.get("/web/000000000000/chat.js")

    assert f'src="/web/{page.current()}/chat.js"' in text
    assert '"/web/chat' not in text
    assert (other.status_code, other.headers["cache-control"]) == (200, "no-cache")
    assert client.get(f"/web/{page.current()}/nothing.js").status_code == 404


@pytest.mark.parametrize(
    ("accepted", "compressed"),
    [
        ("gzip, deflate, br", True),
        ("br;q=1, GZIP;q=.5", True),
        ("*", True),
        ("gzip;q=0", False),
        ("gzip; q=0.0, br", False),
        ("br", False),
        ("", False),
    ],
)
def test_files_are_compressed_where_that_is_accepted(client: TestClient, accepted: str, compressed: bool) -> None:
    """And say the same either way."""
    with client.stream("GET", "/web/chat.js", headers={"accept-encoding": accepted}) as response:
        body = b"".join(response.iter_raw())

    assert response.headers.get("content-encoding") == ("gzip" if compressed else None)
    assert response.headers["vary"] == "accept-encoding"
    assert (gzip.decompress(body) if compressed else body) == page.FILES["chat.js"].read_bytes()


@pytest.mark.parametrize("path", ["/", "/web/chat.js", "/healthz", "/api/documents", "/openapi.json"])
def test_head_is_get_without_the_body(client: TestClient, path: str) -> None:
    """The same status and the same headers, length included."""
    got, asked = client.get(path), client.head(path)

    assert (asked.status_code, asked.content) == (got.status_code, b"")
    assert asked.headers["content-length"] == got.headers["content-length"]
    assert asked.headers["content-type"] == got.headers["content-type"]


def test_head_of_what_is_only_posted_to_is_refused(client: TestClient) -> None:
    """As GET is."""
    assert client.head("/api/ask").status_code == client.get("/api/ask").status_code == 405


@pytest.mark.parametrize("path", ["/api/documents", "/api/examples"])
def test_what_is_private_is_never_compressed(client: TestClient, path: str) -> None:
    """Only the page's own files are compressed: the length of a compressed answer could tell what stands in it."""
    response = client.get(path, headers={"accept-encoding": "gzip"})

    assert (response.status_code, "content-encoding" in response.headers) == (200, False)
