"""The blocks of a page: headings, paragraphs, lists, tables and the rest, of the leaves that are text."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence

from index.parsers.blocks import BlockBuilder
from index.parsers.html.numbering import NUMBERED
from index.parsers.html.page import Container, Leaf, Page
from index.parsers.html.roles import Role
from index.parsers.markup.pieces import bold_title
from index.records import BlockKind, Span

_ANNOUNCES = re.compile(
    r"(?:[:：]|\b(?:following|as follows|like this|like so|below|for example|for instance|e\.g\.)[^.!?]{0,90}[.,:]?)"
    r"[\"')\]]*$|\S\s+\w[\w'’)-]*,?$",  # or breaks off: "In addition, the boats" before "must ..."
    re.IGNORECASE,
)
_ADMONITION = re.compile(r"(?:note|tip|hint|warning|caution|important|danger|attention)s?[\s:.!]*", re.IGNORECASE)
_PLAIN = ("p", "div", "center")
_BOLD_LEVEL = 6  # of headings that are nothing but bold
_ALL_CODE = 0.9  # share of a leaf's characters
_ALL_BOLD = 0.9  # the same; blanks between bold words may not be
_MAX_LOOKED_AT = 120  # characters at the end of what may announce something
_CAPTION = re.compile(r"(?:table|figure|fig\.|listing)\s+[A-Z]?\d+(?:[.-]\d+)*\s*[.:–—]", re.IGNORECASE)
_MAX_CAPTION = 800  # characters
_QUESTION = re.compile(r"Q(?:uestion)?\s*\d{0,3}\s*[.:)]\s", re.IGNORECASE)
_MAX_QUESTION = 300  # characters
_MAX_TYPED = 200  # characters of a paragraph that is an item by its style alone,
_MIN_TYPED = 2  # of which there are so many
_TEXTS = frozenset(("item", "description", "note", "question"))  # blocks that paragraphs belong to
_ONE_BLOCK = frozenset(("item", "description", "note"))  # these are their only paragraph's block, and
_WHOLE = frozenset(("term", "caption"))  # these that of all they hold


def add_blocks(page: Page, kept: Sequence[int], blocks: BlockBuilder, footers: Collection[int] = ()) -> None:
    """Add the blocks of those leaves of ``page`` that are text, given by number, to ``blocks``.

    Those of ``footers`` are the foot of the page, and belong to nothing.
    """
    text = [number for number in kept if number not in footers]
    structure = _Structure(page, text, blocks)
    for place, number in enumerate(text):
        structure.leaf(number, text[place - 1] if place else None)
    for number in sorted(footers):
        blocks.add("page_footer", Span(page.leaves[number].start, page.leaves[number].end))


class _Structure:
    def __init__(self, page: Page, kept: Sequence[int], blocks: BlockBuilder) -> None:
        self._page = page
        self._kept = kept
        self._blocks = blocks
        self._of_container: dict[int, int | None] = {0: None}  # the block of each, or of the nearest around it
        self._of_leaf: dict[int, int | None] = {}
        self._opened: dict[int, BlockKind] = {}  # the containers that have a block
        self._own = Counter(self._owner(page.leaves[number]) for number in kept)
        self._headers: dict[int, int] = {}  # by table: the row that names its columns, and the one
        self._groups: dict[int, int] = {}  # that names the rows below it
        self._last_row: Leaf | None = None
        self._asked: int | None = None  # the question in the leaf before
        self._typed: dict[int, int] = {}  # leaves that are items by their style, and their list
        self._described = {each.partner for each in page.containers if each.tag == "dd" and self._inside(each)}

    def leaf(self, number: int, before: int | None) -> None:
        """Add the blocks that begin with a leaf; ``before`` is the one before it."""
        leaf = self._page.leaves[number]
        owner = self._owner(leaf)
        around = self._block_of(owner, before)
        asked, self._asked = self._asked, None
        if leaf.tag == "tr" and self._opened.get(owner) == "table":
            found: int | None = self._row(leaf, owner)
        elif leaf.level and not _ADMONITION.fullmatch(self._page.words(leaf)):
            found = self._blocks.heading(Span(leaf.start, leaf.end), leaf.level)
        elif self._is_bold_title(number, owner):
            found = self._blocks.heading(Span(leaf.start, leaf.end), _BOLD_LEVEL)
        elif self._is_whole(leaf, owner):
            found = around
        else:
            found = self._plain(number, before, asked if asked is not None else self._text_around(owner, around))
        self._of_leaf[number] = found

    def _is_bold_title(self, number: int, owner: int) -> bool:
        """Say whether a paragraph that belongs to nothing is all bold and asks, or is a short title of what follows.

        Before a list or code it may be what announces that.
        """
        leaf = self._page.leaves[number]
        if leaf.tag not in _PLAIN or owner or not _is_bold(leaf):
            return False
        place = bisect_left(self._kept, number) + 1
        following = self._page.leaves[self._kept[place]] if place < len(self._kept) else None
        if following is None or following.level or _is_bold(following):
            return False
        words = self._page.words(leaf)
        if (
            _ADMONITION.fullmatch(words)
            or self._kind(number, owner) != "paragraph"
            or "\n" in words
            or bold_title(f"**{words.removesuffix(':')}**") is None
        ):
            return False
        return following.tag in _PLAIN or not words.endswith(":")

    def _owner(self, leaf: Leaf) -> int:
        container = self._page.containers[leaf.container]
        return leaf.container if container.block else container.owner

    def _inside(self, container: Container) -> Sequence[int]:
        """Return the leaves in a container that are text."""
        first = bisect_left(self._kept, container.first)
        return self._kept[first : bisect_left(self._kept, container.last)]

    def _is_whole(self, leaf: Leaf, owner: int) -> bool:
        """Say whether the block of a leaf's container is its block."""
        kind = self._opened.get(owner)
        return kind in _WHOLE or (kind in _ONE_BLOCK and self._own[owner] == 1 and leaf.tag not in ("pre", "label"))

    def _text_around(self, owner: int, around: int | None) -> int | None:
        return around if self._opened.get(owner) in _TEXTS else None

    def _block_of(self, number: int, before: int | None) -> int | None:
        """Return the block of a container, or of the nearest around it that has one; what is missing is added."""
        missing = []
        while number not in self._of_container:
            missing.append(number)
            number = self._page.containers[number].owner
        found = self._of_container[number]
        for inner in reversed(missing):
            if inner not in self._of_container:
                self._of_container[inner] = self._open(inner, before)
            found = self._of_container[inner]
        return found

    def _open(self, number: int, before: int | None) -> int | None:
        """Add the block of a container, where it has one; return that or the one around it."""
        container = self._page.containers[number]
        around = self._of_container[container.owner]
        inside = self._inside(container)
        kind, parent = container.block, around
        if kind is None or kind == "question" or (kind == "term" and number not in self._described):
            return around
        if kind == "table":
            rows = [each for each in inside if self._page.leaves[each].tag == "tr"]
            if len(rows) < 2 and not any(self._page.leaves[each].is_header for each in rows):
                return around
            parent, inside = self._table_caption(number, inside, before, around), rows
        elif kind == "list":
            parent = self._lead(before, container.owner, around)
        elif kind == "description":
            if container.partner not in self._opened:
                return around
            parent = self._of_container[container.partner]
        elif kind == "caption":
            parent = self._of_leaf[before] if before is not None and self._page.leaves[before].tag == "tr" else None
            parent = self._table_of(before) if parent is not None else None
        return self._add(number, kind, inside, parent)

    def _add(self, number: int, kind: BlockKind, inside: Sequence[int], parent: int | None) -> int:
        leaves = self._page.leaves
        span = Span(leaves[inside[0]].start, max(leaves[inside[-1]].end, leaves[inside[0]].end))
        self._opened[number] = kind
        return self._blocks.add(kind, span, parent=parent)

    def _table_of(self, row: int | None) -> int | None:
        return self._of_container.get(self._owner(self._page.leaves[row])) if row is not None else None

    def _table_caption(self, table: int, inside: Sequence[int], before: int | None, around: int | None) -> int | None:
        """Return what names a table: its own caption, which is added, or what announces it."""
        caption = self._owner(self._page.leaves[inside[0]])
        if self._page.containers[caption].block == "caption":
            own = self._inside(self._page.containers[caption])
            self._of_container[caption] = self._add(caption, "caption", own, None)
            return self._of_container[caption]
        owner = self._page.containers[table].owner
        if before is not None and self._opened.get(self._owner(self._page.leaves[before])) == "caption":
            return self._of_leaf[before]
        return self._lead(before, owner, self._text_around(owner, around))

    def _lead(self, before: int | None, owner: int, otherwise: int | None) -> int | None:
        """Return the block of the leaf before, if it stands in the same block and announces what follows."""
        if before is None or self._owner(self._page.leaves[before]) != owner:
            return otherwise
        leaf = self._page.leaves[before]
        if leaf.level or leaf.tag in ("tr", "pre"):
            return otherwise
        words = self._page.words(leaf)
        if _ANNOUNCES.search(words[-_MAX_LOOKED_AT:]) or _CAPTION.match(words):
            return self._of_leaf[before]
        return otherwise

    def _row(self, leaf: Leaf, table: int) -> int:
        above = self._headers.get(table)
        if leaf.is_header and not (self._last_row is not None and self._last_row.is_header):
            above = None
        group = None if leaf.is_group else self._groups.get(table)
        parent = group if group is not None else self._of_container[table]
        found = self._blocks.add("row", Span(leaf.start, leaf.end), parent=parent, cells=leaf.cells, header=above)
        if leaf.is_header:
            self._headers[table] = found
        elif leaf.is_group:
            self._groups[table] = found
        self._last_row = leaf
        return found

    def _plain(self, number: int, before: int | None, around: int | None) -> int:
        """Add a leaf that is no row, heading or only text of a block around it."""
        leaf = self._page.leaves[number]
        owner = self._owner(leaf)
        span = Span(leaf.start, leaf.end)
        if leaf.tag == "pre" or leaf.coded >= _ALL_CODE * leaf.size:
            return self._blocks.add("code", span, parent=self._lead(before, owner, around))
        if leaf.tag == "label":
            return self._blocks.add("form_field", span, parent=around, cells=leaf.cells)
        if number not in self._typed and before is not None and (items := self._typed_items(number, before)):
            whole = Span(leaf.start, self._page.leaves[items[-1]].end)
            self._typed |= dict.fromkeys(items, self._blocks.add("list", whole, parent=self._of_leaf[before]))
        if number in self._typed:
            return self._blocks.add("item", span, parent=self._typed[number])
        return self._said(number, span, around)

    def _typed_items(self, number: int, before: int) -> list[int]:
        """Return the paragraphs from a leaf on that are items of what the leaf before announces, by their style alone.

        They are short, stand beside it and are styled as each other, and not as it.
        """
        leaves, containers = self._page.leaves, self._page.containers
        first, lead = containers[leaves[number].container], containers[leaves[before].container]
        beside = leaves[number].tag in _PLAIN and first.parent == lead.parent and leaves[before].tag in _PLAIN
        if not beside or not first.style or first.style == lead.style or not self._ends_in_colon(before):
            return []
        found: list[int] = []
        for place in range(bisect_left(self._kept, number), len(self._kept)):
            other = self._kept[place]
            own = containers[leaves[other].container]
            if (own.tag, own.parent, own.style) != (first.tag, first.parent, first.style):
                break
            if not self._may_be_typed(leaves[other]):
                return []
            found.append(other)
        return found if len(found) >= _MIN_TYPED else []

    def _may_be_typed(self, leaf: Leaf) -> bool:
        """Say whether a paragraph may be an item: short, no title, with no number of its own by which it is known."""
        words = self._page.words(leaf)
        titles = _is_bold(leaf) or words.endswith((":", "："))
        return leaf.size <= _MAX_TYPED and not titles and NUMBERED.match(words) is None

    def _ends_in_colon(self, number: int) -> bool:
        return self._page.words(self._page.leaves[number]).endswith((":", "："))

    def _said(self, number: int, span: Span, around: int | None) -> int:
        """Add a paragraph, question, caption or note."""
        owner = self._owner(self._page.leaves[number])
        kind = self._kind(number, owner)
        found = self._blocks.add(kind, span, parent=around)
        if kind == "question" and self._page.containers[owner].block == "question":
            self._of_container[owner] = found
            self._opened[owner] = "question"
        elif kind == "question":
            self._asked = found
        return found

    def _kind(self, number: int, owner: int) -> BlockKind:
        leaf = self._page.leaves[number]
        container = self._page.containers[leaf.container]
        words = self._page.words(leaf)
        uses = [use.role for use in self._page.uses(leaf) if not use.is_named or use.role == Role.CAPTION]
        if container.in_notes and not container.in_note:
            return "note"
        if (Role.CAPTION in uses and len(words) <= _MAX_CAPTION) or (
            _CAPTION.match(words) and len(words) <= _MAX_QUESTION
        ):
            return "caption"
        asker = self._page.containers[owner]
        asks = (asker.block == "question" and number == self._inside(asker)[0]) or _QUESTION.match(words)
        if asks and len(words) <= _MAX_QUESTION and words.endswith("?"):
            return "question"
        return "paragraph"


def _is_bold(leaf: Leaf) -> bool:
    return leaf.bold >= _ALL_BOLD * leaf.size
