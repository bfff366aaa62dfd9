"""Tests of what only the database engine has. They need the real server, and say so where it is missing."""

import pytest

from tests.folders import folder
from tests.postgres_server import ABSENT, is_available, new_database

__all__ = ["folder"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/postgres/" in item.nodeid:
            item.add_marker(pytest.mark.postgres)


@pytest.fixture
def url() -> str:
    """Give the address of an empty database."""
    if not is_available():
        pytest.skip(ABSENT)
    return new_database()
