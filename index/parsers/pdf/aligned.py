"""Tables without ruling lines: columns of cells that stand aligned over several rows."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.parsers.pdf.entries import FIGURES, entries_of
from index.parsers.pdf.hanging import is_hanging, whole
from index.parsers.pdf.layout import Box, Cell, Line, Table
from index.parsers.pdf.lines import line_of
from index.parsers.pdf.rows import Row, Segment
from index.parsers.pdf.tables import header_rows
from index.parsers.pdf.zones import Gap, Zone, is_prose, joined, table_gutters, zones_of

_FULL = 0.85  # of the column's width
_DESCRIBED = 0.7  # of the labels stand where the text beside them begins anew
_CLOSE = 1.45  # of the font size: the next line of the same cell is no further
_TIGHT = 0.9  # of the usual distance of rows: within a row lines are closer
_MIN_ROWS = 3  # with two cells or more make a table
_WIDE = 3  # columns, from which two rows make one
_PARTNERED = 0.85  # of a table's labels have figures on the same line
_FIGURES = 0.6  # of what stands beside such labels
_DOTS = " \t.·…"  # what leads the eye from a label to its figures,
_PAGE = 4  # digits of a page's number
_DOTTED = ("..", ". .", "··", "· ·", "…")
_LEADERS = 2  # and how many are no full stop


def arranged_run(rows: Sequence[Row]) -> Iterator[Table | Zone | list[Row]]:
    """Yield a run of rows as tables, as columns that are still to be arranged, and as plain rows."""
    several = [number for number, row in enumerate(rows) if len(row.segments) > 1]
    if not several:
        yield list(rows)
        return
    first, last = several[0], several[-1]
    while last + 1 < len(rows) and _is_close(rows[last], rows[last + 1]) and first < last:
        last += 1
    gutters = table_gutters(rows[first : last + 1])
    core = list(_core(rows[first : last + 1], gutters))
    if all(isinstance(part, Zone) for part in core) and not any(_crosses(row, gutters) for row in rows):
        yield from zones_of(rows, gutters)  # what stands above and below belongs to these columns too
        return
    if first:
        yield list(rows[:first])
    yield from core
    if last + 1 < len(rows):
        yield list(rows[last + 1 :])


def _crosses(row: Row, gutters: Sequence[Gap]) -> bool:
    return any(segment.left < end and segment.right > start for segment in row.segments for start, end in gutters)


def _is_close(above: Row, below: Row) -> bool:
    return below.base - above.base <= _CLOSE * max(above.size, below.size)


def _core(rows: Sequence[Row], gutters: Sequence[Gap]) -> Iterator[Table | Zone | list[Row]]:
    zones = zones_of(rows, gutters)
    prose = [is_prose(zone) for zone in zones]
    if len(zones) > 1 and is_hanging(zones):
        yield whole(rows)
    elif sum(prose) > 1 or len(zones) == 1:
        yield from zones if len(zones) > 1 else [list(rows)]
    elif any(prose):
        yield from _beside_prose(rows, zones, prose.index(True))
    elif _is_table(rows, zones):
        yield table_of(rows, zones)
    elif _is_code(rows) or (len(rows) == 1 and rows[0].segments[0].text.endswith(":")):
        yield list(rows)
    else:
        yield from zones


def _is_code(rows: Sequence[Row]) -> bool:
    return all(fragment.style.mono for row in rows for fragment in row.fragments)


def _beside_prose(rows: Sequence[Row], zones: Sequence[Zone], text: int) -> Iterator[Table | Zone | list[Row]]:
    """Arrange a column of prose and what stands beside it: labels, other cells of its rows, or a column of its own."""
    if not is_described(rows, zones, text):
        yield from apart(zones, text)
        return
    labels = {number for i, zone in enumerate(zones) if i != text for number in zone.segments}
    if (len(zones) == 2 and text == 1 and len(labels) < _MIN_ROWS) or _are_pages(zones):
        yield list(rows)
    else:
        yield table_of(rows, zones)


def apart(zones: Sequence[Zone], text: int) -> list[Zone]:
    """Return a column of prose, and what stands on either side of it, as columns to be read one after the other."""
    groups = [zones[:text], zones[text : text + 1], zones[text + 1 :]]
    return [joined(group) for group in groups if group]


def is_described(rows: Sequence[Row], zones: Sequence[Zone], text: int) -> bool:
    """Say whether what stands beside a column of prose belongs to it: each begins where its paragraphs begin.

    Or what looks like prose is the long labels of a table's rows.
    """
    if text == 0 and _are_labels(zones):
        return True
    prose = zones[text].segments
    left, right = zones[text].edges
    numbers = sorted({number for i, zone in enumerate(zones) if i != text for number in zone.segments})
    begins = 0
    for number in numbers:
        if number not in prose:
            begins += all(s.text.endswith(":") for zone in zones for s in zone.segments.get(number, ()))
            continue
        before = prose.get(number - 1)
        ended = before is None or before[-1].right - left < _FULL * (right - left)
        begins += ended or rows[number].base - rows[number - 1].base > _CLOSE * rows[number].size
    return begins >= _DESCRIBED * len(numbers)


def _are_labels(zones: Sequence[Zone]) -> bool:
    """Say whether each line of the first column stands beside others, and these are mostly figures."""
    labels, *others = zones
    lines = [number for number, found in labels.segments.items() if found[-1].right <= labels.right]  # no title's
    beside = {number for zone in others for number in zone.segments}
    words = [segment.text for zone in others for segments in zone.segments.values() for segment in segments]
    figures = sum(not any(map(str.isalpha, each)) or FIGURES.fullmatch(each) is not None for each in words)
    partnered = sum(number in beside for number in lines)
    return len(lines) >= _MIN_ROWS and partnered >= _PARTNERED * len(lines) and figures >= _FIGURES * len(words)


def _are_pages(zones: Sequence[Zone]) -> bool:
    """Say whether dots lead to numbers of pages, which never fall: rows of a table of contents."""
    labels, *others = zones
    if len(others) != 1 or not all(found[-1].text.endswith(_DOTTED) for found in labels.segments.values()):
        return False
    words = [segment.text for _, segments in sorted(others[0].segments.items()) for segment in segments]
    pages = all(each.isdecimal() and len(each) <= _PAGE for each in words)
    return pages and all(int(one) <= int(other) for one, other in pairwise(words))


def _is_table(rows: Sequence[Row], zones: Sequence[Zone]) -> bool:
    full = sum(sum(number in zone.segments for zone in zones) > 1 for number in range(len(rows)))
    labelled = sum(segment.text.endswith(":") for segments in zones[0].segments.values() for segment in segments)
    return full >= _MIN_ROWS or (full > 1 and (len(zones) >= _WIDE or labelled > 1))


def table_of(rows: Sequence[Row], zones: Sequence[Zone]) -> Table:
    """Return the rows as a table with one column for each zone; lines of one cell are put together."""
    found: list[list[Cell | None]] = []
    pitch = _pitch(rows, zones)
    entries = entries_of(rows, zones)
    for number, row in enumerate(rows):
        segments = [zone.segments.get(number) for zone in zones]
        if entries:
            goes_on = number not in entries
        else:
            tight = bool(number) and row.base - rows[number - 1].base < _TIGHT * pitch
            goes_on = (
                bool(number) and _is_close(rows[number - 1], row) and _continues(found[-1], segments, zones, tight)
            )
        if not goes_on:
            found.append([None] * len(zones))
        _extend(found[-1], segments, zones)
    boxes = [segment.box for row in rows for segment in row.segments]
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    box = Box(left, min(box.top for box in boxes), right, max(box.bottom for box in boxes))
    return Table(found, box, header_rows(found))


def _pitch(rows: Sequence[Row], zones: Sequence[Zone]) -> float:
    """Return the usual distance between rows that have a first cell."""
    bases = [rows[number].base for number in sorted(zones[0].segments)]
    distances = sorted(below - above for above, below in pairwise(bases))
    return distances[len(distances) // 2] if distances else 0.0


def _continues(
    above: Sequence[Cell | None], segments: Sequence[list[Segment] | None], zones: Sequence[Zone], tight: bool
) -> bool:
    """Say whether a row holds only further lines of the cells above it."""
    filled = [number for number, found in enumerate(segments) if found]
    if segments[0] or any(above[number] is None for number in filled):
        return False
    if any(FIGURES.fullmatch(segment.text) for number in filled for segment in segments[number] or ()):
        return False
    return tight or (len(filled) == 1 and _is_full(above[filled[0]], zones[filled[0]]))


def _is_full(cell: Cell | None, zone: Zone) -> bool:
    left, right = zone.edges
    return cell is not None and cell.lines[-1].box.right - left >= _FULL * (right - left)


def _extend(cells: list[Cell | None], segments: Sequence[list[Segment] | None], zones: Sequence[Zone]) -> None:
    for number, found in enumerate(segments):
        if found:
            cell = cells[number] or Cell()
            cell.lines.append(_without_leaders(line_of(found, zones[number].edges)))
            cells[number] = cell


def _without_leaders(line: Line) -> Line:
    """Return the line of a cell without the dots that lead from it to the next cell."""
    words = line.text.rstrip(_DOTS)
    tail = line.text[len(words) :]
    leads = "\t" in tail or (" " in tail and len(tail.replace(" ", "")) >= _LEADERS)
    return replace(line, text=words) if leads and words else line
