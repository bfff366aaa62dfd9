"""Formulas of Word documents on one line: "P/L^2", "√(a+b)", "∑_(i=1)^n"."""

import re
from collections.abc import Callable, Iterator

from index.parsers.office.docx_xml import NOT_SHOWN, Element, tag

_SPACE = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
FORMULA = _SPACE + "oMath"
_DEEPEST = 40  # parts inside one another: what is deeper is written as it comes
_APPLIED = re.compile("\u2061\\s*(?=[(\\[{])")  # the unseen sign of a function, before what stands in brackets
_UNSEEN = {0x2061: " ", 0x2062: None, 0x2063: None, 0x2064: None}  # signs that say how parts belong together
_ATOM = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_](?:[_^][^\W_]+)*|[^\W\d_]{3,}|\w[_^]\w+|[^\w\s]|√\w+", re.UNICODE)
_WORDS = re.compile(r"[\w.,]*")  # that a power belongs to as a whole, as it is written
_TERMS = frozenset("+-−–±∓=<>≤≥≈≠,;")
_PLAIN_POWER = re.compile(r"[-+]?\w+(?:[.,/]\w+)?")
_OPEN, _CLOSED = "([{⟨⌈⌊", ")]}⟩⌉⌋"
_RAISED_SIGNS = {"∘": "°", "°": "°", "'": "′", "′": "′", "″": "″", "‴": "‴"}
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def formula(element: Element) -> str:
    """Return a formula, an ``m:oMath`` element, on one line."""
    return " ".join(_APPLIED.sub("", _all(element, 0)).translate(_UNSEEN).split())


def _all(element: Element, depth: int) -> str:
    return "".join(_part(each, depth + 1) for each in element)


def _part(element: Element, depth: int) -> str:
    if element.tag in (_SPACE + "t", tag("t")):
        return element.text or ""
    name = element.tag.removeprefix(_SPACE) if isinstance(element.tag, str) else ""
    if element.tag in NOT_SHOWN or name.endswith("Pr"):
        return ""
    if depth > _DEEPEST:
        return "".join(text.text or "" for text in element.iter(_SPACE + "t"))
    write = _WRITERS.get(name)
    return write(element, depth) if write else _all(element, depth)


def _of(element: Element, name: str, depth: int) -> str:
    """Return what one argument of a part says."""
    found = element.find(_SPACE + name)
    return "" if found is None else _all(found, depth).strip()


def _each(element: Element, name: str, depth: int) -> Iterator[str]:
    for inner in element:
        if inner.tag == _SPACE + name:
            yield _all(inner, depth).replace("&", "").strip()


def _said(element: Element, name: str, usual: str) -> str:
    """Return what the properties of a part say of it."""
    for inner in element:
        is_element = isinstance(inner.tag, str)  # no remark
        if is_element and inner.tag.endswith("Pr") and (found := inner.find(_SPACE + name)) is not None:
            return found.get(_SPACE + "val") or ""
    return usual


def _fraction(element: Element, depth: int) -> str:
    above, below = _of(element, "num", depth), _of(element, "den", depth)
    if _said(element, "type", "bar") == "noBar":
        return f"{above} choose {below}"
    above = f"({above})" if _has_terms(above) else above
    return f"{above}/{_grouped(below)}"


def _power(element: Element, depth: int) -> str:
    return _base(_of(element, "e", depth)) + _raised(_of(element, "sup", depth))


def _index(element: Element, depth: int) -> str:
    return _base(_of(element, "e", depth)) + _lowered(_of(element, "sub", depth))


def _both(element: Element, depth: int) -> str:
    return _index(element, depth) + _raised(_of(element, "sup", depth))


def _before(element: Element, depth: int) -> str:
    signs = _raised(_of(element, "sup", depth)) + _lowered(_of(element, "sub", depth))
    return f" {signs} {_of(element, 'e', depth)}"


def _root(element: Element, depth: int) -> str:
    degree, inside = _of(element, "deg", depth), _grouped(_of(element, "e", depth))
    return _ROOTS[degree] + inside if degree in _ROOTS else f"{inside}^(1/{_grouped(degree)})"


def _sum(element: Element, depth: int) -> str:
    limits = _lowered(_of(element, "sub", depth)) + _raised(_of(element, "sup", depth))
    return f"{_said(element, 'chr', '∫')}{limits} {_of(element, 'e', depth)}"


def _bracket(element: Element, depth: int) -> str:
    parts = _said(element, "sepChr", "|").join(_each(element, "e", depth))
    return _said(element, "begChr", "(") + parts + _said(element, "endChr", ")")


def _function(element: Element, depth: int) -> str:
    name, inside = _of(element, "fName", depth), _of(element, "e", depth)
    return f"{name}{inside}" if inside.startswith(tuple(_OPEN)) else f" {name} {inside}"


def _lower_limit(element: Element, depth: int) -> str:
    return _of(element, "e", depth) + _lowered(_of(element, "lim", depth))


def _upper_limit(element: Element, depth: int) -> str:
    return _of(element, "e", depth) + _raised(_of(element, "lim", depth))


def _accent(element: Element, depth: int) -> str:
    inside = _of(element, "e", depth)
    return inside + _said(element, "chr", "\u0302") if len(inside) == 1 else inside


def _matrix(element: Element, depth: int) -> str:
    rows = (each for each in element if each.tag == _SPACE + "mr")
    return "; ".join(", ".join(_each(row, "e", depth)) for row in rows)


def _equations(element: Element, depth: int) -> str:
    return "; ".join(_each(element, "e", depth))


_WRITERS: dict[str, Callable[[Element, int], str]] = {
    "f": _fraction, "sSup": _power, "sSub": _index, "sSubSup": _both, "sPre": _before, "rad": _root, "nary": _sum,
    "d": _bracket, "func": _function, "limLow": _lower_limit, "limUpp": _upper_limit, "acc": _accent, "m": _matrix,
    "eqArr": _equations,
}  # fmt: skip


def _raised(text: str) -> str:
    text = text.replace("−", "-").replace("–", "-")
    if not text or text in _RAISED_SIGNS:
        return _RAISED_SIGNS.get(text, "")
    return f"^{text}" if _PLAIN_POWER.fullmatch(text) or len(text) == 1 else f"^({text})"


def _lowered(text: str) -> str:
    if not text:
        return ""
    return f"_{text}" if _WORDS.fullmatch(text) or len(text) == 1 else f"_({text})"


def _base(text: str) -> str:
    return text if _WORDS.fullmatch(text) or _is_bracketed(text) else _grouped(text)


def _grouped(text: str) -> str:
    return text if not text or _ATOM.fullmatch(text) or _is_bracketed(text) else f"({text})"


def _is_bracketed(text: str) -> bool:
    """Say whether one pair of brackets stands around all."""
    if text[:1] not in _OPEN or text[-1:] not in _CLOSED or not text:
        return False
    depth = 0
    for place, character in enumerate(text):
        depth += (character in _OPEN) - (character in _CLOSED)
        if depth == 0:
            return place == len(text) - 1
    return False


def _has_terms(text: str) -> bool:
    """Say whether terms are joined outside all brackets; a sign in front, or of a power, joins none."""
    depth = 0
    for place, character in enumerate(text):
        depth += (character in _OPEN) - (character in _CLOSED)
        if depth == 0 and place and text[place - 1] not in "^_" and character in _TERMS:
            return True
    return False
