"""The escapes of roff (groff_char(7)): special characters, and what says how the text looks, which is left out."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


def _pairs(words: str) -> dict[str, str]:
    """Return names and characters, which stand in turns."""
    each = words.split()
    return dict(zip(each[::2], each[1::2], strict=True))


_SPECIAL = {
    "dq": '"',
    "rs": "\\",
    **_pairs(
        "hy - em — en – aq ' lq “ rq ” oq ‘ cq ’ Bq „ bq ‚ Fo « Fc » fo ‹ fc › ga ` aa ´ ha ^ ti ~ sl / bv | "
        "ba | br | at @ sh # Do $ ul _ ru _ rn ‾ lB [ rB ] lC { rC } la ⟨ ra ⟩ bu • ci ○ sq □ lz ◊ co © rg ® "
        "tm ™ sc § ps ¶ dg † dd ‡ de ° fm ′ sd ″ pl + mi − eq = mu × di ÷ +- ± >= ≥ <= ≤ != ≠ == ≡ ~~ ≈ ~= ≅ "
        "ap ∼ -> → <- ← <> ↔ ua ↑ da ↓ if ∞ sr √ no ¬ ** * md ⋅ pc · mc µ 12 ½ 14 ¼ 34 ¾ S1 ¹ S2 ² S3 ³ Po £ "
        "Eu € eu € Ye ¥ ct ¢ Cs ¤ r! ¡ r? ¿ OK ✓ ss ß ae æ AE Æ oe œ OE Œ /o ø /O Ø /l ł /L Ł -D Ð Sd ð TP Þ "
        "Tp þ oa å oA Å Of ª Om º %0 ‰ mo ∈ es ∅ *a α *b β *g γ *d δ *e ε *h θ *k κ *l λ *m μ *p π *s σ *w ω "
        "*D Δ *G Γ *L Λ *P Π *S Σ *W Ω *f φ *x χ *r ρ *t τ "
    ),
}
_ACCENTS = {"'": "\u0301", "`": "\u0300", "^": "\u0302", ":": "\u0308", "~": "\u0303", ",": "\u0327", "v": "\u030c"}
_STRINGS = {"lq": "“", "rq": "”", "R": "®", "Tm": "™"}
_PLAIN = {"e": "\\", "E": "\\", "t": "\t", "~": " ", "0": " ", "'": "´"}
_NOTHING = "&|^/,)%:{}acdurpz!?"  # what says where a line may break, and the like
_NAME = r"(?:\((..)|\[([^\]\n]*)\]|(.))"  # \fB, \f(CW, \f[CW]
_QUOTED = r"(?:'[^'\n]*'|\"[^\"\n]*\"|\x01[^\x01\n]*\x01|([^\s\w])(?:(?!\1).)*\1)"
_ESCAPE = re.compile(
    r"\\(?:(?P<left>[\"#].*)"
    rf"|(?P<string>\*{_NAME})"
    r"|(?P<special>\((?P<two>..)|\[(?P<long>[^\]\n]+)\]|C'(?P<quoted>[^'\n]*)')"
    rf"|(?P<font>[fFmMY]{_NAME}|[nkgV][+-]?{_NAME}|s(?:\([+-]?\d\d|[+-]?\(\d\d|\[[^\]\n]*\]|'[^'\n]*'|[+-]?[0-3]\d|[+-]?\d))"
    rf"|N'(?P<code>\d{{1,5}})'|(?P<drawn>[ABbDhHlLoRSvwxXZ]){_QUOTED}|(?P<one>.)|$)"
)
_DEEP = 6  # strings within strings
_MANY = 200  # strings that are put into one line

Strings = Mapping[str, str]


@dataclass(slots=True)
class Room:
    """How many characters the strings of a page may still add to it."""

    left: int


def plain(text: str, strings: Strings, room: Room) -> str:
    """Return ``text`` without escapes, with the ``strings`` that the page defines put in as far as there is room."""
    return _Escapes(strings, room).replaced(text, 0) if "\\" in text else text


class _Escapes:
    """Replaces escapes; strings that hold each other are put in up to a depth, a number and a length."""

    def __init__(self, strings: Strings, room: Room) -> None:
        self._strings = strings
        self._room = room
        self._left = _MANY

    def replaced(self, text: str, depth: int) -> str:
        """Return ``text`` without escapes."""
        return _ESCAPE.sub(lambda found: self._put(found, depth), text)

    def _put(self, found: re.Match[str], depth: int) -> str:
        if found["string"]:
            return self._string(next(each for each in found.group(3, 4, 5) if each is not None), depth)
        if found["special"]:
            return special(next(each for each in found.group("two", "long", "quoted") if each is not None))
        if found["code"]:
            return chr(int(found["code"])) if int(found["code"]) < 0xD800 else ""
        one = found["one"] or ""
        return _PLAIN.get(one, "" if one in _NOTHING else one)

    def _string(self, name: str, depth: int) -> str:
        value = self._strings.get(name, _STRINGS.get(name, ""))
        self._left -= 1
        if depth == _DEEP or self._left < 0 or len(value) > self._room.left:
            return ""
        self._room.left -= len(value)
        return self.replaced(value, depth + 1) if "\\" in value else value


def special(name: str) -> str:
    """Return the character that roff calls by that name; "" for one that is not known."""
    if name in _SPECIAL:
        return _SPECIAL[name]
    if re.fullmatch(r"u[0-9A-F]{4,5}(?:_[0-9A-F]{4,5})*", name):
        numbers = [int(part, 16) for part in name[1:].split("_")]
        return unicodedata.normalize("NFC", "".join(chr(n) for n in numbers if not 0xD800 <= n < 0xE000))
    if len(name) == 2 and name[0] in _ACCENTS and name[1].isalpha():
        return unicodedata.normalize("NFC", name[1] + _ACCENTS[name[0]])
    return name if len(name) == 1 else ""
