"""Which number format each cell of an .xlsx workbook has: the library that reads its values does not say."""

import re
import zipfile
from collections.abc import Callable, Mapping
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from index.errors import UnreadableDocumentError
from index.parsers.archive import BROKEN, open_archive
from index.parsers.office.durations import DurationFormat, duration_format
from index.parsers.office.number_formats import NumberFormat, number_format

_BOOK, _RELATIONS, _STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WITHOUT = frozenset(("s", "str", "inlineStr", "b", "e", "d"))  # types of cells that hold no number
_BROKEN = (expat.ExpatError, *BROKEN)

_Attributes = dict[str, str]
CellFormat = NumberFormat | DurationFormat
Formats = Mapping[int, Mapping[int, CellFormat]]  # by row and column, from 0


class WorkbookFormats:
    """The number formats of one workbook; none where it is no .xlsx, or its styles cannot be read."""

    def __init__(self, data: bytes) -> None:
        self._archive: zipfile.ZipFile | None = None
        self._parts: dict[str, str] = {}
        self._styles: list[CellFormat | None] = []
        try:
            self._archive = open_archive(data, "workbook")
            self._parts = self._sheets()
            self._styles = self._cell_styles()
        except (UnreadableDocumentError, KeyError, *_BROKEN):
            self._styles = []

    def of(self, sheet: str, limit: int) -> Formats:
        """Return the formats of a sheet's cells, of so many cells at most."""
        found: dict[int, dict[int, CellFormat]] = {}
        if self._archive is None or not any(self._styles) or sheet not in self._parts:
            return found
        left, row, column = limit, -1, -1

        def see(tag: str, given: _Attributes) -> None:
            nonlocal left, row, column
            if tag == "row":
                number = given.get("r", "")
                row, column = (int(number) - 1 if number.isdecimal() else row + 1), -1
            elif tag == "c":
                place = _CELL.fullmatch(given.get("r", ""))
                row, column = (int(place[2]) - 1, _column(place[1])) if place else (row, column + 1)
                style = given.get("s", "0")
                if given.get("t") in _WITHOUT or not style.isdecimal() or not int(style) < len(self._styles):
                    return
                own = self._styles[int(style)]
                if own is not None and left > 0:
                    found.setdefault(row, {})[column] = own
                    left -= 1

        try:
            self._read(self._parts[sheet], see)
        except (KeyError, *_BROKEN):
            return {}
        return found

    def _read(self, part: str, see: Callable[[str, _Attributes], None]) -> None:
        """Have each element of a part seen, in order."""
        assert self._archive is not None  # noqa: S101 - opened first
        parser = expat.ParserCreate()

        def start(tag: str, given: _Attributes) -> None:
            see(tag.rpartition(":")[2], given)

        def refuse(*_: Any) -> None:  # noqa: ANN401 - expat gives eight of them
            raise ValueError("a part of a workbook declares no entities")

        parser.StartElementHandler, parser.EntityDeclHandler = start, refuse
        with self._archive.open(part) as file:
            parser.ParseFile(file)

    def _sheets(self) -> dict[str, str]:
        """Return the part of each sheet, by its name."""
        targets: dict[str, str] = {}
        sheets: dict[str, str] = {}

        def relation(tag: str, given: _Attributes) -> None:
            if tag == "Relationship":
                targets[given.get("Id", "")] = normpath(join("/xl", given.get("Target", ""))).lstrip("/")

        def sheet(tag: str, given: _Attributes) -> None:
            if tag == "sheet":
                relation = next((value for name, value in given.items() if name.endswith(":id")), "")
                sheets[given.get("name", "")] = targets.get(relation, "")

        self._read(_RELATIONS, relation)
        self._read(_BOOK, sheet)
        return sheets

    def _cell_styles(self) -> list[CellFormat | None]:
        """Return the number format of each style that cells may have, in order."""
        codes: dict[int, str] = {}
        numbers: list[int] = []
        inside = ""

        def see(tag: str, given: _Attributes) -> None:
            nonlocal inside
            if tag in ("cellStyleXfs", "cellXfs", "dxfs"):
                inside = tag
            elif tag == "numFmt" and not inside:
                codes[_number(given.get("numFmtId"))] = given.get("formatCode", "")
            elif tag == "xf" and inside == "cellXfs":
                numbers.append(_number(given.get("numFmtId")))

        self._read(_STYLES, see)
        return [number_format(each, codes) or duration_format(each, codes.get(each)) for each in numbers]


def _number(said: str | None) -> int:
    return int(said) if said and said.isdecimal() else 0


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
