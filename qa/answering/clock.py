"""Where an answer's time went."""

import time
from collections.abc import Iterator
from contextlib import contextmanager


class Clock:
    """Milliseconds by stage."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._stages: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count what is done inside under ``name``."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0.0) + (time.perf_counter() - began) * 1000

    def timings(self) -> dict[str, float]:
        """Return the milliseconds of each stage, and of everything since the beginning as "total"."""
        total = (time.perf_counter() - self._began) * 1000
        return {name: round(value, 2) for name, value in {**self._stages, "total": total}.items()}
