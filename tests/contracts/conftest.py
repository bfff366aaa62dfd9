from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store import Store, StoreWriter
from qa.answering.ports import Assistant
from tests.folders import folder
from tests.stores import STORES, writing
from tests.witnesses import MAKERS, Make, Witness

__all__ = ["assistant", "folder", "make", "store", "witness", "writable", "writer"]


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, folder: Path) -> Store:
    """Give a store of each engine in turn, with nothing in it."""
    return STORES[request.param](folder)


@pytest.fixture
def writer(store: Store) -> Iterator[StoreWriter]:
    """Give the right to write into it."""
    with writing(store) as held:
        yield held


@pytest.fixture(params=MAKERS)
def make(request: pytest.FixtureRequest) -> Make:
    """Give each way to make an assistant in turn."""
    return MAKERS[request.param]


@pytest.fixture
def witness(make: Make, folder: Path) -> Iterator[Witness]:
    with make(folder) as made:
        yield made


@pytest.fixture
def assistant(witness: Witness) -> Assistant:
    return witness.assistant


@pytest.fixture
def writable(make: Make, folder: Path) -> Iterator[Assistant]:
    """Give an assistant that takes uploads."""
    with make(folder, write=True) as made:
        yield made.assistant
