"""Levels of headings: by size and weight of their type, by their numbers, and by the file's outline."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from index.parsers.pdf.markers import NUMBERED
from index.parsers.pdf.pieces import Piece

_MAX_LEVEL = 6

Look = tuple[float, bool, bool]  # size, bold, capitals


def set_levels(pieces: Sequence[Piece], outlined: Mapping[int, int]) -> None:
    """Give every heading a level, 1 outermost: larger type stands over smaller, "2" over "2.1".

    Args:
        pieces: all of the document.
        outlined: levels that the file's outline gives, by the pieces' ``id``; others in their type follow them.
    """
    headings = [piece for piece in pieces if piece.kind == "heading"]
    looks: dict[Look, list[Piece]] = defaultdict(list)
    for piece in headings:
        looks[_look(piece)].append(piece)
    for rank, look in enumerate(sorted(looks, reverse=True), start=1):
        named = Counter(outlined[id(piece)] for piece in looks[look] if id(piece) in outlined)
        depths = {_depth(piece) for piece in looks[look]} - {0}
        for piece in looks[look]:
            level = named.most_common(1)[0][0] if named else rank
            if len(depths) > 1 and (depth := _depth(piece)):  # one type for several depths: their numbers decide
                level += depth - min(depths)
            piece.level = min(outlined.get(id(piece), level), _MAX_LEVEL)


def _look(piece: Piece) -> Look:
    line = max(piece.lines, key=lambda line: len(line.text))
    return round(line.style.size * 2) / 2, line.bold, piece.text.isupper()


def _depth(piece: Piece) -> int:
    """Return how many numbers a heading begins with, parted by dots; 0 where there is none."""
    found = NUMBERED.match(piece.text)
    return found[1].count(".") + 1 if found else 0
