"""Records of every shape, for properties."""

from collections.abc import Sequence
from typing import NamedTuple, get_args

from hypothesis import strategies as st

from index.records import Block, BlockKind, Content, LedgerEntry, PlacedLine, Provenance, Span
from tests.texts import TEXTS

KINDS: tuple[BlockKind, ...] = get_args(BlockKind)
LABELS = st.sampled_from(["Head", "A longer heading with words", "章", "x" * 2000, "", " \n"])
ENTRIES = st.builds(
    LedgerEntry,
    id=...,
    source=...,
    title=...,
    provenance=st.builds(Provenance, origin=..., fingerprint=...),
    status=...,
    reason=...,
    sha256=...,
    characters=...,
    pages=...,
    passages=...,
    warnings=...,
)

# Places are drawn without a text and then fitted into one: strategies made anew for every text are ten times as slow.
_PLACES = st.integers(0, 2000)
_PAIRS = st.tuples(_PLACES, _PLACES)
_WORDS = st.none() | st.text(max_size=10)
_COORDINATES = st.floats(allow_nan=False, allow_infinity=False)


class _Loose(NamedTuple):
    """A block that is not in its text yet."""

    kind: BlockKind
    places: tuple[int, int]
    parent: int | None
    level: int | None
    label: str | None
    cells: list[tuple[int, int] | None]
    header: int | None
    why: str | None


def spans(end: int) -> st.SearchStrategy[Span]:
    """Draw any span of a text of ``end`` characters."""
    return _PAIRS.map(lambda places: _fitted(places, end))


def contents(kinds: Sequence[BlockKind] = KINDS) -> st.SearchStrategy[Content]:
    """Draw any content: blocks of ``kinds`` lie, nest, cross and belong to each other however a content may have it."""
    blocks = st.builds(
        _Loose,
        kind=st.sampled_from(kinds),
        places=_PAIRS,
        parent=st.none() | _PLACES,
        level=st.none() | st.integers(1, 6),
        label=st.none() | LABELS,
        cells=st.lists(st.none() | _PAIRS, max_size=3),
        header=st.none() | _PLACES,
        why=_WORDS,
    )
    return st.builds(
        _content,
        text=TEXTS,
        title=st.none() | TEXTS,
        url=_WORDS,
        date=_WORDS,
        pages=st.lists(_PLACES, max_size=3),
        page_labels=st.lists(st.text(max_size=3), max_size=3),
        lines=st.lists(st.tuples(_PAIRS, st.integers(1, 9), st.tuples(*[_COORDINATES] * 4)), max_size=2),
        page_sizes=st.lists(st.tuples(_COORDINATES, _COORDINATES), max_size=2),
        blocks=st.lists(blocks, max_size=8),
        warnings=st.lists(st.text(max_size=10), max_size=2),
    )


def _content(
    *,
    text: str,
    title: str | None,
    url: str | None,
    date: str | None,
    pages: list[int],
    page_labels: list[str],
    lines: list[tuple[tuple[int, int], int, tuple[float, float, float, float]]],
    page_sizes: list[tuple[float, float]],
    blocks: list[_Loose],
    warnings: list[str],
) -> Content:
    end = len(text)
    printed = [(_fitted(places, end), page, sides) for places, page, sides in lines] if text else []
    placed = sorted(blocks, key=lambda block: _fitted(block.places, end).start) if text else []
    return Content(
        text=text,
        title=title,
        url=url,
        date=date,
        pages=tuple(sorted(page % (end + 1) for page in pages)),
        page_labels=tuple(page_labels),
        lines=tuple(PlacedLine(span.start, span.end, page, *sides, page % 4) for span, page, sides in printed),
        page_sizes=tuple(page_sizes),
        blocks=tuple(_block(number, loose, end) for number, loose in enumerate(placed)),
        warnings=tuple(warnings),
    )


def _block(number: int, loose: _Loose, end: int) -> Block:
    span = _fitted(loose.places, end)
    return Block(
        loose.kind,
        span,
        parent=_earlier(loose.parent, number),
        level=loose.level,
        label=loose.label,
        cells=tuple(None if cell is None else _fitted(cell, span.end) for cell in loose.cells),
        header=_earlier(loose.header, number),
        why=loose.why,
    )


def _fitted(places: tuple[int, int], end: int) -> Span:
    start, other = sorted(place % (end + 1) for place in places)
    return Span(start, other) if start < other else Span(max(0, start - 1), max(1, start))


def _earlier(place: int | None, number: int) -> int | None:
    return None if place is None or number == 0 else place % number
