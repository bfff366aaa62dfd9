"""reStructuredText: directives, fields, targets and literal blocks."""

from index.parsers import parse
from index.records import Block, Content
from tests.parsers.views import paths, words, words_at

PAGE = """
==========
The Harbour
==========

:Author: Ida
:Status: open

.. contents::
   :depth: 2

Boats
=====

See :ref:`map` and bring::

    boat --big

    boat --small

.. A remark for those who write.
   It has two lines.

oar
   It moves the boat.

.. warning::
   :name: storm

   Do not go out in a storm.

.. note:: The ice is thin
   in March.

.. code-block:: sh
   :linenos:

   lamp --on

The ``lamp`` command
--------------------

Text of it.[1]_

.. [1] A footnote.
.. _map: https://example.org/map

=====  ===
Town   Fee
=====  ===
Bodo   7
Oslo   9
=====  ===
"""


def owner(content: Content, block: Block) -> str:
    return words_at(content, content.blocks[block.parent].span) if block.parent is not None else ""


def read() -> Content:
    return parse(PAGE.encode(), "a.rst")


def test_titles_nest_in_the_order_of_their_lines() -> None:
    """Roles and quotation marks are no part of a label."""
    content = read()

    assert content.title == "The Harbour"
    assert paths(content) == [
        ("The Harbour",), ("The Harbour", "Boats"), ("The Harbour", "Boats", "The lamp command"),
    ]  # fmt: skip


def test_literal_blocks_and_code_are_code() -> None:
    """With the sentence that announces them; a directive's name and options are no text."""
    content = read()

    literal, listing = content.of_kind("code")
    assert words_at(content, literal.span).split() == ["boat", "--big", "boat", "--small"]
    assert owner(content, literal) == "See :ref:`map` and bring::"
    assert words_at(content, listing.span) == "lamp --on"


def test_what_admonitions_say_is_prose() -> None:
    """On the line of their name or below it."""
    paragraphs = [" ".join(each.split()) for each in words(read(), "paragraph")]

    assert "Do not go out in a storm." in paragraphs
    assert "The ice is thin in March." in paragraphs


def test_comments_targets_and_contents_are_no_text() -> None:
    """Each with its reason."""
    why = {block.why for block in read().of_kind("boilerplate")}

    assert {"comment", "link definition", "table of contents", "markup"} <= why
    assert ".. A remark for those who write.\n   It has two lines." in words(read(), "boilerplate")


def test_fields_and_definitions_are_terms() -> None:
    """A description ends where a directive begins."""
    content = read()

    assert [(owner(content, block), words_at(content, block.span)) for block in content.of_kind("description")] == [
        (":Author:", "Ida"),
        (":Status:", "open"),
        ("oar", "It moves the boat."),
    ]


def test_notes_and_simple_tables_are_told_apart() -> None:
    """A footnote is a note; a table's lines of equals signs are no rows."""
    content = read()

    assert words(content, "note") == [".. [1] A footnote."]
    assert [[words_at(content, cell) for cell in row.cells if cell] for row in content.of_kind("row")] == [
        ["Town", "Fee"],
        ["Bodo", "7"],
        ["Oslo", "9"],
    ]


def test_what_is_set_in_behind_a_picture_is_text() -> None:
    """A picture has options and no text: behind a blank line begins what stands beside it."""
    page = (
        ".. image:: oar.gif\n   :alt: An oar\n\n * Wipe the oar\n * Dry it\n\nIt is of ash.\n\n"
        ".. image:: b.gif\n\n   And long.\n"
    )

    content = parse(page.encode(), "a.rst")

    assert words(content, "boilerplate") == [".. image:: oar.gif\n   :alt: An oar", ".. image:: b.gif"]
    assert words(content, "item") == ["* Wipe the oar", "* Dry it"]
    assert words(content, "paragraph") == ["It is of ash.", "And long."]


def test_names_for_texts_are_filled_in() -> None:
    """In titles and cells as well; not in code, and not what only looks so or has no text of one line."""
    page = (
        "The |boat| of |pier|\n====================\n\n.. |boat| replace:: long *ferry*\n.. |lamp| image:: lamp.png\n"
        ".. |pier| replace:: West\n   Pier\n\nIt is a |boat|. a|boat|b \\|boat| ``|boat|``\n\n"
        "=======  =======\nName     Fee\n=======  =======\n|boat|   9\n=======  =======\n\n::\n\n   echo |boat|\n"
    )

    content = parse(page.encode(), "a.rst")

    assert content.title == "The long ferry of pier"
    assert words(content, "paragraph") == ["It is a long *ferry*. a|boat|b \\|boat| ``|boat|``"]
    assert words(content, "row")[-1] == "long *ferry*   9"
    assert words(content, "code") == ["echo |boat|"]
    assert ".. |boat| replace:: long *ferry*" in words(content, "boilerplate")


def test_what_is_printed_as_it_stands_holds_no_names() -> None:
    """Between double backquotes, over two lines perhaps."""
    page = (
        ".. |v| replace:: 2.1\n\nOf ``pip |v| x`` and |v|\n===========================\n\n"
        "To get the oars you type ``pip |v|\nit |v|``, which by now is |v| or so.\n\nOne of those `` |v| is left.\n"
    )

    content = parse(page.encode(), "a.rst")

    assert content.title == "Of pip v x and 2.1"
    assert words(content, "paragraph") == [
        "To get the oars you type ``pip |v|\nit |v|``, which by now is 2.1 or so.",
        "One of those `` 2.1 is left.",
    ]


def test_a_title_may_be_longer_than_its_line() -> None:
    """By any length where that has four signs, as those who print it only warn; not in other texts."""
    page = "Replacing the worn rudder\n----\n\nTake it off.\n\nAnd put the new one on\n---\n\nDone.\n"

    content = parse(page.encode(), "a.rst")

    assert words(content, "heading") == ["Replacing the worn rudder\n----"]
    assert words(parse(page.encode(), "a.txt"), "heading") == []


def test_a_text_made_to_grow_is_left_as_it_is() -> None:
    """Short names for long words, over and over."""
    text = f".. |a| replace:: {'long ' * 30}word\n\n" + "|a| " * 500 + "\n"

    assert parse(text.encode(), "a.rst").text == text
