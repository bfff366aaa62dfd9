"""What is quoted with a piece: the rest of a short paragraph, what it leans on, and what stands beside it."""

import pytest

from index.records import Span
from index.units import unit_of
from tests.index.laid_out import LaidOut, said
from tests.index.test_index_units import beside


def test_a_short_paragraph_is_quoted_to_its_end() -> None:
    """What is said next in three lines of prose belongs to it; what comes before is left where it is."""
    page = LaidOut()
    page.add("paragraph", "The kiln is old. Glaze melts at noon. Turn the plates then.")

    unit = unit_of(page.structure(), page.at("Glaze melts at noon."))

    assert said(page, unit) == "Glaze melts at noon. Turn the plates then."
    assert beside(page, unit) == []


def test_a_sentence_in_a_long_paragraph_is_quoted_alone() -> None:
    """Prose is quoted sentence by sentence."""
    page = LaidOut()
    page.add("paragraph", "Glaze melts at noon. " + "The kiln is older than the house and taller than the barn. " * 8)

    unit = unit_of(page.structure(), page.at("Glaze melts at noon."))

    assert said(page, unit) == "Glaze melts at noon."


def test_what_leans_on_the_sentence_before_brings_it_along() -> None:
    """ "Otherwise" is understood by what stands before it, in blocks and in text that has none."""
    words = "Close the damper by six. Otherwise the glaze cracks."
    page = LaidOut()
    page.add("paragraph", words)
    plain = LaidOut()
    plain.text = f"About kilns.\n\n{words}\n\nAbout wheels."

    for each in (page, plain):
        unit = unit_of(each.structure(), each.at("Otherwise the glaze cracks."))

        assert said(each, unit) == "Otherwise the glaze cracks."
        assert beside(each, unit) == [("lead_in", "Close the damper by six.")]


def test_a_table_is_quoted_whole_where_all_of_it_is_wanted() -> None:
    """Every row answers "which concerts are there?"; one row answers the rest."""
    page = LaidOut()
    page.text = "Molde\t9 June\nBodo\t10 June"
    whole = page._blocks.add("table", Span(0, len(page.text)))
    for line in page.text.split("\n"):
        page._blocks.add("row", page.at(line), whole)

    one = unit_of(page.structure(), page.at("Molde"), wanted="list")
    every = unit_of(page.structure(), page.at("Molde"), wanted="all")

    assert (said(page, one), said(page, every)) == ("Molde\t9 June", page.text)


def test_terms_side_by_side_are_quoted_together_where_all_are_wanted() -> None:
    """They go on until something else stands between."""
    page = LaidOut()
    for name, meaning in [("raku", "Fired fast."), ("bisque", "Fired once."), ("ware", "Not fired.")]:
        term = page.add("term", name)
        page.gap("\n")
        page.add("description", meaning, term)
        page.gap("\n" if name != "bisque" else "\n\nThat is all for fired things.\n\n")

    unit = unit_of(page.structure(), page.at("Fired once."), wanted="all")

    assert said(page, unit) == "raku\nFired fast.\nbisque\nFired once."


def test_one_term_alone_is_quoted_as_it_is() -> None:
    """There is no run of one."""
    page = LaidOut()
    term = page.add("term", "raku")
    page.gap("\n")
    page.add("description", "Fired fast.", term)

    assert unit_of(page.structure(), page.at("Fired fast."), wanted="all") == unit_of(
        page.structure(), page.at("Fired fast.")
    )


def test_a_sentence_that_asks_is_quoted_with_what_is_said_about_it() -> None:
    """Alone it says nothing: the sentence before it comes along, or else the answer behind it."""
    page = LaidOut()
    page.add("paragraph", "The potter has one worry. Will the kiln last? Nobody dares to say.")
    page.gap()
    page.add("paragraph", "Who lit it? Ada did.")
    page.gap()
    page.add("paragraph", "Why us? Why now?")

    assert said(page, unit_of(page.structure(), page.at("Will the kiln last?"))) == (
        "The potter has one worry. Will the kiln last?"
    )
    assert said(page, unit_of(page.structure(), page.at("Who lit it?"))) == "Who lit it? Ada did."
    assert unit_of(page.structure(), page.at("Why us?")) is None


@pytest.mark.parametrize(
    ("announcement", "lead"),
    [
        ("Use three of these in each post:", "There are several principles. Use three of these in each post:"),
        ("Use three in each post:", "Use three in each post:"),
    ],
)
def test_an_announcement_that_points_back_brings_what_it_speaks_of(announcement: str, lead: str) -> None:
    """ "Three of these" says nothing of what is listed, and the sentence before it does."""
    page = LaidOut()
    parent = page.add("paragraph", f"There are several principles. {announcement}")
    page.gap()
    whole = page.add("list", "- examples", parent)
    page._blocks.add("item", page.at("- examples"), whole)

    item = unit_of(page.structure(), page.at("- examples"))
    every = unit_of(page.structure(), page.at("- examples"), "all")

    assert beside(page, item) == [("lead_in", lead)]
    assert said(page, every) == f"{lead}\n\n- examples"
