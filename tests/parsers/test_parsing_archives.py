"""Word documents and e-books: what they show, and archives that are not what they seem."""

import io
import os
import struct
import zipfile
from pathlib import Path

import docx
import pytest

from index.errors import UnreadableDocumentError
from index.parsers import PARSERS, archive, parse
from index.records import Content
from tests.parsers.samples import FOLDER, SENTENCES, epub, word
from tests.parsers.samples import archive as packed
from tests.parsers.views import paths, words


def parse_docx(*elements: str) -> Content:
    return PARSERS[".docx"](word(*elements), "a.docx")


def run(inside: str) -> str:
    return f"<w:p><w:r>{inside}</w:r></w:p>"


@pytest.mark.parametrize(
    ("element", "text"),
    [
        (run("<w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t>"), "one\ttwo\nthree"),
        (run("<w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t>"), "co-op"),
        (
            "<w:p><w:ins><w:r><w:t>in</w:t></w:r></w:ins><w:del><w:r><w:delText>out</w:delText></w:r></w:del></w:p>",
            "in",
        ),
        (run("<w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t>"), ""),
        (run('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t>'), "shown"),
        ("<w:p><w:hyperlink><w:r><w:t>linked</w:t></w:r></w:hyperlink></w:p>", "linked"),
        (run("<w:instrText>PAGE</w:instrText><w:t>7</w:t>"), "7"),
        (f"<w:sdt><w:sdtContent>{run('<w:t>form field</w:t>')}</w:sdtContent></w:sdt>", "form field"),
        (
            f"<w:p><w:r><w:t>before</w:t><w:pict><w:txbxContent>{run('<w:t>boxed</w:t>')}</w:txbxContent></w:pict></w:r></w:p>",
            "before\n\nboxed",
        ),
        (
            f"<w:tbl><w:tr><w:tc>{run('<w:t>a</w:t>')}{run('<w:t>b</w:t>')}</w:tc><w:tc>{run('<w:t>c</w:t>')}</w:tc></w:tr>"
            f"<w:tr><w:tc>{run('<w:t>d</w:t>')}</w:tc><w:tc>{run('<w:t>e</w:t>')}</w:tc></w:tr></w:tbl>",
            "a b\tc\nd\te",
        ),
        (
            f"<w:tbl><w:tr><w:tc>{run('<w:t>' + 'long ' * 110 + '</w:t>')}</w:tc>"
            f"<w:tc>{run('<w:t>x</w:t>')}</w:tc></w:tr></w:tbl>",
            ("long " * 110).strip() + "\n\nx",
        ),
        ("<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>item</w:t></w:r></w:p>", "item"),
    ],
)
def test_a_word_document_is_read_as_it_is_shown(element: str, text: str) -> None:
    """Insertions in, deletions, hidden text and field codes out; tables by row, cells apart; text boxes apart."""
    assert parse_docx(element).text == text


def test_list_items_stand_close_and_paragraphs_apart() -> None:
    """A list stays together between its paragraphs."""
    item = "<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>item</w:t></w:r></w:p>"

    assert parse_docx(run("<w:t>p</w:t>"), item, item, run("<w:t>q</w:t>")).text == "p\n\nitem\nitem\n\nq"


def test_headings_by_style_and_by_outline_level_become_paths() -> None:
    """The document's title heads no section; a style of one's own counts by its outline level."""
    document = docx.Document()
    document.add_heading("The Lamp", 0)
    document.add_heading("Oil", 1)
    document.add_heading("Whale oil", 2)
    document.add_paragraph(SENTENCES[0])
    outlined = '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t>Power</w:t></w:r></w:p>'

    content = PARSERS[".docx"](word(outlined, document=document), "a.docx")

    assert content.title == "The Lamp"
    assert paths(content) == [("Oil",), ("Oil", "Whale oil"), ("Power",)]
    assert words(content, "heading") == ["Oil", "Whale oil", "Power"]
    assert content.text[content.of_kind("heading")[2].start :] == "Power"


def test_an_e_book_is_read_chapter_after_chapter() -> None:
    """Reading order, escaped file names, empty title elements and the table of contents are seen to."""
    book = epub(
        {"nav.xhtml": "<nav>Contents</nav>", "b%20b.xhtml": f"<h1>One</h1><p>{SENTENCES[0]}</p>", "a.xhtml": "Two"}
    )

    content = parse(book, "a.epub")

    assert content.text == f"Contents\n\nOne\n\n{SENTENCES[0]}\n\nTwo"
    assert (content.title, content.date) == ("The Lamp", "2024-05-01")
    assert paths(content) == [("One",)]
    assert [block.why for block in content.of_kind("boilerplate")] == ["table of contents"]


def test_chapters_have_blocks_and_belong_where_the_table_of_contents_puts_them() -> None:
    """Headings stand as deep as their chapter does; a line that says the chapter's name is one."""
    contents = (
        "<nav epub:type='toc'><ol><li><a href='part.xhtml'>Part One</a><ol><li><a href='a.xhtml#top'>Oil</a></li>"
        "<li><a href='b.xhtml'>The wick</a></li></ol></li></ol></nav>"
    )
    listed = "<p>It takes:</p><ul><li>oil</li><li>a wick</li></ul><table><tr><th>Year</th><td>1871</td></tr></table>"
    book = epub(
        {
            "nav.xhtml": contents,
            "part.xhtml": "<h1>Part One</h1>",
            "a.xhtml": f"<h1 id='top'>Oil</h1><h2>Of whales</h2>{listed}",
            "b.xhtml": "<p class='name'>The wick</p><p>Of cotton.<a epub:type='noteref' href='#n'>1</a></p>"
            "<aside epub:type='footnote' id='n'><p>Since 1850.</p></aside><p>Trimmed daily.</p>",
        }
    )

    content = parse(book, "a.epub")

    assert paths(content) == [
        ("Part One",), ("Part One", "Oil"), ("Part One", "Oil", "Of whales"), ("Part One", "The wick"),
    ]  # fmt: skip
    (whole,) = content.of_kind("list")
    assert whole.parent is not None
    assert words(content, "item") == ["oil", "a wick"]
    assert content.text[content.blocks[whole.parent].start :].startswith("It takes:")
    assert words(content, "note") == ["Since 1850."]
    assert "Of cotton. [1]" in words(content, "paragraph")


def test_a_book_with_a_contents_file_of_the_old_kind_is_ordered_by_it() -> None:
    """Books of the second edition of the format have an NCX instead."""
    ncx = (
        "<ncx><navMap><navPoint><navLabel><text>Part</text></navLabel><content src='a.xhtml'/><navPoint><navLabel>"
        "<text>Oil</text></navLabel><content src='b.xhtml'/></navPoint></navPoint></navMap></ncx>"
    )
    book = epub({"a.xhtml": "<h1>Part</h1><p>x</p>", "b.xhtml": "<h1>Oil</h1><p>y</p>"}, extra={"OPS/toc.ncx": ncx})
    parts = unpacked(book)
    item = b'<item id="n" href="toc.ncx" media-type="application/x-dtbncx+xml"/></manifest>'
    parts["OPS/book.opf"] = parts["OPS/book.opf"].replace(b"</manifest>", item)

    assert paths(parse(packed(parts), "a.epub")) == [("Part",), ("Part", "Oil")]


ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY a "ha">'
    '<!ENTITY b "&a;&a;">]>'
)


def test_entities_are_not_resolved_in_e_books() -> None:
    """Neither a local file nor an expansion comes in through a chapter."""
    book = epub({"a.xhtml": "x"}, extra={"OPS/a.xhtml": f"{ENTITY}<html><body><p>x &secret; &b; y</p></body></html>"})

    assert parse(book, "a.epub").text == "x &secret; &b; y"


def test_entities_are_not_resolved_in_word_documents() -> None:
    """Neither a local file nor an expansion comes in through the main part."""
    parts = unpacked(word(run("<w:t>x HERE y</w:t>")))
    xml = parts["word/document.xml"].decode()
    body = xml[xml.index("<w:document") :].replace("HERE", "&secret;&b;")
    parts["word/document.xml"] = (ENTITY.replace("DOCTYPE x", "DOCTYPE w:document") + body).encode()

    text = PARSERS[".docx"](packed(parts), "a.docx").text

    assert text.startswith("x")
    assert "ha" not in text
    assert Path("/etc/hostname").read_text("utf-8").strip() not in text


def unpacked(data: bytes) -> dict[str, bytes]:
    with archive.open_archive(data, "a") as opened:
        return {member: opened.read(member) for member in opened.namelist()}


def with_declared_size(data: bytes, size: int) -> bytes:
    """Return the archive with another unpacked size in its first directory entry, as a bomb declares it."""
    entry = data.index(b"PK\x01\x02")
    return data[: entry + 24] + struct.pack("<I", size) + data[entry + 28 :]


def encrypted(data: bytes) -> bytes:
    entry = data.index(b"PK\x01\x02")
    return data[: entry + 8] + b"\x01\x00" + data[entry + 10 :]


@pytest.mark.parametrize("suffix", [".docx", ".epub", ".odt", ".ods", ".pptx", ".xlsx"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"words", "no ZIP archive"),
        (b"%PDF-1.7 and more", "a PDF"),
        (b"\xd0\xcf\x11\xe0 old", "encrypted, or in an old"),
        (b"PK\x03\x04 broken", "ZIP"),
        (packed({"a.txt": "x"}), "no Word document|no presentation|no workbook|(container|content).xml is missing"),
        (with_declared_size(packed({"a.txt": "x"}), 4_000_000_000), "unpack to 3814 MB"),
        (packed({f"{number}": "" for number in range(archive.MAX_MEMBERS + 1)}), "20001 files"),
        (encrypted(packed({"a.txt": "x"})), "encrypted; remove its password"),
    ],
    ids=["words", "pdf", "ole", "broken", "other", "bomb", "members", "encrypted"],
)
def test_archives_that_are_not_what_they_seem_are_refused(suffix: str, data: bytes, reason: str) -> None:
    """Another format, a bomb, a password: each is told before anything is unpacked."""
    with pytest.raises(UnreadableDocumentError, match=rf"a\{suffix}: .*({reason})"):
        parse(data, f"a{suffix}")


def test_a_size_that_is_declared_too_small_unpacks_no_more() -> None:
    """A lie in the directory ends in a reason, not in memory."""
    book = with_declared_size(packed({"META-INF/container.xml": "<x>" * 100_000}), 10)

    with pytest.raises(UnreadableDocumentError, match=r"container\.xml is missing or broken"):
        parse(book, "a.epub")


def test_a_protected_book_says_so() -> None:
    """Encrypted chapters would else look like a broken file."""
    with pytest.raises(UnreadableDocumentError, match="DRM"):
        parse(epub({"a.xhtml": "x"}, extra={"META-INF/rights.xml": "<x/>"}), "a.epub")


@pytest.mark.skipif("QA_TEST_DATA" not in os.environ, reason="QA_TEST_DATA names the folder of test sets; not set")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("test.docx", "AutoGen agents are customizable"),
        ("test_with_comment.docx", "AutoGen agents are customizable"),
        ("equations.docx", "The angle is"),
        ("rlink.docx", "Testing Linked Images"),
        ("test.epub", "a test paragraph with some formatting"),
        ("test_mskanji.csv", "名古屋"),
        ("test.json", "key1"),
    ],
)
def test_odd_real_files_are_read(name: str, words: str) -> None:
    """Files that other readers stumbled over."""
    assert words in parse((Path(os.environ["QA_TEST_DATA"]) / "ingest" / "markitdown" / name).read_bytes(), name).text


@pytest.mark.skipif("QA_TEST_DATA" not in os.environ, reason="QA_TEST_DATA names the folder of test sets; not set")
@pytest.mark.parametrize("name", ["random.bin", "test_files.zip", "test.xlsx", "test.rtf", "test.docx"])
@pytest.mark.parametrize("suffix", sorted(PARSERS))
def test_a_wrong_suffix_is_a_reason_and_never_a_crash(name: str, suffix: str) -> None:
    """Any file may come under any suffix."""
    data = (Path(os.environ["QA_TEST_DATA"]) / "ingest" / "markitdown" / name).read_bytes()
    if name.endswith(suffix) or (name == "test.xlsx" and suffix in (".xls", ".ods")):
        return  # a workbook is read under any workbook's suffix

    with pytest.raises(UnreadableDocumentError, match=f"a{suffix}: "):
        parse(data, f"a{suffix}")


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".epub"])
def test_a_member_whose_compressed_bytes_are_broken_is_a_clear_error(suffix: str) -> None:
    """The library has an error of its own for it, which no other stands for."""
    data = bytearray((FOLDER / f"sample{suffix}").read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        members = [member for member in whole.infolist() if member.compress_type == zipfile.ZIP_DEFLATED]
    for member in members:
        name, extra = struct.unpack_from("<HH", data, member.header_offset + 26)
        data[member.header_offset + 30 + name + extra] = 0xFF  # no kind of block begins so

    with pytest.raises(UnreadableDocumentError, match=rf"^a{suffix}: its part .* is missing or broken"):
        PARSERS[suffix](bytes(data), f"a{suffix}")
