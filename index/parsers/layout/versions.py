"""The lines of a change log that name a version, under which its changes stand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.parsers.layout.lines import Line
from index.parsers.layout.wording import ends_sentence

_MAX_LINE = 90  # characters
_MAX_INDENT = 4
_LEAST = 2  # versions: one alone may be that of the document
_MOSTLY = 0.6
_NUMBER = r"(?P<number>[vV]?\d{1,4}(?:\.\w{1,12}){0,5}(?:[-~+]\w[\w.~+-]{0,30})?)"
_DATE = (
    r"(?:\d{4}[-/.]\d{1,2}(?:[-/.]\d{1,2})?|\d{1,2}[-. ]{1,2}[^\W\d_]{3,9}[-. ]{1,2}\d{4}"
    r"|[^\W\d_]{3,9}\.? (?:\d{1,2}(?:st|nd|rd|th)?,? )?\d{4}|unreleased)"
)
_SHAPES = (
    # Noteworthy changes in release 1.10 (2018-12-29) [stable]; Version 2.4; CHANGES WITH 252:
    re.compile(
        r"(?:[^\W\d_][\w.'’/+-]*[ \t]+){0,5}?"
        r"(?:version|release|changes[ \t]+(?:in|with|for|since)(?:[ \t]+version)?(?:[ \t]+[^\W\d_][\w+.-]*)?)"
        rf"[ \t]+{_NUMBER}(?=$|[ \t]*[^\w\s.]|\.$)",
        re.IGNORECASE,
    ),
    # 1.14.0 (2020-05-02):; Mutt 1.5.9 - 13 March 2005
    re.compile(
        rf"(?:[^\W\d_][\w+-]*[ \t]+)?{_NUMBER}[:,]?[ \t]*[(\[–—-]?[ \t]*(?:released[ \t]+)?(?:on[ \t]+)?{_DATE}",
        re.IGNORECASE,
    ),
    # lamp (2:4.0-1) unstable; urgency=low
    re.compile(r"[a-z0-9][a-z0-9+.-]+ \((?:\d+:)?(?P<number>\d[\w.~+-]*)\) [\w -]+; urgency=\w+$"),
)
_STARS = re.compile(r"(?:\*{1,3}|={1,3})[ \t]+(?=\S)")
_PART = re.compile(r"\*{2,3}[ \t]+(?=\S)")


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A line that is a heading, what it is called apart from its marks, and whether it names no version but a part."""

    number: int
    label: str
    is_part: bool = False


def version_lines(lines: Sequence[Line]) -> list[VersionLine]:
    """Return the lines that name versions where they count down or up, and the parts of an outline among them."""
    begins = [number for number in range(len(lines)) if _begins(lines, number)]
    told = {number: numbers for number in begins if (numbers := version_of(lines[number].words)) is not None}
    starred = [number for number in begins if lines[number].words.startswith("* ")]
    if sum(number in told for number in starred) < _MOSTLY * len(starred):  # those are items that speak of one
        told = {number: numbers for number, numbers in told.items() if number not in starred}
    column = lines[min(told)].indent if told else 0
    told = {number: numbers for number, numbers in told.items() if lines[number].indent == column}
    over_text = sum(_below(lines, number) not in (None, *told) for number in told)
    if len(told) < _LEAST or over_text < _MOSTLY * len(told) or not _counts([*told.values()]):
        return []
    found = [VersionLine(number, _label(lines[number].words)) for number in told]
    parts = _parts(lines, [number for number in begins if number > min(told)]) if 2 * len(starred) > len(told) else []
    return sorted([*found, *parts], key=lambda each: each.number)


def version_of(words: str) -> tuple[int, ...] | None:
    """Return the numbers of the version that a line names as a title does; None if it names none."""
    stars = _STARS.match(words)
    bare = words[stars.end() :] if stars else words
    if bare.endswith((",", ";")) or (ends_sentence(bare) and len(bare.split()) > 3):
        return None
    shape = next(filter(None, (shape.match(bare) for shape in _SHAPES)), None)
    if shape is None or (shape.re is _SHAPES[1] and "." not in shape["number"] and shape["number"][0] not in "vV"):
        return None
    return tuple(int(digits[:9]) for digits in re.findall(r"\d+", shape["number"]))


def _begins(lines: Sequence[Line], number: int) -> bool:
    line = lines[number]
    alone = bool(line.words) and (number == 0 or lines[number - 1].is_blank)
    return alone and line.indent <= _MAX_INDENT and len(line.words) <= _MAX_LINE


def _counts(versions: Sequence[tuple[int, ...]]) -> bool:
    """Say whether the versions mostly go down, or mostly up."""
    pairs = [*pairwise(versions)]
    down = sum(before > after for before, after in pairs)
    up = sum(before < after for before, after in pairs)
    return max(down, up) >= _MOSTLY * len(pairs)


def _below(lines: Sequence[Line], number: int) -> int | None:
    return next((n for n in range(number + 1, min(number + 6, len(lines))) if lines[n].words), None)


def _parts(lines: Sequence[Line], numbers: Sequence[int]) -> list[VersionLine]:
    """Return the lines with more stars than the versions have that stand alone over text."""
    found = []
    for number in numbers:
        words, below = lines[number].words, _below(lines, number)
        alone = below is not None and below > number + 1 and not lines[below].words.startswith("*")
        if alone and _PART.match(words) and not ends_sentence(words):
            found.append(VersionLine(number, _label(words), is_part=True))
    return found


def _label(words: str) -> str:
    stars = _STARS.match(words)
    return words[stars.end() if stars else 0 :].rstrip(": \t")
