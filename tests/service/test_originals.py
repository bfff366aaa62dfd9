"""The files behind documents: what is asked of the disk, the parser and the renderer, and how often."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from index.errors import SourceError, UnreadableDocumentError
from index.parsers import parse, render_page
from index.records import Content, Document, LedgerEntry, Provenance
from index.sources import SourceItem, discover
from qa.answering.ports import ChangedFileError, MissingFileError, NoPictureError
from qa.answering.records import DocumentView
from qa.service import originals
from qa.service.originals import Originals
from tests.parsers.drawing_pdf import column, drawn

PDF = drawn([column(72, 700, ["The lamp was lit at dusk."]), column(72, 700, ["It burned until dawn."])])


@dataclass
class Desk:
    """Originals over a folder, counting what they ask for."""

    folder: Path
    version: str = "1"
    counts: dict[str, int] = field(default_factory=lambda: {"listed": 0, "parsed": 0, "drawn": 0})

    def items(self) -> list[SourceItem]:
        self.counts["listed"] += 1
        return discover([self.folder], self.parse, self.version)

    def parse(self, data: bytes, name: str) -> Content:
        self.counts["parsed"] += 1
        return parse(data, name)

    def render(self, data: bytes, page: int, scale: float, _: str) -> bytes:
        self.counts["drawn"] += 1
        return b"%d at %f of %d" % (page, scale, len(data))

    def originals(self) -> Originals:
        return Originals(self.items, "chunks", self.render)

    def view(self, name: str, data: bytes, indexed_by: str = "1") -> DocumentView:
        """Put a file into the folder, and return it as it was indexed by that version of the parsers."""
        (self.folder / name).write_bytes(data)
        (item,) = (each for each in discover([self.folder], parse, indexed_by) if each.source == name)
        document = Document(item.document_id, item.source, item.parse(data))
        return DocumentView(
            LedgerEntry.of(document, 1, Provenance("folder", item.fingerprint(data, "chunks"))), document
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_file_that_was_indexed_as_it_is_read_is_not_parsed_again(desk: Desk) -> None:
    """Its fingerprint is enough, and its sources are listed once."""
    view, files = desk.view("lamp.pdf", PDF), desk.originals()

    assert [files.file(view).data for _ in range(3)] == [PDF] * 3

    assert desk.counts == {"listed": 1, "parsed": 0, "drawn": 0}


def test_a_file_that_an_earlier_version_read_is_parsed_once(desk: Desk) -> None:
    """What it says decides: the same text is the same document, another is not."""
    view, files = desk.view("lamp.pdf", PDF, indexed_by="0"), desk.originals()

    assert [files.file(view).data for _ in range(3)] == [PDF] * 3
    (desk.folder / "lamp.pdf").write_bytes(PDF.replace(b"dawn", b"noon"))
    for _ in range(3):
        with pytest.raises(ChangedFileError):
            files.file(view)
    (desk.folder / "lamp.pdf").write_bytes(b"no PDF any more")
    with pytest.raises(ChangedFileError):
        files.file(view)

    assert desk.counts["parsed"] == 3


def test_a_picture_is_drawn_once(desk: Desk) -> None:
    """For each page and scale; of a file that changed, anew."""
    view, files = desk.view("lamp.pdf", PDF), desk.originals()

    pictures = [files.page(view, page, scale) for page in (1, 2) for scale in (1.0, 2.0) for _ in range(2)]
    longer = desk.view("lamp.pdf", PDF + b"\n")
    files.page(longer, 1, 1.0)

    assert len(set(pictures)) == 4
    assert desk.counts["drawn"] == 5


def test_only_so_many_pictures_are_kept(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were looked at last."""
    view, files = desk.view("lamp.pdf", PDF), desk.originals()
    monkeypatch.setattr(originals, "_PICTURES", 3 * len(files.page(view, 1, 1.0)))

    for scale in (1.1, 1.2, 1.0, 1.3, 1.0, 1.1):
        files.page(view, 1, scale)

    assert desk.counts["drawn"] == 5


def test_a_picture_that_is_larger_than_all_that_is_kept_is_given_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And drawn again the next time."""
    view, files = desk.view("lamp.pdf", PDF), desk.originals()
    monkeypatch.setattr(originals, "_PICTURES", 3)

    assert files.page(view, 1, 1.0) == files.page(view, 1, 1.0)

    assert desk.counts["drawn"] == 2


def test_what_was_indexed_from_elsewhere_is_not_found(desk: Desk) -> None:
    """With `qa index PATH`, say; or the whole folder is gone."""
    view, files = desk.view("lamp.pdf", PDF), desk.originals()
    (desk.folder / "lamp.pdf").rename(desk.folder / "other.pdf")

    with pytest.raises(MissingFileError, match="not among the sources any more"):
        files.file(view)

    def gone() -> list[SourceItem]:
        raise SourceError("there is no file or folder docs; set QA_SOURCES to where your documents are")

    with pytest.raises(MissingFileError, match="QA_SOURCES"):
        Originals(gone, "chunks", desk.render).file(view)


def test_a_file_that_goes_while_it_is_known_is_said_to_be_gone(desk: Desk) -> None:
    """And found again when it is back."""
    view, files = desk.view("lamp.pdf", PDF), desk.originals()
    files.file(view)
    (desk.folder / "lamp.pdf").unlink()

    with pytest.raises(MissingFileError, match="No such file"):
        files.file(view)
    (desk.folder / "lamp.pdf").write_bytes(PDF)

    assert files.file(view).data == PDF


def test_a_pdf_without_a_suffix_is_drawn(desk: Desk) -> None:
    """What a file is decides, as it does when it is read."""
    view = desk.view("scan", PDF)

    picture = Originals(desk.items, "chunks", render_page).page(view, 2, 1.0)

    assert picture.startswith(b"\x89PNG")


@pytest.mark.parametrize("error", [UnreadableDocumentError("lamp.pdf: takes longer than 60 seconds to read")])
def test_a_page_that_cannot_be_drawn_says_why(desk: Desk, error: Exception) -> None:
    """And is not kept."""
    view = desk.view("lamp.pdf", PDF)

    def fail(*_: object) -> bytes:
        raise error

    with pytest.raises(NoPictureError, match=r"page 1 cannot be drawn: .*60 seconds"):
        Originals(desk.items, "chunks", fail).page(view, 1, 1.0)


def test_a_text_with_page_breaks_has_no_pictures(desk: Desk) -> None:
    """Its pages are numbered, and only its text can be shown."""
    view = desk.view("old.txt", b"Page one.\fPage two.\fPage three.")

    assert view.document.content.pages
    with pytest.raises(NoPictureError, match=r"pages of \.txt are not drawn"):
        Originals(desk.items, "chunks", render_page).page(view, 1, 1.0)
