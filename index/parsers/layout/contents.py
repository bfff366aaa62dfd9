"""Tables of contents: lines with dots up to a page number, and lists of the titles that follow."""

import re
from collections.abc import Collection, Mapping, Sequence

from index.parsers.layout.lines import Line
from index.parsers.layout.marks import mark_of

_LEADERS = re.compile(r"\S[ \t]*(?:\.[ \t]?){3,}[ \t]*(?:\d{1,4}|[ivxlc]{1,7})$")
_HEADING = re.compile(r"(?:(?:table of )?contents|index|inhalt(?:sverzeichnis)?|table des matières):?$", re.IGNORECASE)
_LOOKED_AT = 200  # characters of a line
_FEW = 3
_MAX_ENTRIES = 2000


def contents(lines: Sequence[Line], titles: Mapping[int, str]) -> list[range]:
    """Return the runs of lines that are tables of contents, with the line that says so where there is one.

    Args:
        lines: all lines.
        titles: what the headings, and numbered questions, of the text are called, by the lines that they stand on.
    """
    known = {title for each in titles.values() if (title := normal(each))}
    last_words = {title.rpartition(" ")[2] for title in known}
    found: list[range] = []
    run: list[int] = []
    for number, line in enumerate(lines):
        if line.is_blank:
            continue
        if run and number - run[-1] > 2:
            found += _run(lines, run)
            run = []
        if number not in titles and _is_entry(line.words, known, last_words):
            run.append(number)
        elif run:
            found += _run(lines, run)
            run = []
    return found + _run(lines, run)


def is_contents_heading(words: str) -> bool:
    """Say whether a line is what a table of contents is called."""
    return _HEADING.match(words[:_LOOKED_AT]) is not None


def normal(title: str) -> str:
    """Return a title's words alone, to be compared: no number in front, no dots and page behind."""
    words = re.sub(r"[ \t]*(?:\.[ \t]?){3,}[ \t]*\w{0,7}$", "", title[:_LOOKED_AT].strip())
    mark = mark_of(words)
    return " ".join(words[mark.width if mark else 0 :].lower().split())


def _is_entry(words: str, known: Collection[str], last_words: Collection[str]) -> bool:
    if len(words) > _LOOKED_AT:
        return False
    if "..." in words or ". ." in words:
        return _LEADERS.search(words) is not None or normal(words) in known
    return words.lower().rpartition(" ")[2] in last_words and normal(words) in known


def _run(lines: Sequence[Line], run: Sequence[int]) -> list[range]:
    """Return the run as a range where it is long enough, the line "Contents" over it included."""
    if len(run) < _FEW or len(run) > _MAX_ENTRIES:
        return []
    over = next((n for n in range(run[0] - 1, max(-1, run[0] - 4), -1) if lines[n].words), None)
    first = over if over is not None and is_contents_heading(lines[over].words) else run[0]
    if first == run[0] and not all(_LEADERS.search(lines[n].words) for n in run) and len(run) < _FEW + 1:
        return []
    return [range(first, run[-1] + 1)]
