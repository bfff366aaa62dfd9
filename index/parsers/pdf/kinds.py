"""What a paragraph is: a heading, an item, code, a caption, a note, or a paragraph."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.parsers.pdf.layout import Box, Element, Line, Table
from index.parsers.pdf.markers import BULLETS, NUMBERED, marker_of
from index.parsers.pdf.paragraphs import ends_sentence, paragraphs_of
from index.parsers.pdf.pieces import Piece

_GOOD_PART = 0.15  # of the letters
_LARGER = 1.08  # times the usual size: a heading's type,
_LARGE = 1.25  # and one that needs no other sign
_SMALLER = 0.93  # times the usual size: a note's type
_MAX_HEADING = 200  # characters,
_MAX_HEADING_LINES = 4
_MOSTLY = 0.5
_CAPTION = re.compile(
    r"(?:fig(?:ure|\.)?|tab(?:le|\.)?|abb(?:ildung|\.)?|tabelle|tableau|figura|tabla|chart|exhibit|listing|scheme|plate|box)"
    r"\s*[\dA-Z]{1,3}(?:[.\-][\dA-Z]{1,3})*\s*(?:[.:|–—-]|$)",
    re.IGNORECASE,
)
# "Total premium $ 2,191.91" is no heading: it says what it is.
_AMOUNT = re.compile(r"\w.*(?:(?:[$€£₹¥]|\b(?:USD|EUR|GBP|INR|Rs\.?)) ?-?\d[\d.,]*|\d[\d.,]* ?(?:[€£]|EUR\b))\W*\Z")
_NOTE = re.compile(r"(?:\[\w{1,3}\]\s|[*†‡§¶#^]{1,3}\s*\S|\d{1,3}[.)]?\s+\S)")
_RULE_ABOVE = 2.0  # times the font size
_CONTENTS = re.compile(r"\t(?:\d{1,4}|[ivxlc]{1,6})$")
_MIN_CONTENTS = 3  # lines with a page's number


@dataclass(frozen=True, slots=True)
class Usual:
    """How most of the document's text is set."""

    size: float  # of most letters
    largest: float  # of the largest type in which a good part of the text is set
    bold: bool
    mono: bool

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Usual":
        """Count the letters of all lines."""
        sizes: Counter[float] = Counter()
        letters = bold = mono = 0
        for line in lines:
            length = len(line.text)
            sizes[round(line.style.size * 2) / 2] += length
            letters += length
            bold += length * line.bold
            mono += length * line.mono
        size = sizes.most_common(1)[0][0] if sizes else 10.0
        largest = max((each for each, count in sizes.items() if count > _GOOD_PART * letters), default=size)
        return cls(size, largest, bold > _MOSTLY * letters, mono > _MOSTLY * letters)


def pieces_of(elements: Sequence[Element], usual: Usual, rules: Sequence[Box]) -> Iterator[Piece]:
    """Yield the pieces of a page."""
    lines: list[Line] = []
    for element in [*elements, None]:
        if isinstance(element, Line):
            lines.append(element)
            continue
        if lines:
            yield from _with_notes(_contents(_pieces(lines, usual)), usual, rules)
            lines = []
        if isinstance(element, Table):
            yield Piece("table", table=element)


def _pieces(lines: Sequence[Line], usual: Usual) -> Iterator[Piece]:
    bold = sum(len(line.text) for line in lines if line.bold) > _MOSTLY * sum(len(line.text) for line in lines)
    last: Piece | None = None
    for found, breaks in paragraphs_of(lines):
        piece = _piece(found, breaks, usual, bold and len(lines) > _MAX_HEADING_LINES)
        if last is not None and _is_same(last, piece):
            last.lines += piece.lines
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _is_same(last: Piece, piece: Piece) -> bool:
    """Say whether two pieces in a row are one: lines of code, and the lines of a heading."""
    if last.kind != piece.kind:
        return False
    distance = piece.lines[0].base - last.lines[-1].base
    if piece.kind == "code":
        return 0 < distance < 2.6 * piece.size
    if piece.kind == "heading":
        same = last.lines[-1].style == piece.lines[0].style
        return same and 0 < distance < 1.5 * piece.size and not NUMBERED.match(piece.text)
    return False


def _piece(lines: list[Line], breaks: set[int], usual: Usual, bold: bool) -> Piece:
    text = " ".join(line.text for line in lines)
    if lines[0].value is not None:
        return Piece("form_field", lines, breaks)
    if not usual.mono and all(line.mono for line in lines):
        return Piece("code", lines, set(range(len(lines) - 1)))
    if _CAPTION.match(text):
        return Piece("caption", lines, breaks)
    if _is_heading(lines, text, usual, bold):
        return Piece("heading", lines, set())
    if marker_of(text):
        return Piece("item", lines, breaks)
    return Piece("paragraph", lines, breaks)


def _is_heading(lines: Sequence[Line], text: str, usual: Usual, bold: bool) -> bool:
    if len(text) > _MAX_HEADING or len(lines) > _MAX_HEADING_LINES or not any(map(str.isalpha, text)):
        return False
    if (
        "\t" in text
        or _AMOUNT.match(text)
        or (ends_sentence(text) and text[-1] not in "?!:" and not NUMBERED.match(text))
    ):
        return False
    size = min(line.style.size for line in lines)
    if size >= _LARGER * usual.largest and (size >= _LARGE * usual.largest or not text[:1].islower()):
        return True
    if size < _SMALLER * usual.size or text[0] in BULLETS:
        return False
    if all(line.bold for line in lines) and not usual.bold and not bold:
        return True
    return _is_capital(text)


def _is_capital(text: str) -> bool:
    """Say whether a numbered line is set in capitals: "II. BASICS"."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 3 and text.isupper() and (NUMBERED.match(text) is not None or marker_of(text) is not None)


def _with_notes(pieces: Iterable[Piece], usual: Usual, rules: Sequence[Box]) -> Iterator[Piece]:
    """Mark the notes at the ends of columns."""
    found = list(pieces)
    for number in range(len(found) - 1, -1, -1):
        piece = found[number]
        after = found[number + 1] if number + 1 < len(found) else None
        at_end = after is None or after.kind == "note" or after.lines[0].base < piece.lines[-1].base
        if at_end and _is_note(piece, usual, rules):
            piece.kind = "note"
    yield from found


def _is_note(piece: Piece, usual: Usual, rules: Sequence[Box]) -> bool:
    if piece.kind not in ("paragraph", "item"):
        return False
    first = piece.lines[0]
    if piece.size > _SMALLER * usual.size or not _NOTE.match(piece.text):
        return False
    small = piece.size <= _SMALLER * usual.size
    ruled = any(
        0 < first.box.top - rule.bottom < _RULE_ABOVE * first.size and abs(rule.left - first.box.left) < 4 * first.size
        for rule in rules
    )
    return small or ruled


def _contents(pieces: Iterable[Piece]) -> list[Piece]:
    """Mark tables of contents: line after line that ends with a page's number."""
    found = list(pieces)
    start = 0
    for number in range(len(found) + 1):
        if number < len(found) and _is_entry(found[number]):
            continue
        entries = [line for piece in found[start:number] for line in piece.lines if _CONTENTS.search(line.text[-8:])]
        if len(entries) >= _MIN_CONTENTS:
            for piece in found[start:number]:
                piece.kind, piece.why = "boilerplate", "table of contents"
                piece.breaks = set(range(len(piece.lines) - 1))
        start = number + 1
    return found


def _is_entry(piece: Piece) -> bool:
    ends = sum(_CONTENTS.search(line.text[-8:]) is not None for line in piece.lines)
    return ends > 0 and ends >= _MOSTLY * len(piece.lines)
