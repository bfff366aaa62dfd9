"""Whether a text speaks of a namesake: another number of what a question numbers, another year, another day."""

import re

from index.analysis import terms
from index.notation import MONTHS

# "PEP 652", "section 4.2", "May 7": a word and its number. Not "the 12", "from 2010", "under 20".
_NUMBERED = re.compile(
    r"\b(?P<name>[^\W\d_]{3,}) (?:(?:no\.|number|#) ?)?(?P<number>\d+(?:\.\d+)*)\b"
    r"(?![.,:/-]?\d|%| ?(?:thousand|million|billion|per|percent)\b)",
    re.IGNORECASE,
)
_MODEL = re.compile(r"(?<![\w.])([A-Za-z]{1,6})-?(\d{1,6}[A-Za-z]{0,2})(?!\w|[.,]\d)")  # "X200", "K-2"
_SPACED_MODEL = re.compile(r"(?<![\w.])([A-Za-z]{1,6})[- ]?(\d{1,6}[A-Za-z]{0,2})(?!\w|[.,]\d)")
_SERIES = re.compile(
    r"\d\s?(?:-|–|to|through)\s?[A-Za-z]{0,6}\d|\band (?:later|newer|above|up|higher)\b|\bor (?:later|newer|higher)\b"
)
_NO_NAMES = frozenset(
    "about after all and another approximately are around before between circa did does during each early every first "
    "for from had has have her his into just last late least mid most nearly next only onto over per plus since some "
    "than that the their through under until was were with year years".split()
)
_YEAR = re.compile(r"(?<![\w.,/-])(?:1[5-9]|20)\d\d(?![\w/-]|[.,]\d)")
_ASKS_WHEN = re.compile(
    r"\W*(?:on|by|from|until|since)?\W*(?:when|what (?:day|date)|which (?:day|date))\b", re.IGNORECASE
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")  # as terms have it


def speaks_of_namesake(question: str, near: str, quote: str, *, is_row: bool) -> bool:
    """Say whether ``quote`` has a number, year or day of its own where ``question`` names another.

    Prose about one year often tells what was so in another, so that years count in rows and where a time is asked for,
    and days in rows alone.

    Args:
        question: as it is read.
        near: what is quoted, with all that it belongs to; the number that is asked about may stand there.
        quote: what would be shown.
        is_row: whether that is a row of a table, which is of one thing.
    """
    if _is_numbered_otherwise(question, near, quote) or _is_another_model(question, near):
        return True
    years = _YEAR.findall(question)
    if years and (is_row or _ASKS_WHEN.match(question)) and not any(year in near for year in years):
        return _YEAR.search(quote) is not None
    days = _days(question) if is_row else set()
    return bool(days) and days.isdisjoint(_days(near)) and bool(_days(quote))


def _is_numbered_otherwise(question: str, near: str, quote: str) -> bool:
    asked = [(name, number) for name, number in _numbered(question) if not re.search(_alone(number), near)]
    if not asked:
        return False
    said = {name for name, _ in _numbered(quote)}
    return any(name in said for name, _ in asked)


def _is_another_model(question: str, near: str) -> bool:
    """Say whether ``near`` has X2000 where the question has X200, and that nowhere, nor a range that may hold it.

    A kind of it (X200b), and what is written X 200 or X0200, is it too.
    """
    asked = _models(question)
    if not asked:
        return False
    series, known = {name for name, _ in _models(near)}, _models(near, _SPACED_MODEL)
    if not any(name in series for name, _ in asked) or _SERIES.search(near):
        return False
    return any(
        name in series and not any(name == other and _is_same_model(number, each) for other, each in known)
        for name, number in asked
    )


def _is_same_model(number: str, other: str) -> bool:
    return re.fullmatch(rf"(?:20)?{number}[a-z]*", other) is not None or number == f"20{other}"


def _models(text: str, pattern: re.Pattern[str] = _MODEL) -> set[tuple[str, str]]:
    found = ((match[1].casefold(), match[2].casefold()) for match in pattern.finditer(text))
    return {(name, number.lstrip("0").removesuffix("s")) for name, number in found}


def _numbered(text: str) -> list[tuple[str, str]]:
    found = ((match["name"].lower(), match["number"]) for match in _NUMBERED.finditer(text))
    return [
        (name, number)
        for name, number in found
        if name not in _NO_NAMES and not (name in MONTHS and _YEAR.fullmatch(number))  # May 2010 is a time
    ]


def _alone(number: str) -> str:
    return rf"(?<![\w.]){re.escape(number)}(?!\w|\.\d)"


def _days(text: str) -> set[str]:
    return {term for term in terms(text) if _DATE.fullmatch(term)}
