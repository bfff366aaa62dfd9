"""Where documents come from: which files, and ids that outlive their content and their machine."""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import SourceError
from index.records import Content
from index.sources import SourceItem, discover, document_id
from tests.items import given_text

URL_SAFE = re.compile(r"[a-z0-9-]+")


def parse(data: bytes, name: str) -> Content:
    return Content(text=data.decode(), title=name)


def found(*sources: Path) -> list[SourceItem]:
    return discover(sources, parse, "test/1")


def ids(*sources: Path) -> dict[str, str]:
    return {item.source: item.document_id for item in found(*sources)}


def write(place: Path, text: str = "text") -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")
    return place


def test_a_folder_gives_its_files_by_name(folder: Path) -> None:
    """Subfolders included; each item reads and parses its own file."""
    write(folder / "docs/b.txt", "bee")
    write(folder / "docs/sub/a.txt", "ay")
    write(folder / "docs/a.txt", "first")

    items = found(folder / "docs")

    assert [item.source for item in items] == ["a.txt", "b.txt", "sub/a.txt"]
    assert [item.parse(item.read()) for item in items] == [
        Content(text="first", title="a.txt"),
        Content(text="bee", title="b.txt"),
        Content(text="ay", title="sub/a.txt"),
    ]
    assert {item.origin for item in items} == {"folder"}


def test_hidden_files_and_gold_questions_are_passed_over(folder: Path) -> None:
    """gold.jsonl is a document where it lies deeper, or is named itself; README.md always is one."""
    for name in (".hidden.txt", ".git/config.txt", "README.md", "gold.jsonl", "sub/gold.jsonl", "a.md"):
        write(folder / name)

    assert list(ids(folder)) == ["README.md", "a.md", "sub/gold.jsonl"]
    assert list(ids(folder / "gold.jsonl", folder / ".hidden.txt")) == [".hidden.txt", "gold.jsonl"]


def test_what_a_folder_lists_in_qaignore_is_left_out(folder: Path) -> None:
    """By name anywhere, by path, or by folder; a file that is named itself is read all the same."""
    write(folder / ".qaignore", "# about the folder\n\nREADME.md\n*.log\ndrafts/\nsub/b.txt\n")
    for name in ("README.md", "sub/README.md", "x.log", "drafts/a.txt", "sub/b.txt", "b.txt", "readme.txt"):
        write(folder / name)

    assert list(ids(folder)) == ["b.txt", "readme.txt"]
    assert list(ids(folder / "README.md")) == ["README.md"]


def test_a_qaignore_that_cannot_be_read_stops_the_run(folder: Path) -> None:
    """What is to be left out is not indexed because of a slip."""
    write(folder / "a.txt")
    (folder / ".qaignore").mkdir()

    with pytest.raises(SourceError, match=r"\.qaignore cannot be read"):
        found(folder)


def test_an_id_outlives_the_content(folder: Path) -> None:
    """Whatever is in the file, and whatever is beside it."""
    place = write(folder / "docs/Tide Log.txt", "before")
    before = ids(folder / "docs")["Tide Log.txt"]

    place.write_text("after", encoding="utf-8")
    write(folder / "docs/other.txt")

    assert ids(folder / "docs")["Tide Log.txt"] == before


def test_an_id_is_the_same_on_another_machine(folder: Path) -> None:
    """Wherever the whole project lies, also with several source folders of one name, one inside of another."""
    names = ("docs", "one/notes", "two/notes", "docs/docs")
    for name in names:
        write(folder / "here" / name / "a.txt")
    before = [item.document_id for item in found(*(folder / "here" / name for name in names))]

    shutil.move(folder / "here", folder / "there")
    after = [item.document_id for item in found(*(folder / "there" / name for name in names))]

    assert before == after
    assert len(set(before)) == 4


def test_an_id_does_not_hang_on_the_order_of_the_sources(folder: Path) -> None:
    """A file in several of them is named by the outermost."""
    file = write(folder / "docs/sub/a.txt")
    sources = [folder / "docs", folder / "docs/sub", file]

    forwards, backwards = found(*sources), found(*reversed(sources))

    assert [item.document_id for item in forwards] == [item.document_id for item in backwards]
    assert [item.source for item in forwards] == ["sub/a.txt"]


def test_a_file_has_one_id_named_directly_or_through_its_folder(folder: Path) -> None:
    """And is taken once, however often and in whatever way it is named."""
    file = write(folder / "docs/a.txt")

    directly = ids(file)
    indirectly = ids(folder / "docs")
    often = found(file, folder / "docs", folder / "docs/../docs", file)

    assert directly == indirectly
    assert len(often) == 1


def test_another_source_folder_does_not_change_the_ids_of_the_first(folder: Path) -> None:
    """Unless both have the same name."""
    for name in ("docs", "more"):
        write(folder / name / "a.txt")

    alone = {item.document_id for item in found(folder / "docs")}

    assert alone < {item.document_id for item in found(folder / "docs", folder / "more")}


def test_folders_of_one_name_have_different_ids_for_the_same_file_name(folder: Path) -> None:
    """A citation must never point into the other."""
    for name in ("one/docs", "two/docs", "docs"):
        write(folder / name / "a.txt")

    items = found(folder / "one/docs", folder / "two/docs", folder / "docs")

    assert len({item.document_id for item in items}) == 3


@given(st.text(), st.text(), st.text())
def test_ids_are_safe_in_urls(root: str, one: str, other: str) -> None:
    """No slash, nothing to escape, never empty, and different for different names."""
    first, second = document_id(root, one), document_id(root, other)

    assert URL_SAFE.fullmatch(first)
    assert len(first) <= 71
    assert (first == second) == (one == other)


def test_an_id_can_be_read() -> None:
    """Accents are dropped, the hash makes it unique."""
    assert document_id("docs", "Çafé/Tide Log.txt").startswith("cafe-tide-log-txt-")
    assert re.fullmatch(r"[0-9a-f]{10}", document_id("docs", "潮汐"))


def test_names_that_differ_in_their_encoding_alone_are_two_files(folder: Path) -> None:
    """As they are on the disk."""
    composed, decomposed = (unicodedata.normalize(form, "é.txt") for form in ("NFC", "NFD"))
    write(folder / composed)
    write(folder / decomposed)

    assert len({item.document_id for item in found(folder)}) == 2


def test_a_file_name_that_is_no_utf8_is_shown_and_read(folder: Path) -> None:
    """Disks hold any bytes; what is shown, stored and said in messages must be text."""
    Path(os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")).write_bytes(b"text")

    (item,) = found(folder)

    assert item.source == "caf\ufffd.txt"
    assert item.parse(item.read()).title == "caf\ufffd.txt"
    assert URL_SAFE.fullmatch(item.document_id)


@pytest.mark.parametrize("name", ["nowhere", "file.txt/below", "nul\0"])
def test_a_missing_source_is_an_error_that_says_what_to_set(folder: Path, name: str) -> None:
    """An index of nothing would look as if every document had been deleted."""
    write(folder / "file.txt")

    with pytest.raises(SourceError, match="QA_SOURCES"):
        found(folder, folder / name)


UNREADABLE = """
import os, sys
from pathlib import Path
from index.sources import discover
from index.errors import SourceError

os.setuid(65534)
for name in sys.argv[1:]:
    try:
        items = discover([Path(name)], None, "")
        print("taken", *((item.source, item.is_folder) for item in items))
    except SourceError as error:
        print(error)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="needs root, to read as somebody else; as a user, chmod is not enough")
def test_what_may_not_be_read_is_an_error_and_not_an_empty_folder(folder: Path) -> None:
    """A source itself, or a folder above it, is named with what to do; one below it is listed, and the rest goes on."""
    write(folder / "closed/a.txt").parent.chmod(0)
    write(folder / "above/docs/a.txt").parent.parent.chmod(0)
    write(folder / "below/sub/a.txt").parent.chmod(0)
    write(folder / "below/z.txt")
    write(folder / "file.txt").chmod(0)
    places = ["closed", "above/docs", "below", "file.txt"]

    done = subprocess.run(
        [sys.executable, "-c", UNREADABLE, *(str(folder / name) for name in places)],
        capture_output=True,
        text=True,
        check=True,
    )

    lines = done.stdout.splitlines()
    assert len(lines) == 4
    assert lines.pop(2) == "taken ('z.txt', False) ('sub', True)"
    assert all("right to read it" in line for line in lines)
    assert [name in line for name, line in zip(["closed", "docs", "file.txt"], lines, strict=True)] == [True] * 3


def test_a_fingerprint_names_bytes_reader_and_cutting() -> None:
    """Any of them changed means reading again."""
    item = given_text("a", "a", "T", "Text.")
    other = SourceItem("a", "a", item.read, item.parse, "test/2")

    prints = [
        item.fingerprint(b"x", "1"),
        item.fingerprint(b"y", "1"),
        item.fingerprint(b"x", "2"),
        other.fingerprint(b"x", "1"),
    ]

    assert len(set(prints)) == 4
    assert item.fingerprint(b"x", "1") == prints[0]
