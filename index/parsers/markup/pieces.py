"""What a paragraph of Markdown is made of: prose, definitions of links, footnotes, terms, comments."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.records import BlockKind, Span
from index.sentences import trim

_LINE = re.compile(r"[^\r\n]+")
_LINK_DEFINITION = re.compile(
    r"[ \t>]*\[(?!\^)([^\]\n]{1,200})\]:[ \t]*(\S+)(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?[ \t]*$"
)
_NOTE = re.compile(r"[ \t>]*\[\^[^\]\n]{1,100}\]:")
_DESCRIPTION = re.compile(r"[ \t>]*:[ \t]+(?=\S)")
_COMMENT_LABELS = ("//", "comment", "#", "_")
_COMMENT = "<!--"
_COMMENT_END = "-->"
_ADMONITION = re.compile(r"[ \t]*(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+(?:\w+[ \t]*)?(?:\"(.*)\")?[ \t]*$")
_PICTURE = re.compile(r"!\[([^\[\]]*)\](?:\([^()\s]*(?:\([^()]*\)[^()\s]*)?(?:\s[^()]*)?\)|\[[^\[\]]*\])?")
_PICTURE_LINK = re.compile(r"\[\s*\](?:\([^()]*\)|\[[^\[\]]*\])")
_BADGE = re.compile(r"badge|shields\.io|\.svg\?|/workflows/|codecov|travis-ci", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_MAX_PICTURES = 5000  # characters
_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_MARKUP = re.compile(r"(?<!\\)(?:\*\*|__|(?<!\w)[*_]|[*_](?!\w)|`|<[^>]+>)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_BOLD = re.compile(r"(?P<mark>\*\*|__)(?P<title>[^\s*_](?:[^*_\n]{1,118}[^\s*_])?)(?P=mark)\s*")
_TITLE_WORDS = 5  # of a title that does not ask: what is longer is a sentence that is stressed
_UNSEEN = re.compile("[\u00ad\u200b\u2060\ufeff]")
_MAX_LABEL = 1000  # characters looked at: a line of a megabyte is no heading


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a paragraph, and what it is."""

    kind: BlockKind
    span: Span
    why: str | None = None


def pieces_of(text: str, span: Span, *, notes: bool) -> Iterator[Piece]:
    """Yield the parts of the paragraph at ``span``; with ``notes`` its first line begins a note, perhaps titled."""
    if (picture := _picture(text[span.start : span.end])) is not None:
        yield Piece(picture, span, "picture" if picture == "boilerplate" else None)
        return
    start: int | None = None  # of the part that is open
    kind: BlockKind = "paragraph"
    only_definitions = True
    previous: int | None = None
    for line in _LINE.finditer(text, span.start, span.end):
        defines = kind == "note" or (start is None and only_definitions)
        found = _part_of(line, first=defines, notes=notes and line.start() == span.start)
        if found is None:
            start = line.start() if start is None else start
            only_definitions = False
        elif found.kind == "description" and kind == "paragraph" and start is not None and previous is not None:
            yield from _closed(text, "paragraph", start, previous)
            yield from _closed(text, "term", previous, line.start())
            start, kind = line.start() + _mark_length(line[0]), "description"
        else:
            if start is not None:
                yield from _closed(text, kind, start, line.start())
            start, kind = None, "paragraph"
            if found.kind in ("note", "description"):
                start, kind = line.start() + (_mark_length(line[0]) if found.kind == "description" else 0), found.kind
                only_definitions = False
            else:
                yield found
        previous = line.start()
    if start is not None:
        yield from _closed(text, kind, start, span.end)


def bold_title(content: str) -> str | None:
    """Return the words of a paragraph that is all bold and asks, or is a short title; None of any other."""
    found = _BOLD.fullmatch(content)
    title = label_of(found["title"]) if found else ""
    short = len(title.split()) <= _TITLE_WORDS and title[:1].isupper() and title[-1:].isalnum()
    return title if title.endswith("?") or short else None


def _picture(words: str) -> BlockKind | None:
    """Say what a paragraph of pictures alone is: a caption where one is described, boilerplate where none is."""
    if "![" not in words or len(words) > _MAX_PICTURES:
        return None
    if any(map(str.isalpha, _TAG.sub("", _PICTURE_LINK.sub("", _PICTURE.sub("", words))))):
        return None
    described = [found[1] for found in _PICTURE.finditer(words) if found[1].strip() and not _BADGE.search(found[0])]
    return "caption" if described else "boilerplate"


def _part_of(line: re.Match[str], *, first: bool, notes: bool) -> Piece | None:
    """Return what a line begins by itself; None for one that is prose."""
    words = line[0]
    whole = Span(line.start(), line.end())
    if notes and (note := _ADMONITION.match(words)):
        begin, end = note.span(1) if note[1] else (0, 0)
        if begin < end:
            return Piece("caption", Span(line.start() + begin, line.start() + end))
        return Piece("boilerplate", whole, "markup")
    if _NOTE.match(words[:150]):
        return Piece("note", whole)
    if _DESCRIPTION.match(words[:50]):
        return Piece("description", whole)
    if first and len(words) < _MAX_LABEL and (definition := _LINK_DEFINITION.match(words)):
        is_comment = definition[1].lower() in _COMMENT_LABELS or definition[2] in ("#", "<>")
        return Piece("boilerplate", whole, "comment" if is_comment else "link definition")
    return None


def _mark_length(line: str) -> int:
    found = _DESCRIPTION.match(line)
    return found.end() if found else 0


def _closed(text: str, kind: BlockKind, start: int, end: int) -> Iterator[Piece]:
    if start < end and (place := trim(text, start, end)) is not None:
        yield Piece(kind, place)


def comments_in(text: str, span: Span) -> list[Span]:
    """Return the comments in a paragraph that are closed in it; those in code are code."""
    found: list[Span] = []
    place = span.start
    while (start := text.find(_COMMENT, place, span.end)) >= 0:
        end = text.find(_COMMENT_END, start + len(_COMMENT), span.end)
        if end < 0:
            break
        ticks = text.count("`", place, start)
        place = end + len(_COMMENT_END)
        if ticks % 2 == 0:
            found.append(Span(start, place))
    return found


def label_of(heading: str) -> str:
    """Return a heading's words as they are shown: without marks, entities and what is not seen."""
    words = html.unescape(_MARKUP.sub("", _LINK.sub(r"\1", heading[:_MAX_LABEL])))
    return _UNSEEN.sub("", _ESCAPE.sub(r"\1", words)).strip()
