"""What a paragraph or table of a Word document says, from its XML."""

import re
from collections.abc import Iterator
from typing import Protocol

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
PARAGRAPH, TABLE, ROW, CELL, TEXT_BOX = (f"{_W}{tag}" for tag in ("p", "tbl", "tr", "tc", "txbxContent"))
STYLE, LIST, OUTLINE, VALUE, IDENTIFIER = (f"{_W}{tag}" for tag in ("pStyle", "numPr", "outlineLvl", "val", "styleId"))
_PARAGRAPH_PROPERTIES, _RUN, _RUN_PROPERTIES, _TEXT = (f"{_W}{tag}" for tag in ("pPr", "r", "rPr", "t"))
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
# Deleted text, field codes, the older copy of a drawing, and the properties, whose names look like content.
_NOT_SHOWN = frozenset(
    (f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", _FALLBACK, _PARAGRAPH_PROPERTIES, _RUN_PROPERTIES)
)
_SPACES = re.compile(r"\s+")
_OFF = ("0", "false", "off")


class Element(Protocol):
    """The little of an XML element that is used here."""

    tag: str
    text: str | None

    def __iter__(self) -> Iterator["Element"]: ...

    def find(self, path: str) -> "Element | None": ...

    def get(self, key: str) -> str | None: ...


def paragraph_text(paragraph: Element) -> str:
    """Return what a paragraph shows: insertions in, deletions, hidden text and field codes out, text boxes apart."""
    return "".join(_shown(paragraph)).strip()


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """Yield the text boxes anchored in a paragraph."""
    stack = [paragraph]
    while stack:
        element = stack.pop()
        if element.tag == TEXT_BOX:
            yield element
        elif element.tag not in _NOT_SHOWN:
            stack.extend(reversed(list(element)))


def row_cells(row: Element) -> list[str]:
    """Return the text of each cell of a table row on one line; what is nested in it included."""
    cells = [element for element in row if element.tag == CELL]
    return [_SPACES.sub(" ", " ".join(paragraph_text(inner) for inner in paragraphs(cell))).strip() for cell in cells]


def paragraphs(element: Element) -> Iterator[Element]:
    """Yield the paragraphs inside an element in document order, those in tables and content controls too."""
    stack = list(reversed(list(element)))
    while stack:
        inner = stack.pop()
        if inner.tag == PARAGRAPH:
            yield inner
        elif inner.tag not in _NOT_SHOWN:
            stack.extend(reversed(list(inner)))


def property_of(element: Element, *tags: str) -> Element | None:
    """Return the paragraph property at the path of ``tags``, or None."""
    return element.find("/".join((_PARAGRAPH_PROPERTIES, *tags)))


def _shown(paragraph: Element) -> Iterator[str]:
    stack = list(reversed(list(paragraph)))
    while stack:
        element = stack.pop()
        if element.tag in (_TEXT, _MATH_TEXT):
            yield element.text or ""
        elif element.tag in _CHARACTERS:
            yield _CHARACTERS[element.tag]
        elif element.tag not in _NOT_SHOWN and element.tag != TEXT_BOX and not _is_hidden_run(element):
            stack.extend(reversed(list(element)))


def _is_hidden_run(element: Element) -> bool:
    if element.tag != _RUN:
        return False
    vanish = element.find(f"{_RUN_PROPERTIES}/{_W}vanish")
    return vanish is not None and (vanish.get(VALUE) or "1") not in _OFF
