"""The marks of list items and the numbers of headings, as they are printed."""

import re

BULLETS = "•●○◦▪■□☐☒☑▫◼◆◇►▸‣⁃∙·➢➤✓✔❖\uf0b7\uf0a7\uf0d8\uf076\u2219"
_NUMBER = r"(?:\d{1,3}|[A-Za-z]|[ivxl]{1,6}|[IVXL]{1,6})"
_MARKER = re.compile(rf"(?:[{re.escape(BULLETS)}*]|\(?{_NUMBER}[.)]|\({_NUMBER}\)|\[\w{{1,12}}\+?\w{{0,4}}\])")
_STARTS = re.compile(rf"(?:[{re.escape(BULLETS)}]|[*+–—-](?=\s)|\(?{_NUMBER}[.)](?=\s)|\({_NUMBER}\)(?=\s))\s*")
NUMBERED = re.compile(r"(?:(?:chapter|section|part|appendix|article|annex)\s+)?(\d{1,2}(?:\.\d{1,2}){0,5})[.):]?\s+\S", re.I)


def is_marker(text: str) -> bool:
    """Say whether ``text`` is nothing but the mark of a list item."""
    return len(text) <= 18 and _MARKER.fullmatch(text) is not None


def is_dash(text: str) -> bool:
    """Say whether ``text`` is a dash, which may be a list item's mark or an empty cell."""
    return text in ("-", "–", "—", "+")


def marker_of(text: str) -> str | None:
    """Return the mark that a line begins with, or None."""
    found = _STARTS.match(text)
    return found[0].strip() if found is not None and found.end() < len(text) else None
