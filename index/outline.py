"""Heading paths: which headings stand over a place of the text."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.records import Block, Content

Path = tuple[str, ...]  # outermost heading first


@dataclass(frozen=True, slots=True)
class Outline:
    """Where each heading path begins; it holds up to where the next one does."""

    starts: Sequence[int]
    paths: Sequence[Path]
    numbers: Sequence[tuple[int, ...]]  # the same paths, as places in ``Content.blocks``

    @classmethod
    def of(cls, content: Content) -> "Outline":
        """Read the headings of ``content``: one ends all headings of its level and below.

        Levels that are left out (a level 3 right under a level 1) make no empty steps in the path, and a heading
        without a name ends others and is no step itself. Of two that begin at one place the later holds.
        """
        starts: list[int] = []
        paths: list[Path] = []
        numbers: list[tuple[int, ...]] = []
        above: list[tuple[int, str, int]] = []
        for number, block in enumerate(content.blocks):
            if block.kind != "heading":
                continue
            level = block.level or 1
            above = [outer for outer in above if outer[0] < level]
            if name := heading_name(content.text, block):
                above.append((level, name, number))
            if starts and starts[-1] == block.start:
                for listed in (starts, paths, numbers):
                    listed.pop()
            starts.append(block.start)
            paths.append(tuple(name for _, name, _ in above))
            numbers.append(tuple(number for _, _, number in above))
        return cls(starts, paths, numbers)

    def at(self, offset: int) -> Path:
        """Return the heading path in force at ``offset``; () where there is none."""
        place = bisect_right(self.starts, offset)
        return self.paths[place - 1] if place else ()

    def blocks_at(self, offset: int) -> tuple[int, ...]:
        """Return the same path as places in ``Content.blocks``."""
        place = bisect_right(self.starts, offset)
        return self.numbers[place - 1] if place else ()


def heading_name(text: str, block: Block) -> str:
    """Return what a heading is called, on one line."""
    return " ".join((text[block.start : block.end] if block.label is None else block.label).split())
