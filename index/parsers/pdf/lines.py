"""Segments to lines of text: blanks where there is room for one, raised marks and exponents apart from the words."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from index.parsers.pdf.layout import Box, Fragment, Line
from index.parsers.pdf.markers import is_ticked
from index.parsers.pdf.rows import Segment

_BLANK = 0.17  # of the font size: less is no blank,
_NARROW = 0.08  # nor is this in letters of one size where the file says that one is there
_RAISED = 0.16  # of the font size
_SMALLER = 0.87
_UNITS = re.compile(
    r"(?:^|[\s\d(/·×])(?:[munkcd]?m|[kmcµ]?g|s|[mµn]s|K|[kM]?W|[kM]?Pa|[kM]?Hz|[kM]?J|N|V|A|cd|mol|l|L|ft|in|yd|mi)$"
)
_EXPONENT = re.compile(r"[+\-−–]?\d{1,4}(?:[.,/]\d{1,3})?|[+\-−–]|[a-z]")
_ORDINAL = re.compile(r"st|nd|rd|th|er|re|ère|e|ème|o|a|º|ª|TM|SM", re.IGNORECASE)
_MARK = re.compile(r"[\d*†‡§¶#,; –-]{1,12}|[a-z](?:,[a-z])*")
_POWER = re.compile(r"(?:^|[^\d.,])(?:10|e)$")
_SYMBOL = re.compile(r"(?:^|[^\w.,])(?:[A-Za-zα-ωΑ-Ω]{1,2}|2)$")  # a variable, or the base 2
_LEADER = ("....", ". . .", "···", "……")
_LEADERS = re.compile(r"\s*(?:[.·…]\s?){5,}\s*")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def line_of(segments: Sequence[Segment], column: tuple[float, float]) -> Line:
    """Return one or more segments of a row as a line; what is far apart is parted by a tab."""
    fragments = [fragment for segment in segments for fragment in segment.fragments]
    if len(fragments) == 1:
        only, style = fragments[0], fragments[0].style
        if not only.is_value:
            text = _leaders(only.text)
            bold = style.bold and _has_letters(text)
            return Line(text, only.box, only.base, style, bold, style.mono, column, value=_ticked(text))
    main = _usual(fragments)
    text = _leaders("\t".join(_text(segment.fragments, main) for segment in segments))
    value = next((fragment for fragment in reversed(fragments) if fragment.is_value), None)
    if value is not None and value is fragments[0] and value.name:
        text = f"{value.name.rstrip(':')}: {text}"
    tops, bottoms = min(fragment.top for fragment in fragments), max(fragment.bottom for fragment in fragments)
    return Line(
        text,
        Box(segments[0].left, tops, max(segment.right for segment in segments), bottoms),
        main.base,
        main.style,
        bold=all(fragment.style.bold for fragment in fragments if _has_letters(fragment.text)),
        mono=all(fragment.style.mono for fragment in fragments),
        column=column,
        value=len(text) - len(value.text) if value is not None and text.endswith(value.text) else _ticked(text),
    )


def _ticked(text: str) -> int | None:
    """Return where the box stands that is ticked, or not, behind its label."""
    return len(text) - 1 if is_ticked(text) else None


def _leaders(text: str) -> str:
    """Return ``text`` with a tab for the dots that lead the eye to a number at the line's end."""
    return _LEADERS.sub("\t", text) if any(dots in text for dots in _LEADER) else text


def _usual(fragments: Sequence[Fragment]) -> Fragment:
    """Return a fragment in the style of most letters."""
    letters: Counter[int] = Counter()
    first: dict[int, Fragment] = {}
    for fragment in fragments:
        letters[id(fragment.style)] += len(fragment.text)
        first.setdefault(id(fragment.style), fragment)
    return first[letters.most_common(1)[0][0]]


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _text(fragments: Sequence[Fragment], main: Fragment) -> str:
    if len(fragments) == 1:
        return fragments[0].text
    ordered = _by_direction(fragments)
    text = ordered[0].text if not _is_raised(ordered[0], main) else _raised("", ordered[0].text, _next(ordered, 0))
    for number, (before, fragment) in enumerate(pairwise(ordered), start=1):
        if _is_raised(fragment, main) and not (before.style.size <= fragment.style.size and _is_raised(before, main)):
            text = _raised(
                text if _touch(before, fragment) or text.endswith(" ") else f"{text} ",
                fragment.text,
                _next(ordered, number),
            )
        else:
            text += ("" if _touch(before, fragment) or text.endswith(" ") else " ") + fragment.text
    return text


def _by_direction(fragments: Sequence[Fragment]) -> Sequence[Fragment]:
    letters = sum(len(fragment.text) for fragment in fragments if _RTL.search(fragment.text))
    if letters * 2 > sum(len(fragment.text) for fragment in fragments):
        return sorted(fragments, key=lambda fragment: -fragment.right)
    return fragments


def _touch(before: Fragment, after: Fragment) -> bool:
    gap = max(after.left - before.right, before.left - after.right)
    size = min(before.style.size, after.style.size)
    if after.glued:
        return gap < 2 * _BLANK * size
    return gap < (_NARROW if before.style.size == after.style.size else _BLANK) * size


def _is_raised(fragment: Fragment, main: Fragment) -> bool:
    """Say whether a fragment is a raised mark or exponent."""
    size = main.style.size
    return main.base - fragment.base > _RAISED * size and (
        fragment.style.size <= _SMALLER * size or len(fragment.text) <= 2
    )


def _next(fragments: Sequence[Fragment], number: int) -> bool:
    """Say whether a word goes on right behind a fragment."""
    if number + 1 >= len(fragments):
        return False
    return _touch(fragments[number], fragments[number + 1]) and fragments[number + 1].text[:1].isalnum()


def _raised(before: str, raised: str, goes_on: bool) -> str:
    """Return ``before`` with raised letters behind it, written as what they mean."""
    raised = raised.strip()
    if _ORDINAL.fullmatch(raised) and before[-1:].isalnum():
        return before + raised
    if _EXPONENT.fullmatch(raised) and _takes_exponent(before, raised):
        return f"{before}^{raised.replace('−', '-').replace('–', '-')}"
    if not before:
        return f"[{raised}] " if raised[:1].isdigit() else f"{raised} "
    if _MARK.fullmatch(raised) and any(character.isalnum() for character in raised):
        return f"{before} [{raised}]" if not goes_on and not before.endswith(" ") else before + raised
    return before + raised


def _takes_exponent(before: str, raised: str) -> bool:
    if _POWER.search(before) or _UNITS.search(before) or before.endswith((")", "]")):
        return True
    return bool(_SYMBOL.search(before)) and (raised in ("2", "3") or not raised.isdigit() or len(raised) > 1)
