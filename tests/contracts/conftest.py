from pathlib import Path

import pytest

from index.store import Store
from tests.folders import folder
from tests.stores import ENGINES, Engine

__all__ = ["engine", "folder", "store"]


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest, folder: Path) -> Engine:
    """Give each engine in turn, with a place of its own to publish in."""
    return ENGINES[request.param](folder)


@pytest.fixture
def store(engine: Engine) -> Store:
    """Give a store of each engine in turn to write into."""
    return engine.write()
