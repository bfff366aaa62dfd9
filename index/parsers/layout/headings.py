"""Headings of plain text: underlined, numbered, in capitals, centred, and those of manual pages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.parsers.dates import is_date_line
from index.parsers.layout.contents import is_contents_heading
from index.parsers.layout.lines import Line, segments
from index.parsers.layout.marks import mark_of
from index.parsers.layout.versions import version_lines, version_of
from index.parsers.layout.wording import ends_sentence, is_caption, is_divider, look_of

_UNDERLINE = re.compile(r"([=\-~^\"'`*+#_.:])\1{2,}$")
_PART = re.compile(
    r"(?:chapter|section|part|article|appendix|annex|book|volume|kapitel|abschnitt|artikel|anhang|teil)[ \t]+"
    r"(?:\d{1,3}|[ivxlc]{1,7}|[a-z])(?:[.:)\s–—-]|$)",
    re.IGNORECASE,
)
_DASH = re.compile(r"[ \t]+(?:--?|[\u2010-\u2014\\]-?)[ \t]")
_NUMBERED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,5})[.)]?[ \t]+(?=\S)")
_MAX_TITLE = 100  # characters
_MIN_RULE = 4  # signs of a line under a title that is longer
_MAX_HEADLINE = 150
_MAX_NUMBERED = 80
_MAX_CAPITALS = 60
_MAX_WORDS = 14
_SET_IN = 3  # columns that the text is set in by where only headings stand at the margin,
_MOSTLY = 0.7  # of the lines of such a text
_OFF_CENTRE = 4  # columns that the middle of a centred line may stand beside the middle of the page
_MIN_CENTRED = 8  # columns that it is set in
_OUTER = ("headline", "centred")  # styles outside of those that are underlined, which nest as they appear
_INNER = ("capitals", "part", "number 1", "number 2", "inner", "number 3", "number 4")


@dataclass(frozen=True, slots=True)
class Heading:
    """Lines ``first`` to ``last``, of which ``title`` holds its words (the others are drawn).

    Its ``style`` tells its level, unless the format says it; ``label`` is what it is called apart from its marks.
    """

    first: int
    last: int
    title: int
    style: str
    level: int | None = None
    label: str | None = None


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A line that reads like a numbered title, and whether text stands below it."""

    number: int
    label: tuple[int, ...]
    over_text: bool


def headings(lines: Sequence[Line], width: int, *, manual: bool) -> list[Heading]:
    """Return the headings of a text of that width in order; ``manual``: it is set as manual pages are."""
    found = {heading.first: heading for heading in underlined(lines)}
    taken = {number for heading in found.values() for number in range(heading.first, heading.last + 1)}
    if manual:
        others = _of_manual(lines)
    else:
        others = [
            *_in_capitals(lines),
            *_at_margin(lines),
            *_numbered(lines),
            *_centred(lines, width),
            *_headline(lines),
        ]
        others = [*_of_versions(lines, found.values(), others), *others]
    for heading in others:
        if heading.first not in taken:
            found.setdefault(heading.first, heading)
    return sorted(found.values(), key=lambda heading: heading.first)


def levels(found: Sequence[Heading]) -> list[int]:
    """Return each heading's level: as it is given, else by the styles that occur."""
    present = dict.fromkeys(heading.style for heading in found)
    lines = [style for style in present if style not in (*_OUTER, *_INNER)]
    order = [style for style in (*_OUTER, *lines, *_INNER) if style in present]
    rank = {style: level for level, style in enumerate(order, 1)}
    return [heading.level or rank[heading.style] for heading in found]


def title_of(lines: Sequence[Line], found: Sequence[Heading], *, manual: bool) -> str | None:
    """Return what the text is called: the name of a manual page, else its first heading that is no numbered one."""
    for heading in found:
        words = lines[heading.title].words
        if manual:
            below = next((line.words for line in lines[heading.last + 1 : heading.last + 4] if line.words), "")
            if words.upper() in ("NAME", "NAMEN", "NOM", "BEZEICHNUNG") and below:
                return _DASH.split(below[:_MAX_HEADLINE], maxsplit=1)[0].strip() or None
        elif not heading.style.startswith(("number", "part", "version")) and not is_contents_heading(words):
            return (heading.label or words).rstrip(":").strip()
    return None


def _blank(lines: Sequence[Line], number: int) -> bool:
    return not 0 <= number < len(lines) or lines[number].is_blank


def underlined(lines: Sequence[Line], *, may_outgrow: bool = False) -> list[Heading]:
    """Return the titles that are underlined over their whole length, with the line over them where there is one.

    Where they ``may_outgrow`` their lines, those at the margin may be longer than a line of some length.
    """
    found: list[Heading] = []
    for number in range(1, len(lines)):
        rule, title = lines[number], lines[number - 1]
        if not _UNDERLINE.match(rule.words) or title.is_blank or is_divider(title.words):
            continue
        over = number >= 2 and lines[number - 2].words[:1] == rule.words[0] and is_divider(lines[number - 2].words)
        over = over and not (found and found[-1].last == number - 2)  # that one is under the title above
        # Between two rules of one length a title is sure, even where it outgrew them.
        sure = (over and lines[number - 2].words == rule.words) or (may_outgrow and not title.indent + rule.indent)
        room = _MAX_TITLE if sure and len(rule.words) >= _MIN_RULE else min(_MAX_TITLE, len(rule.words) * 2)
        fits = len(title.words) <= room and len(rule.words) <= len(title.words) + 25
        if not fits or abs(title.indent - rule.indent) > 3 or len(segments(title)) > 1 or title.is_quoted:
            continue
        if over or _blank(lines, number - 2):
            found.append(Heading(number - 2 if over else number - 1, number, number - 1, rule.words[0]))
    return found


def _of_manual(lines: Sequence[Line]) -> list[Heading]:
    """Return the lines at the margin, and slightly set in, over text that is set in further."""
    found: list[Heading] = []
    for number, line in enumerate(lines[:-1]):
        if line.is_blank or line.indent > 4 or len(line.words) > _MAX_TITLE or "  " in line.words:
            continue
        under = bool(found) and found[-1].last == number - 1
        below = lines[number + 1] if lines[number + 1].words else lines[min(number + 2, len(lines) - 1)]
        if (under or _blank(lines, number - 1)) and below.indent > (4 if line.indent else 0):
            found.append(Heading(number, number, number, "inner" if line.indent else "capitals"))
    return found


def _of_versions(lines: Sequence[Line], under: Iterable[Heading], others: Sequence[Heading]) -> list[Heading]:
    """Return the lines that name versions, but for those of a history inside a text with numbered sections.

    Where some of them are underlined, the others are of their level.
    """
    if any(heading.style.startswith(("number", "part")) for heading in others):
        return []
    style = next((heading.style for heading in under if version_of(lines[heading.title].words)), "version")
    return [
        Heading(each.number, each.number, each.number, "version part" if each.is_part else style, label=each.label)
        for each in version_lines(lines)
    ]


def _in_capitals(lines: Sequence[Line]) -> list[Heading]:
    """Return the lines in capitals that stand alone at the margin, or over text that is no capitals."""
    alone: list[Heading] = []
    over: list[Heading] = []
    first = next((number for number, line in enumerate(lines) if line.words), 0)
    for number, line in enumerate(lines):
        if line.indent or not _is_capitals(line.words) or not _blank(lines, number - 1):
            continue
        below = next((lines[n] for n in range(number + 1, min(number + 4, len(lines))) if lines[n].words), None)
        if below is None or _is_capitals(below.words) or is_divider(below.words):
            continue
        heading = Heading(number, number, number, "capitals")
        on_top = number == first and any(_blank(lines, number + few) for few in (2, 3))
        sure = on_top or _blank(lines, number + 1) or below.indent > line.indent
        (alone if sure else over).append(heading)
    return alone + (over if len(alone) + len(over) > 1 else [])


def _at_margin(lines: Sequence[Line]) -> list[Heading]:
    """Return the short lines that stand alone at the margin of a text that is set in all over."""
    told = [line for line in lines if line.words]
    if sum(line.indent >= _SET_IN for line in told) < _MOSTLY * len(told):
        return []
    found = []
    for number, line in enumerate(lines[:-1]):
        alone = line.words and not line.indent and _blank(lines, number - 1) and _blank(lines, number + 1)
        if not alone or len(line.words) > _MAX_CAPITALS or not line.words[0].isupper() or len(segments(line)) > 1:
            continue
        below = next((each for each in lines[number + 1 : number + 6] if each.words), line)
        if below.indent >= _SET_IN and not line.words.endswith((".", ",", ";", ":", "|")):
            found.append(Heading(number, number, number, "capitals"))
    return found


def _is_capitals(words: str) -> bool:
    if not 3 <= len(words) <= _MAX_CAPITALS or not words.isupper() or "  " in words:
        return False
    ends_well = words[-1].isalnum() or words[-1] in ":?)"
    return words[0].isalnum() and ends_well and sum(map(str.isalpha, words)) >= max(3, 0.6 * len(words))


def _numbered(lines: Sequence[Line]) -> list[Heading]:
    """Return numbered titles and "Chapter 3" that stand alone; numbers must count up, and text must stand below."""
    found: list[_Numbered] = []
    parts: list[Heading] = []
    for number, line in enumerate(lines):
        alone = _blank(lines, number - 1) and _blank(lines, number + 1) and line.words
        if not alone or line.indent > 4 or len(line.words) > _MAX_NUMBERED or line.is_quoted:
            continue
        if _PART.match(line.words) and not line.words.endswith((",", ";")) and line.words[0].isupper():
            parts.append(Heading(number, number, number, "part"))
        elif (label := _number_of_title(line.words)) is not None:
            below = next((lines[n] for n in range(number + 1, min(number + 6, len(lines))) if lines[n].words), None)
            found.append(_Numbered(number, label, below is not None and _number_of_title(below.words) is None))
    return parts + _counting(found)


def _counting(found: Sequence[_Numbered]) -> list[Heading]:
    """Keep what counts up from 0 or 1 over the document, most of it over text; a table of contents counts before it."""
    runs: list[list[_Numbered]] = []
    for each in found:
        label = each.label
        before = runs[-1][-1].label if runs else ()
        deeper = label[:-1] == before and label[-1] <= 1
        same = any(label[:-1] == before[:depth] and label[-1] == before[depth] + 1 for depth in range(len(before)))
        if runs and (deeper or same):
            runs[-1].append(each)
        elif label[-1] <= 1 and (not runs or label == runs[-1][0].label):
            runs.append([each])
    kept = [run for run in runs if len(run) > 1 and sum(each.over_text for each in run) >= 0.6 * len(run)]
    return [
        Heading(each.number, each.number, each.number, f"number {min(4, len(each.label))}")
        for run in kept
        for each in run
    ]


def _number_of_title(words: str) -> tuple[int, ...] | None:
    """Return the number of a line that reads like a numbered title."""
    found = _NUMBERED.match(words)
    if found is None:
        return None
    title = words[found.end() :]
    if not title[0].isupper() or len(title.split()) > _MAX_WORDS or "  " in title:
        return None
    if title.endswith((",", ";", ":", "!", "?")) or (ends_sentence(title) and not _is_title_case(title)):
        return None
    return tuple(map(int, found[1].split(".")))


def _is_title_case(title: str) -> bool:
    words = [word for word in title.split() if len(word) > 3 and word[0].isalpha()]
    return len(title.split()) <= 10 and bool(words) and all(word[0].isupper() for word in words)


def _centred(lines: Sequence[Line], width: int) -> list[Heading]:
    """Return up to three lines one under the other that are set in the middle of the page, with nothing beside them."""
    found = []
    number = 0
    while number < len(lines):
        last = number
        while last < len(lines) and _is_centred(lines[last], width):
            last += 1
        if last > number:
            alone = _blank(lines, number - 1) and _blank(lines, last) and last - number <= 3
            if alone and last < len(lines):
                found.append(Heading(number, last - 1, number, "centred"))
            number = last
        number += 1
    return found


def _headline(lines: Sequence[Line]) -> list[Heading]:
    """Return the first line where it reads like a headline: short, alone, no sentence, and text below it."""
    told = [number for number, line in enumerate(lines) if line.words][:2]
    if len(told) < 2 or told[1] == told[0] + 1:
        return []
    words = lines[told[0]].words
    begins_well = words[0].isupper() or words[0].isdigit() or not words[0].isascii()
    number = _number_of_title(words)
    numbered = mark_of(words) is not None or (number is not None and number[0] <= 1)
    other = is_date_line(words) or is_contents_heading(words) or is_caption(words) or numbered
    if (
        not begins_well
        or other
        or len(segments(lines[told[0]])) > 1
        or len(words) > _MAX_HEADLINE
        or words.endswith((".", ",", ";", ":", "…", "|"))
    ):
        return []
    return [Heading(told[0], told[0], told[0], "headline")]


def _is_centred(line: Line, width: int) -> bool:
    if line.indent < _MIN_CENTRED or len(line.words) > _MAX_CAPITALS or "  " in line.words:
        return False
    middle = line.indent + len(line.words) / 2
    is_centred = abs(middle - width / 2) <= _OFF_CENTRE and not line.words.endswith((".", ":", ",", ";"))
    return is_centred and any(map(str.isalpha, line.words)) and look_of(line.words) != "code"
