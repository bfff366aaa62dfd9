"""Pieces of all pages to one sequence: paragraphs that go on over columns and pages are whole, the rest is beside."""

from collections.abc import Sequence
from typing import Literal

from index.parsers.pdf.markers import BULLETS, follows, marker_of
from index.parsers.pdf.paragraphs import ends_sentence, first_word
from index.parsers.pdf.pieces import Piece
from index.parsers.pdf.zones import is_wordy

_AHEAD = 8  # pieces between a paragraph and where it goes on: figures, captions, notes
_NEAR_ITEMS = 6  # pieces from one item of a list to the next: code and remarks may stand between
_SAME_SIZE = 1.06
_SHORT = 60  # characters
_GOES_ON = ("paragraph", "item", "note")
_ASIDE = ("page_header", "page_footer", "boilerplate", "note")
_ANNOUNCED = ("item", "code", "table")
_BESIDE = (*_ASIDE, "caption", "table", "form_field")
# No sentence ends with these; English, German, French and Spanish.
_OPEN = frozenset(
    """
    a an the and or but nor of to in on at by for from with into than that which who whose whether if as is are was were
    be been has have had will would shall should may might can could must not no its their his her our your this these
    those between about under over der die das den dem des ein eine einen einem und oder aber von zu im am mit für auf
    aus bei nach dass ist sind war waren wird werden kann nicht le la les un une du de et ou à au aux en dans par pour
    sur que qui est sont el los las una y o con por para es son
    """.split()
)


def joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Return the pieces with each paragraph that was cut by a column's or page's end put together again.

    What stood between its parts follows it; and what stands beside the text never parts the items of a list, or
    a list, code or table from what announces it.
    """
    rest: list[Piece | None] = list(pieces)
    found: list[Piece] = []
    for number, piece in enumerate(rest):
        if piece is None:
            continue
        found.append(piece)
        place: int | None = number
        while place is not None and piece.kind in _GOES_ON and not piece.beside:
            place = _continuation(rest, place, piece)
            if place is not None and (other := rest[place]) is not None:
                piece.breaks |= {len(piece.lines) + each for each in other.breaks}
                piece.lines += other.lines
                rest[place] = None
    _drop_lone_items(found)
    return _lists_whole(found)


def _continuation(pieces: Sequence[Piece | None], number: int, piece: Piece) -> int | None:
    """Return where a piece goes on: at the top of the next column or page, behind what stands beside the text."""
    if not _is_open(piece):
        return None
    crossed = aside = False
    for place in range(number + 1, min(len(pieces), number + 1 + _AHEAD)):
        other = pieces[place]
        if other is None:
            continue
        crossed = crossed or _is_elsewhere(piece, other)
        step = _step(piece, other, crossed)
        if step == "stop" and not crossed and _is_aside(other):
            aside = True
        elif step != "skip":
            return place if step == "join" and not (aside and not _is_rest(piece, other)) else None
    return None


def _is_aside(other: Piece) -> bool:
    """Say whether a piece below an open one may be a box at the foot of its column: no sentence goes on at its ends."""
    is_text = other.kind in ("paragraph", "heading") and bool(other.lines)
    return is_text and not other.text[:1].islower() and not _is_open(other)


def _is_rest(piece: Piece, other: Piece) -> bool:
    """Say whether ``other`` can be nothing but the rest of a sentence that the end of its column cut."""
    above, below = piece.lines[-1], other.lines[0]
    edge = max(line.box.right for line in piece.lines) if len(piece.lines) > 1 else above.column[1]
    is_full = above.box.right + first_word(below) > edge
    is_cut = below.text[:1].islower() and (above.text[-1].isalnum() or above.text[-1] in ",-")
    return len(piece.text) > _SHORT and is_full and is_cut and is_wordy(above.text) and is_wordy(below.text)


def _is_open(piece: Piece) -> bool:
    """Say whether the last sentence of a piece may go on elsewhere."""
    text = piece.lines[-1].text
    if "\t" in text or not is_wordy(piece.text):
        return False
    return not ends_sentence(text) or text.endswith((":", ";", "…"))


def _is_elsewhere(piece: Piece, other: Piece) -> bool:
    """Say whether ``other`` stands in another column or on another page; of a table nothing else is to be expected."""
    if not other.lines:
        return True
    above, below = piece.lines[-1], other.lines[0]
    return below.page != above.page or below.base < above.base


def _step(piece: Piece, other: Piece, crossed: bool) -> Literal["join", "skip", "stop"]:
    is_same_kind = other.kind == piece.kind and crossed
    if other.beside or (other.kind in _BESIDE and not is_same_kind):
        return "skip"
    if other.kind in ("heading", "code") or not crossed:
        return "stop"
    if _goes_on(piece, other):
        return "join"
    # A figure's words, or a page's header, in smaller type than the text.
    foreign = other.kind == "paragraph" and len(other.text) <= _SHORT and other.size < piece.size / _SAME_SIZE
    return "skip" if foreign else "stop"


def _goes_on(piece: Piece, other: Piece) -> bool:
    """Say whether ``other`` is the rest of a paragraph that ends without ending a sentence."""
    above, below = piece.lines[-1], other.lines[0]
    sizes = sorted((above.style.size, below.style.size))
    if sizes[1] > _SAME_SIZE * sizes[0] or above.bold != below.bold or other.kind == "item":
        return False
    if below.text[:1].islower() or above.text.endswith(("-", ",")) or above.text.split()[-1] in _OPEN:
        return True
    # A name or a number may go on a sentence too, where the line above is as long as its column.
    full = above.box.right > above.column[1] - 2 * above.size
    return full and not above.text.endswith((":", ";"))


def _drop_lone_items(pieces: Sequence[Piece]) -> None:
    """Make a paragraph of what only begins like a list's item: "A. Smith wrote", with no "B." near it."""
    items = [
        (number, piece, marker_of(piece.text) or "") for number, piece in enumerate(pieces) if piece.kind == "item"
    ]
    for place, (number, piece, marker) in enumerate(items):
        near = [
            other
            for other in (place - 1, place + 1)
            if 0 <= other < len(items) and abs(items[other][0] - number) <= _NEAR_ITEMS
        ]
        pairs = [(marker, items[other][2]) if other < place else (items[other][2], marker) for other in near]
        if marker[:1] not in BULLETS and not any(follows(after, before) for after, before in pairs):
            piece.kind = "paragraph"


def _lists_whole(pieces: Sequence[Piece]) -> list[Piece]:
    """Put what stands beside the text behind the list whose items it parts, or that it parts from its announcement.

    Of code and tables likewise: a footer and the next page's header part nothing from the sentence that announces it.
    """
    found: list[Piece] = []
    beside: list[Piece] = []
    for piece in pieces:
        if (piece.beside or piece.kind in _ASIDE) and found and (found[-1].kind == "item" or _announces(found[-1])):
            beside.append(piece)
            continue
        is_announced = piece.kind in _ANNOUNCED and bool(found) and _announces(found[-1])
        if piece.kind != "item" and not is_announced:
            found += beside
            beside = []
        found.append(piece)
    return [*found, *beside]


def _announces(piece: Piece) -> bool:
    return piece.kind == "paragraph" and bool(piece.lines) and piece.lines[-1].text.endswith((":", "："))
