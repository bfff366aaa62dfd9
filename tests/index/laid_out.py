"""A text with its blocks, written as one would read it: each line names what it is."""

from index.parsers.blocks import BlockBuilder
from index.records import Content, Span
from index.structure import Structure
from index.units import Unit


class LaidOut:
    """Builds a text line by line; ``add`` takes a block's kind and words and returns its number for those below it."""

    def __init__(self) -> None:
        self.text = ""
        self._blocks = BlockBuilder()

    def gap(self, between: str = "\n\n") -> "LaidOut":
        self.text += between if self.text else ""
        return self

    def add(self, kind: str, words: str, parent: int | None = None, **fields: object) -> int:
        start = len(self.text)
        self.text += words
        span = Span(start, len(self.text))
        if kind == "heading":
            number = self._blocks.heading(span, int(str(fields.get("level", 1))), words.lstrip("# "))
            assert number is not None
            return number
        return self._blocks.add(kind, span, parent, **fields)  # type: ignore[arg-type]

    def around(self, kind: str, first: str, last: str, parent: int | None = None) -> int:
        """Add a block that holds others, from the words ``first`` to the words ``last``."""
        span = Span(self.text.index(first), self.text.index(last) + len(last))
        return self._blocks.add(kind, span, parent)  # type: ignore[arg-type]

    def row(self, table: int | None, *cells: str, header: int | None = None) -> int:
        """Add a row whose cells stand apart by tabs; an empty one is missing."""
        place = len(self.text)
        spans: list[Span | None] = []
        for cell in cells:
            spans.append(Span(place, place + len(cell)) if cell else None)
            place += len(cell) + 1
        start = len(self.text)
        self.text += "\t".join(cells)
        return self._blocks.add("row", Span(start, len(self.text)), table, spans, header)

    def content(self) -> Content:
        return Content(text=self.text, blocks=self._blocks.build())

    def structure(self) -> Structure:
        return Structure(self.content())

    def at(self, words: str) -> Span:
        return Span(self.text.index(words), self.text.index(words) + len(words))


def said(page: LaidOut, unit: Unit | None) -> str:
    """Return the words of a unit."""
    assert unit is not None
    return page.text[unit.span.start : unit.span.end]


def camp() -> LaidOut:
    """A heading, a list with its lead-in and a nested list, and a sentence after it."""
    page = LaidOut()
    page.add("heading", "# Summer camp")
    page.gap()
    lead = page.add("paragraph", "The camp is by the lake. Each child brings:")
    page.gap()
    items = "- a sleeping bag\n- shoes:\n  - boots\n  - sandals\n- a torch"
    start = len(page.text)
    page.text += items
    blocks = page._blocks
    outer = blocks.add("list", Span(start, len(page.text)), lead)
    blocks.add("item", page.at("- a sleeping bag"), outer)
    shoes = blocks.add("item", page.at("- shoes:\n  - boots\n  - sandals"), outer)
    inner = blocks.add("list", page.at("- boots\n  - sandals"), shoes)
    blocks.add("item", page.at("- boots"), inner)
    blocks.add("item", page.at("- sandals"), inner)
    blocks.add("item", page.at("- a torch"), outer)
    page.gap()
    page.add("paragraph", "Parents come on Sunday.")
    return page
