"""What the styles of a Word document say: which paragraphs are headings, code or captions, which text is raised."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from index.parsers.office.docx_xml import Element, integer, is_on, number_at, tag, value_at

Role = Literal["title", "heading", "code", "caption", "contents", "text"]
_HEADING = re.compile(r"(?:heading|überschrift|titre) ([1-9])$")
_NAMED_HEADING = re.compile(r"\b(sub)?[ -]?(?:section |clause )?heading(?: ([1-9]))?$")  # of a template's own
_CODE = re.compile(r"(?:source ?|html )?code\b|html preformatted|preformatted|verbatim|listing|program", re.IGNORECASE)
_MAX_BASES = 12
_DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Style:
    """One style with all that it has from those it is based on."""

    role: Role = "text"
    level: int | None = None  # of a heading
    list_id: int | None = None
    list_level: int | None = None
    is_raised: bool = False
    is_struck: bool = False
    is_hidden: bool = False
    has_header_row: bool = False  # of a table: its first row is set apart


_PLAIN = Style()


class Styles:
    """The styles of one document by their identifiers."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._found: dict[str, Style] = {}
        for element in root if root is not None else ():
            if element.tag == tag("style"):
                self._elements.setdefault(element.get(tag("styleId")) or "", element)

    def of(self, identifier: str | None) -> Style:
        """Return a style; an unknown one says nothing."""
        if identifier is None:
            return _PLAIN
        if identifier not in self._found:
            self._found[identifier] = self._resolved(identifier)
        return self._found[identifier]

    def _resolved(self, identifier: str) -> Style:
        line: list[Element] = []
        element = self._elements.get(identifier)
        while element is not None and len(line) < _MAX_BASES:
            line.append(element)
            element = self._elements.get(value_at(element, "basedOn") or "")
        style = _PLAIN
        for each in reversed(line):  # what a style says itself holds over what its base says
            style = _with(style, each)
        return style


def _with(base: Style, element: Element) -> Style:
    style = base
    name = (value_at(element, "name") or "").lower()
    role, level = _role(name)
    if role != "text":
        style = replace(style, role=role, level=level)
    outline = number_at(element, "pPr", "outlineLvl")
    if outline is not None:
        is_heading = 0 <= outline < _DEEPEST
        role = "heading" if is_heading and style.role == "text" else style.role
        style = replace(style, role=role, level=outline + 1 if is_heading else style.level)
    list_id = number_at(element, "pPr", "numPr", "numId")
    list_level = number_at(element, "pPr", "numPr", "ilvl")
    raised = value_at(element, "rPr", "vertAlign")
    struck = is_on(element, "rPr", "strike") or is_on(element, "rPr", "dstrike")
    hidden = is_on(element, "rPr", "vanish")
    return replace(
        style,
        list_id=style.list_id if list_id is None else list_id,
        list_level=style.list_level if list_level is None else list_level,
        is_raised=style.is_raised if raised is None else raised == "superscript",
        is_struck=style.is_struck if struck is None else struck,
        is_hidden=style.is_hidden if hidden is None else hidden,
        has_header_row=style.has_header_row or _sets_first_row_apart(element),
    )


def is_code_style(name: str) -> bool:
    """Say whether a style's name, in small letters, is one of code: "source code", "preformatted text"."""
    return _CODE.match(name) is not None


def _role(name: str) -> tuple[Role, int | None]:
    if heading := _HEADING.match(name):
        return "heading", integer(heading[1])
    if name in ("title", "caption"):
        return ("title", None) if name == "title" else ("caption", None)
    if named := _NAMED_HEADING.search(name):
        return "heading", integer(named[2]) or (2 if named[1] else 1)
    if name.endswith(" title"):
        return "title", None
    if name.startswith("toc ") and name[4:].isdigit():
        return "contents", None
    return ("code", None) if is_code_style(name) else ("text", None)


def _sets_first_row_apart(element: Element) -> bool:
    return any(
        part.get(tag("type")) == "firstRow" and is_on(part, "rPr", "b") for part in element.iter(tag("tblStylePr"))
    )
