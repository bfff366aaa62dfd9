"""What counts as the same answer of a folder and of a database."""

import pytest

from bench.differential import alike


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ({"score": 2.2629, "text": "a"}, {"score": 2.263, "text": "a"}, True),
        ({"score": 2.2629, "text": "a"}, {"score": 2.2632, "text": "a"}, False),
        ({"score": 2.2629, "text": "a"}, {"score": 2.2629, "text": "b"}, False),
        ([1.0, 2.0], [1.0], False),
        ({"a": 1}, {"b": 1}, False),
        (None, 0.0, False),
        ([{"start": 3}], [{"start": 3}], True),
    ],
)
def test_all_is_the_same_but_for_the_last_digit_of_a_score(one: object, other: object, expected: bool) -> None:
    """Places and words are exact; sums of floats may be rounded to either of two neighbours."""
    assert alike(one, other) is expected
