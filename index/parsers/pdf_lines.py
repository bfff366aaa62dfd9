"""One PDF page as lines of text with their places, and the lines as paragraphs."""

import ctypes
import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2
import pypdfium2.raw as pdfium

from index.parsers.tidy import whole

BROKEN_WORD = "\ufffe"  # where pdfium found a word broken by a hyphen at a line's end; see `unbroken`
_LINE_END = re.compile(r"\r\n|\r|\n")
_OTHER_BREAKS = re.compile("[\u0002\u00ad](?=$)|[\u0002\ufffe]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# Ligatures are one letter to a printer and two to everybody who searches.
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
_WORD = re.compile(r"[^\W\d_]+")
_BROKEN = re.compile(rf"([^\W\d_]*){BROKEN_WORD}([^\W\d_]*)")
_NEW_SIZE = 1.15  # factor between font sizes from which lines belong to different paragraphs
_NEW_PITCH = 1.35  # factor of the usual distance of lines from which a paragraph ends
_RAISED = 0.5  # of the font size: less is no new line
_INDENT = 0.8  # of the font size


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page. Where the page does not tell, place and size are 0."""

    text: str
    left: float = 0.0
    base: float = 0.0  # height of its first character over the page's lower edge, in points,
    last_base: float = 0.0  # and of its last: pdfium joins the lines of a broken word
    size: float = 0.0  # of the font, in points


def lines_of(page: pypdfium2.PdfPage) -> list[Line]:
    """Return the lines of a page in the order in which the file draws them; blank ones left out."""
    text_page = page.get_textpage()
    try:
        text: str = text_page.get_text_range()
        # Where characters were left out of the text, offsets no longer name characters.
        placed = len(text) == text_page.count_chars()
        return _lines(text, text_page.raw if placed else None)
    finally:
        text_page.close()


def _lines(text: str, raw: object | None) -> list[Line]:
    lines: list[Line] = []
    start = 0
    for end, after in [*((found.start(), found.end()) for found in _LINE_END.finditer(text)), (len(text), len(text))]:
        line = text[start:end]
        if cleaned := _clean(line):
            first, last = start + len(line) - len(line.lstrip()), start + len(line.rstrip()) - 1
            lines.append(_placed(cleaned, raw, first, last) if raw is not None else Line(cleaned))
        start = after
    return lines


def _placed(text: str, raw: object, first: int, last: int) -> Line:
    left, base = _origin(raw, first)
    return Line(text, left, base, _origin(raw, last)[1], float(pdfium.FPDFText_GetFontSize(raw, first)))


def _origin(raw: object, index: int) -> tuple[float, float]:
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetCharOrigin(raw, index, ctypes.byref(x), ctypes.byref(y))
    return x.value, y.value


def _clean(line: str) -> str:
    line = _OTHER_BREAKS.sub(BROKEN_WORD, line.strip())
    return whole(_CONTROLS.sub("", line).replace("\u00ad", "").translate(_LIGATURES)).strip()


def whole_lines(lines: Iterable[Line]) -> list[Line]:
    """Join each line that ends in a broken word to the next."""
    found: list[Line] = []
    for line in lines:
        if found and found[-1].text.endswith(BROKEN_WORD):
            found[-1] = replace(found[-1], text=found[-1].text + line.text, last_base=line.last_base)
        else:
            found.append(line)
    return found


def paragraph_ends(lines: Sequence[Line]) -> list[bool]:
    """Say for each line but the last whether a paragraph ends with it."""
    pitches = [(above.last_base - below.base, below.size) for above, below in pairwise(lines)]
    # The lower quartile: wide gaps are common on short pages, narrow ones only where an index is raised.
    downwards = sorted(pitch for pitch, size in pitches if pitch > _RAISED * size)
    usual = downwards[len(downwards) // 4] if downwards else 0.0
    return [_parts(above, below, usual) for above, below in pairwise(lines)]


def _parts(above: Line, below: Line, usual: float) -> bool:
    """Say whether two lines in a row belong to different paragraphs: by size, distance, column or indent."""
    if not above.size or not below.size:
        return False
    sizes = sorted((above.size, below.size))
    pitch = above.last_base - below.base
    indented = below.left - above.left > _INDENT * below.size and above.text.endswith((".", "!", "?", ":", "”", '"'))
    another_column = pitch < -0.5 * below.size
    return sizes[1] > _NEW_SIZE * sizes[0] or pitch > _NEW_PITCH * usual or another_column or indented


def page_text(lines: Sequence[Line]) -> tuple[str, list[int]]:
    """Return a page's text, paragraphs apart by a blank line, and where each line starts in it."""
    pieces: list[str] = []
    starts: list[int] = []
    length = 0
    for line, gap in zip(lines, [*("\n\n" if ends else "\n" for ends in paragraph_ends(lines)), ""], strict=False):
        starts.append(length)
        pieces += (line.text, gap)
        length += len(line.text) + len(gap)
    return "".join(pieces), starts


def vocabulary(lines: Iterable[Line]) -> set[str]:
    """Return the words that occur unbroken, in lower case."""
    return {word for line in lines for word in _WORD.findall(_BROKEN.sub(" ", line.text).lower())}


def unbroken(line: str, known: Container[str]) -> str:
    """Join the words of ``line`` that were broken by a hyphen.

    Which hyphens were the writer's own ("chat-", "optimised") and which the printer's ("con-", "firming") is not in
    the file. A hyphen is kept where both halves are ``known`` words and the joined word is not.
    """

    def joined(found: re.Match[str]) -> str:
        first, second = found.groups()
        halves = first.lower() in known and second.lower() in known and (first + second).lower() not in known
        return f"{first}-{second}" if halves and min(len(first), len(second)) > 2 else first + second

    return _BROKEN.sub(joined, line)
