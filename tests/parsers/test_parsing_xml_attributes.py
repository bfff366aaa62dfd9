"""Values in the attributes of XML: part of a record in data, and of no text in documents."""

import pytest

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.views import paths, words, words_at


def read(markup: str) -> Content:
    return PARSERS[".xml"](f'<?xml version="1.0"?>{markup}'.encode(), "a.xml")


def cells(content: Content, kind: str) -> list[list[str | None]]:
    found = [block for block in content.blocks if block.kind == kind]
    return [[words_at(content, cell) if cell else None for cell in block.cells] for block in found]


def test_elements_with_nothing_but_attributes_are_rows_of_a_table() -> None:
    """What they say beside is a column called as they are."""
    content = read(
        "<shop xmlns='urn:s' version='2'><rope id='r7' name='Lanyard' metres='12' class='x'/>"
        "<rope id='r8' name='Painter' metres='30' href='https://example.org'>braided</rope></shop>"
    )

    assert cells(content, "row") == [
        ["name", "metres", "rope"],
        ["Lanyard", "12", None],
        ["Painter", "30", "braided"],
    ]
    assert [row.header for row in content.of_kind("row")] == [None, 1, 1]


def test_attributes_of_a_record_are_fields_under_its_name() -> None:
    """A unit stands behind its value, a kind behind what it is a kind of; one record's name is no file's title."""
    content = read(
        "<fleet><boat name='Teal' berth='A 4'><length unit='m'>5.1</length><phone type='ship'>77</phone></boat>"
        "<crew size='3'/></fleet>"
    )

    assert cells(content, "form_field") == [
        ["berth", "A 4"],
        ["length", "5.1 m"],
        ["phone (ship)", "77"],
        ["size", "3"],
    ]
    assert paths(content) == [("Teal",)]
    assert content.title is None


@pytest.mark.parametrize("inside", ["", " ", "\n  "])
def test_blanks_alone_are_nothing_inside_an_element(inside: str) -> None:
    """Its attributes say what it says, whatever stands beside it."""
    other = read(f"<all><oar name='Ash' price='5'>{inside}</oar><sail name='Jib' price='7'/></all>")
    inner = read(f"<shed code='A1'><oar name='Ash'>{inside}</oar><sail>{inside}</sail></shed>")

    assert paths(other) == [("Ash",), ("Jib",)]
    assert cells(other, "form_field") == [["price", "5"], ["price", "7"]]
    assert cells(inner, "form_field") == [["code", "A1"], ["name", "Ash"]]


def test_the_name_of_all_is_the_title() -> None:
    """Of a file that is one record."""
    content = read("<boat name='Teal' xsi:type='b'><crew first='Ann'>Ann Lund</crew></boat>")

    assert content.title == "Teal"
    assert cells(content, "form_field") == [["crew", "Ann Lund"], ["first", "Ann"]]


@pytest.mark.parametrize(
    "markup",
    [
        "<book status='draft'><chapter label='1'><para role='x'>It rows.</para></chapter></book>",
        "<text n='1'><line rend='bold'>It <hi rend='italic'>rows</hi>.</line></text>",
        "<feed><entry kind='post'><note mood='calm'>It rows.</note></entry></feed>",
    ],
)
def test_attributes_of_documents_are_no_text(markup: str) -> None:
    """They are for programs and printers."""
    assert read(markup).text == "It rows."


def test_many_attributes_and_long_values_are_no_table() -> None:
    """They are fields, each by itself."""
    many = " ".join(f"a{number}='{number}'" for number in range(30))
    content = read(f"<log><at {many}/><at said='{'word ' * 100}'/></log>")

    assert content.of_kind("row") == ()
    assert len(words(content, "form_field")) == 31
