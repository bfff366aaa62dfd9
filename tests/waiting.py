"""Waiting for what another thread or process is about to do."""

import time
from collections.abc import Callable


def eventually(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Return as soon as ``holds``, and fail where it does not in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return
        time.sleep(0.01)
    raise AssertionError(f"it did not come to pass within {seconds:g} s")
