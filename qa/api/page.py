"""The chat page and its files, out of the package."""

from collections.abc import Mapping
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.exceptions import HTTPException

import qa

WEB = Path(qa.__file__).parent / "web"

# Named here, as the system's own list may differ: with nosniff, a wrong type is a page without its script.
_MEDIA_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}

# The names are a closed list, so that no path can lead out of the folder.
FILES: Mapping[str, Path] = {path.name: path for path in sorted(WEB.iterdir()) if path.suffix in _MEDIA_TYPES}

router = APIRouter(include_in_schema=False)


def _serve(name: str) -> FileResponse:
    if name not in FILES:
        raise HTTPException(404)
    path = FILES[name]
    return FileResponse(path, media_type=_MEDIA_TYPES[path.suffix], headers={"cache-control": "no-cache"})


@router.get("/")
def index() -> FileResponse:
    """The chat page."""
    return _serve("index.html")


@router.get("/web/{name}")
def file(name: str) -> FileResponse:
    """One of the page's own files."""
    return _serve(name)


@router.get("/favicon.ico")
def favicon() -> FileResponse:
    """The icon, for browsers that ask for it by its old name."""
    return _serve("icon.svg")
