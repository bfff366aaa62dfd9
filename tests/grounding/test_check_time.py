import random

import pytest

from bench.check_speed import CONTENTS, seconds
from qa.grounding.occurrences import Occurrences

# Processor seconds; where anything was compared with all, a fifth of these texts took 60 s and more, and where the
# windows of the sources were looked through for each sentence, as long.
LONGEST = 12.0


@pytest.mark.slow  # what measures coverage makes it several times slower
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
def test_no_content_takes_longer_than_its_length_explains(content: str) -> None:
    """Answers and sources come from anybody: repeated, unbroken or broken at every letter, they are checked in time."""
    assert seconds(content, answer=50_000, sources=1_000_000) < LONGEST


def test_sequences_are_found_first_and_longest_as_by_comparing_everything() -> None:
    """The index of suffixes says what a search from every place says, in texts of few different tokens."""
    draw = random.Random(5)
    for _ in range(300):
        texts = [[draw.randrange(2) for _ in range(draw.randrange(40))] for _ in range(draw.randrange(4))]
        wanted = [draw.randrange(3) for _ in range(draw.randrange(1, 6))]
        index = Occurrences(texts)
        earliest = [start + draw.randrange(4) for start in index.starts[:-1]]

        firsts = index.firsts(wanted, earliest)
        longest = index.longest(wanted, 0, 2)

        assert firsts == [_first(text, wanted, *at) for text, *at in zip(texts, index.starts, earliest, strict=False)]
        lengths = [
            length
            for length in range(2, len(wanted) + 1)
            if any(_first(t, wanted[:length], 0, 0) is not None for t in texts)
        ]
        assert (longest[1] if longest else None) == max(lengths, default=None)


def _first(text: list[int], wanted: list[int], start: int, earliest: int) -> int | None:
    places = (start + place for place in range(len(text)) if text[place : place + len(wanted)] == wanted)
    return next((place for place in places if place >= earliest), None)
