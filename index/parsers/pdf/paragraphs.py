"""The lines of a column to paragraphs."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.parsers.pdf.layout import Line
from index.parsers.pdf.markers import marker_of
from index.parsers.pdf.zones import is_wordy

_NEW_SIZE = 1.12  # times the font size: lines belong to different paragraphs
_NEW_PITCH = 1.35  # times the usual distance of lines: a paragraph ends
_MAX_PITCH = 2.2  # times the font size: no line of the same paragraph is further
_INDENT = 0.8  # of the font size
_CENTRED = 3.0  # points
_ENDS = re.compile(r"[.!?…:;。！？：][\"'”’»)\]]*(?:\s?\[\d+\])?$")
_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,5}\.?\s")  # of a numbered paragraph
_LABEL = re.compile(r"[^\s:][^:]{0,40}:(?:\s|$)")
_END = 12  # characters in which the end of a sentence shows
_MOSTLY = 0.5
_WORDY = 0.4  # of the lines have words in small letters; else it is no running text
_SAMPLE = 3  # lines of a run that are looked at for that
_NARROW = 0.3  # of a column's width stays empty
_RAGGED = 0.12  # of their width: so much the right ends of wrapped lines differ
_FEW_LINES = 4
_WORDS = 6  # in small letters make a line a sentence


def ends_sentence(text: str) -> bool:
    """Say whether a line ends where a sentence may end."""
    return _ENDS.search(text[-_END:]) is not None


def is_labelled(text: str) -> bool:
    """Say whether a line says what it is before it says it: "Date: 5 May"."""
    found = _LABEL.match(text)
    return found is not None and text[:1].isupper() and found[0].count(" ") <= 5


def paragraphs_of(lines: Sequence[Line]) -> Iterator[tuple[list[Line], set[int]]]:
    """Yield runs of lines that are one paragraph, with the lines after which a line break was meant."""
    for run in _runs(lines):
        full = _full(run)
        start = 0
        for number in range(1, len(run)):
            if _parts(run, start, number, full[number - 1]):
                yield _paragraph(run, full, start, number)
                start = number
        yield _paragraph(run, full, start, len(run))


def _paragraph(run: Sequence[Line], full: Sequence[bool], start: int, stop: int) -> tuple[list[Line], set[int]]:
    return list(run[start:stop]), {number - start for number in range(start, stop - 1) if not full[number]}


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Cut lines where the type, the distance or the column changes."""
    pitch = _usual_pitches(lines)
    run: list[Line] = []
    for line in lines:
        if run and _changes(run[-1], line, pitch):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _usual_pitches(lines: Sequence[Line]) -> dict[float, float]:
    """Return for each font size the usual distance of lines."""
    distances: dict[float, list[float]] = {}
    for above, below in pairwise(lines):
        distance = below.base - above.base
        if above.size == below.size and 0.5 * below.size < distance < _MAX_PITCH * below.size:
            distances.setdefault(below.size, []).append(distance)
    # The lower quartile: wide gaps are common on short pages, narrow ones only where an index is raised.
    return {size: sorted(found)[len(found) // 4] for size, found in distances.items()}


def _changes(above: Line, below: Line, pitch: dict[float, float]) -> bool:
    sizes = sorted((above.size, below.size))
    distance = below.base - above.base
    usual = pitch.get(below.size, _NEW_PITCH * below.size)
    return (
        distance < -0.5 * below.size
        or sizes[1] > _NEW_SIZE * sizes[0]
        or distance > min(_NEW_PITCH * usual, _MAX_PITCH * sizes[1])
        or above.mono != below.mono
        or (above.value is None) != (below.value is None)
        or above.value is not None
    )


def _full(run: Sequence[Line]) -> list[bool]:
    """Say for each line whether it was broken only because the next word had no room.

    Where few lines look so, none does: then they were broken on purpose, and the longest of them too.
    """
    right = max(line.box.right for line in run)
    edge = max(line.column[1] for line in run)
    widest = right - min(line.box.left for line in run)
    full = []
    for above, below in pairwise(run):
        width = first_word(below)
        left = above.box.left if not _is_centred(above, below) else right - widest
        full.append(left + above.box.width + width > right)
    sample = run[:_SAMPLE]
    if sum(is_wordy(line.text) for line in sample) < _WORDY * len(sample):
        full = [False] * len(full)
    elif len(full) > 1 and (sum(full) <= _MOSTLY * len(full) or _is_narrow(run, right, edge)):
        full = [each and run[i].box.right + first_word(run[i + 1]) > edge for i, each in enumerate(full)]
    return [
        each or (below.text[:1].islower() and not ends_sentence(above.text))
        for each, (above, below) in zip(full, pairwise(run), strict=True)
    ]


def _is_narrow(run: Sequence[Line], right: float, edge: float) -> bool:
    """Say whether lines end far from their column's edge, and not one below the other: they were broken on purpose."""
    left = min(line.box.left for line in run)
    if edge - right < _NARROW * (edge - left):
        return False
    long = sum(right - line.box.right < _RAGGED * (right - left) for line in run[:-1])
    return len(run) < _FEW_LINES or long < _MOSTLY * (len(run) - 1)


def first_word(line: Line) -> float:
    """Return about how wide a line's first word is, with the blank before it."""
    word = line.text.split(None, 1)[0] if line.text.strip() else ""
    return (len(word) + 1) / max(1, len(line.text)) * line.box.width


def _is_centred(above: Line, below: Line) -> bool:
    middles = (above.box.left + above.box.right) - (below.box.left + below.box.right)
    return abs(middles) < _CENTRED and abs(above.box.left - below.box.left) > _CENTRED


def _parts(run: Sequence[Line], start: int, number: int, wrapped: bool) -> bool:
    """Say whether a new paragraph begins with line ``number``, in a paragraph that began at ``start``."""
    above, below = run[number - 1], run[number]
    if above.bold != below.bold and not wrapped:
        return True
    if marker_of(below.text) and (not wrapped or _is_item_edge(run, start, number)):
        return True
    counts_on = _are_numbered(run[start], below) and (not wrapped or ends_sentence(above.text))
    if counts_on or (is_labelled(above.text) and is_labelled(below.text)):
        return True
    if not wrapped and (is_labelled(below.text) or is_labelled(above.text) or ends_sentence(above.text)):
        return True
    if not wrapped and number - start == 1 and 2 * len(above.text) < len(below.text) and _is_sentence(below.text):
        return True
    return _is_indented(run, start, number, wrapped)


def _are_numbered(first: Line, below: Line) -> bool:
    """Say whether two lines begin with numbers such as 2.1, at one place."""
    if abs(below.box.left - first.box.left) > _INDENT * below.size:
        return False
    return _NUMBER.match(first.text) is not None and _NUMBER.match(below.text) is not None


def _is_sentence(text: str) -> bool:
    return sum(word[0].islower() for word in text.split()) >= _WORDS


def _is_item_edge(run: Sequence[Line], start: int, number: int) -> bool:
    """Say whether a mark at a line's beginning stands where the paragraph's own mark does, or left of its text."""
    below, first = run[number], run[start]
    if marker_of(first.text):
        return below.box.left <= first.box.left + _INDENT * below.size or ends_sentence(run[number - 1].text)
    shifted = abs(below.box.left - run[number - 1].box.left) > _INDENT * below.size / 2
    return shifted and ends_sentence(run[number - 1].text)


def _is_indented(run: Sequence[Line], start: int, number: int, wrapped: bool) -> bool:
    above, below = run[number - 1], run[number]
    indent = _INDENT * below.size
    shift = below.box.left - above.box.left
    if shift > indent:
        # Behind a mark, and below a first line that hangs out, the other lines of a paragraph are indented.
        hangs = number - start == 1 and (
            marker_of(above.text) is not None
            or _NUMBER.match(above.text) is not None
            or (number + 1 < len(run) and abs(run[number + 1].box.left - below.box.left) < indent)
        )
        return not hangs and (ends_sentence(above.text) or above.box.right < above.column[1] - 2 * indent)
    goes_on = wrapped and not ends_sentence(above.text)
    return shift < -indent and number - start > 1 and not goes_on and not _is_centred(above, below)
