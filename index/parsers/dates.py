"""Dates as files write them, to ISO 8601 and no more precise than the file is."""

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|"
        "october oct|november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s?(Z|[+-]\d{2}:?\d{2})?)?)?\b")
_MONTH_FIRST = re.compile(rf"(?:\w+,?\s+)?({_MONTH})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})\b", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"(?:\w+,?\s+)?(\d{{1,2}})(?:st|nd|rd|th)?\.?\s+({_MONTH})\.?,?\s+(\d{{4}})\b", re.IGNORECASE)
_PDF = re.compile(r"D:(\d{4})(\d{2})(\d{2})")


def iso_date(written: str) -> str | None:
    """Return ``written`` as ISO 8601 (2024-05, 2024-05-01, 2024-05-01T10:00:00Z), or None where it is no date.

    Dates of digits and slashes stay unread: 01/02/2024 is one day in Boston and another in Berlin.
    """
    written = written.strip()
    if found := _ISO.match(written):
        return _iso(found)
    if found := _PDF.match(written):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _MONTH_FIRST.match(written):
        return _day(int(found[3]), _MONTHS[found[1].lower()], int(found[2]))
    if found := _DAY_FIRST.match(written):
        return _day(int(found[3]), _MONTHS[found[2].lower()], int(found[1]))
    return written if re.fullmatch(r"(?:1[5-9]|20)\d\d", written) else None


def is_date_line(line: str) -> bool:
    """Say whether ``line`` holds a date and nothing else, as under a headline."""
    line = line.strip()
    return any(pattern.fullmatch(line) for pattern in (_ISO, _MONTH_FIRST, _DAY_FIRST))


def _iso(found: re.Match[str]) -> str | None:
    year, month, day, clock, zone = found.groups()
    whole = _day(int(year), int(month), int(day or 1))
    if whole is None or day is None:
        return whole and whole[:7]
    return f"{whole}T{clock}{zone or ''}" if clock else whole


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
