"""Diagrams of slides ("SmartArt") as lists: their points lie in a part of their own, whatever is drawn of them."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from lxml.etree import XMLSyntaxError
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn

from index.parsers.office.writer import OfficeWriter

_SPACE = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_POINTS = ("node", "asst")  # others stand for lines, and for the look
_MOST_LEVELS = 8


def write_diagram(out: OfficeWriter, frame: Any) -> None:  # noqa: ANN401 - python-pptx has no types
    """Write the points of the diagram that a frame holds, in their order; nothing if it has none."""
    for relations in frame._element.iter(_SPACE + "relIds"):
        with suppress(KeyError, XMLSyntaxError):  # the file lacks the part that holds them
            data = parse_xml(frame.part.related_part(relations.get(_RELATIONS + "dm", "")).blob)
            for text, level in _points(data):
                out.item(text, level, str(frame.shape_id))


def _points(data: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401 - python-pptx has no types
    """Yield what each point says and how deep it stands, from 0."""
    points = {point.get("modelId", ""): point for point in data.iter(_SPACE + "pt")}
    below: dict[str, list[tuple[int, str]]] = {}
    for link in data.iter(_SPACE + "cxn"):
        order = link.get("srcOrd", "")
        if link.get("type", "parOf") == "parOf":
            place = int(order) if order.isdecimal() and len(order) < _MOST_LEVELS else 0
            below.setdefault(link.get("srcId", ""), []).append((place, link.get("destId", "")))
    stack = [(name, -1) for name, point in points.items() if point.get("type") == "doc"][::-1]
    seen = set()
    while stack:
        name, level = stack.pop()
        if name in seen or name not in points:
            continue
        seen.add(name)
        text = _words(points[name]) if points[name].get("type", "node") in _POINTS else ""
        if text:
            yield text, min(level, _MOST_LEVELS)
        deeper = level + 1 if text or level < 0 else level
        stack.extend((each, deeper) for _, each in sorted(below.get(name, ()), reverse=True))


def _words(point: Any) -> str:  # noqa: ANN401 - python-pptx has no types
    lines = ("".join(run.text or "" for run in paragraph.iter(qn("a:t"))) for paragraph in point.iter(qn("a:p")))
    return " ".join(" ".join(lines).split())
