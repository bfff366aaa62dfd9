"""Where tests that write much do so: in memory where the system has a folder for that, as every flush takes time."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MEMORY = Path("/dev/shm")  # noqa: S108 - each test makes its own folder in it, by mkdtemp


@contextmanager
def made_folder() -> Iterator[Path]:
    """Give a folder that every user may look into, and remove it afterwards."""
    place = Path(tempfile.mkdtemp(prefix="qa-test-", dir=_MEMORY if os.access(_MEMORY, os.W_OK) else None))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give each test a folder of its own."""
    with made_folder() as place:
        yield place
