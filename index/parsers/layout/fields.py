"""Glossaries and forms: several lines in a row that begin with a name and a colon."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from index.parsers.layout.lines import Line

_FIELD = re.compile(r"([^\W\d_][^:.?!;\t]{0,40}):(?:[ \t]+(?=\S)|$)")
_MAX_NAME = 42  # characters of a name with its colon
_MAX_WORDS = 5  # of a name
_LEAST = 3  # in a row


def fields(lines: Sequence[Line], skipped: Collection[int]) -> dict[int, int]:
    """Return the lines that begin with a name, with the characters up to what it stands for.

    Names have to differ: of two people who talk in turn, neither is a name that something is said of; and of records
    one below the other, each says one thing as a whole.
    """
    found: list[dict[int, str]] = []
    run: dict[int, str] = {}
    glued = False  # to a field's line, or to what goes on below it
    for number in range(len(lines) + 1):
        line = lines[number] if number < len(lines) else None
        if line is not None and line.is_blank:
            glued = False
            continue
        indent = lines[next(iter(run))].indent if run else 0
        name = _name_at(lines, number) if number not in skipped else None
        if line is not None and run and (line.indent > indent or (glued and not name)):
            continue
        again = name in run.values() and not glued and _is_together(lines, run)  # the next record of a list
        if not (name and line is not None and (not run or line.indent == indent)) or again:
            found.append(run)
            run = {}
        if name:
            run[number] = name
        glued = bool(name)
    begins = Counter(next(iter(run.values())) for run in found if run)
    return {
        number: len(name)
        for run in found
        if len(run) >= _LEAST and len(set(run.values())) == len(run) and begins[next(iter(run.values()))] == 1
        for number, name in run.items()
    }


def _is_together(lines: Sequence[Line], run: Mapping[int, str]) -> bool:
    """Say whether no blank line parts the run."""
    return not any(lines[number].is_blank for number in range(min(run), max(run)))


def _name_at(lines: Sequence[Line], number: int) -> str | None:
    """Return the name that a line begins with, its colon and the blanks behind it included."""
    line = lines[number] if number < len(lines) else None
    if line is None or ":" not in line.words[:_MAX_NAME] or line.is_quoted or "://" in line.words[:60]:
        return None
    found = _FIELD.match(line.words)
    if found is None or len(found[1].split()) > _MAX_WORDS:
        return None
    below = lines[number + 1] if number + 1 < len(lines) else None
    says = found.end() < len(line.words) or (below is not None and below.indent > line.indent)
    return found[0] if says else None
