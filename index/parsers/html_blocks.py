"""The visible text of a web page, block by block, with what its markup says about each block.

The tree is walked without recursion: pages with tens of thousands of nested elements exist.
"""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.parsers.html_roles import Role, is_hidden, role_of
from index.parsers.tidy import whole
from index.parsers.writer import TextWriter

_INVISIBLE = frozenset(
    "script style noscript template head title meta link svg math canvas iframe object embed audio video map area "
    "datalist select option textarea input progress meter frameset noframes rp".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table "
    "tbody tfoot thead tr ul".split()
)
_CELLS = frozenset(("td", "th"))
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_SPACES = re.compile(r"[ \t\r\n\f\v\xa0]+")
_SPACES_ONLY = re.compile(r" {2,}")
_WEIGHTLESS = re.compile("[\u00ad\u200b\u2060\ufeff]")  # places where a line may break or not: no characters to read
_AROUND_BREAK = re.compile(r" *([\v\t]) *")
_MAX_ROW = 500  # characters: a longer table row is page layout, and its cells are blocks of their own
_MAX_ROW_DEPTH = 60  # below that, rows are not measured: each measuring reads all that is inside


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row of the page's visible text."""

    start: int
    end: int
    tag: str  # the innermost element that makes it a block
    linked: int  # characters inside links
    roles: tuple[Role, ...]  # of the elements around it, innermost first
    parent: int  # number of the block element around its own; blocks of one parent are siblings

    @property
    def level(self) -> int:
        """Of a heading, 1 to 6; 0 for all else."""
        return _LEVELS.get(self.tag, 0)


@dataclass(frozen=True, slots=True)
class Page:
    """The visible text with its blocks in order; they cover all of it but the white space between them."""

    text: str
    blocks: tuple[Block, ...]
    elements: int  # visible ones
    depth: int  # of the deepest; beyond some hundreds other parsers give up


@dataclass(slots=True)
class _Element:
    tag: str
    number: int
    roles: tuple[Role, ...]
    owner: "_Element | None"  # the innermost element around it that makes blocks
    makes_blocks: bool
    in_link: bool = False
    in_row: bool = False  # a row short enough to be one line: nothing in it makes blocks
    preformatted: bool = False


@dataclass(slots=True)
class _Flow:
    """Collects inline text and closes it into blocks."""

    writer: TextWriter = field(default_factory=TextWriter)
    blocks: list[Block] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    linked: int = 0

    def add(self, text: str, element: _Element) -> None:
        text = _WEIGHTLESS.sub("", text)
        if not element.preformatted:
            text = _SPACES.sub(" ", text)
        if element.in_link:
            self.linked += len(text.strip())
        self.inline.append(text)

    def break_line(self, element: _Element) -> None:
        """Take a line break; a second one in a row is how old pages part their paragraphs."""
        if element.preformatted:
            self.inline.append("\n")
        elif self._just_broken() and not element.in_row:
            self.close(element if element.makes_blocks else element.owner)
        else:
            self.inline.append(" " if element.in_row else "\v")

    def _just_broken(self) -> bool:
        last = next((piece for piece in reversed(self.inline) if piece.strip(" ")), "")
        return last.rstrip(" ").endswith("\v")

    def close(self, element: _Element | None) -> None:
        """End the block that is open, if any text is in it; it belongs to ``element``."""
        if not self.inline or element is None:
            return
        text = _visible("".join(self.inline), element.preformatted)
        linked, self.linked = self.linked, 0
        self.inline.clear()
        if not text:
            return
        start = self.writer.add(text, element.tag)
        parent = element.owner.number if element.owner else 0
        self.blocks.append(Block(start, self.writer.length, element.tag, linked, element.roles, parent))


def page_of(tree: LexborHTMLParser) -> Page:
    """Return what a reader of the parsed page would see; scripts, styles and hidden parts left out."""
    flow = _Flow()
    elements, depth = _walk(tree.body, flow) if tree.body is not None else (0, 0)
    return Page(flow.writer.text(), tuple(flow.blocks), elements, depth)


def _walk(root: LexborNode, flow: _Flow) -> tuple[int, int]:
    """Feed everything visible under ``root`` to ``flow``; return the number of elements and the depth reached."""
    body = _Element("body", 0, (), None, makes_blocks=True)
    stack: list[tuple[LexborNode | None, _Element]] = [(root.child, body)]
    deepest = number = 0
    while stack:
        node, around = stack[-1]
        if node is None:
            _leave(around, flow)
            stack.pop()
            continue
        stack[-1] = (node.next, around)
        if node.is_text_node:
            flow.add(whole(node.text_content or ""), around)
        elif node.is_element_node and not _skipped(node):
            number += 1
            element = _element(node, around, number, len(stack))
            _enter(element, around, flow)
            stack.append((node.child, element))
            deepest = max(deepest, len(stack))
    return number, deepest


def _skipped(node: LexborNode) -> bool:
    tag = node.tag
    if tag in _INVISIBLE:
        return True
    attributes = node.attributes
    return is_hidden(attributes) or (tag == "dialog" and "open" not in attributes)


def _element(node: LexborNode, around: _Element, number: int, depth: int) -> _Element:
    tag = node.tag or ""
    role = role_of(tag, node.attributes)
    makes_blocks = not around.in_row and (tag in _BLOCKS or tag in _CELLS)
    return _Element(
        tag=tag,
        number=number,
        roles=(role, *around.roles) if role and role not in around.roles else around.roles,
        owner=around if around.makes_blocks else around.owner,
        makes_blocks=makes_blocks,
        in_link=around.in_link or tag == "a",
        in_row=around.in_row or (tag == "tr" and depth < _MAX_ROW_DEPTH and _is_short(node)),
        preformatted=around.preformatted or tag == "pre",
    )


def _is_short(row: LexborNode) -> bool:
    return len(_SPACES.sub(" ", row.text(deep=True))) <= _MAX_ROW


def _enter(element: _Element, around: _Element, flow: _Flow) -> None:
    if element.tag == "br":
        flow.break_line(around)
    elif element.makes_blocks:
        flow.close(around if around.makes_blocks else around.owner)
    elif element.tag in _CELLS and flow.inline:
        flow.inline.append("\t")
    elif element.tag in _BLOCKS:
        flow.inline.append(" ")


def _leave(element: _Element, flow: _Flow) -> None:
    if element.makes_blocks:
        flow.close(element)
    elif element.tag in _BLOCKS:
        flow.inline.append(" ")


def _visible(text: str, preformatted: bool) -> str:
    """Return a block's text: runs of spaces as one, line breaks as line ends, cells apart by tabs."""
    if preformatted:
        return text.strip("\n").rstrip()
    text = _AROUND_BREAK.sub(r"\1", _SPACES_ONLY.sub(" ", text))
    return text.replace("\v", "\n").strip()
