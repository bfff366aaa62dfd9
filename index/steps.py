"""Steps: paragraphs that say what to do one after the other, each with what stands under it."""

import re
from collections.abc import Sequence
from itertools import pairwise

from index.enumerated import announcement, announces
from index.records import Span
from index.sentences import trim
from index.structure import Structure

_NUMBER = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten)"
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last|final)"
# "Step 1: do this", "**Phase two.** Do that", "3rd step - do the rest"
_STEP = re.compile(
    rf"[*_]*(?:(?P<before>step|phase|stage) {_NUMBER}|{_ORDINAL} (?P<after>step|phase|stage))[*_]*"
    r"(?:[:.)][*_]*|[^\S\r\n]+[-–—])(?=\s|$)",
    re.IGNORECASE,
)
# "Then run:", "This makes the program, which you now install:", "and then start it:"; other announcements side by side
# may be of other ways to do it.
_NEXT = re.compile(
    r"[*_]*(?:next|now|after|finally|lastly|once|second|third|last)(?:ly)?\b|.*\b(?:then|now|next|finally)\b",
    re.IGNORECASE | re.DOTALL,
)
_MOST = 40  # blocks before and behind that are looked at


def one_step(structure: Structure, number: int, steps: Sequence[Span], room: int) -> Span | None:
    """Return the one of some steps that a block is part of, where it announces something, with all that is under it.

    None of another block, and where it has no room.
    """
    own = next((span for span in steps if _holds(structure, span, number)), None)
    if own is None or len(own) > room or structure.page_marks(own):
        return None
    first = structure.at(own.start)
    return own if first is not None and _announces(structure, first) else None


def all_steps(structure: Structure, number: int, steps: Sequence[Span], room: int) -> Span | None:
    """Return the steps around a block with what announces them; of more than have room, those from its own on.

    None where it is no part of a step, there is no room for two, or a page ends between them.
    """
    own = next((place for place, span in enumerate(steps) if _holds(structure, span, number)), None)
    if own is None or len(steps) < 2:
        return None
    before = structure.before(steps[0].start)
    lead = announcement(structure, before) if before is not None else None
    for first in (steps[0].start if lead is None else lead.start, steps[0].start, steps[own].start):
        within = [span for span in steps if span.start >= first and span.end - first <= room]
        if len(within) > 1 and within[-1].end >= steps[own].end:
            whole = Span(first, within[-1].end)
            if not structure.page_marks(whole):
                return whole
    return None


def _holds(structure: Structure, span: Span, number: int) -> bool:
    return span.start <= structure.block(number).start < span.end


def numbered_steps(structure: Structure, number: int) -> Sequence[Span]:
    """Return the paragraphs around a block that are numbered as steps, each with what stands up to the next one."""
    around = _section(structure, number)
    found = [(each, _word(structure, each)) for each in around]
    words = [word for each, word in found if word is not None and each <= number]
    begins = [each for each, word in found if words and word == words[-1]]
    spans = [
        trim(structure.text, structure.block(each).start, structure.block(behind).start)
        for each, behind in pairwise(begins)
    ]
    if begins:
        spans.append(_last_step(structure, begins[-1]))
    return [span for span in spans if span is not None]


def _word(structure: Structure, number: int) -> str | None:
    """Return the word with which a paragraph is numbered as a step: "step"; None where it is none."""
    block = structure.block(number)
    found = _STEP.match(structure.text, block.start, block.end) if block.kind == "paragraph" else None
    return (found["before"] or found["after"]).lower() if found else None


def _last_step(structure: Structure, number: int) -> Span:
    """Return the last step with what belongs to it, and with the code right behind that."""
    span = structure.whole(number)
    while (behind := structure.behind(span.end)) is not None and structure.kind_of(behind) == "code":
        span = Span(span.start, structure.whole(behind).end)
    return span


def typed_steps(structure: Structure, number: int) -> Sequence[Span]:
    """Return the paragraphs around one that announce code one after the other, each with its code."""
    parent = structure.block(number).parent
    own = number if structure.kind_of(number) == "paragraph" or parent is None else parent
    if not _announces_code(structure, own):
        return ()
    found = [own]
    while (before := structure.before(structure.block(found[0]).start)) is not None and len(found) < _MOST:
        lead = structure.block(before).parent
        if not _goes_on(structure, found[0]):
            break
        if structure.kind_of(before) != "code" or lead is None or not _announces_code(structure, lead):
            break
        found.insert(0, lead)
    while (behind := structure.behind(structure.whole(found[-1]).end)) is not None and len(found) < 2 * _MOST:
        if not (_announces_code(structure, behind) and _goes_on(structure, behind)):
            break
        found.append(behind)
    return [structure.whole(each) for each in found]


def _announces_code(structure: Structure, number: int) -> bool:
    children = structure.children[number]
    is_code = bool(children) and all(structure.kind_of(child) == "code" for child in children)
    return is_code and structure.block(number).parent is None and _announces(structure, number)


def _goes_on(structure: Structure, number: int) -> bool:
    block = structure.block(number)
    return _NEXT.match(structure.text, block.start, block.end) is not None


def _announces(structure: Structure, number: int) -> bool:
    block = structure.block(number)
    return block.kind == "paragraph" and announces(structure, block.span)


def _section(structure: Structure, number: int) -> Sequence[int]:
    """Return the blocks around one, up to the headings before and behind it, as far as one looks."""
    blocks = structure.content.blocks
    first = last = number
    while first > max(0, number - _MOST) and blocks[first - 1].kind != "heading":
        first -= 1
    while last + 1 < min(len(blocks), number + _MOST) and blocks[last + 1].kind != "heading":
        last += 1
    return range(first, last + 1)
