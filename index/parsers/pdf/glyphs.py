"""The words of a page with their places and styles, in the order in which the file draws them."""

import ctypes
import math
import re
from collections.abc import Iterator

import pypdfium2

from index.parsers.pdf import native
from index.parsers.pdf.cleaning import clean
from index.parsers.pdf.layout import Fragment, Frame, Style

Sheets = dict[int, list[Fragment]]  # by the angle at which the text is shown; places in the frame upright for it

# Where pdfium finds a word broken at a line's end it says so instead of breaking the line.
_WORD = re.compile("[^\\s\ufffe\x02]*[\ufffe\x02]|[^\\s\ufffe\x02]+")
_BREAK = re.compile("[\r\n\ufffe\x02]")
_GAP = 0.9  # of the font size: a wider gap may part columns
_SAME_BASE = 0.15  # of the font size
_SCRIPT_BASE = 0.55  # of the larger font size: raised and lowered letters stand no further off their line,
_SCRIPT_GAP = 0.5  # and no further from the letter before them
_BOLD = re.compile("bold|black|heavy|demi", re.IGNORECASE)
_MONO = re.compile(r"mono|courier|consol|typewriter|cmtt|menlo|fixed", re.IGNORECASE)
_FIXED_PITCH, _ITALIC, _FORCE_BOLD = 1, 1 << 6, 1 << 18
_BOLD_WEIGHT = 600
_UNSEEN_MODES = (3, 7)
_UNMAPPED = "\ufffd"
_MAX_NAME = 256


def frame_of(page: pypdfium2.PdfPage) -> Frame:
    """Return how the page's coordinates become places on it as it is shown."""
    left, bottom, right, top = page.get_cropbox()
    turned = page.get_rotation() // 90 % 4
    width, height = right - left, top - bottom
    return Frame(left, bottom, *((height, width) if turned % 2 else (width, height)), turned)


def sheets_of(page: pypdfium2.PdfPage, frame: Frame) -> Sheets:
    """Return the page's words as fragments, apart by the angle at which they are shown."""
    text_page = page.get_textpage()
    try:
        return _Reading(text_page, frame).sheets()
    finally:
        text_page.close()


class _Reading:
    """One page while it is read: caches that hold as long as the page is open."""

    def __init__(self, text_page: pypdfium2.PdfTextPage, frame: Frame) -> None:
        self._page = native.address_of(text_page.raw)
        self._text = _text_of(text_page, self._page)
        self._buffer = native.BUFFER
        self._fonts: dict[int, Style] = {}
        self._styles: dict[tuple[object, ...], Style] = {}
        self._frame = frame
        self._frames = {0: frame}
        self._sheets: Sheets = {}
        self._last: Fragment | None = None
        self._last_object = 0

    def sheets(self) -> Sheets:
        """Return all fragments."""
        end = 0
        text = self._text
        for start, stop, handle in self._drawn():
            self._add(start, stop, handle, text[end:start])
            end = stop
        return self._sheets

    def _drawn(self) -> Iterator[tuple[int, int, int]]:
        """Yield the words and parts of words that one object of the page draws, with that object."""
        page, text_object = self._page, native.text_object
        words = [word.span() for word in _WORD.finditer(self._text)]
        handles = [text_object(page, start) or 0 for start, _ in words]
        for (start, stop), handle, after in zip(words, handles, [*handles[1:], 0], strict=False):
            # An object's characters stand together: where the next word is of the same object, so is all of this one.
            if handle == after or stop - start == 1 or (text_object(page, stop - 1) or 0) == handle:
                yield start, stop, handle
            else:
                yield from self._pieces(start, stop)

    def _pieces(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Yield the parts of a word that are drawn in one size on one base line."""
        page, text_object, two, origin = self._page, native.text_object, self._buffer.two, native.char_origin
        doubles = self._buffer.doubles
        handle, begin, sign = text_object(page, start) or 0, start, None
        for i in range(start + 1, stop):
            other = text_object(page, i)
            if other == handle or other is None:
                continue
            if sign is None:
                origin(page, begin, *two)
                sign = (doubles[1], native.char_size(page, begin))
            origin(page, i, *two)
            now = (doubles[1], native.char_size(page, i))
            if now != sign:
                yield begin, i, handle
                handle, begin, sign = other, i, now
        yield begin, stop, handle

    def _add(self, start: int, stop: int, handle: int, between: str) -> None:
        text = self._text[start:stop]
        if not (text.isascii() and text.isprintable()) and not (text := clean(text)):
            return
        last = self._last
        style = last.style if handle == self._last_object and last else self._style(handle, start)
        left, right, base = self._place(start, stop - 1, style)
        self._last_object = handle
        if last is not None and style is last.style:
            room = _GAP * style.size
            if left - last.right < room and last.left - right < room and abs(base - last.base) < _SAME_BASE * room:
                last.text += f"{_blanks(between, style)}{text}" if between else text
                if left < last.left:
                    last.left = left
                if right > last.right:
                    last.right = right
                return
        fragment = Fragment(text, left, right, base, style, not between)
        if last is not None and not between and last.style.angle == style.angle:
            host = last.host or last
            size = max(host.style.size, style.size)
            if abs(base - host.base) <= _SCRIPT_BASE * size and abs(left - last.right) <= _SCRIPT_GAP * size:
                fragment.host = host
        self._last = fragment
        self._sheets.setdefault(style.angle, []).append(fragment)

    def _place(self, first: int, last: int, style: Style) -> tuple[float, float, float]:
        """Return left, right and base line of a word, in the frame upright for it."""
        buffer, page = self._buffer, self._page
        frame = self._frames[style.angle]
        native.char_origin(page, first, *buffer.two)
        x, y, *_ = buffer.doubles
        native.char_box(page, last, *buffer.four)
        west, east, south, north = buffer.doubles
        if frame.turned:
            left, base = frame.place(x, y)
            one, other = sorted((frame.place(west, south)[0], frame.place(east, north)[0]))
        else:
            left, base, one, other = x - frame.left, frame.top - y, west - frame.left, east - frame.left
        # Right to left, the first letter stands at the right end.
        return (left, other, base) if other > left else (min(one, left), left, base)

    def _style(self, handle: int, index: int) -> Style:
        buffer = self._buffer
        font = native.object_font(handle) if handle else None
        look = self._fonts.get(font or 0)
        if look is None:
            look = self._fonts[font or 0] = _font(font, buffer)
        native.char_matrix(self._page, index, buffer.matrix)
        a, b, c, d = buffer.floats[:4]
        size = round(native.char_size(self._page, index) * math.hypot(c, d), 2)
        color = (0, 0, 0, 255)
        if handle and native.fill_color(handle, *buffer.four_numbers):
            color = tuple(buffer.numbers)
        unseen = bool(handle) and native.render_mode(handle) in _UNSEEN_MODES
        angle = 0 if not b and a > 0 and not self._frame.turned else self._angle(a, b)
        key = (font, size, color, unseen, angle)
        style = self._styles.get(key)
        if style is None:
            style = self._styles[key] = Style(
                look.font, size, look.bold, look.italic, look.mono, color, unseen, angle, look.ascent, look.descent
            )
        return style

    def _angle(self, a: float, b: float) -> int:
        angle = round(90 * self._frame.turned - math.degrees(math.atan2(b, a))) % 360
        if angle not in self._frames:
            self._frames[angle] = self._frame.upright(angle)
        return angle


def _blanks(between: str, style: Style) -> str:
    """Return the white space between two words: in code as it is, else one blank."""
    return between.replace("\u00a0", " ") if style.mono and not _BREAK.search(between) else " "


def _text_of(text_page: pypdfium2.PdfTextPage, address: int) -> str:
    """Return the page's characters, each at its number."""
    text: str = text_page.get_text_range()
    count = text_page.count_chars()
    if len(text) == count:
        return text
    codes = (native.char_unicode(address, i) for i in range(count))
    return "".join(chr(code) if 0 < code <= 0x10FFFF else _UNMAPPED for code in codes)


def _font(font: int | None, buffer: native.Buffer) -> Style:
    """Return what the font itself says about the text; its size is left open."""
    if not font:
        return Style("", 0)
    name = ctypes.create_string_buffer(_MAX_NAME)
    native.font_name(font, ctypes.addressof(name), _MAX_NAME)
    called = name.value.decode("latin-1")
    flags = max(0, native.font_flags(font))
    bold = bool(_BOLD.search(called)) or bool(flags & _FORCE_BOLD) or native.font_weight(font) >= _BOLD_WEIGHT
    native.font_ascent(font, 1.0, buffer.four_floats[0])
    native.font_descent(font, 1.0, buffer.four_floats[1])
    ascent, descent = buffer.floats[0], -buffer.floats[1]
    return Style(
        called,
        0,
        bold,
        bool(flags & _ITALIC),
        bool(flags & _FIXED_PITCH) or bool(_MONO.search(called)),
        ascent=ascent if 0.5 <= ascent <= 1.1 else 0.8,
        descent=descent if 0.1 <= descent <= 0.4 else 0.2,
    )
