"""Headings with levels to the heading paths that passages carry."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.records import Section

_MAX_LABEL = 200  # a heading longer than this is a paragraph set in a heading's style


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of ``level`` (1 is outermost) that begins at ``start`` in the text."""

    start: int
    level: int
    label: str


def sections(headings: Iterable[Heading]) -> tuple[Section, ...]:
    """Turn headings in document order into sections; a heading ends all headings of its level and below.

    Levels that are left out (a level 3 right under a level 1) make no empty steps in the path.
    """
    found: list[Section] = []
    open_headings: list[Heading] = []
    for heading in headings:
        label = " ".join(heading.label.split())
        if not label or len(label) > _MAX_LABEL:
            continue
        open_headings = [outer for outer in open_headings if outer.level < heading.level]
        open_headings.append(Heading(heading.start, heading.level, label))
        if found and found[-1].start == heading.start:
            found.pop()
        found.append(Section(heading.start, tuple(outer.label for outer in open_headings)))
    return tuple(found)
