"""Plain text: lists, code, terms, questions and fields, by how their lines stand."""

import pytest

from index.outline import heading_name
from index.parsers import parse
from index.reading_text import reading_of
from index.records import Block, Content
from index.structure import Structure
from tests.parsers.views import words, words_at


def read(text: str) -> Content:
    return parse(text.encode(), "a.txt")


def owner(content: Content, block: Block) -> str:
    """Return the words of what a block belongs to, on one line."""
    return " ".join(words_at(content, content.blocks[block.parent].span).split()) if block.parent is not None else ""


def test_a_list_has_its_lead_in_and_its_items() -> None:
    """Items that are wrapped go on below themselves, set in or not; what stands behind is no item."""
    text = (
        "Each guest of the hut brings:\n- a sleeping bag that is warm enough for nights of\n  frost\n- a lamp\n"
        "- bread\n\nThe hut opens at four.\n"
    )

    content = read(text)

    (bullets,) = content.of_kind("list")
    assert owner(content, bullets) == "Each guest of the hut brings:"
    assert [" ".join(each.split()) for each in words(content, "item")] == [
        "- a sleeping bag that is warm enough for nights of frost",
        "- a lamp",
        "- bread",
    ]
    assert words(content, "paragraph")[-1] == "The hut opens at four."


def test_other_blanks_may_stand_behind_a_mark() -> None:
    """Programs put some there that do not break."""
    content = read("1.\u00a0wash it\n2.\u2003dry it\n")

    assert words(content, "item") == ["1.\u00a0wash it", "2.\u2003dry it"]


def test_numbered_steps_with_what_stands_between_them_are_one_list() -> None:
    """A step's explanation and command belong to it, though they are not set in."""
    text = (
        "1. Install the lamp.\n\nIt takes an hour.\n\n2. Turn it on:\n\n    lamp --on\n\n3. Write it down.\n\n"
        "The keeper signs the book.\n"
    )

    content = read(text)

    items = [" ".join(each.split()) for each in words(content, "item")]
    assert items == ["1. Install the lamp. It takes an hour.", "2. Turn it on: lamp --on", "3. Write it down."]
    assert words(content, "code") == ["lamp --on"]
    assert words(content, "paragraph")[-1] == "The keeper signs the book."


def test_lists_nest_by_how_far_they_are_set_in() -> None:
    """An inner list belongs to the item that holds it, and the outer goes on behind it."""
    content = read("Take along:\n\n1. clothes\n   - socks\n   - a coat\n2. food\n")

    outer, inner = content.of_kind("list")
    assert owner(content, outer) == "Take along:"
    assert owner(content, inner) == "1. clothes - socks - a coat"
    assert [owner(content, item)[:4] for item in content.of_kind("item")] == ["1. c", "- so", "- so", "1. c"]


@pytest.mark.parametrize(
    "text",
    [
        "The meeting was moved to the\n3. of May because of the storm.\n",
        "The rooms that were painted are number\n7) and number\n9) of the east wing.\n",
        "See the letter of\na. Holm of the mill.\n",
        "The guests of the house come from Bergen\n- and some of them from Molde -\nin May.\n",
        "* Note on the harbour\n\nIt is closed.\n",
    ],
)
def test_a_line_that_only_begins_like_an_item_is_none(text: str) -> None:
    """A list needs items in sequence, or something that announces it."""
    assert read(text).of_kind("list") == ()


def test_a_single_item_is_a_list_where_it_is_announced() -> None:
    """Nothing else can be meant."""
    assert words(read("Bring only this:\n- a torch\n"), "item") == ["- a torch"]


def test_lines_without_marks_are_items_where_they_are_announced() -> None:
    """Short lines that are set in below a colon."""
    content = read("The shed holds these boats:\n   Ida\n   Molly\n   White Star\n\nAll are sound.")

    assert words(content, "item") == ["Ida", "Molly", "White Star"]


def test_commands_are_code_of_the_sentence_that_announces_them() -> None:
    """Set in or behind a prompt, with the blank lines between them; prose behind them is none."""
    text = (
        "To light the lamp, run:\n\n    lamp --on --level=3\n\n    lamp --status\n\nThen write down the hour.\n\n"
        "The log is read with:\n$ less /var/log/lamp\nIt is a long file, as you will see there.\n"
    )

    content = read(text)

    first, second = content.of_kind("code")
    assert words_at(content, first.span).split() == ["lamp", "--on", "--level=3", "lamp", "--status"]
    assert owner(content, first) == "To light the lamp, run:"
    assert (words_at(content, second.span), owner(content, second)) == (
        "$ less /var/log/lamp",
        "The log is read with:",
    )
    assert words(content, "paragraph")[-1].startswith("It is a long file")


def test_settings_behind_an_announcement_are_code() -> None:
    """Though they stand at the margin."""
    content = read("Add to the file harbour.conf:\n\n[lamp]\nlevel = 3\n\nand start it again.")

    assert words(content, "code") == ["[lamp]\nlevel = 3"]


def test_verse_that_is_set_in_is_no_code() -> None:
    """What is set in is quoted more often than run."""
    content = read(
        "As the keeper used to sing at night:\n\n    The lamp is lit and the sea is wide,\n    my boat is old.\n"
    )

    assert content.of_kind("code") == ()


def test_terms_over_text_that_is_set_in_have_their_descriptions() -> None:
    """Several in a row, in any text; one alone may be anything."""
    glossary = "sheet\n    The rope that holds a sail.\n\nboom\n    The pole below a sail.\n    It may hit you.\n"

    content = read(glossary)

    assert words(content, "term") == ["sheet", "boom"]
    assert [owner(content, block) for block in content.of_kind("description")] == ["sheet", "boom"]
    assert read("Dear Ida\n    The boat is ready for you.\n").of_kind("term") == ()


def test_names_with_colons_are_terms_where_they_are_several() -> None:
    """A notice's fields, each with what it says; of people who talk in turn none is a field."""
    notice = read("Date: 5 May 2024\nPlace: the boat house\nFee: three euros,\n  children free\n")
    talk = read("Ida: Is it open?\n\nOlaf: It is.\n\nIda: Thank you.\n\nOlaf: Good night.\n")

    assert words(notice, "term") == ["Date:", "Place:", "Fee:"]
    assert words(notice, "description") == ["5 May 2024", "the boat house", "three euros,\n  children free"]
    assert talk.of_kind("term") == ()


def test_records_one_below_the_other_stay_whole() -> None:
    """What one of their fields says is nothing without the others."""
    text = "Boat: Ida\nOwner: Olaf\nBerth: 3\n\nBoat: Molly\nOwner: Kari\nBerth: 9\n"

    assert words(read(text), "paragraph") == ["Boat: Ida\nOwner: Olaf\nBerth: 3", "Boat: Molly\nOwner: Kari\nBerth: 9"]


@pytest.mark.parametrize(
    "text",
    [
        "Q: May I swim here?\nA: Yes, at high tide.\n\nIt is cold.\n\nQ: May dogs swim?\nA: They may.\n",
        "1. May I swim here?\n\n   Yes, at high tide.\n\n   It is cold.\n\n2. May dogs swim?\n\n   They may.\n",
        "May I swim here?\n\nYes, at high tide.\n\nIt is cold.\n\nMay dogs swim?\n\nThey may, as others may.\n\n"
        "May I fish here?\n\nOnly in May and in June.\n",
    ],
)
def test_questions_hold_their_answers(text: str) -> None:
    """Marked by letters, by numbers, or only by their marks where there are several."""
    content = read(text)

    asked = content.of_kind("question")
    assert "May I swim here?" in words_at(content, asked[0].span)
    answers = [block for block in content.blocks if block.parent == content.blocks.index(asked[0])]
    assert " ".join(words_at(content, block.span) for block in answers).endswith("It is cold.")
    assert "They may" not in " ".join(words_at(content, block.span) for block in answers)


def test_a_numbered_statement_among_questions_is_one_of_them() -> None:
    """It states a problem, and what follows is its answer; of two questions under one number both are the question."""
    content = read(
        "1. May I swim here?\n\n   Yes, at noon.\n\n2. The lake is cold.\n\n   It comes from the ice.\n\n"
        "3. Who keeps the hut?\n   Who pays for it?\n\n   The village does.\n\n"
        "4. Where do I park?  The lot\n   is full.\n\n   Behind the hut.\n"
    )

    asked = content.of_kind("question")
    assert [" ".join(words_at(content, each.span).split()) for each in asked] == [
        "1. May I swim here?",
        "2. The lake is cold.",
        "3. Who keeps the hut? Who pays for it?",
        "4. Where do I park? The lot is full.",
    ]
    assert [content.blocks[each.parent or 0] for each in content.of_kind("paragraph")] == list(asked)


def test_the_steps_of_an_answer_are_no_questions() -> None:
    """The question behind them counts on from the one before them."""
    content = read(
        "1. How do I swim here?\n\nIn steps:\n\n1. Get wet.\n\n2. Get in.\n\n3. Swim.\n\n"
        "2. May dogs swim?\n\nThey may.\n\n3. May cats swim?\n\nThey may, too.\n"
    )

    assert words(content, "question") == ["1. How do I swim here?", "2. May dogs swim?", "3. May cats swim?"]


def test_numbered_steps_of_which_few_ask_are_no_questions() -> None:
    """A list of things to do stays a list."""
    steps = "".join(f"{number}. Row to buoy {number}.\n\n   Wave there.\n\n" for number in range(1, 9))

    content = read(steps + "9. Are you tired?\n\n   Rest then.\n")

    assert content.of_kind("question") == ()
    assert len(content.of_kind("item")) == 9


def test_a_question_in_prose_is_none() -> None:
    """One paragraph that asks is a paragraph."""
    assert (
        read("Where was the keeper?\n\nNobody knew, and nobody asked.\n\nThe lamp was out.").of_kind("question") == ()
    )


@pytest.mark.parametrize("sign", ["*", "#"])
def test_what_stands_within_a_frame_is_text_like_any_other(sign: str) -> None:
    """Of a licence's boxed sections: their headings are headings, and nobody reads the frame."""
    inside = ["", "6. Warranty", "-----------", "", "The lamp is sold as it", "is, without warranty.", ""]
    frame = [sign * 40, *(f"{sign}  {line:<36}{sign}" for line in inside), sign * 40]
    text = "\n".join(
        ["5. Price", "--------", "", "The lamp costs ten.", "", *frame, "", "7. Law", "------", "", "None."]
    )

    content = read(text)

    structure = Structure(content)
    (warranty,) = (block for block in content.of_kind("paragraph") if "without" in words_at(content, block.span))
    assert [heading_name(content.text, heading) for heading in content.of_kind("heading")] == [
        "5. Price",
        "6. Warranty",
        "7. Law",
    ]
    assert " ".join(reading_of(structure, warranty.span).text.split()) == "The lamp is sold as it is, without warranty."
    assert not content.of_kind("code")


def test_signs_at_the_ends_of_some_lines_are_no_frame() -> None:
    """Stars for footnotes, and a list whose items end with one."""
    text = "* the boats cost ten a day *\n* the lamps are free of any charge *\n* the nets too, but for a fine *\n"

    content = read(text)

    assert len(content.of_kind("item")) == 3
