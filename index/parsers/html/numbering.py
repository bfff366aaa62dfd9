"""The numbers that a browser prints before the items of a list."""

import re

from index.parsers.html.tree import Attributes, Node
from index.parsers.numerals import MAX_ROMAN, roman

_STYLES = {"1": "1", "a": "a", "A": "A", "i": "i", "I": "I"}
_STYLES |= {"decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A"}
_STYLES |= {"lower-roman": "i", "upper-roman": "I", "none": ""}
_STYLES |= {"arabic": "1", "loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
# What an item begins with where its author wrote the number into it.
NUMBERED = re.compile(r"\s*(?:[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivxlcIVXLC]{2,5})[)\].]|\d+(?:\.\d+)+\.?|[•·▪◦‣–—*-])(?:\s|$)")


def markers(ordered: Node) -> dict[int, str]:
    """Return what stands before each item of an ordered list, by its place among the children."""
    items = [place for place, child in enumerate(ordered.children) if isinstance(child, Node) and child.tag == "li"]
    style = _style(ordered.attributes)
    if not style:
        return {}
    step = -1 if "reversed" in ordered.attributes else 1
    number = _integer(ordered.attributes.get("start"), len(items) if step < 0 else 1)
    found: dict[int, str] = {}
    for place in items:
        item = ordered.children[place]
        attributes = item.attributes if isinstance(item, Node) else {}
        number = _integer(attributes.get("value"), number)
        own = _STYLES.get(attributes.get("type") or "", style)
        found[place] = f"{_numeral(number, own)}."
        number += step
    return found


def _style(attributes: Attributes) -> str:
    said = _STYLE.search(attributes.get("style") or "")
    names = (said[1].lower() if said else "", attributes.get("type") or "", *(attributes.get("class") or "").split())
    return next((_STYLES[name] for name in names if name in _STYLES), "1")


def _integer(written: str | None, otherwise: int) -> int:
    found = re.match(r"\s*(-?\d{1,9})", written or "")
    return int(found[1]) if found else otherwise


def _numeral(number: int, style: str) -> str:
    if number < 1 or style == "1" or (style in "iI" and number > MAX_ROMAN):
        return str(number)
    numeral = _letters(number) if style in "aA" else roman(number)
    return numeral.upper() if style.isupper() else numeral


def _letters(number: int) -> str:
    said = ""
    while number:
        number, rest = divmod(number - 1, 26)
        said = chr(ord("a") + rest) + said
    return said
