"""Formats of durations in workbooks: "[h]:mm" counts the hours of more than a day."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

_MAX_CODE = 255  # characters: no program writes a longer one
_BUILT_IN = {46: "[h]:mm:ss"}  # those that a workbook names by number alone
_MOST_DECIMALS = 3
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|[_*].|\[(?P<total>h+|m+|s+)\]|\[\$[^\]]*\]|\[(?:color ?\d+|[a-z]{3,7})\]'
    r"|(?P<part>h+|m+|s+)|\.(?P<decimals>0+)|(?P<plain>[^\w\[\]\"\\*@])",
    re.IGNORECASE | re.DOTALL,
)
_SECONDS = {"h": 3600, "m": 60, "s": 1}
_LARGER = {"h": 86400, "m": 3600, "s": 60}


@dataclass(frozen=True, slots=True)
class DurationFormat:
    """How a cell's duration is written, token by token."""

    tokens: Sequence[tuple[str, str]]

    def shown(self, value: timedelta) -> str:
        """Return a duration as it is shown."""
        decimals = next((len(text) for kind, text in self.tokens if kind == "decimals"), 0)
        ticks = round(abs(value).total_seconds() * 10**decimals)
        seconds, rest = divmod(ticks, 10**decimals)
        text = "".join(_written(kind, text, seconds, rest) for kind, text in self.tokens)
        sign = "-" if value < timedelta() and ticks else ""
        return sign + " ".join(text.split())


@lru_cache(maxsize=512)
def duration_format(number: int, given: str | None) -> DurationFormat | None:
    """Return a format of durations; None for one of anything else.

    Args:
        number: of the format.
        given: its code, where the workbook defines it.
    """
    code = (_BUILT_IN.get(number, "") if given is None else given)[: _MAX_CODE + 1]
    tokens: list[tuple[str, str]] = []
    place = 0
    while place < len(code) and code[place] != ";":  # what comes next is of others than durations from naught on
        found = _TOKEN.match(code, place)
        if not found:
            return None
        if kind := found.lastgroup:
            tokens.append((kind, found[kind].lower() if kind in ("total", "part") else found[kind]))
        place = found.end()
    is_known = any(kind == "total" for kind, _ in tokens) and len(code) <= _MAX_CODE
    is_fine = all(len(text) <= _MOST_DECIMALS for kind, text in tokens if kind == "decimals")
    return DurationFormat(tuple(tokens)) if is_known and is_fine else None


def counted(value: timedelta) -> str:
    """Return a duration whose format says nothing: hours, minutes and seconds."""
    whole = DurationFormat((("total", "h"), ("plain", ":"), ("part", "mm"), ("plain", ":"), ("part", "ss")))
    return whole.shown(value)


def _written(kind: str, text: str, seconds: int, rest: int) -> str:
    if kind == "decimals":
        return f".{rest:0{len(text)}d}"
    if kind not in ("total", "part"):
        return text
    amount = seconds if kind == "total" else seconds % _LARGER[text[0]]
    return f"{amount // _SECONDS[text[0]]:0{len(text)}d}"
