"""The walk of docs/house.md is walked: a file is indexed, a question asked, and every function met in its order."""

import importlib
import inspect
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest
from fastapi.testclient import TestClient

from index.progress import untold
from qa.api import ApiSettings, create_app
from qa.settings import read_settings
from qa.wiring import Application
from tests.processes import QUESTION, ROOT, furnish

HOUSE = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
WALK = HOUSE.partition("## From a byte of a file")[2].partition("\n## ")[0]


def functions() -> list[str]:
    """The functions that the walk names, in its order; classes and properties are named for what they are."""
    found = []
    for dotted in re.findall(r"`((?:index|qa)(?:\.\w+)+)`", WALK):
        module, _, rest = re.match(r"(.*?)(\.)([A-Z]\w*(?:\.\w+)?|\w+)$", dotted).groups()  # type: ignore[union-attr]
        target: object = importlib.import_module(module)
        for name in rest.split("."):
            target = getattr(target, name)
        if inspect.isfunction(target) or inspect.ismethod(target):
            found.append(f"{target.__module__}.{target.__qualname__}")
    return found


@contextmanager
def watched(names: set[str]) -> Iterator[list[str]]:
    """Give the list of calls of these functions, in every thread that begins meanwhile."""
    calls: list[str] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            name = f"{frame.f_globals.get('__name__')}.{frame.f_code.co_qualname}"
            if name in names:
                calls.append(name)

    threading.setprofile(note)
    sys.setprofile(note)
    try:
        yield calls
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def index_and_ask(folder: Path) -> None:
    settings = read_settings({"QA_SOURCES": str(folder / "docs"), "QA_DATA": str(folder / "data")})
    app = Application.of(settings)
    app.sync((), untold)
    assistant = app.live(untold)
    assistant.start()
    try:
        while not assistant.readiness().ready:
            time.sleep(0.02)
        with TestClient(create_app(assistant, ApiSettings()), base_url="http://localhost") as client:
            (cited,) = client.post("/api/ask", json={"question": QUESTION}).json()["citations"]
            place = {name: cited[name] for name in ("document_id", "start", "end", "quote")}
            assert client.post("/api/verify", json=place).json()["verified"] is True
    finally:
        assistant.close()


@pytest.mark.model
@pytest.mark.slow
def test_the_walk_meets_its_functions_in_the_order_in_which_it_tells_them(tmp_path: Path) -> None:
    """From the first byte to the quote that is sent back: a step that is skipped or moved is found."""
    named = functions()

    with watched(set(named)) as calls:
        index_and_ask(furnish(tmp_path))

    assert len(named) > 20
    place = 0
    for name in named:
        assert name in calls, f"{name} is never called"
        assert name in calls[place:], f"{name} is called before, and not after, what the walk tells before it"
        place = calls.index(name, place) + 1


def test_a_citations_fields_are_spelled_in_two_modules() -> None:
    """The record and its schema: so that adding one touches these, the page of the API, and nothing else."""
    steps = HOUSE.partition("## A field added to a citation")[2].partition("\n## ")[0]
    spelled = [
        file.relative_to(ROOT).as_posix()
        for package in ("qa", "index")
        for file in (ROOT / package).rglob("*.py")
        if re.search(r"\bprefix(: str|=)", file.read_text(encoding="utf-8"))
        and re.search(r"\bsuffix(: str|=)", file.read_text(encoding="utf-8"))
    ]

    assert sorted(spelled) == ["qa/answering/records.py", "qa/schemas/responses.py"]
    assert [f"`{name}`" in steps for name in spelled] == [True, True]
