"""The numbers that Word prints before paragraphs, and the lists that they make."""

import docx
import pytest
from docx.oxml import parse_xml

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.samples import W, word
from tests.parsers.views import words, words_at

LEGAL = ("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), ("lowerRoman", "%4)")


def read(
    paragraphs: list[str], levels: tuple[tuple[str, str], ...] = LEGAL, numbers: str = "", styles: str = ""
) -> Content:
    """Read paragraphs whose list 50 has the given levels; ``numbers`` are further lists."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    inside = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f"{styles if level == 0 else ''}</w:lvl>"
        for level, (form, text) in enumerate(levels)
    )
    own = '<w:num w:numId="50"><w:abstractNumId w:val="50"/></w:num>'
    wrapped = f'<w:x {W}><w:abstractNum w:abstractNumId="50">{inside}</w:abstractNum>{own}{numbers}</w:x>'
    for element in list(parse_xml(wrapped)):
        numbering.append(element)
    return PARSERS[".docx"](word(*paragraphs, document=document), "a.docx")


def item(text: str, level: int = 0, number: int = 50) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def plain(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_numbers_of_several_levels_are_written_as_they_are_printed() -> None:
    """Inner levels begin anew under each outer one."""
    levels = (0, 1, 1, 2, 2, 3, 0, 1, 2)

    content = read([item("x", level) for level in levels])

    assert content.text.split("\n") == [
        "1. x", "1.1 x", "1.2 x", "(a) x", "(b) x", "i) x", "2. x", "2.1 x", "(a) x",
    ]  # fmt: skip


def test_an_inner_list_belongs_to_its_item_and_a_list_to_its_announcement() -> None:
    """What stands under an item is a part of it."""
    content = read([plain("The keeper:"), item("lights", 0), item("oil", 1), item("writes", 0), plain("End.")])
    outer, inner = content.of_kind("list")

    assert words(content, "list") == ["1. lights\n1.1 oil\n2. writes", "1.1 oil"]
    assert words(content, "item") == ["1. lights\n1.1 oil", "1.1 oil", "2. writes"]
    assert words_at(content, content.blocks[outer.parent or 0].span) == "The keeper:"
    assert words_at(content, content.blocks[inner.parent or 0].span) == "1. lights\n1.1 oil"


@pytest.mark.parametrize(
    ("form", "text", "printed"),
    [
        ("upperRoman", "Article %1:", "Article IV: d"),
        ("upperLetter", "%1)", "D) d"),
        ("decimalZero", "%1", "04 d"),
        ("ordinal", "%1 clause", "4th clause d"),
        ("bullet", "·", "d"),
        ("none", "", "d"),
    ],
)
def test_each_form_of_number_is_printed(form: str, text: str, printed: str) -> None:
    """Bullets are no words."""
    content = read([item(letter) for letter in "abcd"], ((form, text),))

    assert content.text.split("\n")[-1] == printed


def test_a_list_that_begins_anew_counts_anew_and_one_that_goes_on_goes_on() -> None:
    """Two lists may count together, or the second from a number of its own."""
    again = (
        '<w:num w:numId="51"><w:abstractNumId w:val="50"/></w:num><w:num w:numId="52"><w:abstractNumId w:val="50"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
    )

    content = read([item("a"), plain("Text."), item("b", 0, 51), item("c", 0, 52), item("d", 0, 52)], numbers=again)

    assert words(content, "item") == ["1. a", "2. b", "7. c", "8. d"]


def test_a_style_brings_its_numbers_along() -> None:
    """Headings are mostly numbered by their style, and a numbered heading stays a heading."""
    linked = '<w:pStyle w:val="Heading1"/>'
    properties = '<w:pStyle w:val="Heading1"/><w:numPr><w:numId w:val="50"/></w:numPr>'
    heading = f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>Oil</w:t></w:r></w:p>"

    content = read([heading, heading], styles=linked)

    assert words(content, "heading") == ["1. Oil", "2. Oil"]


def test_an_empty_numbered_paragraph_is_counted_as_word_counts_it() -> None:
    """The numbers behind it would else be wrong."""
    content = read([item("a"), item(""), item("c")])

    assert content.text == "1. a\n3. c"


def test_numbers_in_tables_are_counted_once() -> None:
    """A cell's words are looked at more than once, its number is not counted more than once."""
    rows = "".join(f"<w:tr><w:tc>{item(text)}</w:tc><w:tc>{plain('x')}</w:tc></w:tr>" for text in ("a", "b"))

    assert read([f"<w:tbl>{rows}</w:tbl>"]).text == "1. a\tx\n2. b\tx"


def test_a_hundred_nested_tables_and_levels_are_no_trouble() -> None:
    """Hostile nesting ends in text or in a reason, soon."""
    nested = plain("x")
    for _ in range(60):
        nested = f"<w:tbl><w:tr><w:tc>{nested}<w:p/></w:tc><w:tc>{plain('y' * 300)}</w:tc></w:tr></w:tbl>"

    assert read([nested]).text.startswith("x")


def test_marks_that_are_typed_make_lists_too() -> None:
    """Where one goes on another, whatever blanks stand behind them; a letter alone may be a name's."""
    said = (
        "The keeper:", "A.\u00a0\u00a0\u00a0 lights", "1) oil", "2) wick", "B.\tpaints", "It is done.",
        "A. Lund was here.",
    )  # fmt: skip

    content = read([plain(text) for text in said])

    assert words(content, "item") == [
        "A.\u00a0\u00a0\u00a0 lights\n1) oil\n2) wick", "1) oil", "2) wick", "B.\tpaints",
    ]  # fmt: skip
    assert words_at(content, content.blocks[content.of_kind("list")[0].parent or 0].span) == "The keeper:"
    assert words(content, "paragraph")[1:] == ["It is done.", "A. Lund was here."]
