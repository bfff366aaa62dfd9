"""Runs of a network that are shared and remembered."""

import threading

import pytest

from qa.answering.reading.runs import RememberedRuns
from tests.waiting import eventually


def test_what_was_run_lately_or_is_under_way_is_not_run_again() -> None:
    """By what was given, also where two ask at the same moment."""
    gate, begun = threading.Event(), []

    def run(given: int) -> int:
        begun.append(given)
        gate.wait(10)
        return 2 * given

    runs = RememberedRuns(run, 2, 10)
    results: list[list[int]] = []
    asking = [threading.Thread(target=lambda: results.append(runs([1, 2, 1]))) for _ in range(3)]
    for thread in asking:
        thread.start()
    eventually(lambda: len(begun) == 2)
    gate.set()
    for thread in asking:
        thread.join(10)

    assert results == [[2, 4, 2]] * 3
    assert runs([2, 1]) == [4, 2]
    assert sorted(begun) == [1, 2]


def test_only_the_last_runs_are_remembered() -> None:
    """Those that were asked for last stay."""
    begun: list[int] = []
    runs: RememberedRuns[int, None] = RememberedRuns(begun.append, 1, 2)

    for given in (1, 2, 1, 3, 1, 2):
        runs([given])

    assert begun == [1, 2, 3, 2]


def test_what_failed_is_tried_again() -> None:
    """An error reaches whoever asked, and is not remembered."""
    failing = [True, False]

    def run(given: int) -> int:
        if failing.pop(0):
            raise ValueError("once")
        return given

    runs = RememberedRuns(run, 1, 2)

    with pytest.raises(ValueError, match="once"):
        runs([1])
    assert runs([1]) == [1]
