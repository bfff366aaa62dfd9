"""XML: documents by the names that DocBook and DITA use, records by their fields, anything else by its form."""

from pathlib import Path

import pytest

from index.parsers import parse
from index.records import Content
from tests.parsers.views import paths, words, words_at

BOOK = """<?xml version="1.0"?><!-- a book --><book xmlns="http://docbook.org/ns/docbook">
<info><title>The Lamp</title></info><chapter><title>Oil</title>
<para>Whale oil<footnote><para>Of sperm whales.</para></footnote> was <emphasis>burned</emphasis> till
1871. It takes:</para>
<itemizedlist><listitem><para>a wick</para></listitem></itemizedlist>
<section><title>Price</title><table><title>Prices</title><tgroup cols="2">
<thead><row><entry>Year</entry><entry>Price</entry></row></thead>
<tbody><row><entry>1871</entry><entry>9</entry></row></tbody></tgroup></table>
<variablelist><varlistentry><term>Wick</term><listitem><para>Cotton.</para></listitem></varlistentry></variablelist>
<programlisting><![CDATA[if a < b:
    lamp()]]></programlisting></section></chapter></book>"""


def read(markup: str) -> Content:
    return parse(markup.encode(), "a.xml")


def test_a_docbook_book_is_read_with_its_structure() -> None:
    """Titles are headings by their depth; lists, tables, terms and code are what they are; notes interrupt nothing."""
    content = read(BOOK)

    assert content.title == "The Lamp"
    assert paths(content) == [("The Lamp",), ("The Lamp", "Oil"), ("The Lamp", "Oil", "Price")]
    assert words(content, "paragraph") == ["Whale oil [1] was burned till 1871. It takes:"]
    assert words(content, "item") == ["a wick"]
    assert words(content, "caption") == ["Prices"]
    assert words(content, "row") == ["Year\tPrice", "1871\t9"]
    assert (words(content, "term"), words(content, "description")) == (["Wick"], ["Cotton."])
    assert words(content, "code") == ["if a < b:\n    lamp()"]
    assert words(content, "note") == ["[1] Of sperm whales."]


def test_a_dita_task_has_numbered_steps() -> None:
    """A step's command and what is said about it belong to one item."""
    content = read(
        "<task id='x'><title>Changing the filter</title><taskbody><steps>"
        "<step><cmd>Open the cover.</cmd><info>Turn <uicontrol>both</uicontrol> screws.</info></step>"
        "<step><cmd>Lift it.</cmd></step></steps></taskbody></task>"
    )

    assert words(content, "item") == ["1. Open the cover.\n\nTurn both screws.", "2. Lift it."]


def test_the_parts_of_a_record_are_fields_under_its_title() -> None:
    """Each is named, since its value says little without; the title stands first, so that it is over them."""
    content = read(
        "<catalogue><boat><crew>3</crew><title>Teal</title><built>1902</built></boat>"
        "<boat><crew>5</crew><title>Grebe</title><built>1911</built></boat></catalogue>"
    )

    fields = [[words_at(content, cell) for cell in block.cells if cell] for block in content.of_kind("form_field")]
    assert fields == [["crew", "3"], ["built", "1902"], ["crew", "5"], ["built", "1911"]]
    assert paths(content) == [("Teal",), ("Grebe",)]
    assert content.title is None


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<doc>just <b>some</b> text</doc>", "just some text"),
        ("<a><line>one</line><line>two</line></a>", "one\n\ntwo"),
        ("<a><![CDATA[1 < 2 & <b>]]></a>", "1 < 2 & <b>"),
        ("<a>x<!-- no --><?pi no?><empty/>y</a>", "xy"),
        ("<tei:p xmlns:tei='x'>named</tei:p>", "named"),
        ("<a><p>broken<p>off", "broken\n\noff"),
        ("<a>&amp; &#233; &eacute;</a>", "& é é"),
        ("<a><![CDATA[never closed", "never closed"),
    ],
)
def test_any_xml_is_read_by_its_form(markup: str, text: str) -> None:
    """Elements among words are part of them, others are paragraphs; a broken file is read as far as it goes."""
    assert read(markup).text == text


def test_entities_are_not_resolved() -> None:
    """Neither a local file nor an expansion comes in."""
    content = read(
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY a "ha">'
        '<!ENTITY b "&a;&a;">]><x>x &secret; &b; y</x>'
    )

    assert content.text == "x &secret; &b; y"
    assert Path("/etc/hostname").read_text("utf-8").strip() not in content.text


def test_xhtml_under_either_suffix_is_a_page() -> None:
    """Its title is a title, and its elements are those of HTML."""
    body = "<body><h1>Lamp</h1><ol><li>a</li></ol></body>"
    page = f'<?xml version="1.0"?><html xmlns="x"><head><title>Lamp</title></head>{body}</html>'

    assert parse(page.encode(), "a.xml") == parse(page.encode(), "a.xhtml")
    assert parse(page.encode(), "a.xml").text == "Lamp\n\n1. a"


def test_twenty_thousand_nested_elements_are_read() -> None:
    """No recursion: the depth of a file is no limit."""
    assert read("<a>" * 20_000 + "deep down" + "</a>" * 20_000).text == "deep down"
