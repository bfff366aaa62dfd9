"""Dates and numbers in one notation: what is written differently and means the same is found by the same term.

Each notation gives terms beside the words' own. What may be read in two ways ("03/05/2021") gives none.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

MONTHS = "january february march april may june july august september october november december".split()
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}|t)?" for name in MONTHS)
_DATE = re.compile(
    rf"(?<![\w.,/-])(?:(?P<iso>(?P<y1>\d{{4}})-(?P<m1>\d{{2}})-(?P<d1>\d{{2}}))"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<n2>{MONTH})\.?,?\s+(?P<y2>\d{{4}})"
    rf"|(?P<n3>{MONTH})\.?\s+(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>\d{{4}})"
    rf"|(?P<d4>\d{{1,2}})\.\s?(?P<m4>\d{{1,2}})\.\s?(?P<y4>\d{{4}}|\d{{2}})"
    rf"|(?P<a5>\d{{1,2}})/(?P<b5>\d{{1,2}})/(?P<y5>\d{{4}}))(?![\w-])",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d+"
    r"|\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+|\d+(?:[.,]\d+)?)(?:\s+(?P<power>thousand|million|billion))?"
    r"(?![\w,./]*\d)",
    re.IGNORECASE,
)
_COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+")
_POWERS = {"thousand": 3, "million": 6, "billion": 9}
_CENTURY = 69  # years of two digits up to here are this century's
_YEAR = re.compile(r"(?:1\d|20)\d\d")
_DIGIT = re.compile(r"\d")
_SIGN = re.compile(r"[+#-]")
_DAY = re.compile(rf"\b{DAY}\b", re.IGNORECASE)
_MONTH_ALONE = re.compile(rf"\b(?:{MONTH})\b", re.IGNORECASE)
_SIGNED = re.compile(r"(?<![\w+#*/=-])[A-Z](?:\+{1,2}|#|-)(?![\w+#=*/-])", re.IGNORECASE)  # C++, C#, B+, A-
_OPTION = re.compile(r"(?<![\w-])--?[A-Za-z][\w-]*")


def notations(text: str) -> list[str]:
    """Return the further terms of ``text``: dates as 2021-03-05, numbers in plain digits, options as spelled.

    And letters with a sign that is theirs: grades such as "B+", names such as "C#".
    """
    written = [*_dates(text), *_numbers(text)] if _DIGIT.search(text) else []
    written += [found.lower() for found in _SIGNED.findall(text)] if _SIGN.search(text) else []
    return [*written, *_OPTION.findall(text)] if "-" in text else written


def exact_values(text: str) -> frozenset[str]:
    """Return the dates and large numbers of ``text``, in one notation; a year alone is neither."""
    if not _DIGIT.search(text):
        return frozenset()
    values = (value for _, _, value in _written(text))
    return frozenset(value for value in values if sum(map(str.isdigit, value)) > 2 and not _YEAR.fullmatch(value))


def in_notation_of(text: str, other: str) -> str:
    """Return ``text`` with each date, number, day and month as ``other`` writes it, where that has it another way."""
    text = _DAY.sub(lambda found: _day_in(found, other), text)
    text = _MONTH_ALONE.sub(lambda found: _month_in(found, other), text)
    if not _DIGIT.search(text):
        return text
    known = {value: other[start:end] for start, end, value in reversed(_written(other))}
    place, parts = 0, []
    for start, end, value in _written(text):
        if start >= place and value in known and text[start:end] not in other:
            parts += [text[place:start], known[value]]
            place = end
    return "".join((*parts, text[place:]))


def _day_in(found: re.Match[str], other: str) -> str:
    """Return a day of the week as ``other`` writes it: Sunday as "Sun", where that alone is there."""
    return _name_in(found[0], rf"{found[0][:3]}(?:{found[0][3]}|{found[0][3:5]})?", other)


def _month_in(found: re.Match[str], other: str) -> str:
    """Return a month as ``other`` writes it: June as "JUN", or "Jun." as "June", where that alone is there."""
    name = next((each for each in MONTHS if each.startswith(found[0][:3].lower())), found[0])
    return _name_in(found[0], rf"{name[:3]}(?:{name[3:]}|t)?", other)


def _name_in(name: str, forms: str, other: str) -> str:
    """Return the name of a day or month as it is, where ``other`` has it so, else as the pattern ``forms`` finds it."""
    if re.search(rf"\b{name}\b", other, re.IGNORECASE):
        return name
    here = re.search(rf"\b{forms}\b", other, re.IGNORECASE)
    return here[0] if here and here[0][0].isupper() else name


def _written(text: str) -> list[tuple[int, int, str]]:
    """Return where each date and each number stands, with its value, in order; a date before the numbers in it."""
    dates = [(found.start(), found.end(), _date(found)) for found in _DATE.finditer(text)]
    numbers = [(found.start(), found.end(), _value(found)) for found in _NUMBER.finditer(text)]
    written = [(start, end, "{:04}-{:02}-{:02}".format(*date)) for start, end, date in dates if date is not None]
    written += [(start, end, value) for start, end, value in numbers if value is not None]
    return sorted(written, key=lambda each: (each[0], -each[1]))


def _dates(text: str) -> Iterator[str]:
    for found in _DATE.finditer(text):
        date = _date(found)
        if date is not None:
            year, month, day = date
            yield f"{year:04}-{month:02}-{day:02}"
            if not (found["n2"] or found["n3"]):
                yield from (str(year), MONTHS[month - 1])


def _date(found: re.Match[str]) -> tuple[int, int, int] | None:
    if found["iso"]:
        parts = (found["y1"], found["m1"], found["d1"])
    elif found["n2"]:
        parts = (found["y2"], _month(found["n2"]), found["d2"])
    elif found["n3"]:
        parts = (found["y3"], _month(found["n3"]), found["d3"])
    elif found["d4"]:
        parts = (found["y4"], found["m4"], found["d4"])
    else:
        parts = (found["y5"], *_ordered(found["a5"], found["b5"]))
    year, month, day = (int(part) for part in parts)
    if len(str(parts[0])) == 2:
        year += 2000 if year <= _CENTURY else 1900
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month(name: str) -> int:
    return next(number for number, full in enumerate(MONTHS, 1) if full.startswith(name[:3].lower()))


def _ordered(one: str, two: str) -> tuple[str, str]:
    """Return month and day of a date with slashes; ("0", "0") where either may be either."""
    if int(one) > 12:
        return two, one
    return (one, two) if int(two) > 12 or one == two else ("0", "0")


def _numbers(text: str) -> Iterator[str]:
    for found in _NUMBER.finditer(text):
        written, said = found["number"], _value(found)
        if said is None or said == written:
            continue
        if found["power"] or not _COMMAS.fullmatch(written):  # commas are dropped from every term
            yield said


def _value(found: re.Match[str]) -> str | None:
    plain, power = _plain(found["number"]), (found["power"] or "").lower()
    return f"{Decimal(plain).scaleb(_POWERS[power]):f}" if plain is not None and power else plain


def _plain(written: str) -> str | None:
    """Return a number with a decimal point and nothing else; None where its separators may mean either."""
    if written.isdecimal():
        return written
    bare = re.sub(r"[ \u00a0\u2009\u202f]", "", written)
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare):
        return bare.replace(",", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d+", bare):
        return bare.replace(".", "").replace(",", ".")
    if re.fullmatch(r"\d+,\d{1,2}", bare):
        return bare.replace(",", ".")
    return bare if re.fullmatch(r"\d+(?:\.\d+)?", bare) else None
