"""What docs/security.md and docs/reliability.md promise is held by the tests that they name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
ROW = re.compile(r"^\|(?! *(?:promise|fault|-))(.+)\|$", re.MULTILINE)


@pytest.mark.parametrize("page", ["security.md", "reliability.md"])
def test_every_promise_names_a_test_that_is_there(page: str) -> None:
    """A test that is renamed, or removed, takes its promise with it."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    rows = ROW.findall(text)

    missing = [
        f"{path}::{name}"
        for path, name in NAMED.findall(text)
        if not re.search(rf"^def {name}\(" if name else "", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]

    assert missing == []
    assert len(rows) > 10
    assert [row for row in rows if not NAMED.search(row)] == []
