"""Records as JSON: they come back as they were, and what is no record is refused."""

import json

import pytest
from hypothesis import given

from index.codec import content_from_json, content_to_json, entry_from_json, entry_to_json
from index.records import Content, LedgerEntry, Provenance
from tests.documents import boilerplate
from tests.index.drawing import ENTRIES, contents


@given(contents())
def test_any_content_comes_back_as_it_was(content: Content) -> None:
    """In one line, with its text in it."""
    line = content_to_json(content)

    assert b"\n" not in line
    assert content_from_json(line) == content_from_json(line.decode()) == content


@given(contents())
def test_any_content_comes_back_with_its_text_kept_elsewhere(content: Content) -> None:
    """In one line, without the text, which is given when it is read."""
    line = content_to_json(content, with_text=False)

    assert b"\n" not in line
    assert "text" not in json.loads(line)
    assert content_from_json(line, content.text) == content_from_json(line.decode(), content.text) == content


@given(ENTRIES)
def test_any_ledger_entry_comes_back_as_it_was(entry: LedgerEntry) -> None:
    """In one line."""
    line = entry_to_json(entry)

    assert b"\n" not in line
    assert entry_from_json(line) == entry_from_json(line.decode()) == entry


CONTENT = json.loads(content_to_json(Content("Menu. Text.", pages=(0,), blocks=(boilerplate(0, 5),))))
BROKEN_CONTENTS = {
    "nothing": b"",
    "cut off": json.dumps(CONTENT).encode()[:-1],
    "no object": b"[]",
    "no text": json.dumps({**CONTENT, "text": None}).encode(),
    "a block past the end": json.dumps({**CONTENT, "text": "Menu"}).encode(),
    "a block of no kind": json.dumps(CONTENT).replace('"boilerplate"', '"furniture"').encode(),
    "a block without a span": json.dumps({**CONTENT, "blocks": [{"kind": "row"}]}).encode(),
    "an empty span": json.dumps(CONTENT).replace('"end": 5', '"end": 0').encode(),
    "a page past the end": json.dumps({**CONTENT, "pages": [99]}).encode(),
}


@pytest.mark.parametrize("line", BROKEN_CONTENTS.values(), ids=BROKEN_CONTENTS.keys())
def test_what_is_no_content_is_refused(line: bytes) -> None:
    """It may come from a damaged disk, or from a process that a hostile file has taken over."""
    assert content_from_json(json.dumps(CONTENT)).blocks == (boilerplate(0, 5),)

    with pytest.raises(ValueError, match=r"\S"):
        content_from_json(line)


def test_content_does_not_fit_another_text() -> None:
    """Blocks are held against the text that they are put together with."""
    line = content_to_json(Content("Menu. Text.", blocks=(boilerplate(0, 5),)), with_text=False)

    for other in ("", "Menu"):
        with pytest.raises(ValueError, match="has no such place"):
            content_from_json(line, other)
    with pytest.raises(ValueError, match="text"):
        content_from_json(line)


ENTRY = json.loads(entry_to_json(LedgerEntry("d", "d.txt", "T", Provenance(), "indexed", sha256="0" * 64)))
BROKEN_ENTRIES = {
    "nothing": b"",
    "cut off": json.dumps(ENTRY).encode()[:-1],
    "no object": b"[]",
    "no title": json.dumps({**ENTRY, "title": None}).encode(),
    "no such status": json.dumps({**ENTRY, "status": "lost"}).encode(),
    "no such origin": json.dumps({**ENTRY, "provenance": {"origin": "nowhere", "fingerprint": ""}}).encode(),
    "no number": json.dumps({**ENTRY, "passages": "many"}).encode(),
}


@pytest.mark.parametrize("line", BROKEN_ENTRIES.values(), ids=BROKEN_ENTRIES.keys())
def test_what_is_no_ledger_entry_is_refused(line: bytes) -> None:
    """Rather than taken for a document that there is not."""
    assert entry_from_json(json.dumps(ENTRY)).sha256 == "0" * 64

    with pytest.raises(ValueError, match=r"\S"):
        entry_from_json(line)
