"""What docs/security.md and docs/reliability.md promise is held by the tests that they name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROW = re.compile(r"^\|(?! *(?:promise|no\.|-))(.+)\|$|^\|( - .+)\|$", re.MULTILINE)


@pytest.mark.parametrize("page", ["security.md", "reliability.md"])
def test_every_promise_names_a_test_that_is_there(page: str) -> None:
    """A test that is renamed, or removed, takes its promise with it."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    rows = ["".join(row) for row in ROW.findall(text.partition("## Measured")[0])]

    missing = [
        f"{path}::{name}"
        for path, name in NAMED.findall(text)
        if not re.search(rf"^def {name}\(" if name else "", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert missing == []
    assert len(rows) > 10
    assert [row for row in rows if not any(name for _, name in NAMED.findall(row))] == []


def test_every_fault_that_was_thought_of_has_its_row() -> None:
    """One to 23, each with the rounds that were run, and what was lost and what was wrong in them."""
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")

    found = re.findall(r"^\| (\d+) \|.+\| 0 \| 0 \| `tests/[^|]+\|$", text, re.MULTILINE)

    assert [int(number) for number in found] == list(range(1, 24))
