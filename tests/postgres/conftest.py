"""Tests of what only the database engine has. They need the real server, and say so where it is missing."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.folders import folder
from tests.postgres_server import ABSENT, Server, is_available, new_database
from tests.processes import ROOT

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


@pytest.fixture
def server() -> Iterator[Server]:
    """Give a server that may be killed."""
    if not is_available():
        pytest.skip(ABSENT)
    started = Server().start()
    yield started
    started.stop()


@pytest.fixture(scope="session")
def dying() -> Iterator[Callable[..., dict[str, Any]]]:
    """Give what has a process of ours die, or lose its connection, at a chosen statement; see `dying.py`."""
    command = [sys.executable, "-m", "tests.postgres.dying"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def give(**order: object) -> dict[str, Any]:
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
            answer: dict[str, Any] = json.loads(stdout.readline())
            return answer

        yield give
        stdin.close()
