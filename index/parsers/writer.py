"""Joins blocks to a text: paragraphs apart by a blank line, list items and table rows on adjacent lines."""

from dataclasses import dataclass, field

_LINES = frozenset(("li", "tr", "dt", "dd"))  # two of a kind in a row stand close


@dataclass(slots=True)
class TextWriter:
    """Collects blocks; knows where each one starts."""

    length: int = 0
    _pieces: list[str] = field(default_factory=list)
    _last: str = ""

    def add(self, text: str, kind: str = "p") -> int:
        """Append a block of the given kind (an HTML tag's name) and return where it starts."""
        if self._last:
            self._write("\n" if kind == self._last and kind in _LINES else "\n\n")
        start = self.length
        self._write(text)
        self._last = kind
        return start

    def text(self) -> str:
        """Return all that was added so far."""
        return "".join(self._pieces)

    def _write(self, text: str) -> None:
        self._pieces.append(text)
        self.length += len(text)
