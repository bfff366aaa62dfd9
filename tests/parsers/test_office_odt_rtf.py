"""OpenDocument texts and Rich Text: what they show, with their structure."""

import pytest

from index.errors import UnreadableDocumentError
from index.parsers import PARSERS, parse
from index.records import Content
from tests.parsers.samples import archive, odt
from tests.parsers.views import paths, words, words_at

LISTS = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>'
)
STYLES = (
    '<style:style style:name="up"><style:text-properties style:text-position="super 58%"/></style:style>'
    '<style:style style:name="out"><style:text-properties style:text-line-through-style="solid"/></style:style>'
)


def read(body: str, **parts: str) -> Content:
    return PARSERS[".odt"](odt(body, **parts), "a.odt")


def read_rtf(body: str) -> Content:
    return PARSERS[".rtf"](rf"{{\rtf1\ansi\deff0{{\fonttbl{{\f0 Times;}}}} {body}}}".encode(), "a.rtf")


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ("one<text:s text:c='2'/>two<text:tab/>three<text:line-break/>four", "one  two\tthree\nfour"),
        ("one\n   two", "one two"),
        ('10<text:span text:style-name="up">8</text:span> kg', "10^8 kg"),
        ('costs <text:span text:style-name="out">8</text:span>9', "costs 9"),
        ("said<office:annotation><text:p>a comment</text:p></office:annotation> once", "said once"),
    ],
)
def test_an_open_document_paragraph_is_read_as_it_is_shown(inside: str, text: str) -> None:
    """White space by its elements; raised text keeps its meaning; comments and struck text are left out."""
    assert read(f"<text:p>{inside}</text:p>", styles=STYLES).text == text


def test_headings_lists_and_tables_of_an_open_document_are_blocks() -> None:
    """Numbers are printed, merged cells are said once, header rows name columns."""
    inner = "<text:list><text:list-item><text:p>oil</text:p></text:list-item></text:list>"
    cells = "".join(["<table:table-cell><text:p>{}</text:p></table:table-cell>"] * 2)
    content = read(
        '<text:h text:outline-level="2">Duties</text:h><text:p>The keeper:</text:p>'
        f'<text:list text:style-name="L"><text:list-item><text:p>lights</text:p>{inner}</text:list-item>'
        "<text:list-item><text:p>writes</text:p></text:list-item></text:list>"
        f"<table:table><table:table-header-rows><table:table-row>{cells.format('Boat', 'Rig')}</table:table-row>"
        f"</table:table-header-rows><table:table-row>{cells.format('Lark', 'gaff')}</table:table-row><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>none</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row></table:table>",
        styles=LISTS,
    )
    rows = content.of_kind("row")

    assert content.text == "Duties\n\nThe keeper:\n\n1. lights\na) oil\n2. writes\n\nBoat\tRig\nLark\tgaff\nnone"
    assert paths(content) == [("Duties",)]
    assert words(content, "item") == ["1. lights\na) oil", "a) oil", "2. writes"]
    assert words_at(content, content.blocks[rows[1].header or 0].span) == "Boat\tRig"
    assert [cell is not None for cell in rows[2].cells] == [True, True]


def test_notes_and_page_headers_of_an_open_document_stand_behind_the_text() -> None:
    """They can be found and cut no sentence."""
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Of oil.</text:p></text:note-body>"
        "</text:note>"
    )

    content = read(
        f"<text:p>14 litres{note} a night.</text:p>", named="<style:header><text:p>Rules 3</text:p></style:header>"
    )

    assert content.text == "14 litres [1] a night.\n\n[1] Of oil.\n\nRules 3"
    assert (words(content, "note"), words(content, "page_header")) == (["[1] Of oil."], ["Rules 3"])


def test_deleted_text_of_an_open_document_is_not_said() -> None:
    """Tracked changes are shown as if accepted."""
    deletion = "<text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region>"

    assert read(f"<text:tracked-changes>{deletion}</text:tracked-changes><text:p>new</text:p>").text == "new"


def with_entities(entities: str, text: str) -> bytes:
    namespaces = "urn:oasis:names:tc:opendocument:xmlns"
    return archive(
        {
            "content.xml": f"<!DOCTYPE x [{entities}]>"
            f'<office:document-content xmlns:office="{namespaces}:office:1.0" xmlns:text="{namespaces}:text:1.0">'
            f"<office:body><office:text><text:p>{text}</text:p></office:text></office:body></office:document-content>"
        }
    )


def test_entities_are_not_resolved_in_open_documents() -> None:
    """Neither a local file nor an expansion comes in."""
    entities = '<!ENTITY ha "haha"><!ENTITY file SYSTEM "file:///etc/hostname">'

    assert parse(with_entities(entities, "x &ha; &file; y"), "a.odt").text == "x &ha; &file; y"


def test_entities_of_entities_are_refused_in_open_documents() -> None:
    """A few lines would else be gigabytes."""
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))

    with pytest.raises(UnreadableDocumentError, match=r"a\.odt: its part content\.xml is broken"):
        parse(with_entities(f'<!ENTITY e0 "ha">{levels}', "x &e11; y"), "a.odt")


def test_broken_open_documents_are_refused() -> None:
    """With the part that is broken."""
    with pytest.raises(UnreadableDocumentError, match=r"a\.odt: its part content\.xml is broken"):
        parse(archive({"content.xml": "<a><b></a>"}), "a.odt")


def test_rich_text_is_paragraphs_items_and_rows() -> None:
    """Lines with tabs are rows where there are several; umlauts and other characters are read."""
    content = read_rtf(r"The l\'e4rm of \u8364?\par \par 1. oil\par 2. wax\par 6g\tab salt\par 9g\tab rye\par End")

    assert content.text == "The lärm of €\n\n1. oil\n2. wax\n\n6g\tsalt\n9g\trye\n\nEnd"
    assert words(content, "item") == ["1. oil", "2. wax"]
    assert words(content, "row") == ["6g\tsalt", "9g\trye"]


def test_a_row_of_rich_text_is_all_that_stands_in_its_cells() -> None:
    """Several paragraphs and lines in a cell are words of one row; no bar is left over."""
    row = r"\trowd\cellx1000\cellx3000\pard\intbl %s\row "
    first = row % r"/F\line filter\cell A filter.\line All if not set.\par Optional.\cell"
    second = row % r"/H\cell {\b Help}\cell"

    content = read_rtf(r"Before\par " + first + second + r"\pard After\par")

    assert content.text == "Before\n\n/F filter\tA filter. All if not set. Optional.\n/H\tHelp\n\nAfter"
    assert words(content, "row") == ["/F filter\tA filter. All if not set. Optional.", "/H\tHelp"]


def test_a_cell_of_rich_text_covers_the_columns_and_rows_it_is_merged_over() -> None:
    """By its right edge, by what says that it is a part of the cell above, or of the one beside it."""
    head = r"\trowd\trhdr\cellx100\cellx200\cellx300\pard\intbl kind\cell name\cell what\cell\row "
    group = r"\trowd\cellx302\pard\intbl all of them\cell\row "
    full = r"\trowd\clvmgf\cellx100\cellx200\cellx300\pard\intbl field\cell id\cell number\cell\row "
    below = r"\trowd\clvmrg\cellx100\clmgf\cellx200\clmrg\cellx300\pard\intbl\cell both\cell\cell\row "

    content = read_rtf(head + group + full + below)
    rows = content.of_kind("row")

    assert [[words_at(content, cell) for cell in row.cells if cell] for row in rows] == [
        ["kind", "name", "what"],
        ["all of them"] * 3,
        ["field", "id", "number"],
        ["field", "both", "both"],
    ]
    assert [row.header for row in rows] == [None, 1, 1, 1]


def test_a_row_of_rich_text_without_an_end_is_paragraphs() -> None:
    """Nothing is lost, and a table of one column is the lines in it."""
    box = r"\trowd\cellx900\pard\intbl Mind\par the gap\cell\row "

    content = read_rtf(box + r"\pard End\par\trowd\intbl one\cell two")

    assert words(content, "paragraph") == ["Mind", "the gap", "End", "one", "two"]
    assert not content.of_kind("table")


def test_characters_that_rich_text_is_marked_with_mean_nothing_in_a_file() -> None:
    """They are no characters of any text."""
    content = read_rtf(r"a\u64976\i0 99\u64976\i0 b{\u64977\i0 c}\par d\par")

    assert content.text == "a\n\nbc\n\nd"


@pytest.mark.parametrize(
    "hidden", [r"{\v Ask Ida. }", r"\v Ask Ida. \v0 ", r"\v Ask Ida. \plain ", r"{\v Ask\'20{\b Ida}. {\v0}}"]
)
def test_hidden_rich_text_is_not_said(hidden: str) -> None:
    """What stands around it is."""
    assert read_rtf(rf"The pool opens at six. {hidden}Towels cost 2 marks.\par").text == (
        "The pool opens at six. Towels cost 2 marks."
    )


def test_headings_of_rich_text_have_their_level_or_are_short_and_bold_before_text() -> None:
    """A bold line before another, one that goes on as a sentence does, and bold cells are none."""
    lines = (
        r"\pard\outlinelevel0 Guide\par\pard{\b Setup}\par It is easy.\par"
        r"{\b One}\par{\b Mind this.}\par Text\par\b 2.\tab Use\b0\par Press it.\par{\b Last}\par"
    )
    content = read_rtf(lines)

    assert paths(content) == [("Guide",), ("Guide", "Setup"), ("Guide", "2. Use")]
    assert words(content, "heading") == ["Guide", "Setup", "2. Use"]
    assert content.title == "Guide"


def test_rich_text_is_called_as_its_first_line_where_that_is_large() -> None:
    """A first line as large as the others is none."""
    assert read_rtf(r"{\fs40 The Lamp\par}Text\par").title == "The Lamp"
    assert read_rtf(r"The Lamp\par Text\par").title is None
    assert read_rtf(r"The Lamp\fs40 \par Text\par").title is None


def test_what_is_no_rich_text_is_refused() -> None:
    """By its content."""
    with pytest.raises(UnreadableDocumentError, match=r"a\.rtf: by its content this is"):
        parse(b"%PDF-1.7", "a.rtf")


@pytest.mark.parametrize("name", ["Preformatted_20_Text", "Code", "Source_20_Code"])
def test_lines_in_a_style_of_code_are_one_block_with_what_announces_them(name: str) -> None:
    """Whatever the style is called, and through a style of the paragraph's own that is based on it."""
    styles = f'<style:style style:name="{name}"/><style:style style:name="P1" style:parent-style-name="{name}"/>'
    lines = "".join(f'<text:p text:style-name="P1">{line}</text:p>' for line in ("# make", "# make install"))

    content = read(f"<text:p>Build it like this:</text:p>{lines}<text:p>That is all.</text:p>", styles=styles)

    assert words(content, "code") == ["# make\n# make install"]
    (code,) = content.of_kind("code")
    assert code.parent is not None
    assert words_at(content, content.blocks[code.parent].span) == "Build it like this:"
