"""The functions of pdfium that are called for every word of a page, without the cost of pypdfium2's typed pointers.

Objects of pdfium are plain addresses here; what a function gives back through pointers is read from one buffer.
"""

import ctypes
from typing import Any

import pypdfium2.raw as raw

_ADDRESS = ctypes.c_void_p
_INT = ctypes.c_int


def address_of(pointer: Any) -> int:  # noqa: ANN401 - any of pypdfium2's pointers
    """Return where one of pypdfium2's pointers points."""
    address = ctypes.cast(pointer, _ADDRESS).value
    if address is None:
        raise ValueError("a pointer to nothing")
    return address


def _function(name: str, result: Any, *arguments: Any) -> Any:  # noqa: ANN401 - ctypes has no types for these
    """Return a function of the library with leaner types; called from one thread, it need not let others run."""
    return ctypes.PYFUNCTYPE(result, *arguments)(address_of(getattr(raw, name)))


text_object = _function("FPDFText_GetTextObject", _ADDRESS, _ADDRESS, _INT)
char_unicode = _function("FPDFText_GetUnicode", ctypes.c_uint, _ADDRESS, _INT)
char_origin = _function("FPDFText_GetCharOrigin", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS)
char_box = _function("FPDFText_GetCharBox", _INT, _ADDRESS, _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
char_matrix = _function("FPDFText_GetMatrix", _INT, _ADDRESS, _INT, _ADDRESS)
char_size = _function("FPDFText_GetFontSize", ctypes.c_double, _ADDRESS, _INT)

object_count = _function("FPDFPage_CountObjects", _INT, _ADDRESS)
object_at = _function("FPDFPage_GetObject", _ADDRESS, _ADDRESS, _INT)
form_object_count = _function("FPDFFormObj_CountObjects", _INT, _ADDRESS)
form_object_at = _function("FPDFFormObj_GetObject", _ADDRESS, _ADDRESS, ctypes.c_ulong)
object_type = _function("FPDFPageObj_GetType", _INT, _ADDRESS)
object_matrix = _function("FPDFPageObj_GetMatrix", _INT, _ADDRESS, _ADDRESS)
object_bounds = _function("FPDFPageObj_GetBounds", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
fill_color = _function("FPDFPageObj_GetFillColor", _INT, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS, _ADDRESS)
render_mode = _function("FPDFTextObj_GetTextRenderMode", _INT, _ADDRESS)

path_segment_count = _function("FPDFPath_CountSegments", _INT, _ADDRESS)
path_segment_at = _function("FPDFPath_GetPathSegment", _ADDRESS, _ADDRESS, _INT)
segment_type = _function("FPDFPathSegment_GetType", _INT, _ADDRESS)
segment_point = _function("FPDFPathSegment_GetPoint", _INT, _ADDRESS, _ADDRESS, _ADDRESS)
path_draw_mode = _function("FPDFPath_GetDrawMode", _INT, _ADDRESS, _ADDRESS, _ADDRESS)

object_font = _function("FPDFTextObj_GetFont", _ADDRESS, _ADDRESS)
font_name = _function("FPDFFont_GetBaseFontName", ctypes.c_size_t, _ADDRESS, _ADDRESS, ctypes.c_size_t)
font_flags = _function("FPDFFont_GetFlags", _INT, _ADDRESS)
font_weight = _function("FPDFFont_GetWeight", _INT, _ADDRESS)
glyph_width = _function("FPDFFont_GetGlyphWidth", _INT, _ADDRESS, ctypes.c_uint32, ctypes.c_float, _ADDRESS)
font_ascent = _function("FPDFFont_GetAscent", _INT, _ADDRESS, ctypes.c_float, _ADDRESS)
font_descent = _function("FPDFFont_GetDescent", _INT, _ADDRESS, ctypes.c_float, _ADDRESS)


def page_box(page: Any) -> tuple[float, float, float, float]:  # noqa: ANN401 - pdfium's handle
    """Return left, top, right and bottom of what is shown of a page, in its own coordinates."""
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(page, box)
    return box.left, box.top, box.right, box.bottom


class Buffer:
    """Room for what pdfium writes through pointers: ``doubles[:2]`` after ``char_origin(page, i, *two)``."""

    def __init__(self) -> None:
        self.doubles = (ctypes.c_double * 4)()
        self.floats = (ctypes.c_float * 6)()
        self.numbers = (ctypes.c_uint * 4)()
        self.matrix = ctypes.addressof(self.floats)  # six floats: a, b, c, d, e, f
        place = ctypes.addressof(self.doubles)
        self.two = (place, place + 8)
        self.four = (place, place + 8, place + 16, place + 24)
        self.four_floats = tuple(self.matrix + 4 * i for i in range(4))
        number = ctypes.addressof(self.numbers)
        self.four_numbers = tuple(number + 4 * i for i in range(4))


BUFFER = Buffer()  # one for all: a parser reads one page at a time, and copies what it was given before it goes on
