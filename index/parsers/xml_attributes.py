"""What the attributes of XML say: in data they are values that people look for, in documents ids, classes and links."""

import re
from collections.abc import Mapping, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.parsers.html.tree import Attributes, Node
from index.parsers.tidy import whole

# For programs, whatever they are found in.
_TECHNICAL = frozenset(
    "id ids idref idrefs ref refid refuid uid uuid guid oid class style href src url uri link rel target lang encoding "
    "schema space role".split()
)
_MACHINE = re.compile(r"\w+://\S*$|(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3})?[0-9a-f]{12,}$|#[0-9a-f]{3,8}$", re.IGNORECASE)
_NAMES = ("name", "title", "label")
_UNITS = frozenset("unit units uom measure currency".split())
_KINDS = frozenset(("type", "kind"))
# Elements of documents and feeds, by which one is known; and of drawings, whose values are shapes.
_PROSE = frozenset(
    "p para simpara formalpara section sect1 chapter body topic concept task html div span teiheader rss feed rdf "
    "svg path".split()
)
_MAX_NAME = 200  # characters of a heading
_MAX_VALUE = 300  # characters of a cell
_MAX_COLUMNS = 20
_MIN_ROWS = 2


def is_data(parsed: LexborHTMLParser, prefix: str) -> bool:
    """Say whether a file is data: no words stand beside elements, and nothing is called as the parts of documents are.

    The names of all its elements begin with ``prefix``.
    """
    if parsed.body is None:
        return False
    for node in parsed.body.traverse(include_text=False):
        tag = node.tag or ""
        if tag.startswith(prefix) and local(tag.removeprefix(prefix)) in _PROSE:
            return False
        children = [*node.iter(include_text=True)]
        has_words = any(child.is_text_node and (child.text_content or "").strip() for child in children)
        if has_words and any(child.is_element_node for child in children):
            return False
    return True


def local(name: str) -> str:
    """Return a name without what its namespace is called."""
    return name.rpartition(":")[2].lower()


def values_of(attributes: Attributes, *, is_root: bool = False) -> dict[str, str]:
    """Return the attributes that are values for people; a version of the outermost element is that of its format."""
    return {
        name: " ".join(whole(value).split())
        for name, value in attributes.items()
        if value is not None
        and value.strip()
        and not (is_root and name == "version")
        and ":" not in name
        and name not in _TECHNICAL
        and not name.startswith("xmlns")
        and not _MACHINE.match(value.strip()[:_MAX_VALUE])
    }


def name_in(values: Mapping[str, str]) -> str | None:
    """Return the attribute that names a record."""
    return next((name for name in _NAMES if 0 < len(values.get(name, "")) <= _MAX_NAME), None)


def fields_of(name: str, value: str, values: Mapping[str, str]) -> list[Node]:
    """Return a field and those of its attributes; a unit stands behind its value, and its kind behind its name."""
    unit = next((values[each] for each in values if each in _UNITS), "")
    kinds = ", ".join(values[each] for each in values if each in _KINDS)
    own = field(f"{name} ({kinds})" if kinds else name, f"{value} {unit}".rstrip())
    return [own, *(field(*each) for each in values.items() if each[0] not in _UNITS | _KINDS)]


def field(name: str, value: str) -> Node:
    """Return a field with what it is called."""
    held = Node("input", {"type": "text", "value": value})
    return Node("label", {}, [name, held], size=len(name))


def table_of(node: LexborNode, prefix: str) -> Node | None:
    """Return the elements inside ``node`` as the rows of a table; None where they are not all flat and of one name."""
    children = [*node.iter(include_text=False)]
    names = {child.tag or "" for child in children}
    if len(children) < _MIN_ROWS or len(names) != 1 or any(_has_elements(child) for child in children):
        return None
    rows = [values_of(child.attributes) for child in children]
    columns = [*dict.fromkeys(name for row in rows for name in row)]
    said = [" ".join(whole(child.text()).split()) for child in children]
    if any(said):
        columns.append(local(names.pop().removeprefix(prefix)))
        rows = [{**row, columns[-1]: text} for row, text in zip(rows, said, strict=True)]
    long = any(len(value) > _MAX_VALUE for row in rows for value in row.values())
    if not 1 < len(columns) <= _MAX_COLUMNS or long or len(set(columns)) < len(columns):
        return None
    cells = [[row.get(name, "") for name in columns] for row in rows]
    return Node("table", {}, [_row("th", columns), *(_row("td", each) for each in cells)], size=sum(map(len, said)))


def _has_elements(node: LexborNode) -> bool:
    return next(node.iter(include_text=False), None) is not None


def _row(tag: str, cells: Sequence[str]) -> Node:
    return Node("tr", {}, [Node(tag, {}, [cell], size=len(cell)) for cell in cells])
