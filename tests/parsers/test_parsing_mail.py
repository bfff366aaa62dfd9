"""E-mail and notebooks: what was said, by whom and in which order; what was not read is told."""

import json
from email.message import EmailMessage

import pytest

from index.errors import UnreadableDocumentError
from index.parsers import parse
from tests.parsers.views import paths, words, words_at


def message(body: str, subtype: str = "plain", **headers: str) -> EmailMessage:
    made = EmailMessage()
    for name, value in {"From": "Mara <mara@example.org>", "Subject": "Café day", **headers}.items():
        made[name] = value
    made.set_content(body, subtype=subtype, cte="quoted-printable")
    return made


def test_a_message_has_its_fields_and_its_words() -> None:
    """Sender, date and subject are fields; encodings are undone; the signature is no part of it."""
    made = message("Bring the blue tent.\n\n-- \nMara\n", Date="Wed, 21 Dec 2022 10:28:53 -0600")

    content = parse(made.as_bytes(), "a.eml")

    assert (content.title, content.date) == ("Café day", "2022-12-21")
    assert words(content, "form_field") == [
        "From: Mara <mara@example.org>",
        "Date: Wed, 21 Dec 2022 10:28:53 -0600",
        "Subject: Café day",
    ]
    assert "Bring the blue tent." in content.text
    assert [found.strip() for found in words(content, "boilerplate")] == ["-- \nMara"]


def test_what_is_attached_is_named_and_told() -> None:
    """Nobody can take a message for all that was sent."""
    made = message("See the plan.")
    made.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")

    content = parse(made.as_bytes(), "a.eml")

    assert words(content, "note") == ["Attached: plan.pdf"]
    assert len(content.warnings) == 1
    assert "plan.pdf" in content.warnings[0]


def test_a_message_that_is_a_page_is_read_as_one() -> None:
    """Its markup is no text."""
    content = parse(message("<p>The <b>lamp</b> is lit.</p>", "html").as_bytes(), "a.eml")

    assert "The lamp is lit." in content.text
    assert "<p>" not in content.text


@pytest.mark.parametrize("charset", ["x-unknown", "utf\0008"])
def test_a_message_of_a_charset_that_is_none_is_read(charset: str) -> None:
    """As UTF-8, whether nobody knows it or it could not even be a name."""
    data = f'Subject: Lamp\nContent-Type: text/plain; charset="{charset}"\n\nIt was lit in 1874.\n'.encode()

    content = parse(data, "lamp.eml")

    assert "It was lit in 1874." in content.text


def test_no_message_is_refused() -> None:
    """A reason, not a text of nothing."""
    with pytest.raises(UnreadableDocumentError, match="no e-mail"):
        parse(b"just some words\n", "a.eml")


def notebook(*cells: dict[str, object]) -> bytes:
    return json.dumps({"cells": list(cells), "nbformat": 4}).encode()


def test_a_notebook_is_its_cells_in_order() -> None:
    """Markdown has its headings; the cell of code that a sentence announces belongs to it, with what it printed."""
    data = notebook(
        {"cell_type": "markdown", "source": ["# Tides\n", "\n", "The height is found with:"]},
        {"cell_type": "code", "source": "height(3)", "outputs": [{"text": ["4.2 m\n"]}]},
        {"cell_type": "code", "source": "height(4)", "outputs": []},
        {"cell_type": "markdown", "source": "Done. The next one is lower."},
        {"cell_type": "code", "source": "height(5)"},
        {"cell_type": "markdown", "source": "**So run:**"},
        {"cell_type": "code", "source": "height(6)"},
    )

    content = parse(data, "a.ipynb")

    assert content.title == "Tides"
    assert paths(content)[0] == ("Tides",)
    leads = [block.parent and words_at(content, content.blocks[block.parent].span) for block in content.of_kind("code")]
    assert words(content, "code") == ["height(3)", "4.2 m", "height(4)", "height(5)", "height(6)"]
    assert leads == ["The height is found with:"] * 2 + [None, None, "**So run:**"]
    assert content.text.index("found with") < content.text.index("height(3)") < content.text.index("Done.")


@pytest.mark.parametrize("data", [b"{}", b"[1]", b"no json", b'{"cells": [1]}', b'{"cells": 3}'])
def test_what_is_no_notebook_is_refused(data: bytes) -> None:
    """With a reason."""
    with pytest.raises(UnreadableDocumentError):
        parse(data, "a.ipynb")
