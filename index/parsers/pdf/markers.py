"""The marks of list items and the numbers of headings, as they are printed."""

import re
from itertools import pairwise

BULLETS = "•●○◦▪■□☐☒☑▫◼◆◇►▸‣⁃∙·➢➤✓✔❖\uf0b7\uf0a7\uf0d8\uf076\u2219"
TICK_BOXES = "☐☒☑"
_NUMBER = r"(?:\d{1,3}|[A-Za-z]|[ivxl]{1,6}|[IVXL]{1,6})"
_MARKER = re.compile(
    rf"(?:[{re.escape(BULLETS)}*]|\(?{_NUMBER}[.)]|\({_NUMBER}\)|\.\d{{1,2}}|\[\w{{1,12}}\+?\w{{0,4}}\])"
)
_STARTS = re.compile(
    rf"(?:[{re.escape(BULLETS)}]|[*+–—-](?=\s)|\(?{_NUMBER}[.)](?=\s)|\.\d{{1,2}}(?=\s)|\({_NUMBER}\)(?=\s)|\[[\w+-]{{1,12}}\](?=\s))\s*"
)
_ORDINAL = re.compile(r"\d+|[A-Za-z]+")
_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx".split()
_ROMAN_STEPS = {*pairwise(_ROMAN), *((a.upper(), b.upper()) for a, b in pairwise(_ROMAN))}
SECTION_NUMBER = re.compile(r"(?:[A-Z]\.)?\d{1,2}(?:\.\d{1,2}){0,5}\.?|[A-Z]|[IVXL]{1,6}\.?")
NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|appendix|article|annex)\s+)?(\d{1,2}(?:\.\d{1,2}){0,5})[.):]?\s+\S", re.I
)


def is_marker(text: str) -> bool:
    """Say whether ``text`` is nothing but the mark of a list item."""
    return len(text) <= 18 and _MARKER.fullmatch(text) is not None


def is_dash(text: str) -> bool:
    """Say whether ``text`` is a dash, which may be a list item's mark or an empty cell."""
    return text in ("-", "–", "—", "+")


def follows(marker: str, before: str) -> bool:
    """Say whether one item's mark comes after another, as "3." after "2."; bullets and names have to be alike."""
    one, other = _ORDINAL.search(before), _ORDINAL.search(marker)
    if one is None or other is None or marker[:1] == "[":
        return marker[:1] == before[:1]
    if marker[: other.start()] + marker[other.end() :] != before[: one.start()] + before[one.end() :]:
        return False
    return _value(other[0]) - _value(one[0]) == 1 or (one[0], other[0]) in _ROMAN_STEPS


def _value(ordinal: str) -> int:
    return int(ordinal) if ordinal.isdigit() else ord(ordinal[-1]) if len(ordinal) == 1 else -1


def is_ticked(text: str) -> bool:
    """Say whether a line is a label and a box behind it that is ticked, or not, and no end of a sentence."""
    label = text[:-1]
    if text[-1:] not in TICK_BOXES or text[:1].islower() or "\t" in label:
        return False
    return any(map(str.isalpha, label)) and not any(map(label.__contains__, TICK_BOXES))


def marker_of(text: str) -> str | None:
    """Return the mark that a line begins with, or None."""
    found = _STARTS.match(text)
    return found[0].strip() if found is not None and found.end() < len(text) else None
