"""What every Assistant promises of the files behind its documents, held against the product and its fake."""

import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from qa.answering.ports import (
    Assistant,
    ChangedFileError,
    MissingFileError,
    NoPictureError,
    NotReadyError,
    UnknownDocumentError,
    UnknownPageError,
)
from tests.fakes import SKIPPED
from tests.fakes_documents import LIGHTHOUSE, RULES, RULES_FILE, TIDES, file_of
from tests.witnesses import Make, Witness


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG picture."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", picture[16:24])
    return width, height


@pytest.mark.parametrize("document", [LIGHTHOUSE, TIDES, RULES], ids=lambda document: document.id)
def test_the_file_of_a_document_comes_byte_for_byte(assistant: Assistant, document: object) -> None:
    """With its own name, without folders, and the hash of its bytes."""
    known = next(each for each in (LIGHTHOUSE, TIDES, RULES) if each is document)

    file = assistant.original(known.id)

    assert file.data == file_of(known)
    assert file.name == known.source.removeprefix("harbour/")
    assert file.sha256 == hashlib.sha256(file.data).hexdigest()


def test_a_file_that_changed_is_not_given_out(witness: Witness) -> None:
    """It is not what was quoted; put back, it is given out again."""
    for changed in (b"Another text.", b"", LIGHTHOUSE.text.encode() + b" "):
        witness.files[LIGHTHOUSE.id] = changed
        with pytest.raises(ChangedFileError, match=r"lighthouse\.txt has changed"):
            witness.assistant.original(LIGHTHOUSE.id)

    witness.files[LIGHTHOUSE.id] = LIGHTHOUSE.text.encode()

    assert witness.assistant.original(LIGHTHOUSE.id).data == LIGHTHOUSE.text.encode()


def test_a_file_that_is_gone_is_said_to_be(witness: Witness) -> None:
    """Its document can still be read and quoted."""
    witness.files[RULES.id] = None

    for ask in (witness.assistant.original, lambda key: witness.assistant.page_picture(key, 1, 1.0)):
        with pytest.raises(MissingFileError, match=r"rules\.pdf"):
            ask(RULES.id)

    assert witness.assistant.document(RULES.id).document == RULES


def test_no_page_of_a_changed_file_is_drawn(witness: Witness) -> None:
    """Not even one that was drawn before."""
    witness.assistant.page_picture(RULES.id, 1, 1.0)
    witness.files[RULES.id] = RULES_FILE.replace(b"Harbour", b"Airport")

    with pytest.raises(ChangedFileError, match=r"rules\.pdf has changed"):
        witness.assistant.page_picture(RULES.id, 1, 1.0)


def test_pages_are_drawn_at_a_scale(assistant: Assistant) -> None:
    """Each page is another picture, the same every time."""
    small, large = (assistant.page_picture(RULES.id, 1, scale) for scale in (0.5, 2.0))

    assert (size(small), size(large)) == ((300, 400), (1200, 1600))
    assert assistant.page_picture(RULES.id, 1, 0.5) == small
    assert assistant.page_picture(RULES.id, 2, 0.5) != small


@pytest.mark.parametrize("page", [0, -1, 3, 10**9])
def test_a_page_that_is_not_there_is_an_error(assistant: Assistant, page: int) -> None:
    """And so is any page of a document without pages."""
    with pytest.raises(UnknownPageError, match=rf"no page {page}"):
        assistant.page_picture(RULES.id, page, 1.0)
    with pytest.raises(NoPictureError, match="has no pages"):
        assistant.page_picture(TIDES.id, page, 1.0)


@pytest.mark.parametrize("scale", [0.0, -1.0, 0.2, 4.1, float("nan"), float("inf")])
def test_a_scale_out_of_bounds_is_refused(assistant: Assistant, scale: float) -> None:
    """Before anything is drawn."""
    with pytest.raises(ValueError, match=r"scale from 0\.25 to 4\.0"):
        assistant.page_picture(RULES.id, 1, scale)


def test_unknown_documents_have_no_files(make: Make, folder: Path) -> None:
    """Nor have files that were skipped; and before it is ready, an assistant has none at all."""
    with make(folder) as ready:
        for unknown in ("nowhere", "../rules-pdf", SKIPPED.id):
            with pytest.raises(UnknownDocumentError):
                ready.assistant.original(unknown)
            with pytest.raises(UnknownDocumentError):
                ready.assistant.page_picture(unknown, 1, 1.0)


def test_until_it_is_ready_files_are_refused(make: Make, folder: Path) -> None:
    """Like everything that needs documents."""
    with make(folder, ready=False) as early:
        refused: list[Callable[[], object]] = [
            lambda: early.assistant.original(RULES.id),
            lambda: early.assistant.page_picture(RULES.id, 1, 1.0),
        ]
        for call in refused:
            with pytest.raises(NotReadyError):
                call()


def test_an_upload_can_be_fetched_again(writable: Assistant) -> None:
    """As it was sent, until it is deleted."""
    added = writable.add_document("buoys.txt", b"The red buoy is red.\r\n")

    file = writable.original(added.id)
    writable.delete_document(added.id)

    assert (file.name, file.data) == ("buoys.txt", b"The red buoy is red.\r\n")
    with pytest.raises(UnknownDocumentError):
        writable.original(added.id)
