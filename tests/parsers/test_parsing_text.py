"""Plain text: titles, dates, headings, paragraphs, and what is no part of the text."""

import pytest

from index.parsers import parse
from index.records import Block, Content, Span
from tests.parsers.views import paths, words


def read(text: str) -> Content:
    return parse(text.encode(), "a.txt")


def test_front_matter_gives_title_date_and_url_and_is_boilerplate() -> None:
    """The fields are read, quotes and comments dropped, and the block is no part of the text to quote."""
    fields = ('title: "A: b"', "date: 2024-05-01 # Wednesday", "url: https://example.org/a", "tags:", "  - x")
    block = "\r\n".join(("---", *fields, "---", ""))

    content = read(block + "Body.")

    assert (content.title, content.date, content.url) == ("A: b", "2024-05-01", "https://example.org/a")
    assert content.of_kind("boilerplate") == (Block("boilerplate", Span(0, len(block)), why="front matter"),)
    assert words(content, "paragraph") == ["Body."]


def test_a_headline_and_date_line_on_top_of_plain_text_are_taken() -> None:
    """A short first line without a full stop names the text; a line that is only a date dates it."""
    content = read("The long road home\n\nMay 1, 2024\n\nIt was a long road, and it led home.")

    assert (content.title, content.date) == ("The long road home", "2024-05-01")
    assert words(content, "heading") == ["The long road home"]


def test_headline_and_date_are_found_in_one_block() -> None:
    """A date on a line over a caption is still the date."""
    content = read("The long road home\n\nMay 1, 2024\na road in the rain\n\nIt was a long road, and it led home.")

    assert content.date == "2024-05-01"


@pytest.mark.parametrize(
    "text",
    [
        "It begins at once.\n\nAnd goes on.",
        "only one line",
        "and so on\n\nit went",
        "1 Introduction\n\nIt begins here.",
        "Contents\n\nIt begins here.",
        "FENCES(5)          File Formats          May 2024\n\nIt begins here.",
    ],
)
def test_a_text_without_headline_has_no_title(text: str) -> None:
    """A sentence, a lone line, a fragment, a number, a list's name and a running title are not made into titles."""
    assert read(text).title is None


def test_boilerplate_is_marked_and_gives_no_title() -> None:
    """The headline of a copied page is found under its skip link, and the marks of the two never touch the text."""
    text = "Skip to content\n\nThe long road home\n\nIt was a long road, and it led home."

    content = read(text)

    assert content.text == text
    assert content.title == "The long road home"
    assert content.of_kind("boilerplate") == (Block("boilerplate", Span(0, 15), why="skip link"),)


def test_form_feeds_part_pages() -> None:
    """A printed report in plain text has pages to cite."""
    content = read("one\ntwo\n\fthree\n\ffour")

    assert [content.text[start:].split()[0] for start in content.pages] == ["one", "three", "four"]


def test_lines_on_every_page_belong_to_the_pages() -> None:
    """The running title and the numbered footer of a paged report are findable, and no part of what it says."""
    pages = [f"Harbour report            May 2024\n\nText of page {n} is here.\n\nLock    [Page {n}]\n" for n in "1234"]

    content = read("\f\n".join(pages))

    assert words(content, "page_footer") == [f"Lock    [Page {n}]" for n in "1234"]
    assert words(content, "page_header") == ["Harbour report            May 2024"] * 3  # the first is the report's own


def test_a_wrapped_paragraph_is_one_block() -> None:
    """Its lines go on, even where one begins with a number, a dash or a letter; a blank line ends it."""
    text = (
        "The lane is closed from the\n14. March on, as house number\n7) is being built, for\n- as it was told -\n"
        "six weeks.\r\n\r\nThe\nbus stops at the mill."
    )

    content = read(text)

    assert [" ".join(each.split()) for each in words(content, "paragraph")] == [
        "The lane is closed from the 14. March on, as house number 7) is being built, for - as it was told - six "
        "weeks.",
        "The bus stops at the mill.",
    ]
    assert content.of_kind("list") == ()


def test_the_first_line_of_a_paragraph_may_be_set_in() -> None:
    """As in books and licences."""
    content = read(
        "  The tenant keeps the stairs clean and sweeps\nthe yard on Fridays, and clears the snow in\nwinter.\n"
    )

    assert len(content.of_kind("paragraph")) == 1


def test_underlined_lines_are_headings() -> None:
    """Each way of underlining is a level, outermost first; a line over the title belongs to it."""
    text = "======\nCanoes\n======\n\nHiring\n------\n\nAsk at the pier.\n\nPrices\n------\n\nTen euros.\n"

    content = read(text)

    assert paths(content) == [("Canoes",), ("Canoes", "Hiring"), ("Canoes", "Prices")]
    assert words(content, "heading")[0] == "======\nCanoes\n======"
    assert content.title == "Canoes"


@pytest.mark.parametrize("name", ["a.txt", "a.rst"])
def test_a_title_between_two_equal_rules_may_be_longer_than_they_are(name: str) -> None:
    """But not what stands under the rule of another title."""
    text = (
        "=====\nThe lamp does not light at night\n=====\n\nClean it.\n\nOil\n=====\nIt is poured in at the top\n=====\n"
    )

    content = parse(text.encode(), name)

    assert words(content, "heading") == ["=====\nThe lamp does not light at night\n=====", "Oil\n====="]
    assert words(content, "paragraph")[-1].startswith("It is poured in")


def test_numbered_titles_are_headings_where_they_count_up() -> None:
    """Over text, alone on their lines, and without a sentence's end."""
    text = "1 Scope\n\nThis rule is for boats.\n\n1.1 Small boats\n\nThey need no sign.\n\n2 Fees\n\nThere are none.\n"

    content = read(text)

    assert paths(content) == [("1 Scope",), ("1 Scope", "1.1 Small boats"), ("2 Fees",)]


@pytest.mark.parametrize(
    "text",
    [
        "The house\n\n3 Mill Street\n\nThe house is white.\n\nIt has two doors.",
        "1. Flour\n\n2. Milk\n\n3. Eggs\n",
        "1. Wait until the lamp is green.\n\nIt takes a minute.\n\n2. Turn the key.\n\nThe door opens.",
    ],
)
def test_other_numbered_lines_are_no_headings(text: str) -> None:
    """An address, a list of short items, and steps, which are sentences."""
    assert [name for path in paths(read(text)) for name in path if name[0].isdigit()] == []


def test_lines_in_capitals_at_the_margin_are_headings() -> None:
    """But not the lines of a paragraph that is in capitals as a whole."""
    text = "OPENING HOURS\n\nFrom nine to five.\n\nTHE HALL MAY NOT BE\nUSED FOR DANCES AND\nNOT FOR FAIRS\n"

    content = read(text)

    assert paths(content) == [("OPENING HOURS",)]
    assert words(content, "paragraph")[-1].startswith("THE HALL MAY NOT")


def test_capitals_over_a_date_on_top_name_the_text() -> None:
    """As minutes begin."""
    assert read("MINUTES OF THE BOARD\n12 May 2024\n\nThe budget was accepted.").title == "MINUTES OF THE BOARD"


def test_lines_at_the_margin_are_headings_where_all_else_is_set_in() -> None:
    """As in reports whose text is set in."""
    body = "   The lamp is lit at dusk by the keeper of the house.\n   It burns until dawn.\n\n   So it is.\n"

    content = read(f"The lamp\n\n{body}\nThe oil\n\n{body}\nOther fuel\n\n{body}")

    assert [name for path in paths(content) for name in path if name != "The lamp"] == ["The oil", "Other fuel"]


def test_a_verse_is_one_paragraph() -> None:
    """A sentence goes on from line to line, wherever they begin."""
    text = (
        "The lamp upon the northern cape\n    was lit for all to see,\nand every ship that went by it\n    came home."
    )

    assert words(read(text), "paragraph") == [text]


def test_centred_lines_are_headings_and_name_the_text() -> None:
    """Where they stand alone in the middle of the page."""
    body = "The keeper of the lighthouse writes down each ship that passes the cape.\n" * 3
    text = f"{'RULES OF THE LIGHTHOUSE':^72}\n{'Edition of 1902':^72}\n\n{body}\n{'Preamble':^72}\n\n{body}"

    content = read(text)

    assert content.title == "RULES OF THE LIGHTHOUSE"
    assert [name for (name,) in paths(content)] == ["RULES OF THE LIGHTHOUSE", "Preamble"]


def test_a_table_of_contents_is_no_text() -> None:
    """Whether by its dots or because it lists the titles that follow."""
    dotted = "Contents\n\n  Boats ........ 3\n  Oars ......... 5\n  Sails ........ 9\n\nBoats are made of wood.\n"
    parts = "".join(f"{name}\n{'-' * len(name)}\n\nThey are old.\n\n" for name in ("Boats", "Oars", "Sails", "Masts"))
    listed = f"Boats\nOars\nSails\nMasts\n\n{parts}"

    for text in (dotted, listed):
        content = read(text)
        (found,) = content.of_kind("boilerplate")
        assert found.why == "table of contents"
        assert "wood" not in content.text[found.start : found.end]


def test_a_drawn_line_is_no_text() -> None:
    """A line of dashes says nothing."""
    content = read("One part ends here.\n\n* * * * *\n\nThe other begins.")

    assert [(block.why, content.text[block.start : block.end]) for block in content.of_kind("boilerplate")] == [
        ("dividing line", "* * * * *")
    ]


def test_quoted_mail_is_prose() -> None:
    """Nothing is made of the signs of lines that are quoted."""
    content = read("> 1. Is it open?\n> 2. Is it free?\n\nYes to both, says the keeper.")

    assert content.of_kind("list") == ()
    assert words(content, "paragraph")[0].startswith("> 1. Is it open?")


@pytest.mark.timeout(60)
@pytest.mark.parametrize("length", [3_000_100])
def test_the_end_of_a_very_long_text_stays_without_blocks(length: int) -> None:
    """It is text all the same, and is read."""
    text = ("A line of words, again and again, up to the end.\n" * (length // 49 + 1))[:length]

    content = read(text)

    assert content.text == text
    assert content.blocks[-1].end <= 3_000_000
