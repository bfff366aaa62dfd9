"""What is filled into a form's fields."""

from collections.abc import Mapping

from index.parsers.html.tree import FIELDS, Node

_READ = frozenset(
    "text number date email tel url time month week datetime-local textarea select checkbox radio".split()
)
_MAX_STEPS = 50  # elements that are looked into
_TICKED = frozenset(("checkbox", "radio"))


def value_of(node: Node, fields: Mapping[str, Node] | None = None) -> str:
    """Return the value of a field, or of the one that a label belongs to; empty where nothing is filled in.

    Args:
        node: the field or its label.
        fields: the page's fields by id, to find a label's.
    """
    if node.tag in FIELDS:
        kind = node.attributes.get("type")
        is_read = kind in _READ and (fields is not None or kind not in _TICKED)
        return (node.attributes.get("value") or "") if is_read else ""
    named = (fields or {}).get(node.attributes.get("for") or "\0")
    found = named or _inside(node)
    return value_of(found, fields) if found is not None and node.size else ""


def _inside(label: Node) -> Node | None:
    stack = list(reversed(label.elements()))
    for _ in range(_MAX_STEPS):
        if not stack:
            break
        node = stack.pop()
        if node.tag in FIELDS:
            return node
        stack.extend(reversed(node.elements()))
    return None
