"""Glossaries and forms: several lines in a row that begin with a name and a colon."""

import re
from collections.abc import Collection, Mapping, Sequence

from index.parsers.layout.lines import Line

_FIELD = re.compile(r"([^\W\d_][^:.?!;\t]{0,40}):(?:[ \t]+)(?=\S)")
_MAX_WORDS = 5  # of a name
_LEAST = 3  # in a row


def fields(lines: Sequence[Line], skipped: Collection[int]) -> dict[int, int]:
    """Return the lines that begin with a name, with the characters up to what it stands for.

    Names have to differ: of two people who talk in turn, neither is a name that something is said of.
    """
    found: dict[int, int] = {}
    run: dict[int, str] = {}
    glued = False  # to a field's line, or to what goes on below it
    for number in range(len(lines) + 1):
        line = lines[number] if number < len(lines) else None
        if line is not None and line.is_blank:
            glued = False
            continue
        indent = lines[next(iter(run))].indent if run else 0
        name = _name_of(line) if number not in skipped else None
        if line is not None and run and (line.indent > indent or (glued and not name)):
            continue
        if not (name and line is not None and (not run or line.indent == indent)):
            found |= _lengths(run)
            run = {}
        if name:
            run[number] = name
        glued = bool(name)
    return found


def _lengths(run: Mapping[int, str]) -> dict[int, int]:
    """Return the run with the length of each name, where it is long enough and its names differ."""
    sure = len(run) >= _LEAST and len(set(run.values())) == len(run)
    return {number: len(name) for number, name in run.items()} if sure else {}


def _name_of(line: Line | None) -> str | None:
    """Return the name that a line begins with, its colon and the blanks behind it included."""
    if line is None or line.is_quoted:
        return None
    found = _FIELD.match(line.words)
    return found[0] if found and len(found[1].split()) <= _MAX_WORDS and "://" not in line.words[:60] else None
