"""Manual pages as they are printed: sections, options with what they do, examples, running titles."""

from index.parsers import parse
from index.records import Span
from index.structure import Structure
from index.units import unit_of
from tests.parsers.views import paths, words, words_at

PAGE = """LAMP(8)                    Harbour Manual                    LAMP(8)

NAME
       lamp, lampd - light and watch the lamp

SYNOPSIS
       lamp [-v] [--level=N]
            [FILE...]

DESCRIPTION
       lamp  lights  the  lamp  of  the harbour and
       watches it through the night.  It writes the
       hour of each ship into its log.

   Files and places
       The following are read:

       /etc/lamp.conf
              What the lamp is set to.

       /var/log/lamp
              What it wrote.  The log is kept for a year
              and a day.

OPTIONS
       -v, --verbose
              Say each thing that is done.

       -q     Be quiet.  Nothing is said but of ships
              that are in danger.

       -x     Put the lamp out.

       --level LEVEL
              Set how bright it is.  LEVEL may be:

              1      as bright as a candle

              2      as bright as the moon

              Without it, the lamp is at 2.

       The keeper may be called with:

           lamp --call keeper

EXIT STATUS
       0      Success
       1      The lamp is broken
       2      There is no oil

harbour 3.1                     May 2024                     LAMP(8)
"""


def test_sections_are_headings_of_two_levels() -> None:
    """At the margin and slightly set in."""
    content = parse(PAGE.encode(), "lamp.8.txt")

    assert paths(content) == [
        ("NAME",), ("SYNOPSIS",), ("DESCRIPTION",), ("DESCRIPTION", "Files and places"), ("OPTIONS",), ("EXIT STATUS",),
    ]  # fmt: skip


def test_the_title_is_the_name_of_the_page() -> None:
    """Not its running title, which belongs to the printed page."""
    content = parse(PAGE.encode(), "lamp.8.txt")

    assert content.title == "lamp, lampd"
    assert words(content, "page_header") == [PAGE.splitlines()[0]]
    assert words(content, "page_footer") == [PAGE.splitlines()[-1]]


def test_options_have_what_they_do_below_or_beside_them() -> None:
    """One alone on its line as well, where others go on at the same column."""
    content = parse(PAGE.encode(), "lamp.8.txt")

    said = {
        words_at(content, content.blocks[block.parent].span): " ".join(words_at(content, block.span).split())
        for block in content.of_kind("description")
        if block.parent is not None
    }
    assert said["-v, --verbose"] == "Say each thing that is done."
    assert said["-q"] == "Be quiet. Nothing is said but of ships that are in danger."
    assert said["-x"] == "Put the lamp out."
    assert said["/var/log/lamp"].endswith("for a year and a day.")
    assert said["--level LEVEL"].endswith("Without it, the lamp is at 2.")
    assert said["1"] == "as bright as a candle"


def test_an_option_is_quoted_with_what_it_does() -> None:
    """From any sentence of it."""
    content = parse(PAGE.encode(), "lamp.8.txt")
    structure = Structure(content)
    pieces = structure.pieces(Span(0, len(PAGE)))
    (sentence,) = [piece for piece in pieces if "danger" in words_at(content, piece.span)]

    unit = unit_of(structure, sentence.span)

    assert unit is not None
    assert words_at(content, unit.span).startswith("-q     Be quiet.")
    assert words_at(content, unit.span).endswith("in danger.")


def test_synopsis_and_commands_are_code() -> None:
    """A command belongs to the sentence that announces it."""
    content = parse(PAGE.encode(), "lamp.8.txt")

    synopsis, command = content.of_kind("code")
    assert words_at(content, synopsis.span).startswith("lamp [-v]")
    assert words_at(content, synopsis.span).endswith("[FILE...]")
    assert command.parent is not None
    assert words_at(content, content.blocks[command.parent].span) == "The keeper may be called with:"


def test_codes_with_their_meanings_are_rows() -> None:
    """Each is found by itself, with both its cells."""
    content = parse(PAGE.encode(), "lamp.8.txt")

    assert [[words_at(content, cell) for cell in row.cells if cell] for row in content.of_kind("row")] == [
        ["0", "Success"],
        ["1", "The lamp is broken"],
        ["2", "There is no oil"],
    ]


def test_justified_prose_is_prose() -> None:
    """Blanks that only fill the line part neither columns nor terms."""
    content = parse(PAGE.encode(), "lamp.8.txt")

    assert " ".join(words(content, "paragraph")[1].split()).startswith("lamp lights the lamp of the harbour")
