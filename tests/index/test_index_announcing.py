"""What is quoted around what says too little by itself: what it announces, goes on with, or is the title of."""

import pytest

from index.prose import UNIT_LIMIT
from index.records import Block, Span
from index.units import unit_of
from tests.index.laid_out import LaidOut, said


def test_code_is_quoted_with_the_short_paragraph_that_announces_it() -> None:
    """A command without its sentence does not say what it does, and that leans on the sentence before it."""
    page = LaidOut()
    lead = page.add("paragraph", "Only two jails are on. Switch a third one on with:")
    page.gap()
    page.add("code", "enabled = true", lead)

    units = [unit_of(page.structure(), page.at(words)) for words in ("enabled = true", "Switch a third one on with:")]

    assert {said(page, unit) for unit in units} == {page.text}


def test_of_a_long_paragraph_the_announcing_sentence_alone_is_quoted_with_its_code() -> None:
    """A quote of everything before it would hide the command."""
    page = LaidOut()
    before = " ".join(f"Sentence number {number} says how it came about." for number in range(20))
    lead = page.add("paragraph", f"{before} Install it with:")
    page.gap()
    page.add("code", "brew install pandoc", lead)

    unit = unit_of(page.structure(), page.at("brew install pandoc"))

    assert said(page, unit) == "Install it with:\n\nbrew install pandoc"


def split_by_code() -> LaidOut:
    """One sentence with two lines to type in the middle of it, and what no longer belongs to it."""
    page = LaidOut()
    first = page.add("paragraph", "The option")
    page.gap("\n\n    ")
    page.add("code", "-V margin=1in", first)
    page.gap()
    second = page.add("paragraph", "sets all margins. For others write")
    page.gap("\n\n    ")
    page.add("code", "-V top=2cm", second)
    page.gap()
    page.add("paragraph", "More is said below.")
    return page


def test_a_sentence_that_goes_on_behind_code_is_quoted_whole() -> None:
    """Whichever part was found: manuals put lines to type in the middle of a sentence."""
    page = split_by_code()
    parts = ("The option", "-V margin=1in", "For others write", "-V top=2cm")

    units = [unit_of(page.structure(), page.at(words)) for words in parts]

    assert {said(page, unit) for unit in units} == {page.text.removesuffix("\n\nMore is said below.")}


def test_what_goes_on_behind_code_stays_within_a_quote() -> None:
    """However long a sentence goes on, a quote ends."""
    page = LaidOut()
    for number in range(40):
        lead = page.add("paragraph", f"or, in the case number {number}, write this line")
        page.gap()
        page.add("code", f"quill --case {number} --with=a-value", lead)
        page.gap()

    unit = unit_of(page.structure(), page.at("quill --case 20 "))

    assert "quill --case 20 " in said(page, unit)
    assert len(said(page, unit)) <= UNIT_LIMIT


def test_all_paragraphs_with_labels_are_announced_together() -> None:
    """One of four criteria is no answer; what has no label is none of them."""
    page = LaidOut()
    for words in ("These count:", "**Role:** the same as yours.", "**Place:** near you. On foot.", "Ask the keeper."):
        page.gap().add("paragraph", words)

    unit = unit_of(page.structure(), page.at("These count:"))

    assert said(page, unit).endswith("**Place:** near you. On foot.")
    assert "**Role:** the same as yours." in said(page, unit)


def test_how_something_is_done_is_quoted_from_the_beginning_of_a_paragraph_of_some_length() -> None:
    page = LaidOut()
    sentence = "A petition that names the reason is handed to the board, which calls a meeting within two weeks. "
    page.add("paragraph", "An officer may be recalled for misconduct. " + sentence * 5)
    found = page.at("An officer may be recalled for misconduct.")

    units = {wanted: unit_of(page.structure(), found, wanted) for wanted in ("steps", "one")}

    assert said(page, units["steps"]) == page.text.strip()
    assert said(page, units["one"]) == "An officer may be recalled for misconduct."


def test_how_something_is_done_is_quoted_from_the_beginning_of_its_paragraph() -> None:
    """A step without the one before it does not work; one fact needs no more than its sentence and what follows."""
    page = LaidOut()
    page.add("paragraph", "Open the file of sources. Change its third word. Then update.")

    found = page.at("Change its third word.")
    units = {wanted: unit_of(page.structure(), found, wanted) for wanted in ("steps", "one")}

    assert said(page, units["steps"]) == page.text
    assert said(page, units["one"]) == "Change its third word. Then update."


def test_what_goes_on_with_a_sentence_is_quoted_where_more_than_one_thing_is_asked_for() -> None:
    """In a long paragraph a sentence is quoted alone, or with those that lean on it."""
    page = LaidOut()
    filler = " ".join(f"Sentence number {number} is about something else." for number in range(10))
    said_so = "Tell the library of the proxy. This is done by a variable. For example, write http_proxy."
    page.add("paragraph", f"{filler} {said_so} {filler}")

    found = page.at("Tell the library of the proxy.")
    units = [unit_of(page.structure(), found, wanted) for wanted in ("one", "list")]

    assert [said(page, unit) for unit in units] == ["Tell the library of the proxy.", said_so]


def test_the_title_of_a_long_item_is_quoted_with_what_belongs_to_it() -> None:
    """Contracts number titles and clauses alike: a title alone says nothing."""
    page = LaidOut()
    start = len(page.text)
    clauses = [f"7.{number} " + "The provider deletes the data. " * 12 for number in range(1, 5)]
    page.text += "\n".join(["7. Deletion of data", *(clause.strip() for clause in clauses)])
    outer = page._blocks.add("list", Span(start, len(page.text)), None)
    item = page._blocks.add("item", Span(start, len(page.text)), outer)
    inner = page._blocks.add("list", Span(page.text.index("7.1"), len(page.text)), item)
    for clause in clauses:
        page._blocks.add("item", page.at(clause.strip()), inner)

    unit = unit_of(page.structure(), page.at("7. Deletion of data"))

    assert said(page, unit).startswith("7. Deletion of data\n7.1 The provider deletes the data.")
    assert len(said(page, unit)) <= UNIT_LIMIT


def test_a_caption_is_quoted_whole() -> None:
    """ "Figure 7." alone says nothing."""
    page = LaidOut()
    page.add("caption", "Figure 7. Steel nut. It locks itself.")

    unit = unit_of(page.structure(), page.at("Steel nut."))

    assert said(page, unit) == "Figure 7. Steel nut. It locks itself."


def test_a_list_on_the_next_page_has_its_announcement_beside_it() -> None:
    """A quote of both would have the footer of one page and the header of the next in its middle."""
    page = LaidOut()
    lead = page.add("paragraph", "These are accepted:")
    page.gap().add("page_footer", "5")
    page.gap("\n").add("page_header", "Rules of the house")
    page.gap()
    items = "a. passports;\nb. photo cards."
    start = len(page.text)
    page.text += items
    whole = page._blocks.add("list", Span(start, len(page.text)), lead)
    for line in items.split("\n"):
        page._blocks.add("item", page.at(line), whole)
    structure = page.structure()

    found = [
        unit_of(structure, page.at("These are accepted:")),
        unit_of(structure, page.at("b. photo cards."), "all"),
    ]

    assert [said(page, unit) for unit in found] == [items, items]
    for unit in found:
        assert unit is not None
        assert [(each.kind, each.span) for each in unit.context] == [("lead_in", page.at("These are accepted:"))]


def test_code_on_the_next_page_has_its_announcement_beside_it() -> None:
    """Likewise, whichever of them was found."""
    page = LaidOut()
    lead = page.add("paragraph", "Start it with:")
    page.gap().text += "12"
    page._blocks.extend([Block("boilerplate", page.at("12"), why="page number")])
    page.gap().add("code", "lamp --on", lead)
    structure = page.structure()

    for words in ("Start it with:", "lamp --on"):
        unit = unit_of(structure, page.at(words))

        assert said(page, unit) == "lamp --on"
        assert unit is not None
        assert [(each.kind, each.span) for each in unit.context] == [("lead_in", page.at("Start it with:"))]


@pytest.mark.parametrize(
    "announcing",
    ["The rates are as follows.", "Write to one of the keepers (below).", "We have told the following keepers"],
)
def test_what_points_down_announces(announcing: str) -> None:
    """Without a colon too; "the following day" at a sentence's beginning points nowhere."""
    page = LaidOut()
    page.add("paragraph", announcing)
    page.gap().add("paragraph", "Ida Moe, Bergen")

    assert said(page, unit_of(page.structure(), page.at(announcing))) == page.text


def test_the_following_day_announces_nothing() -> None:
    page = LaidOut()
    page.add("paragraph", "On the following day they left.")
    page.gap().add("paragraph", "Ida Moe, Bergen")

    assert said(page, unit_of(page.structure(), page.at("On the following day"))) == "On the following day they left."


def test_an_item_may_announce_a_list_of_its_own_that_is_not_set_in() -> None:
    """ "2. We collect:" before a list with other marks, beside it and not below it."""
    page = LaidOut()
    clauses = ("1. We keep little.", "2. You hire boats. When you row, we collect:")
    page.text = f"{clauses[0]}\n{clauses[1]}\n\n- the time\n- the place\n\nNothing else is kept."
    first = page.around("list", clauses[0], clauses[1])
    for words in clauses:
        page.around("item", words, words, first)
    second = page.around("list", "- the time", "- the place")
    for words in ("- the time", "- the place"):
        page.around("item", words, words, second)

    item, whole = (unit_of(page.structure(), page.at("- the place"), wanted) for wanted in ("one", "list"))

    assert said(page, whole) == "When you row, we collect:\n\n- the time\n- the place"
    assert item is not None
    assert [page.text[part.span.start : part.span.end] for part in item.context] == ["When you row, we collect:"]
