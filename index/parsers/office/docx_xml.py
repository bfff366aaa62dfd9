"""The elements of a Word document's XML that are read here."""

from collections.abc import Iterator
from functools import cache
from typing import Protocol

NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHECK_BOX = "{http://schemas.microsoft.com/office/word/2010/wordml}checkbox"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_OFF = ("0", "false", "off", "none")


@cache
def tag(name: str) -> str:
    """Return a tag or attribute with its namespace."""
    return NAMESPACE + name


PARAGRAPH, TABLE, ROW, CELL, TEXT_BOX = map(tag, ("p", "tbl", "tr", "tc", "txbxContent"))
PROPERTIES, RUN, RUN_PROPERTIES, VALUE = map(tag, ("pPr", "r", "rPr", "val"))
# Deleted text, field codes, the older copy of a drawing, and the properties, whose names look like content.
NOT_SHOWN = frozenset((tag("del"), tag("moveFrom"), tag("instrText"), _FALLBACK, PROPERTIES, RUN_PROPERTIES))


class Element(Protocol):
    """The little of an XML element that is used here."""

    tag: str
    text: str | None

    def __iter__(self) -> Iterator["Element"]: ...

    def __len__(self) -> int: ...

    def clear(self) -> None: ...

    def find(self, path: str) -> "Element | None": ...

    def get(self, key: str) -> str | None: ...

    def iter(self, *tags: str) -> Iterator["Element"]: ...


@cache
def _path(names: tuple[str, ...]) -> str:
    return "/".join(map(tag, names))


def value_at(element: Element, *names: str) -> str | None:
    """Return the value at a path of names below ``element``, "" where it has none; None where there is no such path."""
    found = element.find(_path(names))
    return None if found is None else (found.get(VALUE) or "")


def values_in(element: Element, properties: str) -> dict[str, str]:
    """Return the properties of ``element`` by their tags, each with its value or ""; none where it has none."""
    found = element.find(properties)
    return {} if found is None else {each.tag: each.get(VALUE) or "" for each in found}


def switched(values: dict[str, str], name: str) -> bool | None:
    """Return whether the switch of that name is on among ``values_in``; None where nothing is said."""
    said = values.get(tag(name))
    return None if said is None else said.lower() not in _OFF


def number_at(element: Element, *names: str) -> int | None:
    """Return the whole number at a path of names below ``element``; None where there is none."""
    return integer(value_at(element, *names))


def integer(written: str | None) -> int | None:
    """Return a whole number of up to six digits; None for anything else."""
    written = (written or "").strip()
    digits = written.removeprefix("-")
    return int(written) if digits.isascii() and digits.isdigit() and len(digits) <= 6 else None


def is_on(element: Element, *names: str) -> bool | None:
    """Return whether the switch at a path of names is on; None where nothing is said."""
    said = value_at(element, *names)
    return None if said is None else said.lower() not in _OFF


def inside(element: Element, wanted: str) -> Iterator[Element]:
    """Yield the outermost elements of one tag below ``element`` in order, those in content controls too."""
    stack = list(reversed(list(element)))
    while stack:
        inner = stack.pop()
        if inner.tag == wanted:
            yield inner
        elif inner.tag not in NOT_SHOWN and inner.tag != TABLE:
            stack.extend(reversed(list(inner)))


def empty_placeholders(root: Element) -> None:
    """Take out what content controls show as long as nothing was put in: "Choose an item."."""
    for control in root.iter(tag("sdt")):
        if is_on(control, "sdtPr", "showingPlcHdr"):
            for run in control.iter(RUN):
                run.clear()


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """Yield the text boxes anchored in a paragraph."""
    if next(paragraph.iter(TEXT_BOX), None) is None:  # as nearly always
        return
    stack = [paragraph]
    while stack:
        element = stack.pop()
        if element.tag == TEXT_BOX:
            yield element
        elif element.tag not in NOT_SHOWN:
            stack.extend(reversed(list(element)))
