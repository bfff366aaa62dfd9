"""Pieces as blocks of the content: what stands where, and what belongs to what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.parsers.pdf.layout import Cell, Table
from index.parsers.pdf.paragraphs import ends_sentence
from index.parsers.pdf.pieces import Piece
from index.parsers.pdf.writing import Writer
from index.parsers.pdf.zones import is_wordy
from index.records import Block, Span

_CLOSE = ("item", "form_field")  # two of a kind in a row stand on adjacent lines
_NESTED = 0.6  # of the font size, to the right of the item around it


@dataclass(slots=True, eq=False)
class _Item:
    """An item that was written; it ends with what is nested in it."""

    left: float
    size: float
    start: int
    end: int


@dataclass(slots=True, eq=False)
class _List:
    """Items at one left edge, inside of another item or of none."""

    left: float
    inside: _Item | None
    items: list[_Item] = field(default_factory=list)
    end: int = 0


def write_pieces(pieces: Sequence[Piece], writer: Writer) -> None:
    """Write all pieces with their blocks."""
    before: Piece | None = None
    lead: int | None = None  # the block before, where it announces what follows
    items: list[_Item] = []
    for piece in pieces:
        if before is not None:
            writer.write("\n" if piece.kind == before.kind and piece.kind in _CLOSE else "\n\n")
        if items and piece.kind != "item":
            _add_lists(items, lead, writer)
            items = []
        if piece.kind == "item":
            span = writer.paragraph(piece.lines, piece.breaks)
            items.append(_Item(piece.lines[0].box.left, piece.size, span.start, span.end))
        else:
            is_strong = before is not None and (before.kind == "caption" or before.text.endswith((":", "：")))
            lead = _write(piece, lead, is_strong, writer)
        before = piece
    if items:
        _add_lists(items, lead, writer)


def _write(piece: Piece, lead: int | None, is_strong: bool, writer: Writer) -> int | None:
    """Write one piece; return its block's number where it announces what follows."""
    blocks = writer.blocks
    if piece.table is not None:
        _write_table(piece.table, lead if is_strong else None, writer)
        return None
    if piece.kind == "code":
        blocks.add("code", writer.code(piece.lines), lead)
        return None
    span = writer.paragraph(piece.lines, piece.breaks)
    if piece.kind == "boilerplate":
        blocks.extend([Block("boilerplate", span, why=piece.why)])
    elif piece.kind == "heading":
        blocks.heading(span, piece.level or 1)
    elif piece.kind == "form_field":
        value = span.end - len(piece.lines[0].text) + (piece.lines[0].value or 0)
        label = Span(span.start, value) if value > span.start else None
        blocks.add("form_field", span, cells=(_trimmed(label, piece), Span(value, span.end)))
    else:
        number = blocks.add(piece.kind, span)
        return number if _announces(piece) else None
    return None


def _announces(piece: Piece) -> bool:
    """Say whether a piece is the caption or the lead-in of what follows."""
    text = piece.lines[-1].text
    if piece.kind != "paragraph":
        return piece.kind == "caption"
    return text.endswith((":", "：")) or (not ends_sentence(text) and is_wordy(text))


def _trimmed(label: Span | None, piece: Piece) -> Span | None:
    if label is None:
        return None
    text = piece.lines[0].text[: piece.lines[0].value].rstrip()
    return Span(label.start, label.start + len(text)) if text else None


def _add_lists(items: Sequence[_Item], lead: int | None, writer: Writer) -> None:
    """Add the lists that items in a row make: what stands further to the right belongs to the item before it."""
    lists: list[_List] = []
    open_lists: list[_List] = []
    for item in items:
        while len(open_lists) > 1 and item.left < open_lists[-1].left - _NESTED * item.size:
            open_lists.pop()
        if not open_lists or item.left > open_lists[-1].left + _NESTED * item.size:
            open_lists.append(_List(item.left, open_lists[-1].items[-1] if open_lists else None))
            lists.append(open_lists[-1])
        open_lists[-1].items.append(item)
        for each in open_lists:
            each.end = item.end
        for outer in open_lists[:-1]:
            outer.items[-1].end = item.end
    numbers: dict[int, int] = {}
    for each in lists:
        parent = lead if each.inside is None else numbers[id(each.inside)]
        whole = writer.blocks.add("list", Span(each.items[0].start, each.end), parent)
        for item in each.items:
            numbers[id(item)] = writer.blocks.add("item", Span(item.start, item.end), whole)


def _write_table(table: Table, lead: int | None, writer: Writer) -> None:
    """Write a table, one row a line, cells apart by tabs."""
    start = writer.length
    spans: dict[int, Span] = {}
    rows: list[tuple[Span, list[Span | None], bool]] = []
    for row in table.rows:
        new = _new_cells(row, spans)
        if not new:
            continue
        if rows:
            writer.write("\n")
        begin = writer.length
        for number, cell in enumerate(new):
            writer.write("\t" * bool(number))
            spans[id(cell)] = writer.cell(cell)
        cells = [spans[id(cell)] if cell is not None else None for cell in row]
        is_group = len(row) > 1 and (all(cell is row[0] for cell in row) or _is_bold_label(row, table))
        rows.append((Span(begin, writer.length), cells, is_group))
    if rows:
        _add_rows(rows, table, writer, writer.blocks.add("table", Span(start, writer.length), lead))


def _is_bold_label(row: Sequence[Cell | None], table: Table) -> bool:
    """Say whether a row is a label in bold type alone, in a table whose other rows do not begin so."""
    if row[0] is None or any(cell is not None and cell.lines for cell in row[1:]):
        return False
    full = [other for other in table.rows[table.headers :] if sum(cell is not None for cell in other) > 1]
    return _is_bold(row[0]) and bool(full) and not any(_is_bold(other[0]) for other in full)


def _is_bold(cell: Cell | None) -> bool:
    return cell is not None and all(line.bold for line in cell.lines)


def _new_cells(row: Sequence[Cell | None], spans: dict[int, Span]) -> list[Cell]:
    """Return the cells of a row that no earlier row holds, each once."""
    return list({id(cell): cell for cell in row if cell is not None and id(cell) not in spans and cell.lines}.values())


def _add_rows(rows: Sequence[tuple[Span, list[Span | None], bool]], table: Table, writer: Writer, whole: int) -> None:
    header: int | None = None
    group = whole
    for number, (span, cells, is_group) in enumerate(rows):
        if is_group and number >= table.headers:
            group = writer.blocks.add("row", span, whole, cells)
            continue
        block = writer.blocks.add("row", span, group, cells, header)
        if number < table.headers:
            header = block
