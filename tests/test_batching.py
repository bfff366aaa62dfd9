"""Work of many threads in batches of what waits."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.encoders import open_embedder
from index.encoders.batching import Batcher
from index.store import Vectors
from tests.waiting import eventually


def test_what_waits_while_a_batch_is_at_work_is_the_next_batch() -> None:
    """At most so many together, each result to whoever asked for it; nobody waits for more to come."""
    gate, batches = threading.Event(), []

    def work(pieces: Sequence[int]) -> list[int]:
        batches.append(len(pieces))
        gate.wait(10)
        return [2 * piece for piece in pieces]

    batcher = Batcher(work, 4)
    with ThreadPoolExecutor(10) as pool:
        first = pool.submit(batcher, 0)
        eventually(lambda: batches == [1])
        others = [pool.submit(batcher, piece) for piece in range(1, 10)]
        eventually(lambda: len(batcher._waiting) == 9)
        gate.set()

        assert [each.result(10) for each in (first, *others)] == [2 * piece for piece in range(10)]

    assert batches == [1, 4, 4, 1]


def test_what_goes_wrong_reaches_everyone_and_the_next_batch_goes_on() -> None:
    """An error is of its batch alone."""

    def work(pieces: Sequence[int]) -> list[float]:
        return [1 / piece for piece in pieces]

    batcher = Batcher(work, 4)

    with pytest.raises(ZeroDivisionError):
        batcher(0)
    assert batcher(2) == 0.5


@pytest.mark.model
def test_a_question_has_the_same_vector_in_any_company() -> None:
    """To the last bit, so that an answer does not depend on who else asks at the moment."""
    questions = [f"Who {word}?" for word in "was it|lit the lamp in the tower of the old harbour first|rang".split("|")]
    alone = [open_embedder().embed_question(question) for question in questions]
    embedder = open_embedder()
    start = threading.Barrier(6)

    def ask(question: str) -> Vectors:
        start.wait(10)
        return embedder.embed_question(question)

    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(ask, [*questions, *(f"{question} " * 3 for question in questions)]))

    assert all(np.array_equal(one, other) for one, other in zip(alone, together, strict=False))
