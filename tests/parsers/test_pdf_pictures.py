"""PDF: pages as pictures, drawn in the child process."""

import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import UnreadableDocumentError, UnsupportedFormatError
from index.parsers import MAX_SCALE, render_page
from index.parsers.pdf.png import png_of
from tests.parsers.drawing_pdf import BLACK, Field, area, drawn
from tests.parsers.plain_pdf import paragraphs, pdf


def unpacked(picture: bytes) -> tuple[int, int, int, bytes]:
    """Return width, height, bytes of a pixel and the pixels of a picture whose rows have no filter."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    place, data, head = 8, b"", b""
    while place < len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        name, body = picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        (check,) = struct.unpack(">I", picture[place + 8 + length : place + 12 + length])
        assert check == zlib.crc32(name + body)
        head, data = (body, data) if name == b"IHDR" else (head, data + body if name == b"IDAT" else data)
        place += 12 + length
    width, height, _, colour = struct.unpack(">IIBB", head[:10])
    channels = {0: 1, 2: 3, 6: 4}[colour]
    raw, row = zlib.decompress(data), 1 + width * channels
    assert len(raw) == height * row
    assert all(raw[i * row] == 0 for i in range(height))
    return width, height, channels, b"".join(raw[i * row + 1 : (i + 1) * row] for i in range(height))


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3, 4]), st.integers(0, 5), st.data())
def test_a_picture_holds_its_pixels(width: int, height: int, channels: int, more: int, data: st.DataObject) -> None:
    """What is written is what was drawn, whatever stands between the rows in memory."""
    rows = [data.draw(st.binary(min_size=width * channels, max_size=width * channels)) for _ in range(height)]
    memory = memoryview(b"".join(row + b"x" * more for row in rows))

    picture = png_of(width, height, width * channels + more, channels, memory)

    assert unpacked(picture) == (width, height, channels, b"".join(rows))


def test_a_page_is_drawn_as_it_is_printed() -> None:
    """Size, colours and place are those of the page; page numbers begin with 1."""
    data = drawn([[], [area(300, 400, 300, 400, (1.0, 0.0, 0.0))]])  # the upper right quarter of page 2 is red

    width, height, channels, pixels = unpacked(render_page(data, 2, 0.5))

    assert (width, height) == (300, 400)
    colours = [pixels[(y * width + x) * channels :][:3] for x, y in ((75, 100), (225, 100), (225, 300))]
    assert colours == [b"\xff\xff\xff", b"\xff\x00\x00", b"\xff\xff\xff"]


def test_what_was_written_into_a_form_is_drawn() -> None:
    """A filled field is part of the page."""
    page = [area(0, 0, 1, 1, BLACK)]
    empty, filled = (drawn([page], fields={0: [Field(100, 400, "a", value)]}) for value in ("", "Maria Holm"))

    assert unpacked(render_page(empty, 1, 1.0)) != unpacked(render_page(filled, 1, 1.0))


def test_a_very_large_picture_comes_smaller() -> None:
    """No page takes more dots than the process may hold."""
    width, height, *_ = unpacked(render_page(pdf([paragraphs("lamp")]), 1, MAX_SCALE))

    assert 15_000_000 < width * height <= 16_100_000
    assert width / height == pytest.approx(600 / 800, rel=0.01)


@pytest.mark.parametrize(
    ("data", "page", "reason"),
    [
        (pdf([paragraphs("lamp")]), 2, "has no page 2; its pages are 1 to 1"),
        (pdf([paragraphs("lamp")]), 0, "has no page 0"),
        (pdf([paragraphs("lamp")], encrypted=True), 1, "encrypted"),
        (b"%PDF-1.7 nothing more", 1, "cannot be opened"),
        (b"", 1, "no PDF"),
    ],
)
def test_what_cannot_be_drawn_says_why(data: bytes, page: int, reason: str) -> None:
    """A page that is not there, a password and a broken file have reasons of their own."""
    with pytest.raises(UnreadableDocumentError, match=rf"b\.pdf: .*{reason}"):
        render_page(data, page, 1.0, "b.pdf")


@pytest.mark.parametrize("scale", [0.0, -1.0, 11.0, float("nan")])
def test_a_scale_out_of_bounds_is_the_callers_fault(scale: float) -> None:
    """Nothing is drawn at a size that makes no sense."""
    with pytest.raises(ValueError, match="scale above 0 and up to 10"):
        render_page(pdf([paragraphs("lamp")]), 1, scale)


def test_formats_without_pages_are_refused() -> None:
    """Only what is printed on pages can be drawn."""
    with pytest.raises(UnsupportedFormatError, match=r"notes\.md: pages of \.md are not drawn; only \.pdf"):
        render_page(b"# Notes", 1, 1.0, "notes.md")
