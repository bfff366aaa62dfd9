"""A document from the web: from public addresses alone, bounded in redirects, size and time.

A name is resolved once, its addresses are checked, and the connection goes to the address that was checked: a name that
means another address a moment later (DNS rebinding) leads nowhere. httpcore2 is the core of httpx2, whose transports
leave no room for such a check.
"""

import hashlib
import ipaddress
import mimetypes
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpcore2

from index.parsers import PARSERS
from qa.answering.ports import FetchError

_REDIRECTS = 5
_STEP = 10.0  # seconds without a byte
_LONGEST_NAME = 90  # characters
_TRANSLATED = tuple(map(ipaddress.IPv6Network, ("2002::/16", "64:ff9b::/96", "2001::/32")))  # hold an IPv4 address
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/json": ".json",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/rtf": ".rtf",
}
_UNTOLD = frozenset({"", "application/octet-stream", "binary/octet-stream"})  # types that tell nothing


@dataclass(frozen=True, slots=True)
class Fetched:
    """What lay at a web address, as a file: its folder is named by the host."""

    folder: str
    name: str
    data: bytes


def is_public(address: str) -> bool:
    """Say whether an IP address lies outside of this machine and its networks, and is one machine's."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def fetch(url: str, most: int, seconds: float = 60.0, allowed: Callable[[str], bool] = is_public) -> Fetched:
    """Return what lies at ``url``, redirects followed.

    Args:
        url: begins with http:// or https://.
        most: bytes of it that are taken.
        seconds: that all of it may take, but for looking up names.
        allowed: says of an IP address whether it may be reached.

    Raises:
        FetchError: it may not be fetched, or could not; says why.
    """
    deadline = time.monotonic() + seconds
    with httpcore2.ConnectionPool(
        ssl_context=ssl.create_default_context(), network_backend=_Checked(allowed, deadline), retries=0
    ) as pool:
        for _ in range(_REDIRECTS + 1):
            url = _checked(url)
            with _faults(url), pool.stream("GET", url, headers=_headers(url)) as response:
                headers = {name.decode("latin-1").lower(): text.decode("latin-1") for name, text in response.headers}
                if response.status in {301, 302, 303, 307, 308} and "location" in headers:
                    url = _redirected(url, headers["location"])
                    continue
                if response.status != 200:
                    raise FetchError(f"{url} cannot be fetched: its server answers with status {response.status}")
                if headers.get("content-encoding", "identity").lower() != "identity":
                    raise FetchError(f"{url} cannot be fetched: its server sends it compressed, unasked")
                return _file(url, headers.get("content-type", ""), _body(url, response, most))
    raise FetchError(f"{url} cannot be fetched: there are more than {_REDIRECTS} redirects")


def _headers(url: str) -> list[tuple[bytes | str, bytes | str]]:
    host = urlsplit(url).netloc
    return [("Host", host), ("Accept", "*/*"), ("Accept-Encoding", "identity"), ("User-Agent", "cited-qa")]


def _checked(url: str) -> str:
    """Return ``url``, if it is one that may be looked at."""
    try:
        parts = urlsplit(url)
        fits = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not url.isascii() or not url.isprintable() or " " in url:
        raise FetchError("give a web address that begins with http:// or https://, other characters written as %XX")
    if parts.username is not None or parts.password is not None:
        raise FetchError("the web address holds a user name or a password; give one without")
    return url.partition("#")[0]


def _redirected(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise FetchError(f"{url} cannot be fetched: its server redirects to what is no web address") from error


def _body(url: str, response: httpcore2.Response, most: int) -> bytes:
    body = bytearray()
    for piece in response.iter_stream():
        body += piece
        if len(body) > most:
            raise FetchError(f"{url} is larger than {most:,} bytes; download it and add a part of it")
    return bytes(body)


@contextmanager
def _faults(url: str) -> Iterator[None]:
    host = urlsplit(url).hostname
    try:
        yield
    except (httpcore2.TimeoutException, TimeoutError) as error:
        raise FetchError(f"{url} cannot be fetched: {host} takes too long; try again later") from error
    except (httpcore2.NetworkError, httpcore2.ProtocolError, OSError, UnicodeError) as error:
        raise FetchError(f"{url} cannot be fetched: {host} cannot be reached ({error}); check the address") from error


class _Checked(httpcore2.NetworkBackend):
    """Connects to addresses that are allowed, and lets nothing last beyond the deadline."""

    def __init__(self, allowed: Callable[[str], bool], deadline: float) -> None:
        self._allowed = allowed
        self._deadline = deadline
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is ours
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
        if not all(map(self._allowed, addresses)):
            raise FetchError(f"{host} is not fetched: its address lies within this machine or its network")
        for last, address in enumerate(addresses, 1 - len(addresses)):
            try:
                stream = self._backend.connect_tcp(address, port, _left(self._deadline), local_address, socket_options)
            except httpcore2.ConnectError:
                if not last:
                    raise
            else:
                return _Timed(stream, self._deadline)
        raise httpcore2.ConnectError("it has no address")


class _Timed(httpcore2.NetworkStream):
    """A connection of which no step lasts beyond the deadline."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline is ours
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline is ours
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is ours
    ) -> httpcore2.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - as httpcore2 has it
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return min(left, _STEP)


def _file(url: str, content_type: str, data: bytes) -> Fetched:
    """Make a file of what was fetched: its type says which parser reads it, else its name."""
    header = EmailMessage()
    header["content-type"] = content_type
    kind = header.get_content_type() if content_type else ""
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path))
    named = path.suffix.lower() if path.suffix.lower() in PARSERS else ""
    suffix = named if kind in _UNTOLD else _SUFFIXES.get(kind) or named or mimetypes.guess_extension(kind) or ""
    if suffix not in PARSERS and kind not in _UNTOLD:
        raise FetchError(f"{url} is {kind}, which is not read")
    if suffix == ".txt" and named:
        suffix = named  # Markdown, tables and programs are often sent as plain text
    words = re.sub(r"[^\w.-]+", " ", str(path.with_suffix("") if named else path)).strip(" .-") or "index"
    if parts.query or len(words) > _LONGEST_NAME:
        words = f"{words[:_LONGEST_NAME]} {hashlib.sha256(url.encode()).hexdigest()[:8]}"
    return Fetched(str(parts.hostname), f"{words}{suffix}", _as_utf8(data, suffix, header))


def _as_utf8(data: bytes, suffix: str, header: EmailMessage) -> bytes:
    """Return plain text in UTF-8 where its type names another encoding, which a file cannot; other data unchanged."""
    charset = str(header.get_param("charset", ""))
    if suffix not in {".txt", ".md", ".csv"} or not charset:
        return data
    try:
        return data.decode(charset).encode()
    except (LookupError, UnicodeError):
        return data
