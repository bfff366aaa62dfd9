"""The words of a page with their places and styles, in the order in which the file draws them."""

import math
import re
from collections.abc import Iterator

import pypdfium2

from index.parsers.pdf import native
from index.parsers.pdf.characters import characters_of
from index.parsers.pdf.cleaning import clean
from index.parsers.pdf.fonts import Font, Fonts, Widths
from index.parsers.pdf.layout import Fragment, Frame, Style
from index.parsers.pdf.spaced import SPACED, Letter, spaced_words

Sheets = dict[int, list[Fragment]]  # by the angle at which the text is shown; places in the frame upright for it

# Where pdfium finds a word broken at a line's end it says so instead of breaking the line.
_LINE = re.compile("[^\\s\ufffe\x02](?:[^\r\n\ufffe\x02]*[^\\s\ufffe\x02])?[\ufffe\x02]?")
_WORD = re.compile("[^\\s\ufffe\x02]*[\ufffe\x02]|[^\\s\ufffe\x02]+")
_BREAK = re.compile("[\r\n\ufffe\x02]")
_EVEN = 0.4  # of the font size: so little a line's width differs from that of its letters
_BLANK = 0.25  # of the font size: a blank has this width at least, and one that were wider might hide a gap
_GAP = 0.9  # of the font size: a wider gap may part columns
_SAME_BASE = 0.15  # of the font size
_SCRIPT_BASE = 0.55  # of the larger font size: raised and lowered letters stand no further off their line,
_SCRIPT_GAP = 0.5  # and no further from the letter before them
_UNSEEN_MODES = (3, 7)


def frame_of(page: pypdfium2.PdfPage) -> Frame:
    """Return how the page's coordinates become places on it as it is shown."""
    left, top, right, bottom = native.page_box(page.raw)
    turned = page.get_rotation() // 90 % 4
    width, height = right - left, top - bottom
    return Frame(left, bottom, *((height, width) if turned % 2 else (width, height)), turned)


def sheets_of(page: pypdfium2.PdfPage, frame: Frame, fonts: Fonts) -> Sheets:
    """Return the page's words as fragments, apart by the angle at which they are shown."""
    text_page = page.get_textpage()
    try:
        return _Reading(text_page, frame, fonts).sheets()
    finally:
        text_page.close()


class _Reading:
    """One page while it is read: caches that hold as long as the page is open."""

    def __init__(self, text_page: pypdfium2.PdfTextPage, frame: Frame, fonts: Fonts) -> None:
        self._page = native.address_of(text_page.raw)
        self._text = characters_of(text_page, self._page)
        self._buffer = native.BUFFER
        self._known = fonts
        self._fonts: dict[int, Font] = {}
        self._styles: dict[tuple[object, ...], Style] = {}
        self._frame = frame
        self._frames = {0: frame}
        self._sheets: Sheets = {}
        self._last: Fragment | None = None
        self._last_object = 0

    def sheets(self) -> Sheets:
        """Return all fragments."""
        end = 0
        for line in _LINE.finditer(self._text):
            self._add_line(line.start(), line.end(), end)
            end = line.end()
        return self._sheets

    def _add_line(self, begin: int, finish: int, end: int) -> None:
        """Take in a line of the file's own, in runs of words that one object of the page draws."""
        page, text_object, text = self._page, native.text_object, self._text
        if SPACED.fullmatch(text, begin, finish) and self._add_spaced(begin, finish, text[end:begin]):
            return
        only = text_object(page, begin) or 0
        if only and text_object(page, finish - 1) == only:
            self._add_run(begin, finish, only, text[end:begin])
            return
        words = [word.span() for word in _WORD.finditer(text, begin, finish)]
        handles = [text_object(page, start) or 0 for start, _ in words]
        first = 0
        for number, (start, stop) in enumerate(words):
            handle = handles[number]
            # An object's characters stand together: where the next word is of the same object, so is all of this one.
            if number + 1 < len(words) and handles[number + 1] == handle:
                continue
            whole = stop - start == 1 or (text_object(page, stop - 1) or 0) == handle
            last = number if whole else number - 1
            if last >= first:
                self._add_run(words[first][0], words[last][1], handle, text[end : words[first][0]])
                end = words[last][1]
            if not whole:
                self._add_pieces(start, stop, text[end:start])
                end = stop
            first = number + 1

    def _add_spaced(self, start: int, stop: int, between: str) -> bool:
        """Take in a line of letters that stand apart as the words that they make; say whether they make any."""
        places = [i for i in range(start, stop) if self._text[i] != " "]
        if not (handle := native.text_object(self._page, start) or 0):
            return False
        style = self._style(handle, start)
        if self._frame.turned or style.angle or len({self._sign(i) for i in places}) > 1:
            return False
        widths = self._font(native.object_font(handle) or 0).widths
        letters, base = [], 0.0
        for i in places:
            left, right, base = self._place(i, i, style)
            width = widths[self._text[i]] * style.size
            letters.append(Letter(self._text[i], left, left + width if width else right))
        found = spaced_words(letters, style.size)
        for words in found:
            self._last_object = 0  # several may have drawn the letters
            self._put(Fragment(words.text, words.left, words.right, base, style, not between), between)
            between = " "
        return bool(found)

    def _add_run(self, start: int, stop: int, handle: int, between: str) -> None:
        """Take in words that one object draws, cut at wide gaps.

        As wide as their letters are together, with a blank between words, they can have none.
        """
        text = self._text[start:stop]
        if not text.isascii() or not text.isprintable() or "  " in text:
            done = start
            for begin, finish in [word.span() for word in _WORD.finditer(self._text, start, stop)]:
                self._add(begin, finish, handle, between if begin == start else self._text[done:begin])
                done = finish
            return
        style = self._style_at(handle, start)
        if self._is_turned(style) and " " in text:
            self._add_words(start, stop, style, between)
            return
        left, right, base = self._place(start, stop - 1, style)
        if " " not in text:
            self._put(Fragment(text, left, right, base, style, not between), between)
            return
        widths = self._font(native.object_font(handle) or 0).widths
        width = _width(text, widths, style)
        if abs(right - left - width) <= _EVEN * style.size:
            self._put(Fragment(text, left, right, base, style, not between), between)
            return
        scale = style.size * min(1.0, (right - left) / max(width, 1.0))
        west, to, place = left, left, start
        for word in text.split(" "):
            native.char_origin(self._page, place, *self._buffer.two)
            at = self._buffer.doubles[0] - self._frame.left
            # A font may not know how wide its letters are; a gap is one only if the word before it ends there.
            if at - to > _GAP * style.size and at - self._right_of(place - 2) > _GAP * style.size:
                self._put(Fragment(self._text[start : place - 1], west, to, base, style, not between), between)
                start, west, between = place, at, " "
            to = at + sum(map(widths.__getitem__, word)) * scale
            place += len(word) + 1
        self._put(Fragment(self._text[start:stop], west, max(right, west), base, style, not between), between)

    def _is_turned(self, style: Style) -> bool:
        """Say whether text runs up or down the page, or the page is turned when it is shown."""
        return not style.angle % 90 and bool(style.angle or self._frame.turned)

    def _add_words(self, start: int, stop: int, style: Style, between: str) -> None:
        """Take in words one by one; where they are far apart they stay so."""
        for word in _WORD.finditer(self._text, start, stop):
            left, right, base = self._place(word.start(), word.end() - 1, style)
            self._put(Fragment(word[0], left, right, base, style, not between), between)
            between = " "

    def _right_of(self, index: int) -> float:
        """Return where a character ends, on a page that is not turned."""
        native.char_box(self._page, index, *self._buffer.four)
        right: float = self._buffer.doubles[1] - self._frame.left
        return right

    def _add_pieces(self, start: int, stop: int, between: str) -> None:
        for one, other, handle in self._pieces(start, stop):
            self._add(one, other, handle, between)
            between = ""

    def _pieces(self, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
        """Yield the parts of a word that are drawn in one size on one base line."""
        page, text_object = self._page, native.text_object
        first = handle = text_object(page, start) or 0
        begin, sign = start, None
        if self._text[start:stop].isalpha() and self._base(start) == self._base(stop - 1):
            yield start, stop, handle  # letters alone, that begin and end alike: no mark or exponent is among them
            return
        for i in range(start + 1, stop):
            other = text_object(page, i)
            if other == handle or other is None:
                continue
            sign = sign or self._sign(begin)
            now = self._sign(i)
            if now != sign:
                yield begin, i, first
                first, begin, sign = other, i, now
            handle = other
        yield begin, stop, first

    def _base(self, index: int) -> float:
        """Return the height of a character's base line, in the page's own coordinates."""
        native.char_origin(self._page, index, *self._buffer.two)
        base: float = self._buffer.doubles[1]
        return base

    def _sign(self, index: int) -> tuple[float, float]:
        """Return base line and size of a character."""
        return self._base(index), native.char_size(self._page, index)

    def _add(self, start: int, stop: int, handle: int, between: str) -> None:
        """Take in one word, or a part of it."""
        if text := clean(self._text[start:stop]):
            style = self._style_at(handle, start)
            self._put(Fragment(text, *self._place(start, stop - 1, style), style, not between), between)

    def _style_at(self, handle: int, index: int) -> Style:
        if handle != self._last_object or self._last is None:
            self._last_object = handle
            return self._style(handle, index)
        return self._last.style

    def _put(self, fragment: Fragment, between: str) -> None:
        """Keep a fragment: joined to the one before it, or as a raised mark of that, or by itself."""
        last, style = self._last, fragment.style
        if last is not None and style is last.style:
            room = _GAP * style.size
            gap = max(fragment.left - last.right, last.left - fragment.right)
            if gap < room and abs(fragment.base - last.base) < _SAME_BASE * room:
                last.text += f"{_blanks(between, style)}{fragment.text}" if between else fragment.text
                last.left, last.right = min(last.left, fragment.left), max(last.right, fragment.right)
                return
        elif last is not None and not between and last.style.angle == style.angle:
            host = last.host or last
            size = max(host.style.size, style.size)
            near = abs(fragment.left - last.right) <= _SCRIPT_GAP * size
            if near and abs(fragment.base - host.base) <= _SCRIPT_BASE * size:
                fragment.host = host
        self._last = fragment
        self._sheets.setdefault(style.angle, []).append(fragment)

    def _place(self, first: int, last: int, style: Style) -> tuple[float, float, float]:
        """Return left, right and base line of a word, in the frame upright for it."""
        buffer, page = self._buffer, self._page
        frame = self._frames[style.angle]
        native.char_origin(page, first, *buffer.two)
        x, y = buffer.doubles[:2]
        native.char_box(page, last, *buffer.four)
        west, east, south, north = buffer.doubles[:]
        if frame.turned:
            left, base = frame.place(x, y)
            one, other = sorted((frame.place(west, south)[0], frame.place(east, north)[0]))
        else:
            left, base, one, other = x - frame.left, frame.top - y, west - frame.left, east - frame.left
        # Right to left, the first letter stands at the right end.
        return (left, other, base) if other > left else (min(one, left), left, base)

    def _style(self, handle: int, index: int) -> Style:
        """Return how an object draws its letters."""
        buffer = self._buffer
        font = native.object_font(handle) or 0 if handle else 0
        color = (0, 0, 0, 255)
        if handle and native.fill_color(handle, *buffer.four_numbers):
            color = tuple(buffer.numbers)
        native.char_matrix(self._page, index, buffer.matrix)
        a, b, c, d = buffer.floats[:4]
        size = round(native.char_size(self._page, index) * math.hypot(c, d), 2)
        unseen = bool(handle) and native.render_mode(handle) in _UNSEEN_MODES
        angle = 0 if not b and a > 0 and not self._frame.turned else self._angle(a, b)
        key = (font, size, color, unseen, angle)
        style = self._styles.get(key)
        if style is None:
            look = self._font(font)
            style = self._styles[key] = Style(
                look.name, size, look.bold, look.italic, look.mono, color, unseen, angle, look.ascent, look.descent
            )
        return style

    def _font(self, address: int) -> Font:
        font = self._fonts.get(address)
        if font is None:
            font = self._fonts[address] = self._known.at(address)
        return font

    def _angle(self, a: float, b: float) -> int:
        angle = round(90 * self._frame.turned - math.degrees(math.atan2(b, a))) % 360
        if angle not in self._frames:
            self._frames[angle] = self._frame.upright(angle)
        return angle


def _width(text: str, widths: Widths, style: Style) -> float:
    """Return how wide words are together; a font that has no blank knows no width of one."""
    more = 0.0 if style.mono else max(0.0, widths[" "] - _BLANK)
    return (sum(map(widths.__getitem__, text)) - text.count(" ") * more) * style.size


def _blanks(between: str, style: Style) -> str:
    """Return the white space between two words: in code as it is, else one blank."""
    return between.replace("\u00a0", " ") if style.mono and not _BREAK.search(between) else " "
