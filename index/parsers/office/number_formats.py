"""Number formats of workbooks: what a number looks like in the program that shows it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

_MAX_CODE = 255  # characters: no program writes a longer one
_MAX_SECTIONS = 4
_MAX_DECIMALS = 30
_TOO_LARGE = 1e21  # such a number is written with an exponent
_EXACT = Context(prec=80)
_UNITS = [Decimal(1).scaleb(-decimals) for decimals in range(_MAX_DECIMALS + 1)]
_PRECISE, _SHOWN = 15, 11  # digits that a sheet keeps of a number, and that it shows where nothing is said
_USUAL = re.compile("#*0(?:[.]0*)?")  # digits for which a number is written as it would be anywhere
_BLANKS = re.compile(r"\s+")
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<pad>.)|\*(?P<fill>.)|\[\$(?P<currency>[^\]-]*)(?:-[^\]]*)?\]'
    r"|\[(?P<color>black|blue|cyan|green|magenta|red|white|yellow|color ?\d+)\]"
    r"|(?P<general>general)|(?P<digit>[0#?])|(?P<sign>[.,%;])|(?P<plain>[^\w/@\[\]\"\\*])",
    re.IGNORECASE | re.DOTALL,
)
# Those that a workbook names by number alone. Which currency is meant by some of them is nowhere said.
_BUILT_IN = {
    **dict(enumerate(("0", "0.00", "#,##0", "#,##0.00"), start=1)),
    **dict(enumerate(("0%", "0.00%"), start=9)),
    **dict.fromkeys((5, 6, 37, 38), "#,##0_);(#,##0)"),
    **dict.fromkeys((7, 8, 39, 40), "#,##0.00_);(#,##0.00)"),
    **dict.fromkeys((41, 42), '#,##0_);(#,##0);"-"'),
    **dict.fromkeys((43, 44), '#,##0.00_);(#,##0.00);"-"'),
}


@dataclass(frozen=True, slots=True)
class _Section:
    """How numbers of one sign are written."""

    parts: tuple[tuple[str, str], ...]  # "words", "general", "whole" and "decimal" digits, in order
    groups: bool  # whether thousands are set apart
    power: int  # of ten, by which a number is multiplied
    decimals: int
    around: tuple[str, str] | None  # the words before and behind the digits, where these are as usual

    def shown(self, value: float) -> str:
        """Return a number that is not negative."""
        amount = Decimal(f"{value:.{_PRECISE}g}").scaleb(self.power)
        rounded = amount.quantize(_UNITS[self.decimals], ROUND_HALF_UP, _EXACT)
        if self.around:
            before, after = self.around
            return f"{before}{rounded:,f}{after}" if self.groups else f"{before}{rounded:f}{after}"
        whole, _, rest = f"{rounded:f}".partition(".")
        first = self._whole(whole)
        behind = self._decimals(rest)
        shown = [
            text if kind == "words" else general(value) if kind == "general" else first[place] + behind[place]
            for place, (kind, text) in enumerate(self.parts)
        ]
        return " ".join("".join(shown).split())

    def _whole(self, digits: str) -> list[str]:
        """Return the digits before the point where they stand among the parts."""
        shown = [""] * len(self.parts)
        places = [place for place, (kind, _) in enumerate(self.parts) if kind == "whole"]
        if not places:
            return shown
        forced = next((len(places) - n for n, place in enumerate(places) if self.parts[place][1] == "0"), 0)
        digits = ("" if digits == "0" else digits).rjust(forced, "0")
        for place in reversed(places[1:]):
            shown[place], digits = digits[-1:], digits[:-1]
        shown[places[0]] = digits
        if self.groups:
            together = "".join(shown)
            together = f"{int(together):,}".rjust(len(together), "0") if together else ""
            shown = [""] * len(shown)
            shown[places[0]] = together
        return shown

    def _decimals(self, digits: str) -> list[str]:
        """Return the digits behind the point, which stands before the first; zeros that need not be are left out."""
        shown = [""] * len(self.parts)
        places = [place for place, (kind, _) in enumerate(self.parts) if kind == "decimal"]
        for place, digit in zip(places, digits, strict=True):
            shown[place] = digit
        for place in reversed(places):
            if self.parts[place][1] == "0" or shown[place] != "0":
                break
            shown[place] = ""
        if places and shown[places[0]]:
            shown[places[0]] = "." + shown[places[0]]
        return shown


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """How a cell's number is written, by its sign."""

    sections: Sequence[_Section]

    def shown(self, value: float) -> str | None:
        """Return a number as it is shown; None where that is nothing at all, or the number is too large."""
        if not abs(value) < _TOO_LARGE:
            return None
        number = 1 if value < 0 else 2 if value == 0 else 0
        own = number < len(self.sections)
        text = self.sections[number if own else 0].shown(abs(value))
        if value < 0 and not own and re.search("[1-9]", text):  # what is rounded to naught has no sign
            text = "-" + text
        return text or None


def number_format(number: int, codes: dict[int, str]) -> NumberFormat | None:
    """Return a number format by its number in a workbook; None where it says nothing of how numbers are written.

    Args:
        number: of the format.
        codes: the formats that the workbook defines, by number.
    """
    code = codes.get(number, _BUILT_IN.get(number))
    return None if code is None else parse_format(code)


@lru_cache(maxsize=512)
def parse_format(code: str) -> NumberFormat | None:
    """Read a format's code ("#,##0.00"); None for one of dates, of words, or that is not known."""
    if len(code) > _MAX_CODE or code.strip().lower() == "general":
        return None
    sections: list[list[tuple[str, str]]] = [[]]
    place = 0
    while place < len(code):
        found = _TOKEN.match(code, place)
        if not found:
            if len(sections) == _MAX_SECTIONS:  # it is of words
                break
            return None
        kind = found.lastgroup or ""
        if found[0] == ";":
            sections.append([])
        else:
            sections[-1].append((kind, found[kind]))
        place = found.end()
    read = [_section(tokens) for tokens in sections[: _MAX_SECTIONS - 1]]
    known = [section for section in read if section is not None]
    return NumberFormat(tuple(known)) if len(known) == len(read) <= len(sections) <= _MAX_SECTIONS else None


def _section(tokens: Sequence[tuple[str, str]]) -> _Section | None:
    point = next((place for place, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    digits = [place for place, (kind, _) in enumerate(tokens) if kind == "digit"]
    whole = [place for place in digits if place < point]
    commas = [place for place, token in enumerate(tokens) if token == ("sign", ",")]
    is_known = (
        tokens.count(("sign", ".")) == bool(digits) * (point < len(tokens))
        and all(whole and whole[0] < place and not point < place < digits[-1] for place in commas)
        and len(digits) - len(whole) <= _MAX_DECIMALS
        and tokens.count(("sign", "%")) <= 1
    )
    if not is_known:
        return None
    parts = [
        ("decimal" if place > point else "whole", text) if kind == "digit" else _words(kind, text)
        for place, (kind, text) in enumerate(tokens)
    ]
    behind = sum(place > whole[-1] for place in commas)  # each stands for three digits that are not shown
    power = 2 * tokens.count(("sign", "%")) - 3 * behind
    return _Section(tuple(parts), len(commas) > behind, power, len(digits) - len(whole), _around(parts))


def _around(parts: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the words before and behind digits that stand together and as usual; None for all others."""
    shown = [part for part in parts if part[1]]
    begin = next((place for place, (kind, _) in enumerate(shown) if kind == "whole"), 0)
    end = next((place for place in range(begin, len(shown)) if shown[place][0] == "words"), len(shown))
    whole = "".join(text for kind, text in shown[begin:end] if kind == "whole")
    decimals = "".join(text for kind, text in shown[begin:end] if kind == "decimal")
    rest = shown[:begin] + shown[end:]
    if not _USUAL.fullmatch(f"{whole}.{decimals}") or any(kind != "words" for kind, _ in rest):
        return None
    before, behind = (_BLANKS.sub(" ", "".join(text for _, text in words)) for words in (shown[:begin], shown[end:]))
    return before.lstrip(), behind.rstrip()


def _words(kind: str, text: str) -> tuple[str, str]:
    if kind == "general":
        return kind, text
    if kind == "pad":  # as wide as a character
        return "words", " "
    # What fills a cell up is as wide as the cell happens to be.
    is_shown = kind in ("quoted", "escaped", "plain", "currency") or text == "%"
    return "words", text if is_shown else ""


def general(value: float) -> str:
    """Return a number whose format says nothing, without the error of binary fractions."""
    if value.is_integer() and abs(value) < 10**_PRECISE:
        return str(int(value))
    return f"{value:.{_SHOWN if abs(value) < 10**_SHOWN else _PRECISE}g}"
