"""`qa search` as a person and a program meet it."""

import json
from pathlib import Path

import pytest

from tests.commands.test_cli import folder, qa

__all__ = ["folder"]


@pytest.mark.model
def test_passages_are_shown_with_their_place_and_their_scores(folder: Path) -> None:
    """In words, and with --json as one object; documents by source or id."""
    shown = qa(folder, "search", "first lit", "-k", "1")
    found = json.loads(qa(folder, "search", "first lit", "--json", "--document", "harbour.md").stdout)
    words = json.loads(qa(folder, "search", "lit", "--json", "--retriever", "lexical").stdout)

    assert (shown.returncode, shown.stderr.count("1 added")) == (0, 1)
    assert "The harbour (harbour.md), 0" in shown.stdout
    assert "cosine" in shown.stdout
    assert set(found) == {"passages", "generation", "timings_ms"}
    assert found["passages"][0]["source"] == "harbour.md"
    assert words["passages"][0]["dense"] is None


@pytest.mark.model
def test_nothing_found_is_an_exit_code_of_its_own(folder: Path) -> None:
    """As for a question that is not answered; an unknown document is wrong usage."""
    nothing = qa(folder, "search", "zebra", "--retriever", "lexical")
    unknown = qa(folder, "search", "lit", "--document", "harbor.md")

    assert (nothing.returncode, unknown.returncode) == (3, 2)
    assert "search for something else" in nothing.stdout
    assert "did you mean harbour.md?" in unknown.stderr
