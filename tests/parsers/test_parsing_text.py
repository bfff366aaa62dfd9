"""Plain text and Markdown: the file unchanged, and what is recognised in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError, UnsupportedFormatError
from index.parsers import MAX_FILE_BYTES, parse
from index.records import Block, Span
from tests.parsers.views import paths, sections, words

# No surrogates (not encodable), no controls (binary by rule); a leading BOM is a mark, not text.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), min_size=1).filter(
    lambda text: text.strip() and not text.startswith("\ufeff")
)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".markdown"])
@given(text=TEXTS, encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_text_is_the_decoded_file_unchanged(suffix: str, text: str, encoding: str) -> None:
    """Whatever is written in an encoding that marks itself is read back character by character, CRLF included."""
    assert parse(text.encode(encoding), f"any{suffix}").text == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1252",
            "Déjà vu – “citations” für Käufer, naïve façades à Zürich.\r\nÜber die Straße geht’s schneller.\r\n",
        ),
        ("cp1252", "The company’s “net” revenue was £5m — not bad.\n"),
        ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy. Zażółć gęślą jaźń.\n"),
        ("cp1254", "Türkiye'nin başkenti Ankara'dır; şehir çok ışıklı ve güzeldir.\n"),
        ("gb18030", "人工智能正在改变配音行业，许多演员担心自己的工作会被机器取代。\n平台允许用户选择不同的声音。\n"),
        (
            "cp932",
            "これは日本語の文章です。文字コードはシフトJISで保存されています。\r\n引用は正確でなければなりません。\r\n",
        ),
        ("cp1251", "Документы лежат в папке, и каждый ответ состоит из точных цитат.\nВопросы задают в браузере.\n"),
        ("utf-16-le", "Saved by an old editor, without a mark.\r\nStill readable.\r\n"),
        ("utf-16-be", "Saved by an old editor, without a mark.\r\nStill readable.\r\n"),
    ],
)
def test_other_encodings_are_detected(encoding: str, text: str) -> None:
    """A file that is not UTF-8 is read in the encoding it was written in."""
    assert parse(text.encode(encoding), "old.txt").text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"some\0thing\0binary", "binary"),
        (bytes(range(256)) * 4, "not text|binary"),
        (b"\x01\x02\x03\x04\x05\x06 ok", "binary"),
        (b"%PDF-1.7 and so on", "PDF"),
        (b"PK\x03\x04 zipped", "ZIP"),
        (b"\xff\xfe\x00\xd8", "utf-16"),
        (b"", "0 characters"),
        (b" \r\n\t\n", "0 characters"),
    ],
)
def test_what_is_not_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    """Zero bytes, controls, other formats' signatures, a lone surrogate and emptiness each say what is wrong."""
    with pytest.raises(UnreadableDocumentError, match=rf"notes\.txt.*({reason})"):
        parse(data, "notes.txt")


@pytest.mark.parametrize("name", ["slides.pptx", "README", ".hidden"])
def test_unknown_suffixes_name_the_formats_that_are_read(name: str) -> None:
    """The message is enough to know which file to convert and into what."""
    with pytest.raises(UnsupportedFormatError, match=r"\.txt.*\.md"):
        parse(b"text", name)


def test_a_file_over_the_limit_is_refused() -> None:
    """One huge file cannot take the machine's memory."""
    with pytest.raises(UnreadableDocumentError, match="50 MB"):
        parse(b"a" * (MAX_FILE_BYTES + 1), "huge.txt")


def test_suffixes_are_read_in_any_case() -> None:
    """NOTES.TXT is a text file."""
    assert parse(b"Hello there.", "NOTES.TXT").text == "Hello there."


def test_front_matter_gives_title_date_and_url_and_is_boilerplate() -> None:
    """The fields are read, quotes and comments dropped, and the block is no part of the text to quote."""
    fields = ('title: "A: b"', "date: 2024-05-01 # Wednesday", "url: https://example.org/a", "tags:", "  - x")
    block = "\r\n".join(("---", *fields, "---", ""))

    content = parse((block + "Body.").encode(), "a.txt")

    assert (content.title, content.date, content.url) == ("A: b", "2024-05-01", "https://example.org/a")
    assert content.blocks == (Block("boilerplate", Span(0, len(block)), why="front matter"),)


def test_toml_front_matter_is_read() -> None:
    """Hugo's +++ blocks hold the same fields."""
    content = parse(b'+++\ntitle = "T"\ndate = 2024-05-01\n+++\nBody.', "a.md")

    assert (content.title, content.date) == ("T", "2024-05-01")


def test_a_rule_at_the_top_is_not_front_matter() -> None:
    """Prose between two thematic breaks stays text."""
    content = parse(b"---\nOnce upon a time\nthere was a rule.\n---\nMore.", "a.md")

    assert content.of_kind("boilerplate") == ()


def test_a_headline_and_date_line_on_top_of_plain_text_are_taken() -> None:
    """A short first line without a full stop names the text; a line that is only a date dates it."""
    content = parse(b"The long road home\n\nMay 1, 2024\n\nIt was a long road, and it led home.", "a.txt")

    assert (content.title, content.date) == ("The long road home", "2024-05-01")


@pytest.mark.parametrize("text", ["It begins at once.\n\nAnd goes on.", "only one line", "and so on\n\nit went"])
def test_a_text_without_headline_has_no_title(text: str) -> None:
    """A sentence, a lone line and a fragment are not made into titles."""
    assert parse(text.encode(), "a.txt").title is None


def test_markdown_headings_become_paths() -> None:
    """ATX and Setext headings nest by level; a skipped level leaves no gap; markup is not part of a label."""
    text = "# Top #\n\nA\n\n### *Deep* [link](http://x.y)\n\nB\n\nSecond\n------\n\nC\n\nLast\n====\n"

    content = parse(text.encode(), "a.md")

    assert content.title == "Top"
    assert sections(content) == [
        (text.index("# Top"), ("Top",)),
        (text.index("### "), ("Top", "Deep link")),
        (text.index("Second"), ("Top", "Second")),
        (text.index("Last"), ("Last",)),
    ]
    assert words(content, "heading") == [
        "# Top #",
        "### *Deep* [link](http://x.y)",
        "Second\n------",
        "Last\n====",
    ]


def test_markdown_signs_inside_fences_are_not_headings() -> None:
    """A comment in fenced code is code; the fence closes only with its own sign and length."""
    text = "````\n# no\n```\n# no\n````\n# C#\n~~~ py\n# no\n~~~\n"

    assert paths(parse(text.encode(), "a.md")) == [("C#",)]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "line", ["# " + " " * 200_000 + "x", "# " + "[" * 200_000, "---\na" + " " * 19_000 + "\n---\n", "a\n" * 50_000]
)
def test_hostile_markdown_is_read_in_linear_time(line: str) -> None:
    """No pattern backtracks its way through a long line."""
    assert parse(line.encode(), "a.md").text == line


def test_boilerplate_is_marked_and_gives_no_title() -> None:
    """The headline of a copied page is found under its skip link, and the marks of the two never touch the text."""
    text = "Skip to content\n\nThe long road home\n\nIt was a long road, and it led home."

    content = parse(text.encode(), "a.txt")

    assert content.text == text
    assert content.title == "The long road home"
    assert content.blocks == (Block("boilerplate", Span(0, 15), why="skip link"),)


def test_form_feeds_part_pages() -> None:
    """A printed report in plain text has pages to cite."""
    content = parse(b"one\ntwo\n\fthree\n\ffour", "a.txt")

    assert [content.text[start:].split()[0] for start in content.pages] == ["one", "three", "four"]


def test_headline_and_date_are_found_in_one_block() -> None:
    """A date on a line over a caption is still the date."""
    content = parse(
        b"The long road home\n\nMay 1, 2024\na road in the rain\n\nIt was a long road, and it led home.", "a.txt"
    )

    assert content.date == "2024-05-01"
