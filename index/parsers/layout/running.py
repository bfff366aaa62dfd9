"""What is printed on every page of a text: running titles and footers of manual pages and of paged reports."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.parsers.layout.lines import MAX_LINE, Line, segments

_MANUAL = re.compile(r"([^\s()]{1,60}\([0-9][A-Za-z]{0,5}\))(?: {2,}|\t)")
_DIGITS = re.compile(r"\d+")
_SECTIONS = ("SYNOPSIS", "DESCRIPTION")


@dataclass(frozen=True, slots=True)
class RunningLine:
    """A line that belongs to the page and not to its text."""

    number: int
    kind: Literal["page_header", "page_footer"]


def running_lines(text: str, lines: Sequence[Line]) -> list[RunningLine]:
    """Return the running titles and footers, in order."""
    found = {each.number: each for each in (*_of_pages(text, lines), *_of_manual(lines))}
    return [found[number] for number in sorted(found)]


def is_manual(lines: Sequence[Line]) -> bool:
    """Say whether the text is set as manual pages are: a running title, or their sections over text that is set in."""
    told = [line for line in lines[:400] if line.words]
    if told and _title_of(told[0]) is not None:
        return True
    names = [n for n, line in enumerate(told) if line.indent == 0 and line.words in ("NAME", *_SECTIONS)]
    over = [n for n in names if n + 1 < len(told) and told[n + 1].indent >= 3]
    return len(over) > 1 and told[over[0]].words == "NAME"


def _title_of(line: Line) -> str | None:
    """Return the "ls(1)" of a running title "LS(1)   User Commands   LS(1)"."""
    if line.indent > 2 or len(line.words) > MAX_LINE:
        return None
    found = _MANUAL.match(line.words)
    return found[1] if found and line.words.endswith(found[1]) and len(segments(line)) >= 2 else None


def _of_manual(lines: Sequence[Line]) -> list[RunningLine]:
    found: list[RunningLine] = []
    titles: set[str] = set()
    for number, line in enumerate(lines):
        if line.indent > 2 or line.is_blank:
            continue
        if (title := _title_of(line)) is not None:
            titles.add(title)
            found.append(RunningLine(number, "page_header"))
        elif titles and len(line.words) <= MAX_LINE and line.words.endswith(tuple(titles)) and len(segments(line)) >= 3:
            found.append(RunningLine(number, "page_footer"))
    last = next((number for number in reversed(range(len(lines))) if lines[number].words), None)
    if found and last is not None and found[-1].number != last and _is_footer(lines, last):
        found.append(RunningLine(last, "page_footer"))
    return found


def _is_footer(lines: Sequence[Line], number: int) -> bool:
    line = lines[number]
    alone = number > 0 and lines[number - 1].is_blank and line.indent == 0 and len(line.words) <= MAX_LINE
    return alone and len(segments(line)) >= 3


def _of_pages(text: str, lines: Sequence[Line]) -> list[RunningLine]:
    """Return the first and last lines of pages that form feeds part, where most pages have them alike."""
    if "\f" not in text:
        return []
    firsts: list[int] = []
    lasts: list[int] = []
    above: int | None = None
    for number, line in enumerate(lines):
        if "\f" in text[line.start : line.first + 1] and above is not None:
            lasts.append(above)
            firsts += [n for n in range(number, min(number + 4, len(lines))) if lines[n].words][:1]
        if line.words:
            above = number
    lasts += [above] if above is not None else []
    return [
        *(RunningLine(number, "page_header") for number in _alike(lines, firsts)),
        *(RunningLine(number, "page_footer") for number in _alike(lines, lasts)),
    ]


def _alike(lines: Sequence[Line], numbers: Sequence[int]) -> list[int]:
    """Return those of the lines that say the same, page numbers aside, on at least half of the pages."""
    shapes = {number: " ".join(_DIGITS.sub("0", lines[number].words[:MAX_LINE]).split()) for number in numbers}
    counts = Counter(shapes.values())
    return [number for number, shape in shapes.items() if counts[shape] >= max(2, len(numbers) / 2)]
