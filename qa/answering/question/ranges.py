"""A value that a question names, as the range that a text has it in: 60 copies where a price list says "50–99".

The network does not count, and takes a range that does not show the asked number for another row's. Numbers, years,
months and days of the week are looked for; a text that shows the value itself, or has it in several ranges, is read
as it is.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import inf
from typing import NamedTuple

from index.analysis import terms
from index.notation import DAYS, MONTH, MONTHS

_DAY = r"(?:[Mm]on|[Tt]ue(?:s)?|[Ww]ed(?:nes)?|[Tt]hu(?:rs?)?|[Ff]ri|[Ss]at(?:ur)?|[Ss]un)(?:days?|\b\.?)"
_SHORT = re.compile(  # beside a sign, a time or the border of a cell: "The Sun is bright"
    r"\b(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?(?=[^\S\n]*(?:[:,;–—/|)\t-]|\d|$))", re.MULTILINE
)
_DASH = r"\s?(?:-|–|—|\bto\b|\bthrough\b|\buntil\b|\btill\b)\s?"
_DAY_RANGE = re.compile(rf"\b({_DAY}){_DASH}({_DAY})(?!\w)")
_MONTH_RANGE = re.compile(rf"\b({MONTH})\.?{_DASH}({MONTH})\b(?!\s\d)", re.IGNORECASE)
_WEEK = {"weekdays": DAYS[:5], "weekday": DAYS[:5], "weekends": DAYS[5:], "weekend": DAYS[5:]}
_SPANS = re.compile(rf"\b(?:{'|'.join(_WEEK)})\b", re.IGNORECASE)
_ASKED_DAY = re.compile(rf"\b(?:{'|'.join(DAYS)})s?\b", re.IGNORECASE)
_ASKED_MONTH = re.compile(rf"(?<=\bin )(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)

_FIGURE = r"\d{1,3}(?:,\d{3})+|\d{1,6}(?:\.\d{1,2})?"
# Of pages, clauses and hours they are no ranges of what is asked for.
_OTHERWISE = (
    r"(?:(?P<aged>\bage[ds]? )|(?P<otherwise>(?:\b(?:pages?|pp?\.|chapters?|sections?|lines?|phone|tel\.?|fax|rooms?"
    r"|no\.|(?:mon|tue|wed|thu|fri|sat|sun)\w*)|:) ?))?"
)
_NO_CLOCK = r"(?![\w–-]|[.,:/]\d|\s?(?:a\.?m\b|p\.?m\b|h\b|hrs?\b|o['’]clock|uhr\b))"
_RANGES = re.compile(
    rf"{_OTHERWISE}(?<![\w.,/$€£+–-])(?<!\d:)(?:"
    rf"(?P<low>{_FIGURE})\s?(?:-|–|—|to|through)\s?(?P<high>{_FIGURE}){_NO_CLOCK}"
    rf"|between (?P<from>{_FIGURE}) and (?P<to>{_FIGURE}){_NO_CLOCK}"
    rf"|(?P<least>{_FIGURE})(?:\+|(?:\s[^\W\d_]+)?\s(?:and|or) (?:more|over|above|older|up(?! to)|later|heavier)\b)"
    rf"|\b(?:over|above|more than|older than) (?P<above>{_FIGURE}){_NO_CLOCK}"
    rf"|\b(?:under|below|less than|younger than|fewer than) (?P<below>{_FIGURE}){_NO_CLOCK}"
    rf"|\bup to (?P<most>{_FIGURE}){_NO_CLOCK})",
    re.IGNORECASE,
)
_ASKED_NUMBER = re.compile(
    rf"(?<![\w.,:/$€£#-])(?:{_FIGURE})(?:(?<=\bage \d)|(?<=\bage \d\d)|(?<=\baged \d)|(?<=\baged \d\d)"
    r"|(?<=\bin (?:1|2)\d{3})|(?=[ -](?!(?:and|or|to|in|of|is|are|do|does)\b)(?P<noun>[a-z]+)))(?![\w.,:/]\d)"
)
_SMALL = dict(zip("two three four five six seven eight nine ten eleven twelve".split(), range(2, 13), strict=True))
_ASKED_AGE = re.compile(
    rf"(?<=\bchild of )(?:{'|'.join(_SMALL)})\b|(?<=\baged )(?:{'|'.join(_SMALL)})\b"
    rf"|\b(?:{'|'.join(_SMALL)})(?=[ -]years?[ -]old)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s[A-Z]\w*\s\Z")  # a course or a form of that number
_OF_AGE = ("", "year", "years")
_AGED = re.compile(r"\b(?:age[sd]?|years?|old(?:er)?|young(?:er)?|child(?:ren)?|adults?|kids?)\b", re.IGNORECASE)
_YEARS = (1000, 2100)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_BEYOND = 0.001  # "over 5" does not hold 5


class _Asked(NamedTuple):
    start: int
    end: int
    kind: str
    noun: str  # right behind a number


class _Range(NamedTuple):
    low: float
    high: float
    words: str


def in_ranges_of(question: str, text: str) -> str:
    """Return ``question`` with the range that ``text`` has in place of a value that stands in none of its own words.

    A number needs what it counts or measures in the text too: a range of ages says nothing of 20 people.
    """
    for asked in reversed(_asked(question)):
        value = question[asked.start : asked.end]
        if asked.kind == "number":
            instead = _number_of(value, text, of_age=asked.noun in _OF_AGE) if _is_of(asked, text) else None
        else:
            instead = _day_of(value, text) if asked.kind == "day" else _month_of(value, text)
        if instead is not None:
            question = question[: asked.start] + instead + question[asked.end :]
    return question


@lru_cache(64)  # every passage that is read for a question is held to it
def _asked(question: str) -> tuple[_Asked, ...]:
    kinds = (("day", _ASKED_DAY), ("month", _ASKED_MONTH), ("number", _ASKED_NUMBER), ("number", _ASKED_AGE))
    found = (
        _Asked(*match.span(), kind, (match.groupdict().get("noun") or "").lower())
        for kind, pattern in kinds
        for match in pattern.finditer(question)
        if kind != "number" or not _NUMBERED.search(question[: match.start()])
    )
    return tuple(sorted(found))


def _is_of(asked: _Asked, text: str) -> bool:
    if asked.noun in _OF_AGE:
        return bool(_AGED.search(text)) or bool(_YEAR.search(text))
    return set(terms(asked.noun)) <= set(terms(text))


def _number_of(value: str, text: str, *, of_age: bool) -> str | None:
    number = _number(value)
    if re.search(rf"(?<![\w.,]){re.escape(value)}(?![\w]|[.,]\d)", text):
        return None
    is_year = _is_year(number)
    holding = {
        each.words: each
        for each in _ranges(text, of_age=of_age)
        if each.low <= number <= each.high and is_year == (_is_year(each.low) and _is_year(each.high))
    }
    closed = [each for each in holding.values() if each.low > -inf]
    if closed or not holding:
        return closed[0].words if len(closed) == 1 else None
    return min(holding.values(), key=lambda each: each.high).words  # of "up to 5" and "up to 10", the nearer


def _ranges(text: str, *, of_age: bool) -> Iterator[_Range]:
    for found in _RANGES.finditer(text):
        if found["otherwise"] or (found["aged"] and not of_age):
            continue
        low, high = found["low"] or found["from"], found["high"] or found["to"]
        words = found[0].removeprefix(found["aged"] or "")
        if low and high:
            if _number(low) < _number(high):
                yield _Range(_number(low), _number(high), words)
        elif found["least"]:
            yield _Range(_number(found["least"]), inf, words)
        elif found["above"]:
            yield _Range(_number(found["above"]) + _BEYOND, inf, words)
        elif found["below"]:
            yield _Range(-inf, _number(found["below"]) - _BEYOND, words)
        else:
            yield _Range(-inf, _number(found["most"]), words)


def _number(figure: str) -> float:
    return float(_SMALL.get(figure.lower(), figure.replace(",", "")))


def _is_year(number: float) -> bool:
    return _YEARS[0] <= number <= _YEARS[1]


def _day_of(value: str, text: str) -> str | None:
    """Return the day as ``text`` has it: written short, or in a range of days."""
    name = next(day for day in DAYS if value.lower().startswith(day))
    if re.search(rf"\b{name}s?\b", text, re.IGNORECASE):
        return None
    holding = {found[0] for found in _DAY_RANGE.finditer(text) if _within(name, found[1], found[2], DAYS)}
    holding |= {found[0] for found in _SPANS.finditer(text) if name in _WEEK[found[0].lower()]}
    outside = _DAY_RANGE.sub(" ", text)
    short = {found[0] for found in _SHORT.finditer(outside) if name.startswith(found[0][:3].lower())}
    held = short or holding
    return next(iter(held)) if len(held) == 1 else None


def _month_of(value: str, text: str) -> str | None:
    name = value.lower()
    if re.search(rf"\b(?:{name}|{name[:3].title()})\b", text):
        return None
    holding = {found[0] for found in _MONTH_RANGE.finditer(text) if _within(name, found[1], found[2], MONTHS)}
    return next(iter(holding)) if len(holding) == 1 else None


def _within(name: str, first: str, last: str, order: Sequence[str]) -> bool:
    """Say whether a name lies between two others, which may be written short; a range may go round the end."""
    begun = [each[:3] for each in order]
    low, place, high = (begun.index(each[:3].lower()) for each in (first, name, last))
    return low <= place <= high if low <= high else place >= low or place <= high
