"""Charts of slides as tables: the figures that they are drawn from lie in the file, whatever is drawn of them."""

from typing import Any

from pptx.oxml.ns import qn

from index.parsers.office.sheets import shown
from index.parsers.office.tables import Cell, Row, write_table
from index.parsers.office.writer import OfficeWriter

_MOST = 1000  # points of a series


def write_chart(out: OfficeWriter, space: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    """Write a chart, a ``c:chartSpace`` element, as a table of its series below its title; nothing if it has none."""
    series = list(space.iter(qn("c:ser")))
    columns = [_points(each, "c:val") or _points(each, "c:yVal") for each in series]
    places = sorted({place for column in columns for place in column})
    if not places:
        return
    labels = next(filter(None, (_points(each, "c:cat") or _points(each, "c:xVal") for each in series)), {})
    title = next((found for found in (_words(each) for each in space.iter(qn("c:title"))) if found), None)
    if title:
        out.plain(title, "caption")
    names = [_name(each, number) for number, each in enumerate(series, 1)]
    rows = [Row([Cell(text) for text in ("", *names)], is_header=True)]
    rows += [Row([Cell(column.get(place, "")) for column in (labels, *columns)]) for place in places]
    write_table(out, rows)


def _points(series: Any, kind: str) -> dict[int, str]:  # noqa: ANN401 - python-pptx has no types
    """Return what was drawn last of a series' labels or values, by place."""
    found: dict[int, str] = {}
    for holder in series.findall(qn(kind)):
        for point in holder.iter(qn("c:pt")):
            place, value = point.get("idx", ""), point.findtext(qn("c:v"))
            if value and place.isdecimal() and int(place) < _MOST:
                found[int(place)] = _shown(value)
    return found


def _shown(value: str) -> str:
    try:
        return shown(float(value))
    except ValueError:  # words
        return value


def _name(series: Any, number: int) -> str:  # noqa: ANN401 - python-pptx has no types
    texts = (value.text or "" for holder in series.findall(qn("c:tx")) for value in holder.iter(qn("c:v")))
    return " ".join(texts).strip() or f"Series {number}"


def _words(title: Any) -> str:  # noqa: ANN401 - python-pptx has no types
    return " ".join("".join(run.text or "" for run in title.iter(qn("a:t"))).split())
