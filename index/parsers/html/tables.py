"""What a table is: rows of data, a list set as a table, or a way to lay out a page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from index.parsers.html.numbering import NUMBERED
from index.parsers.html.tree import Node

_WRAPPERS = frozenset("thead tbody tfoot div form center".split())
_CELLS = frozenset(("td", "th"))
_MAX_CELL = 300  # characters of a cell in a table that neither names its columns nor has a caption,
_MAX_NAMED_CELL = 3000  # and in one that does; more is a page laid out
_MAX_ROW = 500  # characters
_MAX_NAME = 60  # characters of a cell that names a column
_MAX_NESTED = 300  # characters of a cell that holds a table and is data all the same
_MAX_COLUMNS = 200
_MAX_ROWS_MERGED = 10_000
_FIGURES = re.compile(r"[^\W\d_]{0,4}\s?[-+−–]?[\d.,:/%\s()€$£¥°–-]*\d[\d.,:/%\s()€$£¥°–-]*(?:[^\W\d_]{1,4}\.?)?")
_BOLD = frozenset(("b", "strong"))

Place = tuple[int, int]  # a row and a cell of it, both counted from 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row: for each column the place of the cell that stands there, or None."""

    number: int
    columns: tuple[Place | None, ...]
    is_header: bool
    is_group: bool  # one label across all columns


@dataclass(frozen=True, slots=True)
class Shape:
    """What a table is. ``rows`` are given for data, and ``items`` for a list."""

    kind: Literal["data", "list", "layout"]
    rows: tuple[Row, ...] = ()
    numbers: Mapping[int, int] = field(default_factory=dict)  # of the rows, by the id of their elements
    items: Node | None = None


_LAYOUT = Shape("layout")


def shape_of(table: Node) -> Shape:
    """Say what ``table`` is. Tables inside its cells are not looked into."""
    rows, head = _own_rows(table)
    cells = [[cell for cell in row.elements() if cell.tag in _CELLS] for row in rows]
    columns = max((len(each) for each in cells), default=0)
    if table.attributes.get("role") in ("presentation", "none") or columns < 2:
        return _LAYOUT
    captioned = any(child.tag == "caption" for child in table.elements())
    named = captioned or bool(head) or any(cell.tag == "th" for each in cells for cell in each)
    if not named and (items := _listed(cells)) is not None:
        return Shape("list", items=Node("ul", table.attributes, list(items)))
    if not (_is_named_data(cells) if named else _is_grid(table, cells)):
        return _LAYOUT
    return Shape("data", _rows(cells, head), {id(row): number for number, row in enumerate(rows)})


def _own_rows(table: Node) -> tuple[list[Node], set[int]]:
    """Return the rows of a table as they are shown, and the numbers of those in its head."""
    parts: dict[str, list[Node]] = {"thead": [], "": [], "tfoot": []}
    stack = [(child, "") for child in reversed(table.elements())]
    while stack:
        node, part = stack.pop()
        if node.tag == "tr":
            parts[part].append(node)
        elif node.tag in _WRAPPERS:
            inner = node.tag if node.tag in parts else part
            stack.extend((child, inner) for child in reversed(node.elements()))
    rows = [*parts["thead"], *parts[""], *parts["tfoot"]]
    return rows, set(range(len(parts["thead"]))) if len(parts["thead"]) < len(rows) else set()


def _listed(cells: Sequence[Sequence[Node]]) -> list[Node] | None:
    """Return the items of a list whose marks stand in a column of their own: (a), (b), or 1., 2."""
    items: list[Node] = []
    for row in cells:
        filled = [cell for cell in row if cell.size]
        mark = filled[0].text().strip() if len(filled) == 2 and filled[0].size < 8 else ""
        if not mark or not NUMBERED.fullmatch(mark):
            return None
        items.append(Node("li", {"marker": mark}, filled[1].children))
    return items


def _is_named_data(cells: Sequence[Sequence[Node]]) -> bool:
    flat = [cell for row in cells for cell in row]
    nested = any(cell.tables and cell.size > _MAX_NESTED for cell in flat)
    return not nested and all(cell.size <= _MAX_NAMED_CELL for cell in flat)


def _is_grid(table: Node, cells: Sequence[Sequence[Node]]) -> bool:
    flat = [cell for row in cells for cell in row]
    return (
        not table.tables
        and not table.headings
        and all(cell.size <= _MAX_CELL and _paragraphs(cell) < 2 for cell in flat)
        and all(sum(cell.size for cell in row) <= _MAX_ROW for row in cells)
    )


def _paragraphs(cell: Node) -> int:
    return sum(child.tag == "p" and child.size > 0 for child in cell.elements())


def _rows(cells: Sequence[Sequence[Node]], head: set[int]) -> tuple[Row, ...]:
    grid = _grid(cells)
    width = max(len(columns) for columns in grid)
    named = any(cell.tag == "th" for row in cells for cell in row) or bool(head)
    first_names = not named and _first_row_names(cells)
    return tuple(
        Row(
            number,
            columns,
            number in head or _all_names(cells[number]) or (first_names and number == 0),
            _is_group(cells[number], columns, width),
        )
        for number, columns in enumerate(grid)
    )


def _all_names(cells: Sequence[Node]) -> bool:
    filled = [cell for cell in cells if cell.size]
    return len(filled) > 1 and all(cell.tag == "th" for cell in filled)


def _is_group(cells: Sequence[Node], columns: Sequence[Place | None], width: int) -> bool:
    filled = [number for number, cell in enumerate(cells) if cell.size]
    if len(filled) != 1 or width < 2:
        return False
    across = sum(place is not None and place[1] == filled[0] for place in columns)
    return across >= width or (cells[filled[0]].tag == "th" and across == 1 and len(cells) == width)


def _first_row_names(cells: Sequence[Sequence[Node]]) -> bool:
    """Say whether the first row, though its markup does not say so, names the columns: bold, or words over figures."""
    if len(cells) < 3 or len(cells[0]) < 2 or not all(0 < cell.size <= _MAX_NAME for cell in cells[0]):
        return False
    if all(_is_bold(cell) for cell in cells[0]):
        return not all(_is_bold(cell) for cell in cells[1])
    names = [" ".join(cell.text().split()) for cell in cells[0]]
    if any(_FIGURES.fullmatch(name) for name in names) or len(set(names)) < len(names):
        return False
    below = [
        [row[column] for row in cells[1:] if column < len(row) and row[column].size] for column in range(len(names))
    ]
    return any(
        len(column) > 1 and all(cell.size <= _MAX_NAME and _FIGURES.fullmatch(cell.text().strip()) for cell in column)
        for column in below
    )


def _is_bold(cell: Node) -> bool:
    return cell.size > 0 and cell.size == sum(child.size for child in cell.elements() if child.tag in _BOLD)


def _grid(cells: Sequence[Sequence[Node]]) -> list[tuple[Place | None, ...]]:
    """Return for each row, column by column, the cell that stands there: merged cells in all that they cover."""
    grid: list[tuple[Place | None, ...]] = []
    merged: dict[int, tuple[Place, int]] = {}  # by column: a cell of an earlier row, and how many rows it still covers
    for number, row in enumerate(cells):
        columns: list[Place | None] = []
        waiting, cell = dict(merged), 0
        merged = {}
        while (cell < len(row) or waiting) and len(columns) < _MAX_COLUMNS:
            column = len(columns)
            if column in waiting:
                place, rest = waiting.pop(column)
                columns.append(place)
                if rest > 1:
                    merged[column] = (place, rest - 1)
            elif cell < len(row):
                across, down = _spans(row[cell])
                for covered in range(column, min(column + across, _MAX_COLUMNS)):
                    waiting.pop(covered, None)
                    columns.append((number, cell) if row[cell].size else None)
                    if down > 1:
                        merged[covered] = ((number, cell), down - 1)
                cell += 1
            else:
                columns.append(None)
        grid.append(tuple(columns))
    return grid


def _spans(cell: Node) -> tuple[int, int]:
    across, down = (cell.attributes.get(name) or "1" for name in ("colspan", "rowspan"))
    return (
        min(int(across), _MAX_COLUMNS) if across.isdecimal() and int(across[:5]) else 1,
        min(int(down[:6]), _MAX_ROWS_MERGED) if down.isdecimal() and int(down[:6]) else 1,
    )
