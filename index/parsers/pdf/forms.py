"""The fields of a form: what somebody wrote into them, as text at its place on the page."""

import ctypes
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as raw

from index.parsers.pdf.cleaning import clean
from index.parsers.pdf.glyphs import Sheets
from index.parsers.pdf.layout import Box, Fragment, Frame, Style

CHECKED, UNCHECKED = "☒", "☐"
_BOXES = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_WRITTEN = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_UNSEEN_FLAGS = 2 | 32  # hidden, or shown on no screen
_MAX_FIELDS = 3_000  # of a page
_MAX_VALUE = 20_000  # characters
_MIN_SIZE, _MAX_SIZE = 4.0, 11.0  # points
_FILLED = 0.75  # of the field's height
_OVERLAP = 3.0  # points by which a label may reach into its field
_BELOW_MIDDLE = 0.35  # of the font size: where the base line is
_LETTER = 0.5  # of the font size: how wide one is on average
_LINE = 1.2  # of the font size


def add_fields(sheets: Sheets, page: pypdfium2.PdfPage, frame: Frame) -> None:
    """Put the values of the page's fields where they are printed."""
    printed = sorted(sheets.get(0, ()), key=_base)
    for name, value, box in _fields(page, frame):
        size = min(_MAX_SIZE, max(_MIN_SIZE, _FILLED * box.height))
        lines = value.split("\n")
        base = box.top + size
        if len(lines) == 1:
            base = _label_base(printed, box) or (box.top + box.bottom) / 2 + _BELOW_MIDDLE * size
        for line in lines:
            right = max(box.left + 1, min(box.right, box.left + _LETTER * size * len(line)))
            written = value not in (CHECKED, UNCHECKED)
            sheets.setdefault(0, []).append(
                Fragment(line, box.left, right, base, Style("", size), is_value=written, name=name)
            )
            base += _LINE * size


def _base(fragment: Fragment) -> float:
    return fragment.base


def _label_base(printed: Sequence[Fragment], box: Box) -> float | None:
    """Return the base line of what is printed to the left of a field, the nearest to it."""
    first, last = bisect_left(printed, box.top, key=_base), bisect_right(printed, box.bottom, key=_base)
    beside = [fragment for fragment in printed[first:last] if fragment.right <= box.left + _OVERLAP]
    return max(beside, key=lambda fragment: fragment.right).base if beside else None


def _fields(page: pypdfium2.PdfPage, frame: Frame) -> Iterator[tuple[str, str, Box]]:
    """Yield name, value and place of each field that is shown and not empty."""
    if page.formenv is None:
        return
    form = page.formenv.raw
    for number in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MAX_FIELDS)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, number)
        if not annotation:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET:
                continue
            if raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN_FLAGS:
                continue
            if value := _value(form, annotation):
                yield (
                    _string(raw.FPDFAnnot_GetFormFieldAlternateName, form, annotation),
                    value,
                    _place(annotation, frame),
                )
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _value(form: Any, annotation: Any) -> str:  # noqa: ANN401 - pdfium's handles
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind in _BOXES:
        return CHECKED if raw.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED
    if kind in _WRITTEN:
        lines = _string(raw.FPDFAnnot_GetFormFieldValue, form, annotation).splitlines()
        return "\n".join(filter(None, (clean(line.strip()) for line in lines)))[:_MAX_VALUE]
    return ""


def _string(function: Any, form: Any, annotation: Any) -> str:  # noqa: ANN401 - pdfium's functions and handles
    length = function(form, annotation, None, 0)
    if length <= 2:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    function(form, annotation, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace")


def _place(annotation: Any, frame: Frame) -> Box:  # noqa: ANN401 - pdfium's handle
    rectangle = raw.FS_RECTF()
    raw.FPDFAnnot_GetRect(annotation, rectangle)
    one, other = frame.place(rectangle.left, rectangle.bottom), frame.place(rectangle.right, rectangle.top)
    return Box(min(one[0], other[0]), min(one[1], other[1]), max(one[0], other[0]), max(one[1], other[1]))
