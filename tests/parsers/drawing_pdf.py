"""Draws PDF pages for tests: text in four fonts, lines, areas, pictures and form fields, at places of one's choice.

Places are PDF's own: points from the lower left corner, text by its base line. Pages are 600 points wide and 800 high.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.parsers.plain_pdf import assemble_pdf, escaped_pdf

WIDTH, HEIGHT = 600, 800
REGULAR, BOLD, MONO, MAPPED = "F1", "F2", "F3", "F4"
_FONTS = {REGULAR: "Helvetica", BOLD: "Helvetica-Bold", MONO: "Courier", MAPPED: "Helvetica"}
Color = tuple[float, float, float]
BLACK, GREY, WHITE = (0.0, 0.0, 0.0), (0.85, 0.85, 0.85), (1.0, 1.0, 1.0)


@dataclass(frozen=True)
class Field:
    """A field of a form: its rectangle, what it is called, and what somebody wrote into it or whether it is ticked."""

    left: float
    bottom: float
    name: str
    value: str | bool
    tooltip: str = ""
    width: float = 150.0


def text(
    left: float,
    base: float,
    words: str,
    *,
    size: float = 10,
    font: str = REGULAR,
    color: Color = BLACK,
    mode: int = 0,
    turn: tuple[float, float] = (1.0, 0.0),
) -> str:
    """Draw words; ``turn`` is the cosine and sine of the angle at which they run, ``mode`` PDF's way of inking."""
    a, b = turn
    ink = " ".join(map(str, color))
    return (
        f"BT {ink} rg {mode} Tr /{font} {size} Tf {a} {b} {-b} {a} {left} {base} Tm ({escaped_pdf(words)}) Tj 0 Tr ET"
    )


def column(left: float, top: float, lines: Sequence[str], *, size: float = 10, font: str = REGULAR) -> list[str]:
    """Draw lines one under the other, as close as those of a paragraph."""
    return [text(left, top - 1.2 * size * i, line, size=size, font=font) for i, line in enumerate(lines)]


def row(base: float, cells: Mapping[float, str], *, size: float = 10, font: str = REGULAR) -> list[str]:
    """Draw cells by their left edges on one base line."""
    return [text(left, base, words, size=size, font=font) for left, words in cells.items()]


def line(left: float, bottom: float, right: float, top: float) -> str:
    """Draw a thin line."""
    return f"0 0 0 RG 0.5 w {left} {bottom} m {right} {top} l S"


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[str]:
    """Draw the lines of a table whose columns and rows end at these places."""
    across = [line(xs[0], y, xs[-1], y) for y in ys]
    return [*across, *(line(x, min(ys), x, max(ys)) for x in xs)]


def area(left: float, bottom: float, width: float, height: float, color: Color) -> str:
    """Fill a rectangle."""
    return f"{' '.join(map(str, color))} rg {left} {bottom} {width} {height} re f"


PICTURE = f"q {WIDTH} 0 0 {HEIGHT} 0 0 cm /Im1 Do Q"  # over the whole page


def drawn(
    pages: Sequence[Sequence[str]],
    *,
    fields: Mapping[int, Sequence[Field]] | None = None,
    unicode: Mapping[int, str] | None = None,
    labels: str = "",
    rotate: int = 0,
    info: Mapping[str, str] | None = None,
) -> bytes:
    """Return a PDF of pages made of the drawings above.

    Args:
        pages: each page's drawings.
        fields: form fields by page, from 0.
        unicode: what the bytes of the font ``MAPPED`` say.
        labels: the inside of the catalogue's page labels, such as ``0 << /S /r >> 2 << /S /D >>``.
        rotate: degrees clockwise by which pages are turned when they are shown.
        info: the file's own title and the like.
    """
    objects = ["", "", *(_font(name, font == MAPPED) for font, name in _FONTS.items())]
    objects.append(_cmap(unicode or {}))
    objects.append(_stream("<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray", "f", 8))
    fonts = " ".join(f"/{font} {3 + i} 0 R" for i, font in enumerate(_FONTS))
    kids, all_fields = [], []
    for number, drawings in enumerate(pages):
        objects.append(_stream("<<", "\n".join(drawings)))
        contents = len(objects)
        widgets = []
        for field in (fields or {}).get(number, ()):
            objects.append(_widget(field))
            widgets.append(f"{len(objects)} 0 R")
        all_fields += widgets
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {contents} 0 R /Rotate {rotate} "
            f"/Resources << /Font << {fonts} >> /XObject << /Im1 8 0 R >> >> /Annots [{' '.join(widgets)}] >>"
        )
        kids.append(f"{len(objects)} 0 R")
    form = f"/AcroForm << /Fields [{' '.join(all_fields)}] /DR << /Font << {fonts} >> >> >>" if all_fields else ""
    numbering = f"/PageLabels << /Nums [{labels}] >>" if labels else ""
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {form} {numbering} >>"
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>"
    trailer = "/Root 1 0 R"
    if info:
        objects.append(f"<< {' '.join(f'/{key} ({escaped_pdf(value)})' for key, value in info.items())} >>")
        trailer += f" /Info {len(objects)} 0 R"
    return assemble_pdf(objects, trailer)


def _font(name: str, is_mapped: bool) -> str:
    says = "/ToUnicode 7 0 R" if is_mapped else "/Encoding /WinAnsiEncoding"
    return f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} {says} >>"


def _cmap(unicode: Mapping[int, str]) -> str:
    said = "\n".join(f"<{code:02x}> <{words.encode('utf-16-be').hex()}>" for code, words in unicode.items())
    return _stream(
        "<<",
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Made def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(unicode)} beginbfchar\n{said}\nendbfchar\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    )


def _stream(head: str, body: str, bits: int | None = None) -> str:
    depth = f"/BitsPerComponent {bits}" if bits else ""
    return f"{head} {depth} /Length {len(body)} >>\nstream\n{body}\nendstream"


def _widget(field: Field) -> str:
    place = f"/Rect [{field.left} {field.bottom} {field.left + field.width} {field.bottom + 16}]"
    head = f"<< /Type /Annot /Subtype /Widget {place} /T ({escaped_pdf(field.name)}) /F 4"
    tooltip = f"/TU ({escaped_pdf(field.tooltip)})" if field.tooltip else ""
    if isinstance(field.value, bool):
        state = "Yes" if field.value else "Off"
        return f"{head} {tooltip} /FT /Btn /V /{state} /AS /{state} /AP << /N << /Yes 8 0 R >> >> >>"
    return f"{head} {tooltip} /FT /Tx /V ({escaped_pdf(field.value)}) /DA (/F1 10 Tf) >>"
