"""What a parser saw in a file, as plain words to compare."""

from index.outline import Outline, Path
from index.records import Block, BlockKind, Content, Span


def sections(content: Content) -> list[tuple[int, Path]]:
    """Return where each heading path begins."""
    outline = Outline.of(content)
    return list(zip(outline.starts, outline.paths, strict=True))


def paths(content: Content) -> list[Path]:
    """Return the heading paths in order."""
    return [path for _, path in sections(content)]


def words_at(content: Content, span: Span) -> str:
    """Return what stands at a place."""
    return content.text[span.start : span.end]


def words(content: Content, kind: BlockKind) -> list[str]:
    """Return what stands in the blocks of one kind, in order."""
    return [words_at(content, block.span) for block in content.of_kind(kind)]


def column_names(text: str, header: Block) -> str:
    """The names that a header row gives its columns, on one line."""
    return ", ".join(" ".join(text[cell.start : cell.end].split()) for cell in header.cells if cell is not None)
