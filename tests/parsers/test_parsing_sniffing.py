"""Files whose suffix says nothing are read by what they hold, or refused with what they are."""

import pytest

from index.errors import DocumentError, UnreadableDocumentError, UnsupportedFormatError
from index.parsers import PARSERS, parse
from tests.parsers import samples
from tests.parsers.views import words


@pytest.mark.parametrize("name", ["README", "NOTES", ".hidden", "minutes.2024", "LICENSE.old"])
def test_text_without_a_known_suffix_is_plain_text(name: str) -> None:
    """Whatever follows the last dot."""
    content = parse(b"Minutes\n\nThe gate is green.", name)

    assert words(content, "paragraph") == ["The gate is green."]


@pytest.mark.parametrize("suffix", [".pdf", ".html", ".docx", ".epub", ".xml"])
def test_other_formats_are_known_by_their_first_bytes(suffix: str) -> None:
    """A file that lost its suffix is read as if it had it."""
    data = samples.all_samples()[suffix]

    assert parse(data, "lost").text == parse(data, f"kept{suffix}").text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(64), "old Microsoft Office file"),
        (b"PK\x03\x04" + bytes(64), "ZIP archive"),
        (b"\x7fELF" + bytes(64), "program"),
        (b"GIF89a" + bytes(64), "GIF picture"),
    ],
)
@pytest.mark.parametrize("name", ["thing", "thing.xyz"])
def test_what_is_not_read_is_named(data: bytes, kind: str, name: str) -> None:
    """The message says what the file is, and which formats to turn it into."""
    with pytest.raises(UnsupportedFormatError, match=rf"^{name}: .*{kind}.*\.txt.*\.md"):
        parse(data, name)


def test_binary_data_of_no_known_kind_is_refused() -> None:
    """It is not indexed as if it were text."""
    with pytest.raises(UnreadableDocumentError, match=r"^thing: .*binary"):
        parse(bytes(range(32)) * 40, "thing")


def test_a_known_suffix_is_believed() -> None:
    """A PDF that is called .txt is refused, as everywhere: its suffix is a mistake that someone should see."""
    with pytest.raises(DocumentError, match="PDF"):
        parse(samples.all_samples()[".pdf"], "paper.txt")


def test_a_script_is_read_as_its_language() -> None:
    """The first line names it."""
    content = parse(b"#!/usr/bin/env python3\n# Lights the lamp.\nlight()\n", "light")

    assert words(content, "paragraph") == ["# Lights the lamp."]
    assert ".py" in PARSERS
