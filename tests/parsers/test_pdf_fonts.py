"""PDF: what a font's name says about it."""

import pytest

from index.parsers import PARSERS
from tests.parsers.plain_pdf import assemble_pdf
from tests.parsers.views import words


def headings(font: str) -> list[str]:
    """Read two paragraphs and a line between them, which is in another font, of strokes as thick as of bold type."""
    descriptor = "/Type /FontDescriptor /Flags 32 /StemV 150 /ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 700"
    prose = "The boats of the club lie at the quay all summer, and each of them has a bell."
    lines = [("F1", 700, prose), ("F2", 660, "Care of the sails"), ("F1", 620, prose)]
    drawn = "\n".join(f"BT /{name} 10 Tf 72 {base} Td ({line}) Tj ET" for name, base, line in lines)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Count 1 /Kids [7 0 R] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        f"<< /Type /Font /Subtype /TrueType /BaseFont /{font} /Encoding /WinAnsiEncoding /FontDescriptor 5 0 R >>",
        f"<< {descriptor} /FontName /{font} /FontBBox [0 -200 1000 800] >>",
        f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 6 0 R "
        "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
    ]
    return words(PARSERS[".pdf"](assemble_pdf(objects, "/Root 1 0 R"), "a.pdf"), "heading")


@pytest.mark.parametrize("font", ["Arial,Bold", "Keel-Semi"])
def test_bold_type_by_its_name_or_its_strokes(font: str) -> None:
    assert headings(font) == ["Care of the sails"]


@pytest.mark.parametrize("font", ["Helvetica", "ABCDEF+ArialMT", "TimesNewRomanPS-ItalicMT", "Keel-Regular"])
def test_a_font_that_is_called_regular_is_not_bold(font: str) -> None:
    """Whatever strokes the file gives it."""
    assert headings(font) == []
