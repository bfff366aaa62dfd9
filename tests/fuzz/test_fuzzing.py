"""Parsers under bytes that nobody wrote: sound files, changed at random, must be read or refused within bounds."""

import random

import pytest

from bench.fuzz import SAMPLES
from index.parsers import parse
from index.records import Block, Content, Span
from tests.fuzz.mutating import mutated, random_bytes
from tests.fuzz.target import LARGEST, TARGETS, UnsoundError, check, peak_memory, read, signature
from tests.rounds import ROUNDS


@pytest.mark.slow
@pytest.mark.parametrize("suffix", TARGETS)
def test_a_file_that_was_changed_is_read_or_refused(suffix: str) -> None:
    """With blocks that lie in its text and ascend, or with the documented error; `make fuzz` looks further."""
    rng = random.Random(suffix)
    sample = (SAMPLES / f"sample{suffix}").read_bytes()

    # As it is served: what can attack its parser is read in a child process, which takes what would take all memory.
    outcomes = [read(suffix, mutated(sample, LARGEST, random_bytes(rng), rng), parse) for _ in range(ROUNDS)]

    assert any(outcomes)


@pytest.mark.parametrize(
    "blocks",
    [
        [Block("boilerplate", Span(0, 3), why="footer"), Block("boilerplate", Span(2, 5), why="footer")],
        [Block("paragraph", Span(0, 5), why="footer")],
    ],
    ids=["boilerplate overlaps", "a reason of none"],
)
def test_content_that_is_unsound_is_found_out(blocks: list[Block]) -> None:
    """The check can fail; places outside of the text `Content` refuses itself."""
    with pytest.raises(UnsoundError):
        check(Content("Some text.", blocks=tuple(blocks)))


def test_a_parser_that_takes_too_much_memory_is_found_out() -> None:
    """The peak is what counts: that it is given back does not help a machine that had no more."""

    def hungry(data: bytes, name: str) -> Content:
        size = peak_memory() + (160 << 20)
        return Content(f"{name} {len(bytearray(b'x') * size)}, from {len(data)}")

    with pytest.raises(UnsoundError) as found:
        read(".txt", b"small", hungry)

    assert signature(found.value).startswith("large")
