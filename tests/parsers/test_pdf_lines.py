"""PDF: the lines of a paragraph: broken words, wrapped lines and lines that end where they are meant to."""

import pytest

from index.parsers import PARSERS
from index.parsers.pdf.hyphens import Hyphens
from index.records import Content
from tests.parsers.drawing_pdf import BOLD, column, drawn, text

PROSE = (
    "The keeper of the northern lighthouse wrote down every ship that",
    "passed by day, and he lit the lamp for those that were out.",
)


def parse_pdf(data: bytes) -> Content:
    return PARSERS[".pdf"](data, "a.pdf")


@pytest.mark.parametrize(
    ("known", "above", "below", "end"),
    [
        ("the lamp was confirming", "reasons con-", "firming it", "reasons con"),
        ("a chat about an optimized lamp", "a chat-", "optimized model", "a chat-"),
        ("the light house and the lighthouse", "the light-", "house", "the light"),
        ("the boat is long", "the weather-", "beaten sailor", "the weather-"),
        ("the boat is long", "a half-empty har-", "bour", "a half-empty har"),
        ("a deep-water port, whatever is said", "the deep-", "water port", "the deep-"),
        ("the boat", "Anglo-", "Saxon law", "Anglo-"),
        ("the boat", "an over-", "whelming sea", "an over"),
        ("der Hafen und das Boot und die Hand", "eine Hand-", "lung des", "eine Hand"),
    ],
)
def test_a_hyphen_goes_where_the_word_is_surely_one(known: str, above: str, below: str, end: str) -> None:
    """The document's own words say which hyphens were the writer's, then a dictionary of English for English."""
    assert Hyphens([known]).joined(above, below) == end


@pytest.mark.parametrize("above", ["the price -", "1990-", "from a to b", "-"])
def test_what_cuts_no_word_is_left_alone(above: str) -> None:
    """A dash, a range of numbers and a line without a hyphen are no broken words."""
    assert Hyphens(["words"]).joined(above, "2 words") is None


def test_a_broken_word_is_whole_and_has_a_place_on_both_lines() -> None:
    """The printer's hyphen goes, the lines of the text still know where they are printed."""
    page = column(72, 700, ("the keeper was sure that he had been con-", "firming the order"))

    content = parse_pdf(drawn([page]))

    assert content.text == "the keeper was sure that he had been confirming the order"
    assert [content.text[line.start : line.end] for line in content.lines] == [
        "the keeper was sure that he had been con",
        "firming the order",
    ]


def test_a_broken_address_is_whole() -> None:
    """An address that goes on in the next line is one word."""
    page = column(
        72, 700, ("The log can be read in full at https://museum.example/", "logs/1902.html by everybody who asks.")
    )

    content = parse_pdf(drawn([page]))

    assert "https://museum.example/logs/1902.html by" in content.text


def test_lines_broken_on_purpose_stay_lines() -> None:
    """Addresses and labelled lines are not run together; labelled lines stand by themselves."""
    page = [
        *column(72, 700, ("Sailing Club", "Quay 4", "Westhaven")),
        *column(
            72,
            600,
            (
                "Keeper: the widow of the one before",
                "Lamp: one of the older kind, for oil",
                "Crew: two of her three sons",
            ),
        ),
        *column(72, 500, PROSE),
    ]

    content = parse_pdf(drawn([page]))

    assert content.text.split("\n\n")[:4] == [
        "Sailing Club\nQuay 4\nWesthaven",
        "Keeper: the widow of the one before",
        "Lamp: one of the older kind, for oil",
        "Crew: two of her three sons",
    ]


def test_labelled_lines_stand_by_themselves() -> None:
    """Lines that each say what they are about are no wrapped text, even where they are about as long."""
    lines = (
        "Keeper: the widow of the one before",
        "Lamp: one of the older kind, for oil",
        "Crew: two of her sons and a cousin",
    )

    content = parse_pdf(drawn([column(72, 700, lines)]))

    assert content.text == "\n\n".join(lines)


def test_a_line_of_prose_that_begins_like_an_item_is_none() -> None:
    """A wrapped line may begin with a number and a dot."""
    page = column(
        72,
        700,
        (
            "The harbour is closed to all boats but those of the pilots from the",
            "1. June of each year to the end of the month, and again in winter.",
        ),
    )

    content = parse_pdf(drawn([page]))

    assert not content.of_kind("item")
    assert "from the 1. June of each year" in content.text


def test_first_lines_that_are_indented_begin_paragraphs() -> None:
    """Paragraphs need neither a gap between them nor a short last line."""
    first = (
        "The lamp of the northern cape was lit for the first time in the year",
        "in which the pier and the sheds for the boats had been built as well.",
    )
    second = ("Since then it has been mended twice, after the storms of two", "winters that nobody has forgotten.")
    page = [*column(72, 700, first), *column(92, 676, second[:1]), *column(72, 664, second[1:])]

    content = parse_pdf(drawn([page]))

    assert content.text == " ".join(first) + "\n\n" + " ".join(second)


def test_a_narrow_blank_that_the_file_has_parts_words() -> None:
    """Justified lines have blanks of a tenth of the type; what is closer is one word."""
    end = 72 + 11.67  # of "fill" in this font

    apart, joined = (
        parse_pdf(drawn([[text(72, 700, "fill ", font=BOLD), text(end + gap, 700, "it in, he said")]]))
        for gap in (1.0, 0.0)
    )

    assert apart.text == "fill it in, he said"
    assert joined.text == "fillit in, he said"
