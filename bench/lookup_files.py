"""Writes a document of `lookup_tables` in the format that its suffix names."""

import csv
import html
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath

import docx
import xlsxwriter

from bench.lookup_tables import Cell, Document, Row, Table
from tests.parsers import drawing_pdf
from tests.parsers.samples import ods

_LEFT, _TOP, _ROW = 60, 720, 22  # points


def written(document: Document) -> bytes:
    """Return the file's bytes."""
    return _WRITERS[PurePath(document.file).suffix](document)


def _text(cell: Cell) -> str:
    return cell if isinstance(cell, str) else cell[0]


def _flat(row: Row) -> list[str]:
    """Return a row's texts column by column, those that are merged across once and then empty."""
    if isinstance(row, str):
        return [row]
    texts: list[str] = []
    for cell in row:
        texts += [cell] if isinstance(cell, str) else [cell[0], *[""] * (cell[1] - 1)]
    return texts


def _width(table: Table) -> int:
    return max(len(_flat(row)) for row in table.rows)


def _html(document: Document) -> bytes:
    tables = "".join(f"<h2>{table.name}</h2><table>{''.join(_html_rows(table))}</table>" for table in document.tables)
    body = f"<h1>{document.title}</h1><p>{document.prose}</p>{tables}"
    return f"<!DOCTYPE html><title>{document.title}</title><main>{body}</main>".encode()


def _html_rows(table: Table) -> Iterator[str]:
    for number, row in enumerate(table.rows):
        if isinstance(row, str):
            yield f'<tr><th colspan="{_width(table)}">{row}</th></tr>'
            continue
        tag = "th" if number < table.headers else "td"
        cells = []
        for column, cell in enumerate(row):
            if not cell:
                continue  # the cell above reaches down here
            span = f' colspan="{cell[1]}"' if isinstance(cell, tuple) else ""
            below = table.rows[number + 1 :]
            deep = sum(1 for _ in _merged_below(below, column))
            down = f' rowspan="{deep + 1}"' if deep else ""
            cells.append(f"<{tag}{span}{down}>{html.escape(_text(cell))}</{tag}>")
        yield f"<tr>{''.join(cells)}</tr>"


def _merged_below(rows: Sequence[Row], column: int) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, str) or row[column]:
            return
        yield row


def _docx(document: Document) -> bytes:
    made = docx.Document()
    made.add_heading(document.title, 0)
    made.add_paragraph(document.prose)
    for table in document.tables:
        made.add_heading(table.name, 1)
        grid = made.add_table(rows=len(table.rows), cols=_width(table))
        for number, row in enumerate(table.rows):
            column = 0
            for cell in [row] if isinstance(row, str) else row:
                width = cell[1] if isinstance(cell, tuple) else _width(table) if isinstance(row, str) else 1
                place = grid.cell(number, column)
                place.text = _text(cell)
                if width > 1:
                    place.merge(grid.cell(number, column + width - 1))
                column += width
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def _xlsx(document: Document) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for table in document.tables:
            sheet = book.add_worksheet(table.name)
            for number, row in enumerate(table.rows):
                sheet.write_row(number, 0, [_value(text) for text in _flat(row)])
    return file.getvalue()


def _value(text: str) -> str | float:
    try:
        return float(text) if "." in text else int(text)
    except ValueError:
        return text


def _ods(document: Document) -> bytes:
    return ods(*([_value(text) for text in _flat(row)] for table in document.tables for row in table.rows))


def _csv(document: Document) -> bytes:
    file = io.StringIO()
    delimiter = ";" if "semicolons" in document.shape else ","
    csv.writer(file, delimiter=delimiter).writerows(_flat(row) for table in document.tables for row in table.rows)
    return file.getvalue().encode()


def _markdown(document: Document) -> bytes:
    parts = [f"# {document.title}", document.prose]
    for table in document.tables:
        lines = [f"| {' | '.join(_flat(row))} |" for row in table.rows]
        lines.insert(1, "|" + "---|" * _width(table))
        parts += [f"## {table.name}", "\n".join(lines)]
    return ("\n\n".join(parts) + "\n").encode()


def _plain(document: Document) -> bytes:
    parts = [document.title, document.prose]
    for table in document.tables:
        rows = [_flat(row) for row in table.rows]
        widths = [max(len(row[column]) for row in rows) + 3 for column in range(_width(table))]
        lines = ["".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        parts.append("\n".join(lines))
    return ("\n\n".join(parts) + "\n").encode()


def _pdf(document: Document) -> bytes:
    drawn = [drawing_pdf.text(_LEFT, _TOP + 40, document.title, size=18, font=drawing_pdf.BOLD)]
    drawn.append(drawing_pdf.text(_LEFT, _TOP + 10, document.prose))
    base = float(_TOP - 40)
    for table in document.tables:
        rows = [_flat(row) for row in table.rows]
        widest = [max((len(row[c]) for row in rows if len(row) > 1), default=0) for c in range(_width(table))]
        edges = [float(_LEFT)]
        for letters in widest:
            edges.append(edges[-1] + 6 * letters + 18)
        for number, row in enumerate(rows):
            font = drawing_pdf.BOLD if number < table.headers or len(row) == 1 else drawing_pdf.REGULAR
            filled = {edge + 4: text for edge, text in zip(edges, row, strict=False) if text}
            drawn += drawing_pdf.row(base - number * _ROW, filled, font=font)
        if document.ruled:
            drawn += drawing_pdf.grid(edges, [base + 14 - number * _ROW for number in range(len(rows) + 1)])
        base -= (len(rows) + 2) * _ROW
    return drawing_pdf.drawn([drawn])


_WRITERS: dict[str, Callable[[Document], bytes]] = {
    ".html": _html,
    ".docx": _docx,
    ".xlsx": _xlsx,
    ".ods": _ods,
    ".csv": _csv,
    ".md": _markdown,
    ".txt": _plain,
    ".pdf": _pdf,
}
