"""Documents from the web: from public addresses alone, and bounded."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast

import pytest

from qa.answering.ports import FetchError
from qa.service.fetching import fetch, is_public

HTML = b"<html><title>Nets</title><p>Drying nets costs two shillings.</p></html>"


class Site(BaseHTTPRequestHandler):
    """A small web site; each path behaves in its own way."""

    def do_GET(self) -> None:
        number = self.path.removeprefix("/turn/")
        if self.path.startswith("/turn/"):
            self._reply(302, b"", location=f"/turn/{int(number) - 1}" if int(number) else "/rules.html")
        elif self.path == "/inside":
            self._reply(302, b"", location="http://169.254.169.254/latest/meta-data")
        elif self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for line in range(100):
                self.wfile.write(b"X-%d: 1\r\n" % line)
                time.sleep(0.05)
        elif self.path == "/latin":
            self._reply(200, "Zölle".encode("latin-1"), "text/plain; charset=iso-8859-1")
        elif self.path == "/picture":
            self._reply(200, b"RIFF", "audio/wav")
        else:
            self._reply(404 if self.path == "/gone" else 200, HTML, "text/html; charset=utf-8")

    def _reply(self, status: int, body: bytes, kind: str = "text/html", location: str = "") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        if location:
            self.send_header("location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def here(address: str) -> bool:
    """Allow this machine, and what is public."""
    return address == "127.0.0.1" or is_public(address)


def test_what_is_fetched_is_a_file_of_its_kind(site: str) -> None:
    """Redirects are followed; its host is its folder, its path its name, plain text is in UTF-8."""
    page = fetch(f"{site}/turn/3", 10_000, allowed=here)
    text = fetch(f"{site}/latin", 10_000, allowed=here)
    with_query = fetch(f"{site}/search?q=nets", 10_000, allowed=here)

    assert (page.folder, page.name, page.data) == ("127.0.0.1", "rules.html", HTML)
    assert (text.name, text.data.decode()) == ("latin.txt", "Zölle")
    assert with_query.name.startswith("search ")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/turn/9", "more than 5 redirects"),
        ("/inside", "its address lies within"),
        ("/gone", "status 404"),
        ("/picture", "audio/.*wav, which is not read"),
        ("/slow", "takes too long"),
    ],
)
def test_what_goes_too_far_is_refused(site: str, path: str, words: str) -> None:
    """Each with its reason: a redirect into the network as well as a server that never ends its head."""
    with pytest.raises(FetchError, match=words):
        fetch(f"{site}{path}", 10_000, seconds=1.0, allowed=here)


def test_what_is_too_large_is_refused(site: str) -> None:
    """Without being read to its end."""
    with pytest.raises(FetchError, match="larger than 20 bytes"):
        fetch(f"{site}/rules.html", 20, allowed=here)


def test_this_machine_is_not_fetched_from(site: str) -> None:
    """Under its number and under its name, and nothing is connected to."""
    for url in (site, site.replace("127.0.0.1", "localhost")):
        with pytest.raises(FetchError, match="lies within this machine or its network"):
            fetch(url, 10_000)


def test_a_name_is_looked_up_once(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was checked is what is connected to: a name that means this machine the second time leads nowhere."""
    answers = iter(["192.0.2.1", "127.0.0.1"])
    looked_up: list[str] = []
    look_up = cast(Callable[..., list[tuple[object, ...]]], socket.getaddrinfo)

    def changing(host: str, port: int, *rest: object, **named: object) -> list[tuple[object, ...]]:
        if host != "rebinding.test":
            return look_up(host, port, *rest, **named)
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    monkeypatch.setattr(socket, "getaddrinfo", changing)

    with pytest.raises(FetchError, match=r"takes too long|cannot be reached"):
        fetch(site.replace("127.0.0.1", "rebinding.test"), 10_000, seconds=0.5, allowed=lambda a: a == "192.0.2.1")

    assert looked_up == ["rebinding.test"]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/a",
        "file:///etc/passwd",
        "http://",
        "http://a:b@example.org/",
        "http://[::1",
        "//x",
        "http://a b/",
    ],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    """Before any name is looked up."""
    with pytest.raises(FetchError, match="web address"):
        fetch(url, 10_000, allowed=lambda _: pytest.fail("it was looked up"))


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104 - not listened at
        "224.0.0.1", "239.255.255.250", "255.255.255.255", "240.0.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fd00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:1::1",
    ],
)  # fmt: skip
def test_addresses_of_this_network_are_not_public(address: str) -> None:
    """In whatever form: private, loopback, link-local, shared, multicast, reserved, or one within another."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_other_addresses_are_public(address: str) -> None:
    """Those of the internet."""
    assert is_public(address)
