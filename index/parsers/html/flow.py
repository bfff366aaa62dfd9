"""From the visible tree to the page's text, leaf by leaf.

The tree is walked without recursion: pages with tens of thousands of nested elements exist.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.parsers.html import inline, mathml
from index.parsers.html.fields import value_of
from index.parsers.html.nesting import Containers
from index.parsers.html.numbering import NUMBERED, markers
from index.parsers.html.page import Page
from index.parsers.html.roles import refers_to_note
from index.parsers.html.tables import Place, Row, Shape, shape_of
from index.parsers.html.tree import FIELDS, LEVELS, Node, Tree
from index.parsers.html.writing import LeafWriter
from index.records import Span

_CELLS = frozenset(("td", "th"))
_BLOCKS = _CELLS | frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table "
    "tbody tfoot thead tr ul".split()
)
_AROUND_ROWS = frozenset("thead tbody tfoot div form center".split())
_ORDER = {"caption": -2, "thead": -1, "tfoot": 1}  # of a table's parts, as they are shown
_CODE = frozenset(("code", "tt", "samp", "kbd"))
_BOLD = frozenset(("b", "strong"))
_BOLD_STYLE = re.compile(r"font-weight:\s*(?:bold|[6-9]00)")
_QUOTES = {"q": ("“", "”"), "rt": ("(", ")")}
_OPENING = 24  # characters of an item in which its own number would stand


@dataclass(slots=True)
class _Element:
    """An element that is open, and what holds inside it."""

    node: Node
    container: int  # the innermost element around or at it that makes blocks
    children: Iterator[tuple[int, "Node | str"]]
    makes_blocks: bool = False
    in_link: bool = False
    in_line: bool = False  # a row of data: nothing in it makes blocks
    in_heading: bool = False
    in_code: bool = False
    in_bold: bool = False
    is_raised: bool = False
    preformatted: bool = False
    markers: dict[int, str] = field(default_factory=dict)  # of an ordered list's items
    shape: Shape | None = None  # of a table of data
    places: dict[Place, Span] = field(default_factory=dict)  # of that table's cells
    row: Row | None = None
    value: str = ""  # of the field that a label belongs to
    ends: str = ""  # what is written after it
    marker: str = ""  # of an item
    after_link: bool = False
    after_cell: bool = False


class _Flow:
    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._writer = LeafWriter()
        self._containers = Containers()

    def page(self) -> Page:
        stack = [_Element(self._tree.body, 0, enumerate(self._tree.body.children), makes_blocks=True)]
        while stack:
            around = stack[-1]
            number, child = next(around.children, (0, None))
            if child is None:
                stack.pop()
                self._leave(around, stack[-1] if stack else None)
            elif isinstance(child, str):
                self._add(child, around)
            elif (element := self._enter(child, around, number)) is not None:
                stack.append(element)
        return Page(self._writer.text(), self._writer.leaves, self._containers.all)

    def _add(self, text: str, around: _Element) -> None:
        text = inline.taken(text, around.preformatted)
        if text and not text.isspace():
            around.after_link = False
        self._writer.add(text, around.in_link, around.in_code, around.in_bold)

    def _enter(self, node: Node, around: _Element, number: int) -> _Element | None:
        if node.tag == "br":
            self._break_line(around)
            return None
        if node.tag in FIELDS or node.tag == "button":
            self._containers.count_field()
        if node.tag in FIELDS:
            self._writer.add(f" {value_of(node)} " if around.in_line else " ")
            return None
        inside = self._inside(node, around)
        if node.tag not in _BLOCKS:
            self._enter_inline(inside, around)
        elif around.in_line:
            self._enter_in_line(inside, around)
        elif around.preformatted:
            self._writer.end_line()
        else:
            self._enter_block(inside, around, number)
        return inside

    def _break_line(self, around: _Element) -> None:
        """Take a line break; a second one in a row is how old pages part their paragraphs."""
        if around.preformatted:
            self._writer.add("\n")
        elif around.in_line:
            self._writer.add(" ")
        elif self._writer.just_broken():
            self._close(around)
        else:
            self._writer.add(inline.BREAK)

    def _inside(self, node: Node, around: _Element) -> _Element:
        heading = around.in_heading or node.tag in LEVELS
        href = node.attributes.get("href") if node.tag == "a" else None
        return _Element(
            node,
            around.container,
            enumerate(mathml.pieces(node)),
            # A heading's link to itself is none.
            in_link=around.in_link or (href is not None and not (heading and href.startswith("#"))),
            in_line=around.in_line,
            in_heading=heading,
            is_raised=around.is_raised,
            in_code=around.in_code or node.tag in _CODE,
            in_bold=around.in_bold or _is_bold(node),
            preformatted=around.preformatted,
        )

    def _enter_inline(self, inside: _Element, around: _Element) -> None:
        node = inside.node
        is_mark = node.tag == "a" and refers_to_note("a", node.attributes)
        if (node.tag == "sup" or is_mark) and not around.is_raised:
            inside.is_raised = True
            self._writer.add(inline.MARK if is_mark or _is_mark(node, around) else inline.RAISED)
            inside.ends = inline.ENDED
        elif node.tag in _QUOTES:
            begins, inside.ends = _QUOTES[node.tag]
            self._writer.add(begins)
        elif node.tag in ("a", "button") and around.after_link:  # two links side by side are set apart by their style
            self._writer.add(" ")
        elif node.tag == "label" and not around.in_line and (value := value_of(node, self._tree.fields)):
            self._close(around)
            inside.makes_blocks, inside.value = True, value
            inside.container = self._containers.open("label", node, around.container, len(self._writer.leaves))

    def _enter_in_line(self, inside: _Element, around: _Element) -> None:
        """Go on in a row of data: its own cells are apart by tabs, and what is inside them by blanks."""
        if around.row is not None and inside.node.tag in _CELLS:
            if around.after_cell:
                self._writer.add(inline.CELL)
            around.after_cell = True
        else:
            self._writer.add(" ")
            inside.ends = " "

    def _enter_block(self, inside: _Element, around: _Element, number: int) -> None:
        self._close(around)
        node, tag = inside.node, inside.node.tag
        inside.makes_blocks = True
        inside.preformatted = tag == "pre"
        if tag == "table":
            tag = self._enter_table(inside)
        elif tag == "tr" and around.shape is not None:
            row = around.shape.numbers.get(id(node))
            inside.row = around.shape.rows[row] if row is not None else None
            inside.in_line = inside.row is not None
            inside.places = around.places
        elif tag == "ol":
            inside.markers = markers(node)
        elif tag == "li":
            self._enter_item(inside, around, number)
        elif tag in _AROUND_ROWS:
            inside.shape, inside.places = around.shape, around.places
        inside.container = self._containers.open(tag, node, around.container, len(self._writer.leaves))

    def _enter_table(self, inside: _Element) -> str:
        """Return what kind of element the table is by its shape."""
        shape = shape_of(inside.node)
        if shape.items is not None:
            inside.children = enumerate(shape.items.children)
            return "ul"
        if shape.kind == "layout":
            return "div"
        inside.shape = shape
        parts = sorted(inside.node.elements(), key=lambda part: _ORDER.get(part.tag, 0))
        inside.children = enumerate(parts)
        return "table"

    def _enter_item(self, inside: _Element, around: _Element, number: int) -> None:
        marker = inside.node.attributes.get("marker") or around.markers.get(number, "")
        if marker and not NUMBERED.match(inside.node.opening(_OPENING)):
            inside.marker = marker
            self._writer.markers.append(marker)

    def _leave(self, element: _Element, around: _Element | None) -> None:
        if element.value:
            self._writer.add(inline.CELL + element.value)
        if element.makes_blocks:
            self._close(element)
            if element.marker and self._writer.markers:
                self._writer.markers.pop()  # nothing stood in the item
            self._containers.close(element.container, len(self._writer.leaves))
        elif element.preformatted and element.node.tag in _BLOCKS:
            self._writer.end_line()
        self._writer.add(element.ends)
        if around is not None and element.node.tag in ("a", "button"):
            around.after_link = True

    def _close(self, element: _Element) -> None:
        """End the leaf that is open; it belongs to the innermost element that makes blocks."""
        containers, number = self._containers, element.container
        tag = containers.all[number].tag
        if element.row is not None:
            self._writer.close_row(element.row, number, element.places)
        elif self._writer.close(tag, number, containers.kind(number)):
            containers.begin(number)


def _is_bold(node: Node) -> bool:
    return node.tag in _BOLD or _BOLD_STYLE.search(node.attributes.get("style") or "") is not None


def _is_mark(raised: Node, around: _Element) -> bool:
    """Say whether raised text is the mark of a note, by its names or because it is a link."""
    if refers_to_note("sup", raised.attributes):
        return True
    if around.node.tag == "a":
        return around.in_link and around.node.size == raised.size
    return any(child.tag == "a" and child.attributes.get("href") for child in raised.elements())


def page_of(tree: Tree) -> Page:
    """Return what a reader of the page sees."""
    return _Flow(tree).page()
