"""Running headers, footers and page numbers: what stands at the edge of page after page."""

import re
from collections import Counter
from collections.abc import Sequence

_EDGE = 3  # lines at the top and at the bottom that are looked at
_MIN_PAGES = 3  # pages on which a line must return,
_MIN_SHARE = 0.3  # and their share: left and right pages may have their own
_MAX_LINE = 150  # characters
_NUMBER = re.compile(r"\W*(?:(?:page|seite|p\.)\s*)?(?:#|[ivxlc]+)(?:\s*(?:of|/|von)\s*#)?\W*", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


def running_lines(pages: Sequence[Sequence[str]]) -> list[dict[int, str]]:
    """Return for each page the numbers of its running lines, each with its reason.

    A line counts only where all lines between it and the edge count too: the same words in the text are text.
    """
    found: list[dict[int, str]] = [{} for _ in pages]
    for why, order in (("running header", _from_top), ("running footer", _from_bottom)):
        edges = [[(number, _key(page[number])) for number in order(len(page))] for page in pages]
        counts = Counter(key for edge in edges for key in {key for _, key in edge})
        least = max(_MIN_PAGES, _MIN_SHARE * len(pages))
        for marks, edge in zip(found, edges, strict=True):
            for number, key in edge:
                if counts[key] < least or len(key) > _MAX_LINE:
                    break
                marks[number] = "page number" if _NUMBER.fullmatch(key) else why
    return found


def _from_top(lines: int) -> Sequence[int]:
    return range(min(_EDGE, lines))


def _from_bottom(lines: int) -> Sequence[int]:
    return range(lines - 1, max(lines - 1 - _EDGE, -1), -1)


def _key(line: str) -> str:
    """Return the line with every number as #, so that page 4's is page 5's."""
    return " ".join(_DIGITS.sub("#", line).split())
