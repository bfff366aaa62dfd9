"""Preformatted text that is prose: letters, news files and licences are often put on a page as they were typed."""

import re

_PARAGRAPH = re.compile(r"\S[^\n]*(?:\n[^\S\n]*\S[^\n]*)*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END = re.compile(r"[^\W\d_]{2,}[.!?:][\"')\]]*(?=\s|$)")
_CODE = re.compile(r"[{}=<>|\\$#;_]|\w\(|::|^\s*[-+$>%@/]|\.{3}|--\w|\w/\w", re.MULTILINE)
_MIN_WORDS = 25
_MIN_LINE_WORDS = 5  # of letters only, in a line of prose
_MAX_CODE_SHARE = 0.25  # of lines
_MAX_LOOKED_AT = 20_000  # characters


def paragraphs_of(text: str) -> list[tuple[int, int]]:
    """Return where each paragraph of a prose text begins and ends; empty where the text is code or a drawing."""
    lines = [line for line in text[:_MAX_LOOKED_AT].split("\n") if line.strip()]
    words = sum(len(_WORD.findall(line)) for line in lines)
    if words < max(_MIN_WORDS, _MIN_LINE_WORDS * len(lines)) or not _SENTENCE_END.search(text[:_MAX_LOOKED_AT]):
        return []
    if sum(_CODE.search(line) is not None for line in lines) > _MAX_CODE_SHARE * len(lines):
        return []
    return [found.span() for found in _PARAGRAPH.finditer(text)]
