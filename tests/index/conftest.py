import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.folders import folder, made_folder
from tests.index.damaging import ITEMS, sync
from tests.recording import RecordingEmbedder

__all__ = ["folder"]


@pytest.fixture(scope="module")
def published() -> Iterator[tuple[Path, list[str]]]:
    """Make an index with an older generation of three documents and a current one of four; give both names."""
    with made_folder() as place:
        names = [sync(place, ITEMS[:3]).generation, sync(place, ITEMS).generation]
        yield place, names


@pytest.fixture
def names(published: tuple[Path, list[str]]) -> list[str]:
    return published[1]


@pytest.fixture
def data(published: tuple[Path, list[str]], folder: Path) -> Path:
    """Give a copy of the published to break."""
    shutil.copytree(published[0], folder / "data")
    return folder / "data"


@pytest.fixture
def embedder() -> RecordingEmbedder:
    return RecordingEmbedder()
