"""Rows of a sheet that hold words only as a figure of theirs is missing: "–", "n/a", "none" in a column of numbers."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.parsers.office.sheet_heads import Line

_MISSING = re.compile(
    r"[-‐‑‒–—―−_.…?/]{1,3}|n\.?\s?/?\s?[ad]\.?|none|null|nil|nan|missing|unknown|pending|t\.?b\.?[acdn]\.?|k\.\s?a\.|"
    r"not (?:yet )?(?:announced|applicable|available|decided|determined|given|known|measured|recorded|reported|set)|"
    r"to be \w+|no (?:answer|data|figures?|information|value)|#(?:n/a|ref!|value!|div/0!|name\?|num!|null!)",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d")


def with_gaps(lines: Sequence[Line]) -> list[Line]:
    """Return the rows; those of words in which a figure is missing are taken for rows of figures: they name nothing."""
    above: list[str] = [""] * (len(lines[0].cells) if lines else 0)  # what each column said last
    found: list[Line] = []
    for line, below in zip(lines, _below(lines), strict=True):
        is_gap = line.figures == "none" and _lacks_figures(line, above, below)
        found.append(replace(line, figures="some") if is_gap else line)
        _take(line, above)
    return found


def _below(lines: Sequence[Line]) -> list[list[str]]:
    """Return for each row of words what its columns say next; nothing for others."""
    last = [""] * (len(lines[0].cells) if lines else 0)
    found: list[list[str]] = []
    for line in reversed(lines):
        is_asked = line.figures == "none" and any(map(_MISSING.fullmatch, line.cells))
        found.append(list(last) if is_asked else [])
        _take(line, last)
    return found[::-1]


def _take(line: Line, said: list[str]) -> None:
    for column, cell in enumerate(line.cells):
        if cell and not _MISSING.fullmatch(cell):
            said[column] = cell


def _lacks_figures(line: Line, above: Sequence[str], below: Sequence[str]) -> bool:
    """Say whether a row of words says of columns of figures that there are none, rather than what they are called.

    Args:
        line: the row.
        above: what its columns say above it.
        below: what they say below it; nothing where no cell of the row says that something is missing.
    """
    missing = words = 0
    for cell, before, after in zip(line.cells, above, below, strict=False):
        if not cell:
            continue
        if _MISSING.fullmatch(cell):
            missing += bool(before) and _FIGURE.search(before + after) is not None
        else:
            words += _FIGURE.search(after) is not None
    return missing > words
