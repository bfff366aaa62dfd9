"""Steps: what is to be done one after the other is quoted together, each step with the lines that it announces."""

import pytest

from index.prose import UNIT_LIMIT
from index.units import unit_of
from tests.index.laid_out import LaidOut, said

FORMS = [
    ("Step 1:", "Step 2:", "Step 3:"),
    ("**Phase one.**", "**Phase two.**", "**Phase three.**"),
    ("1st step -", "2nd step -", "3rd step -"),
    ("First stage:", "Second stage:", "Last stage:"),
]


def numbered(marks: tuple[str, str, str] = FORMS[0], about: str = "") -> LaidOut:
    page = LaidOut()
    page.add("heading", "Two lamps")
    page.gap().add("paragraph", "Two lamps need two wicks, and it is done like this:")
    page.gap().add("paragraph", f"{marks[0]} cut two wicks to these lengths:{about}")
    page.gap().add("paragraph", "north = 12 cm")
    page.gap().add("paragraph", "south = 14 cm")
    page.gap().add("paragraph", f"{marks[1]} soak both in oil.")
    page.gap()
    last = page.add("paragraph", f"{marks[2]} light them with:")
    page.gap().add("code", "lamp --north\nlamp --south", last)
    page.gap().add("heading", "Three lamps")
    page.gap().add("paragraph", "Three lamps are too many.")
    return page


def built(second: str) -> LaidOut:
    page = LaidOut()
    for words, line in (("Build it with:", "make"), (second, "make install")):
        page.gap()
        lead = page.add("paragraph", words)
        page.gap().add("code", line, lead)
    return page


@pytest.mark.parametrize("marks", FORMS)
def test_all_steps_are_quoted_with_what_announces_them(marks: tuple[str, str, str]) -> None:
    """Whichever part was found, in the order of the text, up to the next heading."""
    page = numbered(marks)
    every = page.text[page.text.index("Two lamps need") : page.text.index("\n\nThree lamps")]

    found = [
        unit_of(page.structure(), page.at(words), "steps")
        for words in (f"{marks[0]} cut", "south = 14 cm", f"{marks[1]} soak", "lamp --north")
    ]

    assert [said(page, unit) for unit in found] == [every] * 4


def test_one_step_is_quoted_with_all_lines_that_it_announces() -> None:
    """Two lines to type are one answer."""
    page = numbered()
    first = page.text[page.text.index("Step 1:") : page.text.index("\n\nStep 2:")]

    found = [unit_of(page.structure(), page.at(words)) for words in ("Step 1: cut", "north = 12 cm", "Step 2: soak")]

    assert [said(page, unit) for unit in found] == [first, first, "Step 2: soak both in oil."]


def test_steps_stay_within_a_quote() -> None:
    """Of more than there is room for, those from the one that was found on."""
    page = numbered(about=" " + "long " * (UNIT_LIMIT // 5) + "ones:")

    found = unit_of(page.structure(), page.at("Step 2: soak"), "steps")

    assert said(page, found) == "Step 2: soak both in oil.\n\nStep 3: light them with:\n\nlamp --north\nlamp --south"


def test_a_paragraph_behind_the_steps_is_none_of_them() -> None:
    """Steps end with what they announce."""
    page = numbered()

    found = unit_of(page.structure(), page.at("Three lamps are too many."), "steps")

    assert said(page, found) == "Three lamps are too many."


def test_no_quote_of_steps_runs_over_the_end_of_a_page() -> None:
    """The footer would stand in its middle."""
    page = LaidOut()
    page.add("paragraph", "Step 1: cut two wicks.")
    page.gap().add("page_footer", "Lamps, page 7")
    page.gap().add("paragraph", "Step 2: soak both in oil.")

    assert said(page, unit_of(page.structure(), page.at("Step 1: cut"), "steps")) == "Step 1: cut two wicks."


@pytest.mark.parametrize("second", ["Then install it:", "This makes a program, which you now install with:"])
def test_announced_lines_that_follow_one_another_are_steps(second: str) -> None:
    """What is typed first and what is typed then are one answer to how something is done."""
    page = built(second)

    found = [unit_of(page.structure(), page.at(words), "steps") for words in ("Build it with:", "make install", second)]

    assert [said(page, unit) for unit in found] == [page.text] * 3


def test_announced_lines_side_by_side_may_be_other_ways() -> None:
    """Nothing says that one of them follows the other."""
    page = built("With a package manager:")

    assert said(page, unit_of(page.structure(), page.at("Build it with:"), "steps")) == "Build it with:\n\nmake"


@pytest.mark.parametrize(
    ("marks", "alone"), [(("- Lamp", "- Wick", "- Oil"), True), (("1. Lamp", "2. Wick", "3. Oil"), False)]
)
def test_entries_of_a_reference_are_no_steps(marks: tuple[str, str, str], alone: bool) -> None:
    """Of a list of long items that are not numbered, one says how something is done."""
    page = LaidOut()
    items = [f"{mark}: sets how it is kept.\n\n  Put the number of days behind it, which is two." for mark in marks]
    page.text = "\n\n".join(items)
    whole = page.around("list", items[0], items[-1])
    for item in items:
        page.around("item", item, item, whole)

    found = unit_of(page.structure(), page.at(f"{marks[1]}: sets how it is kept."), "steps")

    assert said(page, found) == (items[1] if alone else page.text)
