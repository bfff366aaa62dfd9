from collections.abc import Iterator
from pathlib import Path

import pytest

from index.store import Store, StoreWriter
from tests.folders import folder
from tests.stores import STORES, writing

__all__ = ["folder", "store", "writer"]


@pytest.fixture(params=list(STORES))
def store(request: pytest.FixtureRequest, folder: Path) -> Store:
    """Give a store of each engine in turn, with nothing in it."""
    return STORES[request.param](folder)


@pytest.fixture
def writer(store: Store) -> Iterator[StoreWriter]:
    """Give the right to write into it."""
    with writing(store) as held:
        yield held
