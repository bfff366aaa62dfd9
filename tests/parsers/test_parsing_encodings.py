"""What is text comes out character by character, whatever it is written in; what is not is refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError
from index.parsers import MAX_FILE_BYTES, parse

# No surrogates (not encodable), no controls (binary by rule); a leading BOM is a mark, not text.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n\r"), min_size=1).filter(
    lambda text: text.strip() and not text.startswith("\ufeff")
)


@pytest.mark.parametrize("suffix", [".txt", ".md", ".rst", ".adoc", ".org", ".tex", ".py", ".yaml", ".log"])
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
        (b"\x08\x08\x08\x08\x08\x08 ok", "binary"),
        (b"\x1b[31m\x00\x01\x02\x1b[0m and a\x08a", "binary"),
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


@pytest.mark.parametrize("name", ["saved.txt", "saved.log", "saved.out", "saved"])
def test_what_was_meant_for_a_terminal_is_read_as_it_is_shown(name: str) -> None:
    """Colours are none of the words, and a word in bold is struck letter upon letter."""
    data = (
        b"B\x08BO\x08OA\x08AT\x08T\x08T\n\x1b]0;harbour\x07a _\x08b_\x08o_\x08w +\x08o snake_\x08_case _\x08_\n"
        b"\x1b[1;31mFull\x1b[0m of \x1b[38;5;9mfish\x1b(B\x1b[m\n"
    )

    assert parse(data, name).text == "BOAT\na bow o snake_case _\nFull of fish\n"


def test_a_file_over_the_limit_is_refused() -> None:
    """One huge file cannot take the machine's memory."""
    with pytest.raises(UnreadableDocumentError, match="50 MB"):
        parse(b"a" * (MAX_FILE_BYTES + 1), "huge.txt")


def test_suffixes_are_read_in_any_case() -> None:
    """NOTES.TXT is a text file."""
    assert parse(b"Hello there.", "NOTES.TXT").text == "Hello there."
