"""Collects runs of inline text and closes them into leaves."""

from dataclasses import replace

from index.parsers.html import inline
from index.parsers.html.page import Leaf
from index.parsers.html.preformatted import paragraphs_of
from index.parsers.html.tables import Place, Row
from index.records import Span

_LINES = ({"li"}, {"tr"}, {"dt", "dd"})  # neighbours of such kinds stand on adjacent lines


class LeafWriter:
    """The text so far, and the run that is open."""

    def __init__(self) -> None:
        self.leaves: list[Leaf] = []
        self.markers: list[str] = []  # of items whose text has not begun
        self._pieces: list[str] = []
        self._length = 0
        self._last_kind = ""
        self._run: list[str] = []
        self._linked = 0
        self._coded = 0
        self._bold = 0

    def text(self) -> str:
        """Return all that was written so far."""
        return "".join(self._pieces)

    def add(self, text: str, is_linked: bool = False, is_coded: bool = False, is_bold: bool = False) -> None:
        """Add text, or one of ``inline``'s marks, to the run."""
        self._bold += len(text.strip()) if is_bold else 0
        self._linked += len(text.strip()) if is_linked else 0
        self._coded += len(text.strip()) if is_coded else 0
        if text:
            self._run.append(text)

    def end_line(self) -> None:
        """Begin a new line of preformatted text, unless one has just begun."""
        if self._run and not self._run[-1].endswith("\n"):
            self._run.append("\n")

    def just_broken(self) -> bool:
        """Say whether the run ends in a line break."""
        last = next((piece for piece in reversed(self._run) if piece.strip(" ")), "")
        return last.rstrip(" ").endswith(inline.BREAK)

    def close(self, tag: str, container: int, kind: str) -> bool:
        """End the run as a leaf of ``container``; say whether there was any text in it."""
        leaf = Leaf(0, 0, tag, container, self._linked, self._coded, self._bold)
        text = self._taken(tag == "pre")
        if not text:
            return False
        if tag == "label":
            return self._close_field(text, leaf)
        parts = paragraphs_of(text) if tag == "pre" else []
        prefix = self._prefix()
        if not parts:
            self._write(prefix + text, kind, leaf)
        for number, (start, end) in enumerate(parts):
            part = replace(leaf, tag="p", linked=leaf.linked * (end - start) // len(text), coded=0, bold=0)
            self._write(("" if number else prefix) + text[start:end], "p", part)
        return True

    def close_row(self, row: Row, container: int, places: dict[Place, Span]) -> None:
        """End the run as a row of a table; where its cells stand is put into ``places``."""
        leaf = Leaf(0, 0, "tr", container, self._linked, is_header=row.is_header, is_group=row.is_group)
        text = self._taken(preformatted=False)
        prefix = self._prefix()
        bare = text.strip(inline.CELL + " ")
        if not bare:
            return
        offset = text.index(bare)
        start = self._start("tr") + len(prefix)
        place = 0
        for cell, words in enumerate(text.split(inline.CELL)):
            if words:
                begin = start + place - offset
                places[row.number, cell] = Span(begin, begin + len(words))
            place += len(words) + 1
        cells = tuple(places.get(column) if column is not None else None for column in row.columns)
        self._write(prefix + bare, "tr", replace(leaf, cells=cells))

    def _close_field(self, text: str, leaf: Leaf) -> bool:
        label, _, value = text.partition(inline.CELL)
        start = self._start("label")
        cells = (
            Span(start, start + len(label)) if label else None,
            Span(start + len(text) - len(value), start + len(text)) if value else None,
        )
        self._write(text, "label", replace(leaf, cells=cells))
        return True

    def _taken(self, preformatted: bool) -> str:
        text = inline.run_text("".join(self._run), preformatted)
        self._linked = self._coded = self._bold = 0
        self._run.clear()
        return text

    def _prefix(self) -> str:
        prefix = "".join(f"{marker} " for marker in self.markers)
        self.markers.clear()
        return prefix

    def _gap(self, kind: str) -> str:
        if not self._last_kind:
            return ""
        return "\n" if any(kind in kinds and self._last_kind in kinds for kinds in _LINES) else "\n\n"

    def _start(self, kind: str) -> int:
        return self._length + len(self._gap(kind))

    def _write(self, text: str, kind: str, leaf: Leaf) -> None:
        """Append ``text`` and its leaf, whose place is known only now."""
        start = self._start(kind)
        self._pieces += (self._gap(kind), text)
        self._length, self._last_kind = start + len(text), kind
        leaf.start, leaf.end = start, self._length
        self.leaves.append(leaf)
