"""What is announced from further away: paragraphs with numbers or labels, and lists under headings of their own."""

import re
from bisect import bisect_right

from index.prose import UNIT_LIMIT
from index.records import Span
from index.sentences import sentence_spans
from index.structure import Structure

_ANNOUNCES = (":", ":**", ":*", "：")
_LAST = 90  # characters at an end, which say what comes
# "as follows.", "the contacts (below).", "we have billed the following company"
_POINTS_DOWN = re.compile(
    r"(?:\bas follows|\b(?:listed|given|shown|described|outlined|set out|set forth|see|found) below|\(below\))\W*\Z"
    r"|\bthe following(?: [\w-]+){0,4}\Z",
    re.IGNORECASE,
)
# "Role: who helps", "**Place:** where"
_LABEL = re.compile(r"(?:\*\*|__)?[^\W\d_][^:.?!\n*_]{1,40}(?::(?:\*\*|__)?|(?:\*\*|__):)[^\S\r\n]+\S")
_MARK = re.compile(r"(?P<open>\(?)(?P<name>[A-Z]|[a-z]|[ivx]{2,5}|\d{1,2})(?P<close>[.)])\s+\S")
_MOST = 26  # paragraphs, or headings, between an announcement and what it announces


def mark_of(structure: Structure, number: int) -> str | None:
    """Return the kind of label or number that a paragraph begins with, such as "(A)"; None where it has none."""
    block = structure.block(number)
    if block.kind != "paragraph":
        return None
    if found := _MARK.match(structure.text, block.start, block.end):
        name = found["name"]
        return found["open"] + ("1" if name.isdigit() else "a" if name.islower() else "A") + found["close"]
    return "label" if _LABEL.match(structure.text, block.start, block.end) else None


def announced_by(structure: Structure, number: int) -> Span | None:
    """Return the sentence that announces a numbered paragraph, before all that are numbered as it is; None without."""
    mark = mark_of(structure, number)
    if mark is None or mark == "label":
        return None
    for _ in range(_MOST):
        before = structure.before(structure.block(number).start)
        if before is None or structure.kind_of(before) != "paragraph":
            return None
        if mark_of(structure, before) != mark:
            return announcement(structure, before)
        number = before
    return None


def labelled(structure: Structure, first: Span, most: int) -> int:
    """Return where the paragraphs end that have labels, or numbers, as that has which ``first`` begins.

    That is its own end if it has none; none that ends behind ``most`` counts.
    """
    end, number = first.end, structure.at(first.start)
    mark = None if number is None else mark_of(structure, number)
    while mark is not None and number is not None:
        block = structure.block(number)
        if block.end > most or mark_of(structure, number) != mark:
            break
        end = max(end, block.end)
        number = structure.behind(block.end)
    return end


def all_numbered(structure: Structure, number: int, room: int) -> Span | None:
    """Return a numbered paragraph with all that are numbered as it is and what announces them, if they have room."""
    lead = announced_by(structure, number)
    own = structure.block(number).span
    if lead is None or own.end - lead.start > room:
        return None
    end = labelled(structure, own, len(structure.text))
    return Span(lead.start, end) if end - lead.start <= room else None


def announced_above(structure: Structure, number: int) -> Span | None:
    """Return the sentence over the headings that announces a list right under one of them; None without."""
    outline, start = structure.outline, structure.block(number).start
    path = outline.blocks_at(start)
    if not path or structure.before(start) != path[-1]:
        return None
    first = path[-1]
    place = bisect_right(outline.starts, start) - 1
    for own in reversed(outline.numbers[max(0, place - _MOST) : place]):
        if len(own) < len(path) or own[: len(path) - 1] != path[:-1]:
            break
        first = own[len(path) - 1]
    before = structure.before(structure.block(first).start)
    return None if before is None else announcement(structure, before)


def announces(structure: Structure, span: Span) -> bool:
    """Say whether a sentence or paragraph ends as announcements do: with a colon, "as follows" or "(below)"."""
    text = structure.text[span.start : span.end].rstrip()
    return text.endswith(_ANNOUNCES) or _POINTS_DOWN.search(text, max(0, len(text) - _LAST)) is not None


def announcement(structure: Structure, number: int) -> Span | None:
    """Return the last sentence of a short paragraph that announces something; None of any other block."""
    block = structure.block(number)
    is_short = block.kind == "paragraph" and len(block.span) <= UNIT_LIMIT
    if not is_short or not announces(structure, block.span):
        return None
    return next(iter(sentence_spans(structure.text, block.start, block.end)[-1:]), None)
