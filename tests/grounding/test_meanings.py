"""The shape of the test set of claims over quotes (see meanings/README.md); what it measures is measured elsewhere."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent / "meanings"
NAMES = ("development", "held")
CHANGED, FAITHFUL = 260, 200


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    """The claims of one file, in its order."""
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_a_labelled_claim_over_one_to_three_quotes(name: str) -> None:
    """Whoever reads the set needs no case for missing fields, empty claims or labels that are no booleans."""
    for row in rows(name):
        assert set(row) == {"id", "texts", "claim", "faithful", "kind"}, row
        assert 1 <= len(row["texts"]) <= 3, row["id"]
        assert all(isinstance(text, str) and text.strip() == text != "" for text in row["texts"]), row["id"]
        assert isinstance(row["claim"], str), row["id"]
        assert row["claim"].strip() == row["claim"] != "", row["id"]
        assert isinstance(row["faithful"], bool), row["id"]
        assert row["kind"].replace("_", "").isalpha(), row["id"]


def test_no_claim_is_counted_twice() -> None:
    """Ids are unique over both files, and nothing is claimed twice of the same texts."""
    every = [row for name in NAMES for row in rows(name)]

    ids = {row["id"] for row in every}
    claims = {(*row["texts"], row["claim"]) for row in every}

    assert len(ids) == len(claims) == len(every)


def test_nothing_that_is_read_while_tuning_is_in_the_held_file() -> None:
    """The two files share no text, so that a check tuned on the one is measured on texts it has not seen."""
    seen, unseen = ({text for row in rows(name) for text in row["texts"]} for name in NAMES)

    assert not seen & unseen


def test_the_set_is_large_enough_and_both_files_hold_every_changed_kind() -> None:
    """A rate over the set or over one of its halves rests on enough claims of each label."""
    every = [row for name in NAMES for row in rows(name)]
    kinds = [{row["kind"] for row in rows(name) if not row["faithful"]} for name in NAMES]

    assert sum(not row["faithful"] for row in every) >= CHANGED
    assert sum(row["faithful"] for row in every) >= FAITHFUL
    assert kinds[0] == kinds[1]


def test_verbatim_claims_stand_in_their_texts() -> None:
    """What the set calls verbatim is a part of a text, letter by letter."""
    verbatim = [row for name in NAMES for row in rows(name) if row["kind"] == "verbatim"]

    assert verbatim
    assert all(row["faithful"] and any(row["claim"] in text for text in row["texts"]) for row in verbatim)
