"""XLSX, XLS and ODS: each sheet a heading, its rows as a table, with the values that formulas have."""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import PurePath
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from index.errors import UnreadableDocumentError
from index.parsers.archive import BROKEN, member_of, open_archive, rewritten
from index.parsers.decoding import kind_of
from index.parsers.office.durations import DurationFormat, counted
from index.parsers.office.number_formats import NumberFormat, general
from index.parsers.office.sheet_formats import CellFormat, WorkbookFormats
from index.parsers.office.sheet_heads import Figures
from index.parsers.office.sheet_parts import SheetRow, parts_of
from index.parsers.office.sheet_tables import write_sheet
from index.parsers.office.writer import OfficeWriter
from index.records import Content

MAX_CELLS = 1_000_000  # of all sheets together: what is more is a database
_ZIP = b"PK\x03\x04"
_ODS = "content.xml"  # the part of an OpenDocument sheet that holds its tables
_EXTENT = re.compile(rb"<(?:\w+:)?dimension\b[^>]*/>")  # what a sheet says of its own extent: a hint, often wrong
_WELL_FORMED = re.compile(rb"""ref=["']\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?["']""")
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_HEAD = 4096  # bytes of a sheet that its extent is written in
_YEARS = range(1900, 2101)

Value = str | float | int | bool | date | datetime | time | timedelta


def parse_sheets(data: bytes, name: str) -> Content:
    """Read one workbook. Hidden sheets, empty rows and empty columns are left out.

    Raises:
        UnreadableDocumentError: not a workbook, broken, encrypted, or too large unpacked.
    """
    workbook = _opened(data, name)
    formats = WorkbookFormats(data)
    out, left, warnings = OfficeWriter(), MAX_CELLS, []
    for sheet in workbook.sheets_metadata:
        if sheet.visible != SheetVisibleEnum.Visible:
            warnings.append(f'The sheet "{sheet.name}" is hidden and was not read; show it to have it read.')
            continue
        if sheet.typ != SheetTypeEnum.WorkSheet:
            warnings.append(f'"{sheet.name}" is no sheet of cells (a chart or a macro) and was not read.')
            continue
        try:
            rows, read, more = _rows(workbook, sheet.name, formats, left)
        except CalamineError as error:
            warnings.append(f'The sheet "{sheet.name}" could not be read ({error}); save the workbook anew.')
            continue
        left -= read
        if more:
            warnings.append(
                f'The sheet "{sheet.name}" was read up to row {more}: {MAX_CELLS:,} cells are read of one workbook. '
                "Split it, or save the sheet as CSV."
            )
        if rows:
            out.heading(sheet.name, 1)
            for part in parts_of(rows):
                write_sheet(out, part)
    return Content(text=out.text(), blocks=out.blocks(), warnings=tuple(warnings))


def _opened(data: bytes, name: str) -> CalamineWorkbook:
    if data.startswith(_ZIP) or PurePath(name).suffix.lower() != ".xls":
        with open_archive(data, name) as archive:
            if _ODS in archive.namelist():
                _check_xml(member_of(archive, _ODS, name), name)
            data = _without_odd_extents(archive, data, name)
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        found = None if data.startswith(_ZIP) else kind_of(data)
        what = f"by its content this is {found}" if found else f"is encrypted, broken or no workbook ({error})"
        raise UnreadableDocumentError(f"{name}: {what}; remove its password or save it anew.") from error


def _without_odd_extents(archive: zipfile.ZipFile, data: bytes, name: str) -> bytes:
    """Return the workbook without extents that name whole rows ("1:39"), at which calamine gives the sheet up."""
    odd = {path for path in archive.namelist() if _SHEET.fullmatch(path) and _has_odd_extent(archive, path)}
    if not odd:
        return data
    return rewritten(archive, name, lambda path, part: _EXTENT.sub(b"", part, count=1) if path in odd else part)


def _has_odd_extent(archive: zipfile.ZipFile, path: str) -> bool:
    try:
        with archive.open(path) as sheet:
            extent = _EXTENT.search(sheet.read(_HEAD))
    except BROKEN:
        return False  # calamine says what is wrong
    return extent is not None and _WELL_FORMED.search(extent.group()) is None


def _check_xml(part: bytes, name: str) -> None:
    """Refuse XML that is not well formed: where a table of it has no end, calamine reads on for ever."""
    try:
        expat.ParserCreate().Parse(part, True)
    except expat.ExpatError as error:
        raise UnreadableDocumentError(f"{name}: its part {_ODS} is broken ({error}); save it anew.") from error


def _rows(
    workbook: CalamineWorkbook, name: str, formats: WorkbookFormats, limit: int
) -> tuple[list[SheetRow], int, int]:
    """Return the rows of a sheet that are not empty, how many cells were read, and the row where reading stopped."""
    sheet = workbook.get_sheet_by_name(name)
    merged = _merged(sheet.merged_cell_ranges or ())
    written = formats.of(name, limit)
    _, left = sheet.start or (0, 0)  # empty columns in front are left out by the library, empty rows are not
    rows: list[SheetRow] = []
    read = stopped = 0
    for number, row in enumerate(sheet.iter_rows(), start=0):
        if read + len(row) > limit:
            stopped = number
            break
        read += len(row)
        spans = {column - left: width for column, width in merged.get(number, {}).items()}
        own = written.get(number, {})
        cells = [shown(value, own.get(left + column)) for column, value in enumerate(row)]
        if any(cells):
            rows.append(SheetRow(number, cells, list(map(_figures, row)), spans))
    return rows, read, stopped


def _merged(ranges: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for (top, left), (_, right) in ranges:
        if right > left:
            found.setdefault(top, {})[left] = right - left + 1
    return found


def _figures(value: Value) -> Figures:
    if isinstance(value, str):
        return "none"
    return "years" if isinstance(value, float) and value in _YEARS else "some"


def shown(value: Value, cell_format: CellFormat | None = None) -> str:
    """Return a cell's value as a sheet shows it; dates in ISO 8601."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return (cell_format.shown(value) if isinstance(cell_format, NumberFormat) else None) or general(value)
    if isinstance(value, timedelta):
        return cell_format.shown(value) if isinstance(cell_format, DurationFormat) else counted(value)
    return _day(value) if isinstance(value, (date, time)) else " ".join(str(value).split())


def _day(value: date | time) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M:%S").removesuffix(":00")
    return value.strftime("%H:%M:%S").removesuffix(":00") if isinstance(value, time) else str(value)
