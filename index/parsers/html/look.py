"""What the parts of a page look like, whatever they are called: prose, links, forms."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from index.boilerplate import addresses_visitor
from index.parsers.html.page import Leaf, Page, Use
from index.parsers.html.roles import Role

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[^\W_]{2}[)\]\"'”’]*[.!?…][)\]\"'”’]*(?=\s|\[|$)|[。！？]")
_MIN_PROSE = 8  # words of a sentence
_MIN_ANNOUNCEMENT = 5  # words
_MANY_WORDS = 35  # so many are a paragraph, with one full stop or none
_PROSE_LINKS = 0.5  # share of a leaf's characters inside links from which it is no prose
_MAX_LOOKED_AT = 2000  # characters
# A teaser ends so.
_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[(?:…|\.\.\.)\])\s*(?:(?:read|continue|see) \w+.{0,20})?$", re.IGNORECASE)
_MAX_TEASER_END = 60  # characters
_BOXES = frozenset(("div", "details", "ul", "ol"))
_NOT_PROSE = frozenset(("tr", "pre", "label", "button"))
_FEW_WORDS = 40
_SOME_LINKS = 0.25
_MANY_LINKS = 0.5


@dataclass(frozen=True, slots=True)
class Look:
    """Of a stretch of leaves: characters, and how many of them are links or prose."""

    size: int
    linked: int
    prose: int
    fields: int
    words: int

    @property
    def link_share(self) -> float:
        return self.linked / max(1, self.size)


class Looks:
    """What each leaf and container of a page looks like."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.words = [len(_WORD.findall(page.words(leaf)[:_MAX_LOOKED_AT])) for leaf in page.leaves]
        self.sentences = [self._sentences(number, leaf) for number, leaf in enumerate(page.leaves)]
        self._sizes = _sums(leaf.size for leaf in page.leaves)
        self._linked = _sums(leaf.linked for leaf in page.leaves)
        self._prose = _sums(leaf.size if self.is_prose(number) else 0 for number, leaf in enumerate(page.leaves))
        self._words = _sums(self.words)
        self._known: dict[Use, bool] = {}

    def _sentences(self, number: int, leaf: Leaf) -> int:
        if leaf.level or leaf.tag in _NOT_PROSE or leaf.link_share >= _PROSE_LINKS or self.words[number] < _MIN_PROSE:
            return 0
        words = self._page.words(leaf)[:_MAX_LOOKED_AT]
        if self.is_cut_off(number) or words.startswith("©"):
            return 0
        ends = len(_SENTENCE_END.findall(words))
        return max(ends, int(self.words[number] >= _MANY_WORDS))

    def is_prose(self, number: int) -> bool:
        """Say whether a leaf has a sentence of running text in it."""
        return self.sentences[number] > 0

    def is_cut_off(self, number: int) -> bool:
        """Say whether a leaf ends in the dots of a teaser."""
        return _CUT_OFF.search(self._page.words(self._page.leaves[number])[-_MAX_TEASER_END:]) is not None

    def announces(self, number: int) -> bool:
        """Say whether a leaf is a sentence that ends in a colon."""
        leaf = self._page.leaves[number]
        is_sentence = not leaf.level and self.words[number] >= _MIN_ANNOUNCEMENT and leaf.link_share < _PROSE_LINKS
        return is_sentence and self._page.words(leaf).endswith((":", "："))

    def is_paragraph(self, number: int) -> bool:
        """Say whether a leaf is a paragraph of several sentences, or a long one."""
        return self.sentences[number] > 1 or (self.sentences[number] > 0 and self.words[number] >= _MANY_WORDS)

    def of(self, container: int) -> Look:
        """Return what a container looks like."""
        around = self._page.containers[container]
        first, last = around.first, around.last
        return Look(
            self._sizes[last] - self._sizes[first],
            self._linked[last] - self._linked[first],
            self._prose[last] - self._prose[first],
            around.fields,
            self._words[last] - self._words[first],
        )

    def bears_out(self, use: Use) -> bool:
        """Say whether an element looks like what its tag or its names say that it is for."""
        if use not in self._known:
            self._known[use] = self._bears_out(use)
        return self._known[use]

    def _bears_out(self, use: Use) -> bool:
        look = self.of(use.container)
        if not use.is_named:
            return use.role is not Role.SIDEBAR or look.link_share >= _SOME_LINKS or not look.prose
        if use.role in (Role.NAVIGATION, Role.SIDEBAR, Role.RELATED):
            return look.link_share >= _SOME_LINKS or (not look.prose and look.words <= _FEW_WORDS)
        if use.role is Role.COMMENTS:
            return look.fields > 0 or not self._is_chapter(use.container)
        if use.role in (Role.SIGN_UP, Role.SHARING) and look.prose:
            return look.fields > 0 or look.link_share >= _MANY_LINKS or self._addresses_visitor(use)
        return True

    def _is_chapter(self, number: int) -> bool:
        """Say whether a section is followed by another of its kind: readers' comments come last."""
        containers = self._page.containers
        section = containers[number]
        if section.tag in _BOXES or section.last >= len(self._page.leaves):
            return False
        behind = self._page.leaves[section.last].container
        while behind and containers[behind].parent != section.parent:
            behind = containers[behind].parent
        return behind > 0 and containers[behind].tag == section.tag

    def _addresses_visitor(self, use: Use) -> bool:
        around = self._page.containers[use.container]
        return any(
            addresses_visitor(self._page.words(self._page.leaves[number]))
            for number in range(around.first, around.last)
            if self.is_prose(number)
        )


def _sums(values: Iterable[int]) -> list[int]:
    return list(accumulate(values, initial=0))
