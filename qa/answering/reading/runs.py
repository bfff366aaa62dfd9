"""Runs of a network in threads, each distinct one once: what was run lately, or is under way, is not run again."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class RememberedRuns(Generic[K, V]):
    """Keeps the results of the last runs, by what was given to them. Thread-safe.

    All callers share the threads: runs begin in the order in which they were asked for, so that an earlier question is
    done before a later one, and no thread is idle while anything waits.
    """

    def __init__(self, run: Callable[[K], V], threads: int, most: int) -> None:
        """Have ``run`` work in ``threads``, and keep the results of the last ``most`` runs."""
        self._run = run
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="read")
        self._most = most
        self._known: OrderedDict[K, Future[V]] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, given: Sequence[K]) -> list[V]:
        """Return the result for each of ``given``, in order; begin them in that order too."""
        futures = [self._future(each) for each in given]
        return [future.result() for future in futures]

    def _future(self, given: K) -> Future[V]:
        with self._lock:
            known = self._known.get(given)
            if known is None or (known.done() and known.exception() is not None):  # an error may not come again
                known = self._known[given] = self._pool.submit(self._run, given)
            self._known.move_to_end(given)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
            return known
