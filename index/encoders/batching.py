"""Work that comes piece by piece from many threads, done in batches of what waits; nobody waits for more to come."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class Batcher(Generic[T, R]):
    """Runs one batch at a time: whoever finds nobody at work takes all that wait. Thread-safe."""

    def __init__(self, work: Callable[[Sequence[T]], Sequence[R]], most: int) -> None:
        """Have ``work`` do batches of at most ``most`` pieces; it returns one result for each, in order."""
        self._work = work
        self._most = most
        self._waiting: list[tuple[T, Future[R]]] = []
        self._lock = threading.Lock()  # around what waits
        self._at_work = threading.Lock()

    def __call__(self, piece: T) -> R:
        """Return the result for ``piece``; what the batch raises, all of it raises."""
        future: Future[R] = Future()
        with self._lock:
            self._waiting.append((piece, future))
        while not future.done():
            with self._at_work:  # another may have done this piece in the meantime
                if not future.done():
                    self._do_batch()
        return future.result()

    def _do_batch(self) -> None:
        with self._lock:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
        try:
            results = self._work([piece for piece, _ in batch])
        except Exception as error:  # noqa: BLE001 - raised in every thread that waits for it
            for _, future in batch:
                future.set_exception(error)
            return
        for (_, future), result in zip(batch, results, strict=True):
            future.set_result(result)
