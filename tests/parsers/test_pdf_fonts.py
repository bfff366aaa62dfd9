"""PDF: what a font's name says about it."""

import pytest

from index.parsers import PARSERS
from index.records import Content
from tests.parsers.plain_pdf import assemble_pdf
from tests.parsers.views import words


def drawn(drawings: list[str], font: str, more: str = "") -> Content:
    """Read a page in Helvetica, F1, and another font, F2, whose strokes are as thick as those of bold type."""
    descriptor = "/Type /FontDescriptor /Flags 32 /StemV 150 /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700"
    stream = "\n".join(drawings)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [7 0 R] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Type /Font /Subtype /TrueType /BaseFont /{font} /FontDescriptor 5 0 R {more} "
        "/Encoding /WinAnsiEncoding >>",
        f"<< {descriptor} /FontName /{font} /FontBBox [0 -200 1000 800] >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 6 0 R "
        "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
    ]
    return PARSERS[".pdf"](assemble_pdf(objects, "/Root 1 0 R"), "a.pdf")


def headings(font: str) -> list[str]:
    """Read two paragraphs and a line between them in another font."""
    prose = "The boats of the club lie at the quay all summer, and each of them has a bell."
    lines = [("F1", 700, prose), ("F2", 660, "Care of the sails"), ("F1", 620, prose)]
    return words(
        drawn([f"BT /{name} 10 Tf 72 {base} Td ({line}) Tj ET" for name, base, line in lines], font), "heading"
    )


@pytest.mark.parametrize("font", ["Arial,Bold", "Keel-Semi"])
def test_bold_type_by_its_name_or_its_strokes(font: str) -> None:
    assert headings(font) == ["Care of the sails"]


@pytest.mark.parametrize("font", ["Helvetica", "ABCDEF+ArialMT", "TimesNewRomanPS-ItalicMT", "Keel-Regular"])
def test_a_font_that_is_called_regular_is_not_bold(font: str) -> None:
    """Whatever strokes the file gives it."""
    assert headings(font) == []


def test_a_gap_is_no_blank_that_the_font_says_is_wide() -> None:
    """A font without a blank gives the width of another sign for it, and words are set apart without one."""
    widths = " ".join("800" if code == 32 else "250" if chr(code) in "il." else "500" for code in range(32, 127))
    rows = [("a coil of wire made in the old mill", "12"), ("a coil of rope made in the new mill", "3")]
    rows += [("a coil of tape made in the old shed", "40")]
    drawings = []
    for number, (name, count) in enumerate(rows):
        apart = " -278 ".join(f"({word})" for word in name.split())
        drawings.append(f"BT /F2 10 Tf 72 {700 - 14 * number} Td [{apart} -4900 ({count})] TJ ET")

    content = drawn(drawings, "Keel-Regular", f"/FirstChar 32 /LastChar 126 /Widths [{widths}]")

    assert words(content, "row") == ["\t".join(row) for row in rows]
