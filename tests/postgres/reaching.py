"""Stores in the databases of these tests."""

from typing import Any

from index.postgres.connecting import Database
from index.postgres.store import PostgresStore


def reached(url: str, **settings: Any) -> PostgresStore:  # noqa: ANN401 - as they are
    """Give the store at an address, which does not wait long for other writers."""
    return PostgresStore(Database(url, "qa", **settings), patience=0.3)
