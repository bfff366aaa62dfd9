"""What comes next is read while what came before is embedded and written."""

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


def ahead(found: Iterator[T], size: Callable[[T], int], most: int) -> Generator[T, None, None]:
    """Yield what ``found`` gives, taken in a thread of its own: until its sizes, of which none is 0, come to ``most``.

    What ``found`` raises is raised in its place. Whoever closes this iterator does not wait for what the thread is at.
    """
    reader = _Reader(found, size, most)
    threading.Thread(target=reader.run, name="reading ahead", daemon=True).start()
    try:
        yield from reader
    finally:
        reader.end()


class _Reader(Generic[T]):
    def __init__(self, found: Iterator[T], size: Callable[[T], int], most: int) -> None:
        self._found = found
        self._size = size
        self._most = most
        self._changed = threading.Condition()
        self._waiting: deque[T] = deque()
        self._room = most
        self._is_over = False  # nothing comes any more, or nobody wants it
        self._error: BaseException | None = None

    def run(self) -> None:
        """Take what is there, as far as there is room."""
        error: BaseException | None = None
        try:
            for each in self._found:
                with self._changed:
                    self._waiting.append(each)
                    self._room -= self._size(each)
                    self._changed.notify_all()
                    self._changed.wait_for(lambda: self._room > 0 or self._is_over)
                    if self._is_over:
                        return
        except BaseException as raised:  # noqa: BLE001 - it is raised again where somebody waits for it
            error = raised
        with self._changed:
            self._is_over, self._error = True, error
            self._changed.notify_all()

    def __iter__(self) -> Iterator[T]:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._is_over)
                if not self._waiting:
                    break
                each = self._waiting.popleft()
                self._room += self._size(each)
                self._changed.notify_all()
            yield each
        if self._error is not None:
            raise self._error

    def end(self) -> None:
        """Take nothing any more."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
