"""Tables of RTF: the cells of each row, and how many columns of the table each of them covers."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from index.parsers.office.rtf_marks import Column, Piece

_SAME_EDGE = 60  # twips, a millimetre, by which the edges of one column differ from row to row
_MAX_COLUMNS = 200


@dataclass(frozen=True, slots=True)
class TableCell:
    """What stands in a cell."""

    pieces: tuple[Piece, ...]
    columns: int = 1
    continues: bool = False  # the cell above, over this row


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row; ``is_header`` where the file says that it names the columns."""

    cells: tuple[TableCell, ...]
    is_header: bool
    edges: tuple[int, ...]  # the right edge of each cell; empty where the file does not say

    @property
    def is_bold(self) -> bool:
        """Say whether all words in it are bold."""
        return all(piece.is_bold for cell in self.cells for piece in cell.pieces if piece.text.strip())


@dataclass(slots=True)
class _Open:
    """What was read of a row whose end was not."""

    pieces: list[Piece] = field(default_factory=list)  # of the cell that is open
    cells: list[tuple[Piece, ...]] = field(default_factory=list)

    def emptied(self) -> list[Piece]:
        """Return what was read as paragraphs: its row never ended."""
        pieces = [piece for cell in self.cells for piece in cell] + self.pieces
        self.pieces, self.cells = [], []
        return pieces


def rows_of(pieces: Iterator[Piece]) -> Iterator[Piece | list[TableRow]]:
    """Yield the paragraphs outside tables, and the rows of each table together."""
    table: list[TableRow] = []
    row = _Open()
    for piece in pieces:
        kind = piece.end.kind
        if kind == "paragraph" and not piece.end.in_table:
            loose = [*row.emptied(), piece]
            if table and any(each.text.strip() for each in loose):
                yield _spanned(table)
                table = []
            yield from loose
            continue
        row.pieces.append(piece)
        if kind == "cell":
            row.cells.append(tuple(row.pieces))
            row.pieces = []
        elif kind == "row":
            if row.cells:
                table.append(_row(row.cells, piece))
            row.cells, row.pieces = [], []
    if table:
        yield _spanned(table)
    yield from row.emptied()


def _row(cells: list[tuple[Piece, ...]], end: Piece) -> TableRow:
    """Return a row without the cells that are parts of the cells beside them."""
    columns = end.end.columns
    if len(columns) != len(cells):
        return TableRow(tuple(map(TableCell, cells)), end.end.is_header, ())
    found: list[TableCell] = []
    edges: list[int] = []
    for cell, column in zip(cells, columns, strict=True):
        if column.part_of == "beside" and found:
            found[-1] = replace(found[-1], pieces=(*found[-1].pieces, *cell))
            edges[-1] = column.edge
        else:
            found.append(TableCell(cell, continues=_continues(column, cell)))
            edges.append(column.edge)
    return TableRow(tuple(found), end.end.is_header, tuple(edges))


def _continues(column: Column, cell: tuple[Piece, ...]) -> bool:
    return column.part_of == "above" and not any(piece.text.strip() for piece in cell)


def _spanned(table: list[TableRow]) -> list[TableRow]:
    """Return rows whose cells cover the columns between their edges."""
    columns: list[int] = []
    for edge in sorted({edge for row in table for edge in row.edges}):
        if not columns or edge - columns[-1] > _SAME_EDGE:
            columns.append(edge)
    if len(columns) > _MAX_COLUMNS or not all(row.edges for row in table):
        return table
    return [replace(row, cells=_covering(row, columns)) for row in table]


def _covering(row: TableRow, columns: list[int]) -> tuple[TableCell, ...]:
    cells: list[TableCell] = []
    left = 0
    for cell, edge in zip(row.cells, row.edges, strict=True):
        right = bisect_right(columns, edge)
        cells.append(replace(cell, columns=max(right - left, 1)))
        left = max(right, left + 1)
    return tuple(cells)
