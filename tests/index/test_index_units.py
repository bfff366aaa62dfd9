"""What is quoted: the unit that a sentence, an item, a row or a heading belongs to."""

import string
from typing import get_args

from hypothesis import given

from index.context import context_of
from index.prose import UNIT_LIMIT, Wanted
from index.records import Content, Span
from index.structure import Structure
from index.units import Unit, unit_of
from tests.index.drawing import contents
from tests.index.laid_out import LaidOut, camp, said


def beside(page: LaidOut, unit: Unit | None) -> list[tuple[str, str]]:
    assert unit is not None
    return [(part.kind, page.text[part.span.start : part.span.end]) for part in unit.context]


def test_a_sentence_of_prose_is_a_unit_under_its_heading() -> None:
    """Prose is quoted sentence by sentence; the heading goes along."""
    page = camp()

    unit = unit_of(page.structure(), page.at("Parents come on Sunday."))

    assert said(page, unit) == "Parents come on Sunday."
    assert beside(page, unit) == [("heading", "# Summer camp")]


def test_an_announcement_is_quoted_with_what_it_announces() -> None:
    """The sentence that ends with a colon says nothing without its list."""
    page = camp()

    unit = unit_of(page.structure(), page.at("Each child brings:"))

    assert said(page, unit).startswith("Each child brings:")
    assert said(page, unit).endswith("- a torch")


def test_a_short_paragraph_is_not_quoted_to_its_announcement_alone() -> None:
    """What its last sentence announces goes along, whether that is known to belong to it or only stands behind it."""
    for kind, known in (("code", True), ("paragraph", False)):
        page = LaidOut()
        said_first = "Make it your editor."
        lead = page.add("paragraph", f"{said_first} Put this line into the file:")
        page.gap()
        page.add(kind, "export EDITOR=quill", lead if known else None)
        page.gap()
        page.add("paragraph", "Then log in anew.")

        unit = unit_of(page.structure(), page.at(said_first))

        assert said(page, unit).startswith(said_first)
        assert said(page, unit).endswith("export EDITOR=quill")


def test_one_item_goes_with_its_lead_in() -> None:
    """Where one thing is asked for, the item is quoted and what it is an item of stands beside it."""
    page = camp()

    unit = unit_of(page.structure(), page.at("- a torch"))

    assert said(page, unit) == "- a torch"
    assert beside(page, unit) == [("heading", "# Summer camp"), ("lead_in", "Each child brings:")]


def test_an_item_stands_for_its_list_where_all_is_wanted() -> None:
    """Where several things are asked for, the outermost list is quoted whole with its lead-in."""
    page = camp()

    unit = unit_of(page.structure(), page.at("- sandals"), wanted="list")

    assert said(page, unit).startswith("Each child brings:")
    assert said(page, unit).endswith("- a torch")


def rules() -> tuple[LaidOut, list[Span]]:
    """Return a list of six items of 300 characters, and where they stand."""
    page = LaidOut()
    lead = page.add("paragraph", "Rules:")
    page.gap()
    items = [f"{number}. " + "rule " * 60 for number in range(1, 7)]
    start = len(page.text)
    page.text += "\n".join(item.strip() for item in items)
    outer = page._blocks.add("list", Span(start, len(page.text)), lead)
    spans = [page.at(item.strip()) for item in items]
    for span in spans:
        page._blocks.add("item", span, outer)
    return page, spans


def test_a_list_that_is_too_long_is_not_quoted_whole() -> None:
    """Beyond the limit of a quote the item alone is quoted."""
    page, spans = rules()

    unit = unit_of(page.structure(), spans[2], wanted="list")

    assert unit is not None
    assert unit.span == spans[2]


def test_of_a_list_that_is_too_long_several_items_are_quoted_where_all_are_wanted() -> None:
    """From its lead-in on, or where that does not reach so far, from the item that was found; each of them whole."""
    page, spans = rules()

    units = [unit_of(page.structure(), spans[place], wanted="all") for place in (2, 4, 5)]

    assert [unit.span if unit else None for unit in units] == [
        Span(0, spans[2].end),
        Span(spans[4].start, spans[5].end),
        spans[5],
    ]


def table() -> LaidOut:
    page = LaidOut()
    lead = page.add("paragraph", "The tour of the choir:")
    page.gap()
    start = len(page.text)
    header = page.row(None, "Town", "Date", "Ticket")
    page.gap("\n")
    page.row(None, "Molde", "9 June", "58 euros", header=header)
    page.gap("\n")
    page.row(None, "Bodo", "", "49 euros", header=header)
    assert start
    assert lead == 0
    return page


def test_a_row_goes_with_the_names_of_its_columns() -> None:
    """A row alone does not say what its cells are."""
    page = table()

    unit = unit_of(page.structure(), page.at("Bodo\t\t49 euros"))

    assert said(page, unit) == "Bodo\t\t49 euros"
    assert ("columns", "Town\tDate\tTicket") in beside(page, unit)


def test_a_row_of_column_names_is_no_unit() -> None:
    """It names columns and says nothing of what stands in them."""
    page = table()

    assert unit_of(page.structure(), page.at("Town\tDate\tTicket")) is None


def glossary(description: str) -> LaidOut:
    page = LaidOut()
    term = page.add("term", "--dry-run")
    page.gap("\n    ")
    page.add("description", description, term)
    return page


def test_a_term_is_quoted_with_its_description() -> None:
    """Whichever of the two was found: apart they say nothing."""
    page = glossary("Only show what would be done. Nothing is written.")

    units = [unit_of(page.structure(), page.at(words)) for words in ("--dry-run", "Nothing is written.")]

    assert [said(page, unit) for unit in units] == [page.text, page.text]


def test_a_long_description_is_quoted_in_part_with_its_term_beside() -> None:
    """From the sentence that was found, as far as a quote goes; the term is context."""
    page = glossary(" ".join(f"Sentence number {number} says a little more about it." for number in range(60)))

    unit = unit_of(page.structure(), page.at("Sentence number 40 says a little more about it."))

    assert said(page, unit).startswith("Sentence number 40")
    assert len(said(page, unit)) <= UNIT_LIMIT
    assert beside(page, unit) == [("term", "--dry-run")]


def test_what_a_term_is_is_quoted_from_the_beginning() -> None:
    """However far inside of a long description the best sentence stands."""
    page = glossary(" ".join(f"Sentence number {number} says a little more about it." for number in range(60)))

    unit = unit_of(page.structure(), page.at("Sentence number 40 says a little more about it."), "meaning")

    assert said(page, unit).startswith("--dry-run\n    Sentence number 0 says")
    assert len(said(page, unit)) <= UNIT_LIMIT


def test_the_answer_is_quoted_and_its_question_stands_beside_it() -> None:
    """A question is no answer; what stands behind it is."""
    page = LaidOut()
    question = page.add("question", "Q: Is it safe?")
    page.gap("\n")
    page.add("paragraph", "A: Yes. It was tested twice.", question)

    units = [unit_of(page.structure(), page.at(words)) for words in ("Q: Is it safe?", "It was tested twice.")]

    assert {said(page, unit) for unit in units} == {"A: Yes. It was tested twice."}
    assert {str(beside(page, unit)) for unit in units} == {str([("question", "Q: Is it safe?")])}


def test_a_heading_that_asks_is_answered_by_what_stands_under_it() -> None:
    """The heading itself is never quoted; a short section under a question answers together."""
    page = LaidOut()
    page.add("heading", "# Is zlib safe?")
    page.gap()
    page.add("paragraph", "Yes. It has no dates in it.")
    page.gap()
    page.add("heading", "# Where is it?")
    page.gap()
    page.add("paragraph", "Here.")

    unit = unit_of(page.structure(), page.at("# Is zlib safe?"))

    assert said(page, unit) == "Yes. It has no dates in it."
    assert beside(page, unit) == [("heading", "# Is zlib safe?")]


def test_a_short_list_under_a_heading_that_asks_answers_it_together() -> None:
    """One of its items is half of the answer."""
    page = LaidOut()
    page.add("heading", "# How long does it take?")
    page.gap()
    page.add("item", "- By boat an hour.")
    page.gap("\n")
    page.add("item", "- On foot a day.")

    unit = unit_of(page.structure(), page.at("- On foot a day."))

    assert said(page, unit) == "- By boat an hour.\n- On foot a day."


def test_a_part_of_an_answer_begins_with_its_words() -> None:
    """Not with the blanks before them, where its question would be missing."""
    page = LaidOut()
    question = page.add("question", "1. Who counts the boats?")
    for words in ("There are many boats on the lake in summer. " * 18, "The keeper counts them at noon. " * 18):
        page.gap("\n\n    ")
        page.add("paragraph", words.strip(), question)
    second = page.text.index("The keeper counts")

    unit = unit_of(page.structure(), Span(second + 32, second + 63))

    assert said(page, unit).startswith("The keeper counts them")
    assert ("question", "1. Who counts the boats?") in beside(page, unit)


def test_a_heading_over_nothing_is_no_unit() -> None:
    """There is nothing to be quoted."""
    page = LaidOut()
    page.add("heading", "# The end")

    assert unit_of(page.structure(), page.at("# The end")) is None


def test_signs_alone_are_no_unit() -> None:
    """A quotation mark that was left over says nothing."""
    page = LaidOut()
    page.add("paragraph", '"')

    assert unit_of(page.structure(), page.at('"')) is None


@given(content=contents())
def test_every_unit_stands_in_the_text_within_its_limit(content: Content) -> None:
    """Whatever the blocks are: no unit is longer than a quote may be, and its context stands beside it."""
    structure = Structure(content)
    pieces = structure.pieces(Span(0, len(content.text))) if content.text else []

    for wanted in get_args(Wanted):
        for piece in pieces:
            unit = unit_of(structure, piece.span, wanted)
            if unit is None:
                continue
            assert unit.span.end <= len(content.text)
            assert len(unit.span) <= max(UNIT_LIMIT, len(piece.span))
            assert all(part.span.end <= len(content.text) for part in unit.context)
            assert not any(part.span.overlaps(unit.span) for part in context_of(structure, unit.span))


@given(content=contents())
def test_pieces_cover_all_but_boilerplate_and_never_overlap(content: Content) -> None:
    """Nothing that is text goes unread, signs without words excepted, and nothing is read twice."""
    structure = Structure(content)
    if not content.text:
        return
    pieces = [piece.span for piece in structure.pieces(Span(0, len(content.text)))]

    aside = {
        p for s in structure.segments if structure.kind_of(s.block) == "boilerplate" for p in range(s.start, s.end)
    }
    covered = [place for span in pieces for place in range(span.start, span.end)]

    assert len(covered) == len(set(covered))
    missing = set(range(len(content.text))) - set(covered) - aside
    assert all(content.text[place].isspace() or content.text[place] in string.punctuation for place in missing)
