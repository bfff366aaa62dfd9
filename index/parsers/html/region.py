"""The part of a page that its article stands in, and what of that part the extract left out although it belongs.

A library that extracts articles is tuned to news. Of a manual it drops terms, captions, short sections and whatever has
an unlucky name. So what stands among the extracted blocks and looks like text is taken in: first the prose, and then
what goes with text that is in: the heading over it, the rest of its list or table, the code beside it.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

from index.parsers.html.look import Looks
from index.parsers.html.page import Leaf, Page
from index.parsers.html.roles import Role

_MOST = 0.9  # share of the extract that the article's part of the page holds
_MOSTLY_LINK = 0.6  # share of a leaf's characters inside links
_GAP = 4  # leaves in a row that may still be the article's, if all else agrees
_MOST_ITEMS = 2 / 3  # of a list: then those that are only links are in as well
_TABLE_SHARE = _LIST_SHARE = 1 / 3  # of a table's rows, of a list's items
_DOCUMENT = 0.9  # share of a page's characters outside links that its extract holds, where the page is all article
_STRUCTURE = frozenset(
    "ul ol li dl dt dd menu dir table tbody thead tfoot tr td th blockquote aside figure details".split()
)
_BOXES = ("div", "body")
_AROUND_LOOSE = ("div", "body", "center", "section", "article", "main")  # in which text may stand beside paragraphs
_PARTS = ("item",)  # what is judged with what it is part of
_SOME_LINKS = 0.25  # share of the characters of a list or table
_FEW_LINKS = 0.1
_OUTER = ("article", "main")


def take_in(page: Page, inside: list[bool], looks: Looks, is_article: bool) -> None:
    """Set ``inside`` for all leaves that belong to the article, given those that its extract holds."""
    if not any(inside):
        return
    region = _Region(page, inside, looks, is_article)
    for rule in (
        region.embedded,
        region.prose,
        region.tables,
        region.lists,
        region.gaps,
        region.headings,
        region.loose,
    ):
        rule()


class _Region:
    def __init__(self, page: Page, inside: list[bool], looks: Looks, is_article: bool) -> None:
        self._page = page
        self._inside = inside
        self._looks = looks
        self._loose = _with_loose_text(page)
        self._homes: set[int] = set()  # the sections and boxes that extracted leaves stand in,
        self._sections: set[tuple[int, str] | None] = set()  # and what stands beside them is like
        for home in {self._home(number) for number, is_in in enumerate(inside) if is_in}:
            self._homes.add(home)
            while (section := self._section(home)) is not None and section not in self._sections:
                self._sections.add(section)
                home = page.containers[home].parent
        self._all = not is_article and self._is_document()
        self._leaves = range(len(page.leaves)) if self._all else self._part_of_page()

    def _is_document(self) -> bool:
        """Say whether the page is little besides the article: a chapter of a manual, and no site around it."""
        sizes = [leaf.size - leaf.linked for leaf in self._page.leaves]
        return sum(size for size, is_in in zip(sizes, self._inside, strict=True) if is_in) >= _DOCUMENT * sum(sizes)

    def _part_of_page(self) -> range:
        """Return the leaves between the extract's first and last that stand in the element that holds most of it.

        That is the innermost such element, or the article or main element around it.
        """
        containers = self._page.containers
        sums = list(accumulate(self._taken(), initial=0))
        least = _MOST * sums[-1]
        found = max(n for n, each in enumerate(containers) if sums[each.last] - sums[each.first] >= least)
        outer = found
        while outer and containers[outer].tag not in _OUTER:
            outer = containers[outer].parent
        around = containers[outer or found]
        taken = [number for number in range(around.first, around.last) if self._inside[number]]
        beside = [*range(taken[0] - 1, around.first - 1, -1)], [*range(taken[-1] + 1, around.last)]
        first, last = (self._reached(end, way) for end, way in zip((taken[0], taken[-1]), beside, strict=True))
        return range(first, last + 1)

    def _reached(self, end: int, way: Sequence[int]) -> int:
        """Return the last leaf of the ``way`` from the extract's ``end`` that goes on in the same box.

        Such are headings, above what they head, and loose text up to a sentence; a list, a box or a link ends it.
        """
        reached, box = end, self._box(end)
        for number in way:
            leaf = self._page.leaves[number]
            is_loose = leaf.container == box and box in self._loose
            if self._box(number) != box or not (leaf.level or is_loose) or not self._may_belong(number, anywhere=True):
                break
            if (leaf.level and number < end) or self._looks.is_prose(number):
                reached = number
        return reached

    def _taken(self) -> Iterator[int]:
        pairs = zip(self._page.leaves, self._inside, strict=True)
        return (leaf.size if is_in else 0 for leaf, is_in in pairs)

    def _out(self) -> Iterator[tuple[int, Leaf]]:
        """Yield the leaves of the region that are not in."""
        return ((number, self._page.leaves[number]) for number in self._leaves if not self._inside[number])

    def _is_foreign(self, leaf: Leaf) -> bool:
        return any(self._looks.bears_out(use) for use in self._page.uses(leaf) if use.role is not Role.CAPTION)

    def embedded(self) -> None:
        """Take in posts that are quoted between two blocks of the article."""
        known = [number for number, is_in in enumerate(self._inside) if is_in]
        for number in range(known[0], known[-1]) if known else ():
            if any(use.role is Role.EMBED for use in self._page.uses(self._page.leaves[number])):
                self._inside[number] = True

    def prose(self) -> None:
        """Take in running text, code, and what says that it is a caption; where all is article, whatever is no link."""
        for number, leaf in self._out():
            captions = any(use.role is Role.CAPTION for use in self._page.uses(leaf))
            if self._all and not leaf.level:
                self._inside[number] = self._may_belong(number)
            elif captions or (self._is_text(number) and self._is_kin(number)):
                self._inside[number] = not self._is_foreign(leaf)

    def _is_text(self, number: int) -> bool:
        """Say whether a leaf is prose or code, or belongs to a structure that is not made of links."""
        leaf = self._page.leaves[number]
        if self._looks.is_prose(number) or leaf.tag == "pre":
            return True
        container = self._page.containers[leaf.container]
        owner = container.owner if container.block is None or container.block in _PARTS else leaf.container
        structure = self._page.containers[owner]
        if owner == 0 or structure.block is None or leaf.level:
            return False
        return self._looks.of(owner).link_share < _SOME_LINKS and not self._looks.is_cut_off(number)

    def _is_kin(self, number: int) -> bool:
        """Say whether a leaf stands beside extracted ones, or in a section beside theirs."""
        home = self._home(number)
        while home not in self._homes:
            section = self._section(home)
            if section in self._sections:
                return True
            if not home or (section is None and not self._is_plain(home)):
                return False
            home = self._page.containers[home].parent
        return True

    def _is_plain(self, container: int) -> bool:
        """Say whether a box holds no links, fields or anything else that a page puts beside its text."""
        look = self._looks.of(container)
        return look.link_share < _FEW_LINKS and not look.fields

    def _home(self, number: int) -> int:
        """Return the section or box that a leaf stands in, whatever lists and wrappers of its own are between."""
        containers = self._page.containers
        home = self._box(number)
        while home and (containers[home].tag in _STRUCTURE or containers[home].last - containers[home].first == 1):
            home = containers[home].parent
        return home

    def _section(self, container: int) -> tuple[int, str] | None:
        """Return where a section stands, and its tag; None for what is a mere box."""
        around = self._page.containers[container]
        headed = around.first < around.last and self._page.leaves[around.first].level
        return (around.parent, around.tag) if around.tag not in _BOXES or headed else None

    def tables(self) -> None:
        """Let the rows of one table stand or fall together: a row of links among rows of figures belongs to them."""
        tables = self._grouped(lambda leaf: self._page.containers[leaf.container].owner if leaf.tag == "tr" else None)
        for rows in tables:
            if sum(self._inside[number] for number in rows) >= _TABLE_SHARE * len(rows):
                self._take(rows)

    def lists(self) -> None:
        """Take in the rest of a list of which some items are in."""
        for items in self._grouped(self._list_of):
            inside = sum(self._inside[number] for number in items)
            if inside >= _MOST_ITEMS * len(items) or self._is_announced(items[0]):
                self._take(items)
            elif inside >= _LIST_SHARE * len(items):
                self._take([number for number in items if self._may_belong(number)])

    def _is_announced(self, number: int) -> bool:
        """Say whether a sentence of the article ends in a colon right before a leaf."""
        before = number - 1
        return (
            number in self._leaves
            and before >= 0
            and self._inside[before]
            and self._looks.announces(before)
            and not self._is_foreign(self._page.leaves[number])
        )

    def _list_of(self, leaf: Leaf) -> int | None:
        containers = self._page.containers
        container = containers[leaf.container]
        owner = leaf.container if container.block else container.owner
        if containers[owner].block == "item":
            return containers[owner].owner
        if containers[owner].block in ("term", "description"):
            return -containers[owner].parent
        return None

    def _grouped(self, key: Callable[[Leaf], int | None]) -> list[list[int]]:
        groups: dict[int, list[int]] = {}
        for number, leaf in enumerate(self._page.leaves):
            if (group := key(leaf)) is not None:
                groups.setdefault(group, []).append(number)
        return list(groups.values())

    def _may_belong(self, number: int, *, anywhere: bool = False) -> bool:
        leaf = self._page.leaves[number]
        return (
            (anywhere or number in self._leaves)
            and leaf.link_share < _MOSTLY_LINK
            and not self._looks.is_cut_off(number)
            and not self._is_foreign(leaf)
        )

    def gaps(self) -> None:
        """Take in the few leaves between two of the article's that stand in the same box, if they have no other use."""
        for between in self._between():
            if len(between) <= _GAP:
                self._take(between)

    def loose(self) -> None:
        """Take in loose text between two of the article's leaves, however much, and the headings over it."""
        for between in self._between():
            loose = [self._page.leaves[number].container in self._loose for number in between]
            if any(loose) and all(
                is_loose or self._page.leaves[n].level for n, is_loose in zip(between, loose, strict=True)
            ):
                self._take(between)

    def _between(self) -> Iterator[range]:
        """Yield the runs of leaves between two of the article's, all in the same box, that may belong to it."""
        last = None
        for number in self._leaves:
            if not self._inside[number]:
                continue
            if last is not None and number - last > 1 and self._box(last) == self._box(number):
                between = range(last + 1, number)
                if all(self._is_sibling(inner, number) for inner in between):
                    yield between
            last = number

    def _box(self, number: int) -> int:
        """Return the element that a leaf stands in: around its own, or its own where it is loose text in that."""
        own = self._page.leaves[number].container
        return own if own in self._loose else self._page.containers[own].parent

    def _is_sibling(self, number: int, other: int) -> bool:
        return self._box(number) == self._box(other) and self._may_belong(number)

    def headings(self) -> None:
        """Take in the headings over text that is in."""
        over = [False] * 7  # by level: whether something is in below here, up to the next heading of that level
        for number in reversed(self._leaves):
            leaf = self._page.leaves[number]
            if leaf.level and over[leaf.level] and self._may_belong(number):
                self._inside[number] = True
            if leaf.level:
                over[leaf.level :] = [False] * (7 - leaf.level)
                over[: leaf.level] = [is_over or self._inside[number] for is_over in over[: leaf.level]]
            elif self._inside[number]:
                over = [True] * 7

    def _take(self, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._inside[number] = True


def _with_loose_text(page: Page) -> set[int]:
    """Return the boxes in which text stands in no element of its own, beside paragraphs and headings that do."""
    own = Counter(leaf.container for leaf in page.leaves)
    boxes = {number: page.containers[number] for number in own if page.containers[number].tag in _AROUND_LOOSE}
    return {number for number, box in boxes.items() if own[number] < box.last - box.first}
