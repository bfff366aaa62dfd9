"""Lists whose marks an author typed before the words, where Word's own numbering was not used."""

from collections.abc import Callable
from dataclasses import dataclass, field

from index.parsers.layout.marks import Mark, mark_of

_MAX_DEPTH = 8  # lists inside one another


@dataclass(slots=True)
class TypedLists:
    """The marks that were met last, outermost first. To be asked about the paragraphs in order."""

    _open: list[Mark] = field(default_factory=list)

    def level(self, text: str, below: Callable[[], str | None]) -> int | None:
        """Return how deep an item stands, from 0; None for what is none.

        A mark alone may be anything, such as the letter of a name: it has to go on the one before, or the next goes on.

        Args:
            text: a paragraph.
            below: finds the paragraph below it; None where something else comes next.
        """
        mark = mark_of(text)
        if mark is None:
            self.close()
            return None
        place = next((i for i in reversed(range(len(self._open))) if mark.follows(self._open[i])), None)
        if place is not None:
            self._open[place:] = [mark]
            return place
        following = mark_of(below() or "")
        goes_on = following is not None and (
            following.follows(mark) or (following.is_first and following.style != mark.style and mark.is_first)
        )
        if not mark.is_first or not goes_on or len(self._open) >= _MAX_DEPTH:
            self.close()
        if not goes_on:
            return None
        self._open.append(mark)
        return len(self._open) - 1

    def close(self) -> None:
        """End all lists: what comes next goes on none."""
        self._open.clear()
