"""The chat page and its files, out of the package: compressed once, and named by what they say.

Files stand under a name that changes with any of them, so that a browser keeps them for good; the page itself is asked
for anew each time, and is answered with 304 where it is the same.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

import qa
from qa.api.conditional import is_known

WEB = Path(qa.__file__).parent / "web"
_INDEX, _ICON = "index.html", "icon.svg"

# Named here, as the system's own list may differ: with nosniff, a wrong type is a page without its script.
_MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}

# The names are a closed list, so that no path can lead out of the folder.
FILES: Mapping[str, Path] = {path.name: path for path in sorted(WEB.iterdir()) if path.suffix in _MEDIA_TYPES}

# Accept-Encoding offers it, and not with a weight of nothing.
_GZIP = re.compile(r"(?:^|,)\s*(?:gzip|\*)\s*(?:,|$|;(?!\s*q=0(?:\.0*)?\s*(?:,|$)))", re.IGNORECASE)
_FOR_GOOD = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"  # kept, and asked for whether it is still the same

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class PageFile:
    """A file as it is sent."""

    body: bytes
    compressed: bytes
    media_type: str
    digest: str

    @classmethod
    def of(cls, path: Path, body: bytes) -> "PageFile":
        """Make a file of what it says."""
        digest = hashlib.sha256(body).hexdigest()[:16]
        return cls(body, gzip.compress(body, mtime=0), _MEDIA_TYPES[path.suffix], digest)


@cache
def _read() -> tuple[str, Mapping[str, PageFile]]:
    """Return what all files together are named by, and each as it is sent; once the first of them is asked for."""
    bodies = {name: path.read_bytes() for name, path in FILES.items()}
    version = hashlib.sha256(b"".join(hashlib.sha256(body).digest() for body in bodies.values())).hexdigest()[:12]
    bodies[_INDEX] = bodies[_INDEX].replace(b'"/web/', f'"/web/{version}/'.encode())
    return version, {name: PageFile.of(FILES[name], body) for name, body in bodies.items()}


def current() -> str:
    """Return what all files together are named by."""
    return _read()[0]


def _serve(request: Request, name: str, caching: str) -> Response:
    if name not in FILES:
        raise HTTPException(404)
    file = _read()[1][name]
    compressed = _takes_gzip(request)
    etag = f'"{file.digest}-gzip"' if compressed else f'"{file.digest}"'  # of what is sent, byte for byte
    headers = {"cache-control": caching, "etag": etag, "vary": "accept-encoding"}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    if compressed:
        headers["content-encoding"] = "gzip"
    return Response(file.compressed if compressed else file.body, media_type=file.media_type, headers=headers)


def _takes_gzip(request: Request) -> bool:
    return bool(_GZIP.search(request.headers.get("accept-encoding", "")))


@router.get("/")
async def index(request: Request) -> Response:
    """The chat page."""
    return _serve(request, _INDEX, _ASK_AGAIN)


@router.get("/web/{name}")
async def file(request: Request, name: str) -> Response:
    """One of the page's own files, by its plain name."""
    return _serve(request, name, _ASK_AGAIN)


@router.get("/web/{version}/{name}")
async def file_of_version(request: Request, version: str, name: str) -> Response:
    """The same, for good; a page that was opened before an update gets what there is now."""
    return _serve(request, name, _FOR_GOOD if version == current() else _ASK_AGAIN)


@router.get("/favicon.ico")
async def favicon(request: Request) -> Response:
    """The icon, for browsers that ask for it by its old name."""
    return _serve(request, _ICON, _ASK_AGAIN)
