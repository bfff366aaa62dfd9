"""Reading ahead of whoever embeds and writes: in order, within bounds, and ended with whoever asks."""

import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from index.reading_ahead import ahead

PATIENCE = 10  # seconds


class Source:
    """Gives numbers, and notes how many were taken; `held` is set once nothing was taken for a while."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.taken = 0
        self.moved = threading.Semaphore(0)

    def numbers(self) -> Iterator[int]:
        for number in range(self.count):
            self.taken += 1
            self.moved.release()
            yield number

    def rests(self, after: int) -> bool:
        """Wait until ``after`` were taken in all, and say whether no other is taken then."""
        while self.taken < after:
            assert self.moved.acquire(timeout=PATIENCE)
        while self.moved.acquire(blocking=False):
            pass
        return not self.moved.acquire(timeout=0.2)


@pytest.mark.parametrize("most", [1, 2, 7, 1000])
def test_everything_comes_once_and_in_order(most: int) -> None:
    """However much is read ahead."""
    found = list(ahead(iter(range(100)), lambda number: 1 + number % 3, most))

    assert found == list(range(100))


def test_what_comes_next_is_read_while_nobody_asks_for_it() -> None:
    """Until it comes to as much as may wait, and again when some of that was taken."""
    source = Source(100)
    with closing(ahead(source.numbers(), lambda _: 1, 4)) as found:
        assert next(found) == 0
        assert source.rests(after=5)

        assert [next(found), next(found)] == [1, 2]

        assert source.rests(after=7)


def test_one_that_is_larger_than_all_that_may_wait_comes_too() -> None:
    """Alone."""
    source = Source(3)
    with closing(ahead(source.numbers(), lambda _: 50, 4)) as found:
        assert next(found) == 0
        assert source.rests(after=2)

        assert list(found) == [1, 2]


def test_an_error_comes_in_its_place() -> None:
    """After everything before it."""

    def failing() -> Iterator[int]:
        yield 1
        yield 2
        raise RuntimeError("no third")

    found = ahead(failing(), lambda _: 1, 100)

    assert [next(found), next(found)] == [1, 2]
    with pytest.raises(RuntimeError, match="no third"):
        next(found)


def test_nothing_is_read_once_nobody_wants_it() -> None:
    """The thread ends, and whoever leaves does not wait for what it is at."""
    at_work, go_on = threading.Event(), threading.Event()
    taken: list[int] = []

    def slow() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            if number == 2:
                at_work.set()
                assert go_on.wait(PATIENCE)
            yield number

    found = ahead(slow(), lambda _: 1, 100)
    assert next(found) == 0
    assert at_work.wait(PATIENCE)
    (thread,) = (each for each in threading.enumerate() if each.name == "reading ahead")

    found.close()
    go_on.set()
    thread.join(PATIENCE)

    assert not thread.is_alive()
    assert taken == [0, 1, 2]
