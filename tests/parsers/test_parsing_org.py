"""Org: stars, keywords, drawers, tables and lists."""

from index.parsers import parse
from index.records import Content
from tests.parsers.views import paths, words, words_at

PAGE = """#+TITLE: The Plan
#+DATE: <2024-05-01 Wed>
# for me alone
* TODO [#A] Paint the hall :house:
:PROPERTIES:
:OWNER: Ida
:END:
It is painted white.
** Steps
1. buy paint
2. paint
   - the walls
   - the door

- primer :: the first coat
- varnish :: the last one

| wall  | litres |
|-------+--------|
| north |      3 |

Then run:
#+BEGIN_SRC sh
lamp --on

lamp --off
#+END_SRC
#+BEGIN_COMMENT
Not for others.
#+END_COMMENT
: as printed

[fn:1] A footnote.
"""


def read() -> Content:
    return parse(PAGE.encode(), "a.org")


def test_keywords_give_title_and_date() -> None:
    """They are no part of the text."""
    assert (read().title, read().date) == ("The Plan", "2024-05-01")
    assert "#+TITLE: The Plan" in words(read(), "boilerplate")


def test_stars_are_headings() -> None:
    """Without their state, priority and tags."""
    assert paths(read()) == [("Paint the hall",), ("Paint the hall", "Steps")]


def test_comments_and_properties_are_no_text() -> None:
    """Whether on a line or in a block."""
    content = read()

    reasons = {words_at(content, block.span): block.why for block in content.of_kind("boilerplate")}
    assert reasons["# for me alone"] == "comment"
    assert reasons["#+BEGIN_COMMENT\nNot for others.\n#+END_COMMENT"] == "comment"
    assert reasons[":PROPERTIES:\n:OWNER: Ida\n:END:"] == "properties"


def test_lists_terms_tables_code_and_notes_are_blocks() -> None:
    """Each of its kind."""
    content = read()

    assert words(content, "item") == [
        "1. buy paint",
        "2. paint\n   - the walls\n   - the door",
        "- the walls",
        "- the door",
    ]
    assert (words(content, "term"), words(content, "description")) == (
        ["- primer ::", "- varnish ::"],
        ["the first coat", "the last one"],
    )
    assert [[words_at(content, cell) for cell in row.cells if cell] for row in content.of_kind("row")] == [
        ["wall", "litres"],
        ["north", "3"],
    ]
    assert words(content, "code") == ["lamp --on\n\nlamp --off", ": as printed"]
    assert words(content, "note") == ["[fn:1] A footnote."]


def test_a_heading_that_is_commented_out_takes_along_what_stands_under_it() -> None:
    """Up to the next heading that is no deeper; a title that only speaks of comments is one."""
    hidden = "* TODO [#B] COMMENT Old hall\nIt was grey.\n\n| wall | 2 |\n*** Doors\nThey were black.\n"
    text = f"* Hall\nIt is white.\n*{hidden}** Doors\nThey are red.\n{hidden}* COMMENTS\nNone so far.\n"

    content = parse(text.encode(), "a.org")

    assert paths(content) == [("Hall",), ("Hall", "Doors"), ("COMMENTS",)]
    assert words(content, "paragraph") == ["It is white.", "They are red.", "None so far."]
    assert words(content, "boilerplate") == [f"*{hidden}".strip(), hidden.strip()]
