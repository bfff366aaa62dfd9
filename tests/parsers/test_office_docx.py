"""Word documents: what a person reads on the page, in its order and with its structure."""

import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml

from index.parsers import PARSERS, parse
from index.records import Content
from tests.parsers.samples import W, archive, word
from tests.parsers.views import paths, words, words_at

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def read(*elements: str) -> Content:
    return PARSERS[".docx"](word(*elements), "a.docx")


def p(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{r(text, run)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def raised(text: str) -> str:
    return r(text, '<w:vertAlign w:val="superscript"/>')


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (r("a mass of 5 × 10") + raised("24") + r(" kg"), "a mass of 5 × 10^24 kg"),
        (r("a length of 10") + raised("−") + raised("9") + r(" m"), "a length of 10^-9 m"),
        (r("12 m") + raised("2") + r(" of glass"), "12 m^2 of glass"),
        (r("lit for 40 minutes") + raised("3") + r(" a day"), "lit for 40 minutes [3] a day"),
        (r("the 1") + raised("st") + r(" of May"), "the 1st of May"),
        (r("H") + r("2", '<w:vertAlign w:val="subscript"/>') + r("O"), "H2O"),
        (r("costs ") + r("8", "<w:strike/>") + r(" 9 crowns"), "costs 9 crowns"),
        (r("costs ") + r("8", '<w:strike w:val="0"/>') + r(" crowns"), "costs 8 crowns"),
        (r("up ") + '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + r(" 4"), "up ≥ 4"),
    ],
)
def test_raised_and_struck_text_keeps_its_meaning(inside: str, text: str) -> None:
    """No number grows by an exponent or by a note's mark, and what is struck is not said."""
    assert read(f"<w:p>{inside}</w:p>").text == text


def test_page_headers_and_footers_are_said_once_behind_the_text() -> None:
    """They can be found, cut no sentence, and are no list of page numbers."""
    document = docx.Document()
    document.add_paragraph("The lamp was lit in 1902.")
    document.sections[0].header.paragraphs[0].text = "Procedure 12, revision 3"
    document.sections[0].footer.paragraphs[0].text = "Page 1 of 9"
    document.sections[0].footer.add_paragraph("Owner: Ida Moe")
    second = document.add_section()
    second.header.is_linked_to_previous = False
    second.header.paragraphs[0].text = "Procedure 12, revision 3"
    second.first_page_header.paragraphs[0].text = "never shown"

    content = PARSERS[".docx"](word(document=document), "a.docx")

    assert content.text == "The lamp was lit in 1902.\n\nProcedure 12, revision 3\n\nOwner: Ida Moe"
    assert words(content, "page_header") == ["Procedure 12, revision 3"]
    assert words(content, "page_footer") == ["Owner: Ida Moe"]


def test_boxes_to_be_ticked_are_fields_with_their_state() -> None:
    """The words of a box and whether it is ticked belong together, and to the question."""

    def box(glyph: str) -> str:
        w14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        return f"<w:sdt><w:sdtPr><w14:checkbox {w14}/></w:sdtPr><w:sdtContent>{r(glyph)}</w:sdtContent></w:sdt>"

    older = "<w:r><w:fldChar><w:ffData><w:checkBox><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>"

    content = read(
        p("Which boats?"),
        f"<w:p>{r('Choose: ')}{box('☒')}{r(' Lark ')}{box('☐')}{r(' Wren')}</w:p>",
        f"<w:p>{older}{r(' Tern')}</w:p>",
    )
    fields = content.of_kind("form_field")

    assert [[words_at(content, span) for span in field.cells if span] for field in fields] == [
        ["Lark", "☒"], ["Wren", "☐"], ["Tern", "☒"],
    ]  # fmt: skip
    assert {words_at(content, content.blocks[field.parent or 0].span) for field in fields} == {"Choose:"}


def test_notes_stand_behind_the_text_under_the_mark_that_refers_to_them() -> None:
    """A note neither interrupts its sentence nor grows onto a number."""
    data = word(f'<w:p>{r("It burnt 14 litres")}<w:r><w:footnoteReference w:id="2"/></w:r>{r(" a night.")}</w:p>')
    between = '<w:footnote w:type="separator" w:id="0"/>'
    notes = f'<w:footnotes {W}>{between}<w:footnote w:id="2">{p("Of whale oil.")}</w:footnote></w:footnotes>'

    content = PARSERS[".docx"](with_part(data, "footnotes", notes), "a.docx")

    assert content.text == "It burnt 14 litres [1] a night.\n\n[1] Of whale oil."
    assert words(content, "note") == ["[1] Of whale oil."]


def with_part(data: bytes, name: str, xml: str) -> bytes:
    """Return the document with a part of its own that the main part refers to."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {path: opened.read(path) for path in opened.namelist()}
    kind = f"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"
    relation = f'<Relationship Id="rIdX" Type="{kind}" Target="{name}.xml"/></Relationships>'
    path = "word/_rels/document.xml.rels"
    parts[path] = parts[path].replace(b"</Relationships>", relation.encode())
    content_type = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
    override = f'<Override PartName="/word/{name}.xml" ContentType="{content_type}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", override.encode())
    return archive({**parts, f"word/{name}.xml": xml})


def test_a_strict_document_is_read_like_any_other() -> None:
    """Word can save with other names for the same elements."""
    document = docx.Document()
    document.add_heading("Oil", 1)
    document.add_paragraph("See http://schemas.openxmlformats.org/x for 1902.")
    data = word(document=document)
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        parts = {path: opened.read(path) for path in opened.namelist()}
    for path in ("_rels/.rels", "word/_rels/document.xml.rels", "word/document.xml", "word/styles.xml"):
        for area in (b"wordprocessingml", b"officeDocument", b"drawingml"):
            old, new = b"http://schemas.openxmlformats.org/%s/2006/" % area, b"http://purl.oclc.org/ooxml/%s/" % area
            parts[path] = parts[path].replace(b'"' + old, b'"' + new)

    content = parse(archive(parts), "a.docx")

    assert content.text == "Oil\n\nSee http://schemas.openxmlformats.org/x for 1902."
    assert paths(content) == [("Oil",)]


@pytest.mark.parametrize(
    ("given", "own", "heading", "title"),
    [
        ("Word Document", "Minutes of March", None, "Minutes of March"),
        ("Minutes of March", None, None, "Minutes of March"),
        ("Minutes of March", "Minutes of April", "Rent", "Minutes of April"),
        ("Template of the board", None, "Rent", "Rent"),
        ("Minutes of March", None, "Contents", "Minutes of March"),
        ("Document1", None, None, None),
        ("Microsoft Word - minutes_v3.doc", None, None, None),
        ("minutes_v3.docx", None, None, None),
        ("[Type the document title]", None, None, None),
        ("Document retention policy", None, None, "Document retention policy"),
    ],
)
def test_a_document_is_called_what_its_author_calls_it(
    given: str, own: str | None, heading: str | None, title: str | None
) -> None:
    """What a program or a template filled in is no title."""
    document = docx.Document()
    document.core_properties.title = given
    if own:
        document.add_heading(own, 0)
    if heading:
        document.add_heading(heading, 1)
    document.add_paragraph("The boat was sold.")

    assert PARSERS[".docx"](word(document=document), "a.docx").title == title


def test_code_captions_and_contents_are_told_apart_by_their_styles() -> None:
    """Lines of code are one block under what announces them; a table of contents is not quoted."""
    document = docx.Document()
    for identifier, name in (("TOC1", "toc 1"), ("SourceCode", "Source Code")):
        document.styles.element.append(
            parse_xml(f'<w:style {W} w:type="paragraph" w:styleId="{identifier}"><w:name w:val="{name}"/></w:style>')
        )
    elements = [
        p("Oil 3", '<w:pStyle w:val="TOC1"/>'),
        p("Switch it off with:"),
        p("lamp --off", '<w:pStyle w:val="SourceCode"/>'),
        p("lamp --dark", '<w:pStyle w:val="SourceCode"/>'),
        p("Figure 1: The lamp", '<w:pStyle w:val="Caption"/>'),
    ]

    content = PARSERS[".docx"](word(*elements, document=document), "a.docx")
    code = content.of_kind("code")[0]

    assert words(content, "code") == ["lamp --off\nlamp --dark"]
    assert words_at(content, content.blocks[code.parent or 0].span) == "Switch it off with:"
    assert words(content, "caption") == ["Figure 1: The lamp"]
    assert [block.why for block in content.of_kind("boilerplate")] == ["table of contents"]


def test_clauses_in_the_style_of_code_are_text() -> None:
    """Some set their lists so for its look; what is typed into a machine stays code."""
    document = docx.Document()
    document.styles.element.append(
        parse_xml(f'<w:style {W} w:type="paragraph" w:styleId="SourceCode"><w:name w:val="Source Code"/></w:style>')
    )
    style = '<w:pStyle w:val="SourceCode"/>'
    elements = [
        p("The board shall:"),
        p("(a) keep a complete record of all its acts and present it to the members; and", style),
        p("(b) supervise all keepers of the lamp and see that their duties are performed.", style),
        p("Then type this:"),
        p("# a remark that is longer than eight words of code are", style),
        p("lamp --off --until the-morning --and then --on again --please", style),
    ]

    content = PARSERS[".docx"](word(*elements, document=document), "a.docx")

    assert [item[:8] for item in words(content, "item")] == ["(a) keep", "(b) supe"]
    assert [line[:6] for code in words(content, "code") for line in code.splitlines()] == ["# a re", "lamp -"]


def test_what_an_empty_field_shows_is_not_said() -> None:
    """What somebody put in is."""

    def field(properties: str, text: str) -> str:
        return (
            f"<w:p><w:r><w:t>Boat: </w:t></w:r><w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent><w:r>"
            f"<w:t>{text}</w:t></w:r></w:sdtContent></w:sdt></w:p>"
        )

    empty = field("<w:showingPlcHdr/>", "Choose an item.")
    filled = field("", "Lark") + field('<w:showingPlcHdr w:val="0"/>', "Wren")
    content = read(f"<w:body>{empty}{filled}</w:body>")

    assert content.text.split("\n\n") == ["Boat:", "Boat: Lark", "Boat: Wren"]
