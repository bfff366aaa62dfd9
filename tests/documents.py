"""The shortest way to make a document, and the blocks that its layout sets apart."""

from collections.abc import Iterable, Sequence

from index.records import Block, Content, Document, Span


def document(
    text: str,
    *,
    id: str = "d",  # noqa: A002 - the field's name
    source: str = "d.txt",
    title: str | None = "T",
    url: str | None = None,
    date: str | None = None,
    pages: Sequence[int] = (),
    blocks: Iterable[Block] = (),
    warnings: Sequence[str] = (),
) -> Document:
    """Return a document; ``blocks`` are to be in the order of the text."""
    content = Content(
        text, title=title, url=url, date=date, pages=tuple(pages), blocks=tuple(blocks), warnings=tuple(warnings)
    )
    return Document(id, source, content)


def heading(start: int, label: str, level: int = 1, length: int = 1) -> Block:
    """Return a heading that stands at ``start`` and is called ``label``, whatever stands there."""
    return Block("heading", Span(start, start + length), level=level, label=label)


def path(start: int, *labels: str) -> list[Block]:
    """Return headings that begin at one place, each under the one before: what follows stands under all of them."""
    return [heading(start, label, level) for level, label in enumerate(labels, 1)]


def boilerplate(start: int, end: int, why: str = "menu") -> Block:
    """Return a stretch that belongs to the page and not to the text."""
    return Block("boilerplate", Span(start, end), why=why)


def row(start: int, end: int, cells: Sequence[Span | None] = (), header: int | None = None) -> Block:
    """Return a row of a table; ``header`` is the number of the block that names its columns."""
    return Block("row", Span(start, end), cells=tuple(cells), header=header)
