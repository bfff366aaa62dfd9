"""Plain text: the versions of a change log, and the marks of what was added, removed and changed."""

import pytest

from index.outline import Outline
from index.parsers import parse
from index.records import Content
from tests.parsers.views import paths, words


def read(text: str) -> Content:
    return parse(text.encode(), "NEWS.txt")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("2.1.0 (2024-03-09):", "2.0.3 (2023-11-01):"),
        ("Version 2.4 - 2021-05-01", "Version 2.3 - 2020-04-02"),
        ("Lamp 1.10 - 9 March 2024", "Lamp 1.9 - 1 May 2023"),
        ("Changes in version 1.19:", "Changes in version 1.18:"),
        ("CHANGES WITH 252 ☀:", "CHANGES WITH 251:"),
        ("v2.1 (unreleased)", "v2.0 (May 2023)"),
        ("lamp (2:4.0-1) unstable; urgency=low", "lamp (1:3.9-2) unstable; urgency=medium"),
    ],
)
def test_a_line_that_names_a_version_is_the_heading_of_its_changes(first: str, second: str) -> None:
    """As one asks in which version something came; the file is not called by its newest one."""
    content = read(f"{first}\n\n  A new lamp for fog.\n\n{second}\n\n  The lamp turns around.\n")

    assert Outline.of(content).at(content.text.index("new lamp")) == (first.rstrip(":"),)
    assert Outline.of(content).at(content.text.index("turns around")) == (second.rstrip(":"),)
    assert content.title is None


def test_an_outline_of_stars_has_versions_and_parts() -> None:
    """What stands behind the stars is what they are called; a line of several sentences is no part."""
    change = "* Noteworthy changes in release {} [stable]\n\n** Bug fixes\n\n  The lamp burns.\n\n"

    content = read("Lamp NEWS     -*- outline -*-\n\n" + change.format("1.10") + change.format("1.9"))

    tens, nines = "Noteworthy changes in release 1.10 [stable]", "Noteworthy changes in release 1.9 [stable]"
    assert paths(content) == [(tens,), (tens, "Bug fixes"), (nines,), (nines, "Bug fixes")]


@pytest.mark.parametrize(
    "text",
    [
        "Harbour rules\n\nVersion 2.4 - 2021-05-01\n\nBoats stay out.\n",
        "* Add the lamp of version 15\n\n* Mend the mast\n\n* Mend the boat (version 14)\n\n* Paint it\n",
        "1. Scope\n\nIt covers boats.\n\n2. History\n\nVersion 1.1 (2020)\n\nBoats.\n\nVersion 1.0 (2019)\n\nNew.\n\n"
        "3. Law\n\nNone.\n",
        "The lamp is old.\n\nVersion 1.2 of it was lit.\n\nFew saw it.\n\nVersion 1.1 of it was dark.\n\nAll saw it.\n",
    ],
)
def test_what_only_speaks_of_versions_is_no_heading(text: str) -> None:
    """One version alone, items, a history inside numbered sections, and prose."""
    assert not any("ersion 1" in heading or "2.4" in heading for heading in words(read(text), "heading"))


def test_the_marks_of_changes_are_bullets_of_one_list() -> None:
    """Whether they say added, removed or changed."""
    content = read(
        "Changes:\n\n  ! The lamp is bright.\n  + A fog horn that\n    sounds.\n  - No oil.\n  ! New oars.\n"
    )

    assert words(content, "item") == [
        "! The lamp is bright.",
        "+ A fog horn that\n    sounds.",
        "- No oil.",
        "! New oars.",
    ]
    assert len(content.of_kind("list")) == 1


def test_an_exclamation_mark_alone_is_no_bullet() -> None:
    """Where nothing else is marked as added or removed."""
    assert read("Note:\n\n  ! The lamp is hot.\n  ! Do not touch.\n").of_kind("item") == ()
