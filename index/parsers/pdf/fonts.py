"""The fonts of a document: how they look, and how wide their letters are."""

import ctypes
import re
from dataclasses import dataclass, field

from index.parsers.pdf import native

_BOLD = re.compile("bold|black|heavy|demi", re.IGNORECASE)
# Their names say what these are; some files give such a font the strokes of another.
_REGULAR = re.compile(
    r"(?:helvetica|arial|times(?:newroman)?|courier(?:new)?)(?:ps)?(?:mt)?|.*[-,](?:regular|roman|book|light|oblique|italic)(?:mt)?",
    re.IGNORECASE,
)
_MONO = re.compile(r"mono|courier|consol|typewriter|cmtt|menlo|fixed", re.IGNORECASE)
_FIXED_PITCH, _ITALIC, _FORCE_BOLD = 1, 1 << 6, 1 << 18
_BOLD_WEIGHT = 600
_MAX_NAME = 256
_ASCENTS, _DESCENTS = (0.5, 1.1), (0.1, 0.4)  # of the font size: others are mistakes of the file
_ASCENT, _DESCENT = 0.8, 0.2


class Widths(dict[str, float]):
    """How wide each letter of a font is, for the font size 1."""

    address: int = 0  # where the font is now; it may go with the page, and come again with another

    def __missing__(self, letter: str) -> float:
        native.glyph_width(self.address, ord(letter), 1.0, native.BUFFER.four_floats[0])
        width: float = native.BUFFER.floats[0]
        self[letter] = width
        return width


@dataclass(frozen=True, slots=True)
class Font:
    """What a font itself says about the text."""

    name: str = ""
    bold: bool = False
    italic: bool = False
    mono: bool = False
    ascent: float = _ASCENT
    descent: float = _DESCENT
    widths: Widths = field(default_factory=Widths)


class Fonts:
    """Looks each font up once for all pages of a document, by its name; one without a name once for each page."""

    def __init__(self) -> None:
        self._fonts: dict[tuple[str, int], Font] = {}

    def at(self, address: int) -> Font:
        """Return the font that stands at an address while a page is open."""
        if not address:
            return Font()
        name = ctypes.create_string_buffer(_MAX_NAME)
        native.font_name(address, ctypes.addressof(name), _MAX_NAME)
        key = (name.value.decode("latin-1"), native.font_flags(address))
        font = self._fonts.get(key)
        if font is None:
            font = _font(address, *key)
            if key[0]:
                self._fonts[key] = font
        font.widths.address = address
        return font


def _font(address: int, name: str, flags: int) -> Font:
    flags = max(0, flags)
    bold = bool(_BOLD.search(name)) or bool(flags & _FORCE_BOLD)
    bold = bold or (native.font_weight(address) >= _BOLD_WEIGHT and not _REGULAR.fullmatch(name.split("+")[-1]))
    floats, places = native.BUFFER.floats, native.BUFFER.four_floats
    native.font_ascent(address, 1.0, places[0])
    native.font_descent(address, 1.0, places[1])
    ascent, descent = floats[0], -floats[1]
    widths = Widths()
    widths.address = address
    return Font(
        name,
        bold,
        bool(flags & _ITALIC),
        bool(flags & _FIXED_PITCH) or bool(_MONO.search(name)) or _is_mono(widths),
        ascent if _ASCENTS[0] <= ascent <= _ASCENTS[1] else _ASCENT,
        descent if _DESCENTS[0] <= descent <= _DESCENTS[1] else _DESCENT,
        widths,
    )


def _is_mono(widths: Widths) -> bool:
    """Say whether narrow letters are as wide as wide ones, of those that the font has."""
    narrow, wide = ({round(widths[letter], 3) for letter in letters} - {0.0} for letters in ("il.", "mwW"))
    return len(narrow) == 1 and narrow == wide
