"""Sentence borders with exact offsets. The splitting itself is sentencex's; blocks and windows keep it linear."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import sentencex

from index.records import Span

SENTENCE_LIMIT = 600  # characters; a longer run without an end mark is cut between clauses, or at a blank

# sentencex takes time by the square of a block that is not ASCII, so no block is larger than this many characters.
_WINDOW = 2048

_BREAK = r"(?>\r\n|\r|\n)"  # atomic: CR LF is never taken for two line breaks
_LINE_BREAK = re.compile(_BREAK)
_BLANKS = r"[^\S\r\n]*"
_MARK = r"(?:[-*•‣▪–—]|\(?\d{1,3}[.)]|\(?[a-z][.)])"
_ITEM = re.compile(rf"{_BLANKS}(?P<mark>{_MARK})\s")
_NEXT_ITEMS = 400  # characters behind an item's mark in which the next item's is looked for
_LINE_ENDS = tuple(".!?:;…。！？\"'”’»)")
_SHORT_LINE = 16  # characters, or this share of the line below: lines that are wrapped are longer
_SHORTER = 0.6
# Behind these a full stop ends no sentence: always before a number, and before a capital where so listed.
_BEFORE_ALL = "approx ca cf e.g excl i.e incl vs".split()
_BEFORE_NUMBERS = (
    "art ch cl col ed eq fig figs no nos nr p par pp sec vol vols jan feb mar apr jun jul aug sep sept oct nov dec"
).split()
_ABBREVIATION = re.compile(
    rf"(?<!\w)(?:(?P<any>{'|'.join(map(re.escape, _BEFORE_ALL))})|{'|'.join(_BEFORE_NUMBERS)})\.$", re.IGNORECASE
)
_ABBREVIATED = tuple(f"{each}." for each in (*_BEFORE_ALL, *_BEFORE_NUMBERS))
_DAY = re.compile(r"(?<!\d)\d{1,2}\.$")
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März"
    r"|Mai|Juni|Juli|Oktober|Dezember)\b"
)
_NUMBER_FIRST = re.compile(r"\d+\.\s+(?=[^\W\d_])")
# A blank line, or a line break before a list item or heading, or after a heading, ends a sentence whatever its marks.
_BORDER = re.compile(
    rf"{_BREAK}{_BLANKS}{_BREAK}\s*"  # blank line
    rf"|{_BREAK}(?={_BLANKS}(?:#{{1,6}}\s|\|))"  # before a heading or row
    rf"|(?P<item>{_BREAK}(?={_BLANKS}{_MARK}\s))"  # before an item
    rf"|(?:(?<=[\r\n])|\A)(?P<heading>{_BLANKS}#{{1,6}}[^\S\r\n][^\r\n]*){_BREAK}"  # after a Markdown heading
    r"|\f\s*"
)
# "1.", "(a)", "*": a list item's mark is part of its sentence; and so is "No." with what it denies.
_MARKER = re.compile(r"\W*\w{0,3}[.)\]]?\W*")
_MARKER_LENGTH = 12  # characters; what is longer is no mark, and matching it would take time by its square
_ZERO_WIDTH_JOINER = "\u200d"
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
# A name with a full stop in it ("README.TXT", "Node.JS", "4.B") ends no sentence; "ended.The next" does.
_WORD_BEFORE = re.compile(r"(?:[a-z]{2,}|[)\]\"'”’»])\.$")
_WORD_BEHIND = re.compile(r"[^\W\d_][^\W\d_A-Z]*(?=[\s,;:!?'’]|$)")
_OPENERS = ",;:)]}%’”»"  # what cannot begin a sentence: the splitter cut too early
_PARTS_END = (re.compile(r";\s"), re.compile(r"[,:]\s"))  # of a sentence that is too long


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of ``text[start:end]`` as spans, trimmed of white space, in reading order.

    Every character that is not white space lies in exactly one span, and no span is longer than ``SENTENCE_LIMIT``.
    """
    stop = len(text) if end is None else end
    return [
        piece
        for block_start, block_end in _blocks(text, start, stop)
        for sentence in _block_sentences(text, block_start, block_end)
        for piece in _capped(text, sentence)
    ]


def _blocks(text: str, start: int, stop: int) -> Iterator[tuple[int, int]]:
    place = start
    for border in _BORDER.finditer(text, start, stop):
        if border["item"] is not None and not _begins_item(text, border, stop):
            continue
        is_heading = border["heading"] is not None
        cut = border.end("heading") if is_heading else border.start()
        yield place, cut
        place = cut if is_heading else border.end()
    yield place, stop


def _begins_item(text: str, border: re.Match[str], stop: int) -> bool:
    """Say whether a line that begins like an item is one, and not a sentence that was wrapped just there.

    It is behind a line that is at an end, too short to be wrapped, or the item before; or before the next item.
    """
    before = _line_start(text, border.start())
    line_above = text[before : border.start()].rstrip()
    width = _line_end(text, border.end(), stop) - border.end()
    if len(line_above) < max(_SHORT_LINE, _SHORTER * width) or line_above.endswith(_LINE_ENDS):
        return True
    here = _ITEM.match(text, border.end())
    if here is None or _follows(_ITEM.match(text, before), here):
        return here is not None
    last = min(stop, border.end() + _NEXT_ITEMS)
    return any(_follows(here, _ITEM.match(text, line.end())) for line in _LINE_BREAK.finditer(text, border.end(), last))


def _line_start(text: str, end: int) -> int:
    """Return where the line begins that ends at ``end``; no more than a window is looked at, however long it is."""
    first = max(0, end - _WINDOW)
    return max(first - 1, text.rfind("\n", first, end), text.rfind("\r", first, end)) + 1


def _line_end(text: str, start: int, stop: int) -> int:
    """Return where the line ends that begins at ``start``; no more than a window is looked at, however long it is."""
    last = min(stop, start + _WINDOW)
    found = _LINE_BREAK.search(text, start, last)
    return found.start() if found else last


def _follows(item: re.Match[str] | None, other: re.Match[str] | None) -> bool:
    """Say whether ``other`` may be the next item: the same mark, or the next number or letter."""
    if item is None or other is None:
        return False
    (one, first), (two, second) = _counted(item["mark"]), _counted(other["mark"])
    return one == two and second == first + (first > 0)


def _counted(mark: str) -> tuple[str, int]:
    """Return a mark without its number or letter, and which that is; 0 for a bullet."""
    inner = mark.strip("().")
    count = int(inner) + 1 if inner.isdecimal() else ord(inner) if inner.isalpha() else 0
    return (mark.replace(inner, "#") if count else mark), count


def _block_sentences(text: str, start: int, end: int) -> list[Span]:
    merged: list[Span] = []
    for left, right in pairwise(_cuts(text, start, end)):
        found = trim(text, left, right)
        if found is None:
            continue
        if merged and _continues(text, merged[-1], found.start):
            number = _NUMBER_FIRST.match(text, found.start, found.end) if _abbreviated(text, merged[-1]) else None
            if number is not None:  # "See vol. 4. The fee": the number was taken for the mark of an item
                merged[-1] = Span(merged[-1].start, number.end() - len(number[0]) + len(number[0].rstrip()))
                merged.append(Span(number.end(), found.end))
            else:
                merged[-1] = Span(merged[-1].start, found.end)
        else:
            merged.append(found)
    return merged


def _cuts(text: str, start: int, end: int) -> list[int]:
    """Return where the splitter begins a sentence, ascending, with ``start`` in front and ``end`` behind.

    Only beginnings are taken from it: whatever it leaves out thus belongs to the sentence before.
    """
    cuts = [start]
    while cuts[-1] < end:
        place = cuts[-1]
        stop = end if end - place <= _WINDOW else break_before(text, place, place + _WINDOW)
        found = sentencex.get_sentence_boundaries("en", text[place:stop])
        begins = [place + each["start_index"] for each in found if each["start_index"] > 0]
        # The window's last sentence may go on behind it, so that the next window begins with it.
        cuts += begins if begins and stop < end else [*begins, stop]
    return cuts


def _continues(text: str, before: Span, start: int) -> bool:
    """Say whether what begins at ``start`` is the rest of the sentence ``before``: "5 p.m. in" is one sentence."""
    first = text[start]
    if first.islower() or first in _OPENERS or _is_within_name(text, before, start):
        return True
    if _ITEM.match(text, start) and not text[before.end - 1 : before.end].endswith(_LINE_ENDS):
        return True  # borders before items are drawn already: the line was wrapped here
    if _MONTH.match(text, start) and _DAY.search(text, max(before.start, before.end - _MARKER_LENGTH), before.end):
        return True  # "from 1. June on"
    abbreviation = _abbreviated(text, before)
    if abbreviation is not None and (first.isdigit() or abbreviation["any"]):
        return True
    return len(before) <= _MARKER_LENGTH and _MARKER.fullmatch(text, before.start, before.end) is not None


def _is_within_name(text: str, before: Span, start: int) -> bool:
    """Say whether a full stop with nothing behind it stands within a name, and not between two sentences."""
    if before.end != start or text[start - 1] != "." or not text[start].isalnum():
        return False
    ends = _WORD_BEFORE.search(text, max(before.start, start - _MARKER_LENGTH), start)
    return ends is None or _WORD_BEHIND.match(text, start) is None


def _abbreviated(text: str, sentence: Span) -> re.Match[str] | None:
    """Return the abbreviation that ``sentence`` ends with, if it does."""
    end = text[max(sentence.start, sentence.end - _MARKER_LENGTH) : sentence.end]
    if not end.casefold().endswith(_ABBREVIATED):
        return None
    return _ABBREVIATION.search(text, max(sentence.start, sentence.end - _MARKER_LENGTH), sentence.end)


def _capped(text: str, sentence: Span) -> Iterator[Span]:
    if len(sentence) <= SENTENCE_LIMIT:
        yield sentence
        return
    place = sentence.start
    while place < sentence.end:
        whole = sentence.end - place <= SENTENCE_LIMIT
        stop = sentence.end if whole else _break_in_sentence(text, place, place + SENTENCE_LIMIT)
        piece = trim(text, place, stop)
        if piece is not None:
            yield piece
        place = stop


def _break_in_sentence(text: str, start: int, stop: int) -> int:
    """Return where to end a part of a sentence: behind its second half's last semicolon, else comma, else blank."""
    half = start + (stop - start) // 2
    for mark in _PARTS_END:
        if ends := [found.end() for found in mark.finditer(text, half, stop)]:
            return ends[-1]
    return break_before(text, start, stop)


def trim(text: str, start: int, end: int) -> Span | None:
    """Return the span without white space at its ends, or None where nothing is left."""
    if start < end and not (text[start].isspace() or text[end - 1].isspace()):
        return Span(start, end)
    block = text[start:end]
    left = len(block) - len(block.lstrip())
    right = len(block.rstrip())
    return Span(start + left, start + right) if left < right else None


def break_before(text: str, start: int, stop: int) -> int:
    """Return where to end a piece that begins at ``start`` and must end by ``stop``, inside of the text.

    That is behind the last blank of its second half; else at ``stop``, but not inside of what reads as one character.
    """
    second_half = range(stop, start + (stop - start) // 2, -1)
    at_blank = (place for place in second_half if text[place - 1].isspace())
    at_character = (place for place in second_half if not _joined(text, start, place))
    return next(at_blank, None) or next(at_character, stop)


def _joined(text: str, start: int, place: int) -> bool:
    """Say whether the characters around ``place`` read as one: a letter and its accent, a joined emoji, a flag."""
    before, after = text[place - 1], text[place]
    if before in _FLAG_LETTERS and after in _FLAG_LETTERS:  # two letters make a flag
        run = place - start - len(text[start:place].rstrip(_FLAG_LETTERS))
        return run % 2 == 1
    is_skin_tone = "\U0001f3fb" <= after <= "\U0001f3ff"
    return unicodedata.category(after).startswith("M") or _ZERO_WIDTH_JOINER in (before, after) or is_skin_tone
