"""Sentence borders with exact offsets. The splitting itself is sentencex's, which is linear in the text's length."""

import re

import sentencex

from index.records import Span

SENTENCE_LIMIT = 600  # characters; a longer run without an end mark is cut at a space

# A blank line, or a line break before a list item or heading, or after a heading, ends a sentence whatever its marks.
_BORDER = re.compile(
    r"\r?\n[^\S\n]*(?:\r?\n\s*)+"  # blank line
    r"|\r?\n(?=[^\S\n]*(?:[-*•‣▪–—]\s|#{1,6}\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s|\|))"  # before an item or row
    r"|(?:(?<=\n)|\A)(?P<heading>[^\S\n]*#{1,6}\s[^\n]*)\n"  # after a Markdown heading
    r"|\f"
)
_MARKER = re.compile(r"\W*\w{0,3}[.)\]]?\W*")  # "1.", "(a)", "*": a list item's mark is part of its sentence
_OPENERS = ",;:)]}%’”»"  # what cannot begin a sentence: the splitter cut too early


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the sentences of ``text[start:end]`` as spans, trimmed of white space, in reading order.

    Every character that is not white space lies in exactly one span, and no span is longer than ``SENTENCE_LIMIT``.
    """
    stop = len(text) if end is None else end
    spans: list[Span] = []
    for block_start, block_end in _blocks(text, start, stop):
        spans.extend(_block_sentences(text, block_start, block_end))
    return [piece for span in spans for piece in _capped(text, span)]


def _blocks(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    blocks = []
    place = start
    for border in _BORDER.finditer(text, start, stop):
        cut = border.end("heading") if border["heading"] is not None else border.start()
        blocks.append((place, cut))
        place = cut if border["heading"] is not None else border.end()
    blocks.append((place, stop))
    return blocks


def _block_sentences(text: str, start: int, end: int) -> list[Span]:
    block = text[start:end]
    if not block.strip():
        return []
    merged: list[tuple[int, int]] = []
    for found in sentencex.get_sentence_boundaries("en", block):
        trimmed = trim(text, start + found["start_index"], start + found["end_index"])
        if trimmed is None:
            continue
        if merged and _continues(text, merged[-1], trimmed.start):
            merged[-1] = (merged[-1][0], trimmed.end)
        else:
            merged.append((trimmed.start, trimmed.end))
    return [Span(*pair) for pair in merged]


def _continues(text: str, before: tuple[int, int], start: int) -> bool:
    """Say whether what begins at ``start`` is the rest of the sentence ``before``: "5 p.m. in" is one sentence."""
    first = text[start]
    return first.islower() or first in _OPENERS or _MARKER.fullmatch(text, *before) is not None


def _capped(text: str, span: Span) -> list[Span]:
    pieces = []
    place = span.start
    while span.end - place > SENTENCE_LIMIT:
        space = max(text.rfind(" ", place, place + SENTENCE_LIMIT), text.rfind("\n", place, place + SENTENCE_LIMIT))
        cut = space if space > place + SENTENCE_LIMIT // 2 else place + SENTENCE_LIMIT
        piece = trim(text, place, cut)
        if piece is not None:
            pieces.append(piece)
        place = cut
    last = trim(text, place, span.end)
    return pieces if last is None else [*pieces, last]


def trim(text: str, start: int, end: int) -> Span | None:
    """Return the span without white space at its ends, or None where nothing is left."""
    block = text[start:end]
    left = len(block) - len(block.lstrip())
    right = len(block.rstrip())
    return Span(start + left, start + right) if left < right else None
