"""What is announced from further away than right before it."""

import pytest

from index.context import context_of
from index.enumerated import all_numbered, announced_above, announced_by
from index.units import unit_of
from tests.index.laid_out import LaidOut, camp, said

MARKS = [("(a)", "(b)"), ("A.", "B."), ("1)", "2)"), ("(ii)", "(iii)")]


def ruling(first: str = "(A)", second: str = "(B)") -> LaidOut:
    page = LaidOut()
    for words in (
        "(4) A claim is dismissed where the owner:",
        f"{first} has no licence; or",
        f"{second} left the roof open.",
        "(5) Costs are paid by the loser.",
    ):
        page.gap().add("paragraph", words)
    return page


def machines() -> LaidOut:
    page = LaidOut()
    page.add("heading", "## Installing", level=2)
    page.gap().add("paragraph", "To build the program install:")
    for name, items in (("Mac", "- Xcode"), ("Linux", "- gcc")):
        page.gap().add("heading", f"### {name}", level=3)
        page.gap()
        whole = page.add("list", items)
        page._blocks.add("item", page.at(items), whole)
    return page


def number_of(page: LaidOut, words: str) -> int:
    number = page.structure().at(page.text.index(words))
    assert number is not None
    return number


@pytest.mark.parametrize(("first", "second"), MARKS)
def test_numbered_paragraphs_belong_to_what_announces_all_of_them(first: str, second: str) -> None:
    page = ruling(first, second)

    lead = announced_by(page.structure(), number_of(page, second))

    assert lead == page.at("(4) A claim is dismissed where the owner:")


def test_a_number_of_another_kind_belongs_to_nothing_there() -> None:
    """ "(5)" stands beside "(4)", and goes on with neither "(A)" nor "(B)"."""
    page = ruling()

    assert announced_by(page.structure(), number_of(page, "(5)")) is None
    assert announced_by(page.structure(), number_of(page, "(4)")) is None


def test_of_one_numbered_paragraph_the_announcement_is_context() -> None:
    page = ruling()

    unit = unit_of(page.structure(), page.at("(B) left the roof open."))

    assert said(page, unit) == "(B) left the roof open."
    assert unit is not None
    assert [each.span for each in unit.context] == [page.at("(4) A claim is dismissed where the owner:")]


def test_where_a_list_is_wanted_all_of_them_are_quoted() -> None:
    page = ruling()

    whole = page.text[: page.text.index("\n\n(5)")]

    assert said(page, unit_of(page.structure(), page.at("(B) left the roof open."), "list")) == whole
    assert all_numbered(page.structure(), number_of(page, "(A)"), 20) is None


@pytest.mark.parametrize("item", ["- Xcode", "- gcc"])
def test_a_list_under_a_heading_of_its_own_has_the_sentence_above_the_headings(item: str) -> None:
    page = machines()
    structure = page.structure()

    found = [page.text[each.span.start : each.span.end] for each in context_of(structure, page.at(item))]

    assert "To build the program install:" in found


def test_an_item_announces_the_list_inside_of_it() -> None:
    page = camp()

    unit = unit_of(page.structure(), page.at("- sandals"))

    assert unit is not None
    assert page.at("- shoes:") in [each.span for each in unit.context]


def test_what_announces_nothing_is_no_lead_in() -> None:
    page = LaidOut()
    page.add("heading", "## Installing", level=2)
    page.gap().add("paragraph", "It is easy.")
    page.gap().add("heading", "### Mac", level=3)
    page.gap().add("list", "- Xcode")

    assert announced_above(page.structure(), number_of(page, "- Xcode")) is None
