"""`qa doctor --document`: a document as the product sees it, on a terminal that no document can steer."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.records import Block, Content, Document, LedgerEntry, PlacedLine, Provenance, Span
from qa.answering.ports import UnknownDocumentError
from qa.answering.records import DocumentView
from qa.commands.document import entry_text, find, view_text
from qa.commands.terminal import json_text, one_line, visible
from tests.commands.test_cli import qa
from tests.index.laid_out import camp

CLEAR_SCREEN, TURNED = "\x1b[2J\x1b]0;owned\x07", "\u202efdp.exe"
KEPT = "\x9b2J\x1b(0\x07"  # by what reads text; of what is meant for a terminal it keeps the words alone


def view(content: Content, source: str = "a.md") -> DocumentView:
    document = Document("a-md-1", source, content)
    return DocumentView(LedgerEntry.of(document, 2, Provenance()), document)


def blocks_of(shown: str) -> list[list[str]]:
    """The lines of the blocks, each as number, parent, page, characters, and the rest with its indentation."""
    lines = shown.splitlines()
    return [
        [line[:5].strip(), line[6:11].strip(), line[12:17].strip(), line[19:34].strip(), line[35:]]
        for line in lines[lines.index(next(each for each in lines if each.startswith("  no."))) + 1 :]
    ]


def test_each_block_has_a_line_with_its_place_and_what_it_completes() -> None:
    """Nested ones are set in; the first words say which it is."""
    camped = camp()
    content = camped.content()

    lines = blocks_of(view_text(view(content)))

    assert [line[0] for line in lines] == [str(number) for number in range(len(content.blocks))]
    assert [line[3] for line in lines] == [f"{block.start}-{block.end}" for block in content.blocks]
    assert [line[1] for line in lines] == ["" if b.parent is None else str(b.parent) for b in content.blocks]
    assert lines[0][4].startswith("heading 1    # Summer camp")
    assert lines[1][4].startswith("paragraph    The camp is by the lake.")
    assert lines[2][4].startswith("  list ")
    assert lines[3][4].startswith("    item         - a sleeping bag")
    assert lines[6][4].startswith("        item         - boots")


def test_what_is_left_out_says_why_and_what_is_in_no_block_is_shown() -> None:
    """Nothing of the text is passed over."""
    content = Content("Home About\nThe lamp burns.\nPrice\t12\n", blocks=(
        Block("boilerplate", Span(0, 10), why="list of links"),
        Block("row", Span(27, 35), cells=(Span(27, 32), None, Span(33, 35))),
    ))  # fmt: skip

    lines = blocks_of(view_text(view(content)))

    assert [line[4] for line in lines] == [
        "boilerplate  Home About  (left out: list of links)",
        "in no block  The lamp burns.",
        "row          Price | | 12",
    ]
    assert [line[3] for line in lines] == ["0-10", "11-26", "27-35"]


def test_pages_and_warnings_are_shown() -> None:
    """By the printed lines, where there are any."""
    lines = (PlacedLine(0, 3, 1, 0, 0, 9, 9), PlacedLine(4, 7, 2, 0, 0, 9, 9))
    blocks = (Block("paragraph", Span(0, 3)), Block("paragraph", Span(4, 7)))
    content = Content("One Two", pages=(0, 4), lines=lines, blocks=blocks, warnings=("page 3 is a picture",))

    shown = view_text(view(content, "laws/a.pdf"))

    assert [line[2] for line in blocks_of(shown)] == ["1", "2"]
    assert "warning: page 3 is a picture" in shown.splitlines()
    assert "  collection laws" in shown.splitlines()
    assert "  2 pages" in shown.splitlines()


ENTRIES = [
    replace(LedgerEntry.skipped(key, source, Provenance(), "it is broken"), title=source)
    for key, source in (("a-1", "a.md"), ("b-1", "north/b.md"), ("b-2", "north/b.md"), ("a.md", "c.md"))
]


def test_a_document_is_found_by_id_before_source() -> None:
    """A source that several files have is not enough."""
    assert find(ENTRIES, "a-1").id == "a-1"
    assert find(ENTRIES, "a.md").source == "c.md"
    assert find(ENTRIES, "c.md").id == "a.md"
    with pytest.raises(UnknownDocumentError, match=r"north/b\.md is the source of 2 documents; .*: b-1, b-2$"):
        find(ENTRIES, "north/b.md")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("b.md", r"no document b\.md; did you mean .*north/b\.md"),
        ("zebra", "give its id or its source"),
        ("", "give its id or its source"),
        ("\x1b[2J", r"no document \\x1b\[2J;"),
    ],
)
def test_an_unknown_document_is_one_clear_line(name: str, said: str) -> None:
    """With the names that come nearest; what was typed cannot steer the terminal either."""
    with pytest.raises(UnknownDocumentError, match=said) as refused:
        find(ENTRIES, name)

    assert str(refused.value).isprintable()


def test_json_cannot_steer_the_terminal_and_says_the_same() -> None:
    """Control characters, direction marks and line separators are escaped as JSON has it; letters are shown."""
    said = {"title": "Ære \x9b2J\x1b[2J\u202e\u2028\U000e0041", "n": [1, None]}

    text = json_text(said)

    assert json.loads(text) == said
    assert text.isprintable()
    assert "Ære" in text


def test_a_document_cannot_steer_the_terminal() -> None:
    """Whatever it holds, wherever it is shown: text, title, source, warnings, reasons."""
    text = f"Before {CLEAR_SCREEN} and {TURNED} after\x9b31m.\r\nNext\x08\x08line."
    content = Content(text, title=f"T {CLEAR_SCREEN}", warnings=(f"W {TURNED}",), blocks=(
        Block("boilerplate", Span(0, len(text)), why=f"why {CLEAR_SCREEN}"),
    ))  # fmt: skip

    shown = view_text(view(content, f"s{TURNED}"))
    skipped = entry_text(LedgerEntry.skipped("x", f"s{TURNED}", Provenance(), f"R {CLEAR_SCREEN}"))

    for each in (shown, skipped):
        assert all(line.isprintable() for line in each.split("\n"))
    assert r"Before \x1b[2J\x1b]0;owned\x07 and \u202efdp.exe" in shown


@given(st.text(), st.integers(2, 80))
def test_any_text_becomes_one_printable_line(text: str, limit: int) -> None:
    """Of bounded length, and with the text's own first words."""
    shown = one_line(text, limit)

    assert shown == "" or shown.isprintable()
    assert len(shown) <= 10 * limit  # an escape is up to ten characters long
    assert all(line.isprintable() for line in re.split("[\n\t]", visible(text)))


@pytest.mark.model
def test_the_doctor_shows_one_document(tmp_path: Path) -> None:
    """By id or source, for people and for programs; an unknown one is wrong usage, a skipped one a finding."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# Harbour\n\nThe lamp burns \x1b(0red.\n", encoding="utf-8")
    (tmp_path / "docs" / "broken.pdf").write_bytes(b"no PDF")
    qa(tmp_path, "index")

    shown = qa(tmp_path, "doctor", "--document", "a.md")
    listed = qa(tmp_path, "doctor", "--document", "a.md", "--json")
    by_id = qa(tmp_path, "doctor", "--document", json.loads(listed.stdout)["id"])
    skipped = qa(tmp_path, "doctor", "--document", "broken.pdf")
    unknown = qa(tmp_path, "doctor", "--document", "b.md")

    assert shown.returncode == 0
    assert r"The lamp burns \x1b(0red." in shown.stdout
    assert by_id.stdout == shown.stdout
    assert [block["kind"] for block in json.loads(listed.stdout)["blocks"]] == ["heading", "paragraph"]
    assert skipped.returncode == 1
    assert "skipped: broken.pdf" in skipped.stdout
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert unknown.stderr == "qa: there is no document b.md; did you mean a.md?\n"


@pytest.mark.model
def test_an_answer_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Its quotes are the document's; as JSON they stay what they are."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text(f"The lighthouse was first lit in 1849{KEPT}.\n", encoding="utf-8")

    asked = qa(tmp_path, "ask", "When was the lighthouse first lit?")
    listed = qa(tmp_path, "ask", "When was the lighthouse first lit?", "--json")

    assert asked.returncode == 0
    assert all(line.isprintable() for line in asked.stdout.splitlines())
    assert KEPT in json.loads(listed.stdout)["citations"][0]["quote"]


@pytest.mark.model
def test_without_an_index_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    """In one line, as any command does."""
    (tmp_path / "docs").mkdir()

    done = qa(tmp_path, "doctor", "--document", "a.md")

    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "qa index" in done.stderr


def test_what_a_user_noted_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Nor can a path in an error of our own."""
    row = {"time": "2026-11-24T10:00:00+00:00", "answer_id": "a1", "kind": "wrong_answer", "note": CLEAR_SCREEN}
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "feedback.jsonl").write_text(json.dumps({**row, "question": "Who?"}) + "\n")

    listed = qa(tmp_path, "feedback")
    refused = qa(tmp_path, "index", f"nowhere{CLEAR_SCREEN}")

    assert r"\x1b[2J" in listed.stdout
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    for said in (listed.stdout, refused.stderr):
        assert all(line.isprintable() for line in said.splitlines())
