"""PDF: pages that are pictures of text, with text recognition (OCR) and without it."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from index.boxes import boxes
from index.errors import UnreadableDocumentError
from index.parsers import PARSERS, ocr
from index.parsers.ocr import RecognisedLine
from index.parsers.pdf import scans
from index.records import Content, Span
from tests.parsers.drawing_pdf import MAPPED, PICTURE, column, drawn, text
from tests.parsers.samples import SENTENCES
from tests.parsers.views import words

Print = tuple[float, float, str] | tuple[float, float, str, float]  # left, top, words, how surely they are read
Engine = Callable[[Sequence[Sequence[Print]]], None]
DOT = 1500 / 600  # pixels in a point of a page of 600 points
HEIGHT = 30.0


def parse_pdf(data: bytes) -> Content:
    return PARSERS[".pdf"](data, "a.pdf")


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Put a text recognition in place of RapidOCR which finds the given lines, page after page."""

    def install(pages: Sequence[Sequence[Print]]) -> None:
        waiting: Iterator[Sequence[Print]] = iter(pages)
        monkeypatch.setattr(ocr, "is_available", lambda: True)
        monkeypatch.setattr(ocr, "recognise", lambda _: [_line(*each) for each in next(waiting)])

    return install


def _line(left: float, top: float, said: str, sure: float = 0.9) -> RecognisedLine:
    right, bottom = left + 14 * len(said), top + HEIGHT
    return RecognisedLine(said, ((left, top), (right, top), (right, bottom), (left, bottom)), sure)


def lines(left: float, top: float, *said: str) -> list[Print]:
    return [(left, top + 40 * number, each) for number, each in enumerate(said)]


def test_a_scanned_page_is_read_as_if_it_were_printed(recognised: Engine) -> None:
    """Lists and tables are told, and a sentence goes on from a scanned page to a printed one."""
    ends = ["The keeper who falls ill tells the harbour office by the boat, which then", "sends another one on the"]
    recognised(
        [
            [
                *lines(100, 100, "The keeper has to:", "1. trim the wick", "2. fill the tank"),
                *((100 + 400 * i, 400.0, cell) for i, cell in enumerate(("Month", "Ships", "Oil"))),
                *((100 + 400 * i, 440.0, cell) for i, cell in enumerate(("May", "112", "84"))),
                *((100 + 400 * i, 480.0, cell) for i, cell in enumerate(("June", "97", "79"))),
                *lines(100, 1800, *ends),
            ]
        ]
    )

    content = parse_pdf(drawn([[PICTURE], column(40, 750, ["next day, and pays for the voyage of the keeper home."])]))

    assert words(content, "item") == ["1. trim the wick", "2. fill the tank"]
    assert words(content, "row") == ["Month\tShips\tOil", "May\t112\t84", "June\t97\t79"]
    assert " ".join([*ends, "next day, and pays for the voyage"]) in content.text
    assert len(content.pages) == 2


def test_recognised_words_have_their_place_on_the_page(recognised: Engine) -> None:
    """In points from the page's top left corner, as of any other page; the warning says where they are from."""
    recognised([[(500, 1000, "The lamp was lit in 1871.")]])

    content = parse_pdf(drawn([[PICTURE]]))

    (box,) = boxes(content, Span(0, len(content.text)))
    middle = (1000 + HEIGHT / 2) / DOT
    assert box.page == 1
    assert box.left == pytest.approx(500 / DOT, abs=0.2)
    assert box.top < middle < box.bottom
    assert box.bottom - box.top == pytest.approx(HEIGHT / DOT, rel=0.2)
    assert content.warnings == (
        "The text of page 1 was recognised from a picture (OCR), with a mean confidence of 90% over all such pages; "
        "compare quotes with the page.",
    )


def test_what_cannot_be_made_out_on_a_page_is_left_out_and_said(recognised: Engine) -> None:
    """It is counted, page by page; a page without any legible line is named."""
    recognised([[(100, 100, "The lamp was lit."), (100, 200, "lkw Hj", 0.2)], [(100, 100, "~~ -", 0.1)]])

    content = parse_pdf(drawn([[PICTURE], [PICTURE]]))

    assert content.text == "The lamp was lit."
    assert any("1 line(s) of page 1 could not be made out" in warning for warning in content.warnings)
    assert any(
        warning.startswith("Page 2 holds no text, only a picture, and no legible") for warning in content.warnings
    )


def test_a_file_without_a_legible_line_is_refused(recognised: Engine) -> None:
    """The reason says that recognition was tried."""
    recognised([[]])

    with pytest.raises(UnreadableDocumentError, match=r"only pictures \(1 pages\), and no legible text was recognised"):
        parse_pdf(drawn([[PICTURE]]))


def test_pages_beyond_the_most_that_are_recognised_are_named(
    recognised: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long scan is read as far as there is time for."""
    monkeypatch.setattr(scans, "MAX_SCANS", 1)
    recognised([[(100, 100, "The lamp was lit.")]])

    content = parse_pdf(drawn([[PICTURE], [PICTURE], [PICTURE]]))

    assert content.text == "The lamp was lit."
    assert content.warnings[0].startswith("Pages 2 to 3 hold no text, only a picture, and were not read")


@pytest.mark.parametrize(("found", "kept"), [(SENTENCES[1], False), ("received 5 May", True)])
def test_a_scan_with_a_stamp_is_read_and_a_photograph_keeps_its_caption(
    recognised: Engine, found: str, kept: bool
) -> None:
    """What is recognised stands for the few words printed over a picture where it is much more than they are."""
    recognised([[(100, 300, found)]])

    content = parse_pdf(drawn([[PICTURE, text(400, 780, "received 6 May")]]))

    assert content.text == ("received 6 May" if kept else found)
    assert any("recognised" in warning for warning in content.warnings) is not kept


def test_letters_without_names_are_read_from_their_picture(recognised: Engine) -> None:
    """The font does not say what they are, their shapes do."""
    soup = [text(72, 700 - 20 * i, "\xa1" * 60, font=MAPPED) for i in range(3)]
    recognised([[(100, 300, "The lamp was lit.")]])

    content = parse_pdf(drawn([soup, column(72, 700, SENTENCES)], unicode={0xA1: "\ue001"}))

    assert content.text.startswith("The lamp was lit.")
    assert "\ue001" not in content.text


@pytest.fixture
def no_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)


@pytest.mark.usefixtures("no_ocr")
def test_pages_without_text_give_warnings() -> None:
    """Scanned pages among others are named with what to install, the rest is read; an empty page needs no warning."""
    page = column(72, 700, [SENTENCES[0]])

    content = parse_pdf(drawn([page, [PICTURE], [PICTURE], page, [], [PICTURE]]))

    install = "install the extra: pip install 'cited-qa[ocr]', or run text recognition (OCR) over the file."
    assert content.warnings == (
        f"Pages 2 to 3 hold no text, only a picture; to have them read {install}",
        f"Page 6 holds no text, only a picture; to have it read {install}",
    )
    assert content.text.count(SENTENCES[0]) == 2


@pytest.mark.usefixtures("no_ocr")
def test_a_stamp_on_a_scanned_page_is_not_all_of_it() -> None:
    """Where most of a page is a picture, the few words over it are read, and a warning says so."""
    page = column(72, 700, [SENTENCES[0]])

    content = parse_pdf(drawn([page, [PICTURE, text(400, 780, "received 5 May")]]))

    assert "received 5 May" in content.text
    assert content.warnings[0].startswith("Page 2 is mostly a picture")


@pytest.mark.usefixtures("no_ocr")
def test_a_page_of_unnamed_letters_is_left_out() -> None:
    """Where a page's font does not say which letters it shows, the others are read and the page is named."""
    soup = [text(72, 700 - 20 * i, "\xa1" * 60, font=MAPPED) for i in range(3)]
    pages = [column(72, 700, SENTENCES), soup, column(72, 700, SENTENCES)]

    content = parse_pdf(drawn(pages, unicode={0xA1: "\ue001"}))

    assert "\ue001" not in content.text
    assert content.warnings[0].startswith("Page 2 is left out: the fonts do not say which characters they show")


@pytest.mark.parametrize("installed", [False, True])
def test_documents_are_read_anew_once_recognition_is_installed(tmp_path: Path, installed: bool) -> None:
    """The parsers' version says whether it is there, and only then a PDF may take more time."""
    if installed:
        (tmp_path / "rapidocr.py").touch()
    code = (
        "import importlib.util, sys; find = importlib.util.find_spec; "
        f"importlib.util.find_spec = lambda name: find(name) if name != 'rapidocr' or {installed} else None; "
        f"sys.path.insert(0, {str(tmp_path)!r}); "
        "import index.parsers as p, index.parsers.registry as r; print(p.PARSERS_VERSION[-4:], '.pdf' in r.LIMITS)"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.split()

    assert out[1] == str(installed)
    assert (out[0] == "+ocr") is installed


@pytest.mark.slow
@pytest.mark.skipif(not ocr.is_available(), reason="needs the extra [ocr]")
def test_a_real_scan_is_recognised() -> None:
    """Words, their order and their places, from a picture that is put on a page."""
    from tests.parsers.pictures import drawn as picture  # noqa: PLC0415 - needs the extra
    from tests.parsers.pictures import scan_pdf  # noqa: PLC0415 - needs the extra

    said = ("The lamp was lit by the keeper.", "Nobody came to the cape.")
    page = picture([(120, 100 + 80 * number, 30, each) for number, each in enumerate(said)], (1240, 1754))

    content = parse_pdf(scan_pdf(page))

    assert content.text.split("\n\n") == list(said)
    assert boxes(content, Span(0, 8))[0].left == pytest.approx(120 * 72 / 150, abs=4)
