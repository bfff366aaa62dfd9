"""Which element stands in which: the containers of a page, as they are opened and closed."""

from index.parsers.html.page import Container, Use
from index.parsers.html.roles import holds_notes, role_by_name, role_by_tag
from index.parsers.html.tree import LEVELS, Node
from index.records import BlockKind

_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("ul", "ol", "dir", "menu"), "list"),
    **dict.fromkeys(("caption", "figcaption"), "caption"),
    "li": "item",
    "table": "table",
    "dt": "term",
    "dd": "description",
    "details": "question",  # where its summary asks one
}
_BEGIN = frozenset(("li", "dt", "dd"))
_NAMED_AFTER_WORDS = frozenset((*LEVELS, "dt", "tr", "td", "th"))
_NOTE_TAGS = frozenset(("li", "dd"))


class Containers:
    """All containers so far; the first is the page's body."""

    def __init__(self) -> None:
        self.all: list[Container] = [Container("body", 0, 0, ())]
        self._terms: dict[int, int] = {}  # by the element around it, the last term
        self._described: set[int] = set()
        self._begun: set[int] = set()  # items, terms and descriptions whose text has begun
        self._fields = 0

    def count_field(self) -> None:
        """Take note of a field or button."""
        self._fields += 1

    def open(self, tag: str, node: Node, around: int, leaves: int) -> int:
        """Open a container inside another and return its number; neighbouring terms share one."""
        term = self._terms.get(around, 0)
        if tag == "dt" and term and term not in self._described:
            return term
        outer = self.all[around]
        number = len(self.all)
        container = Container(tag, around, around if outer.block else outer.owner, _uses(node, outer.uses, number))
        notes, is_note = holds_notes(node.attributes) if tag not in LEVELS else (False, False)
        container.style = f"{node.attributes.get('class') or ''} {node.attributes.get('style') or ''}".strip()
        container.in_notes = outer.in_notes or notes
        container.block = self._block(container, node, is_note)
        container.in_note = outer.in_note or container.block == "note"
        container.first, container.fields_before = leaves, self._fields
        if tag == "dt":
            self._terms[around] = number
        elif tag == "dd":
            container.partner = term
            self._described.add(term)
        self.all.append(container)
        return number

    def _block(self, container: Container, node: Node, is_note: bool) -> BlockKind | None:
        """Return what kind of block an element is, where it is one."""
        if container.in_notes and not self.all[container.parent].in_note:
            return "note" if is_note or container.tag in _NOTE_TAGS else None
        if (node.attributes.get("itemtype") or "").endswith("schema.org/Question"):
            return "question"
        return _KINDS.get(container.tag)

    def close(self, number: int, leaves: int) -> None:
        """Close a container behind so many leaves."""
        container = self.all[number]
        container.last, container.fields_after = leaves, self._fields

    def kind(self, number: int) -> str:
        """Return what a leaf of that container is to its neighbours: the beginning of an item, or its own tag."""
        container = self.all[number]
        owner = number if container.block else container.owner
        if container.tag == "dt":
            return "dt"
        if owner not in self._begun and self.all[owner].tag in _BEGIN and container.tag not in LEVELS:
            return self.all[owner].tag
        return container.tag if container.tag not in _BEGIN else "p"

    def begin(self, number: int) -> None:
        """Take note that the text of a container has begun."""
        self._begun.add(number if self.all[number].block else self.all[number].owner)


def _uses(node: Node, around: tuple[Use, ...], number: int) -> tuple[Use, ...]:
    """Return what an element and those around it are for; of two elements with one use the inner counts."""
    # The name of a heading, term or cell is its own words, to be linked to, and says nothing of its use.
    named = None if node.tag in _NAMED_AFTER_WORDS else role_by_name(node.attributes)
    roles = ((named, True), (role_by_tag(node.tag, node.attributes), False))
    own = [Use(role, number, is_named) for role, is_named in roles if role is not None]
    if not own:
        return around
    outer = (use for use in around if all((use.role, use.is_named) != (inner.role, inner.is_named) for inner in own))
    return (*own, *outer)
