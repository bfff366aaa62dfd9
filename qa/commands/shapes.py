"""Quotes on a terminal in the shape they have in their document: a row under its columns, a list as its lines."""

import os
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TextIO

from index.records import Span
from qa.answering.records import Citation
from qa.commands.terminal import one_line, visible

_BOLD, _DIM, _PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"
_INDENT = "    "
_LINE = 300  # characters of what belongs to a quote and stands elsewhere
_SHAPED = frozenset({"list", "item", "table", "row", "term", "description", "code", "form_field"})
_PATH, _BEFORE = "heading", ("lead_in", "term", "question")


@dataclass(frozen=True, slots=True)
class Style:
    """How words are set apart: by colour where there is one."""

    coloured: bool

    @classmethod
    def of(cls, stream: TextIO) -> "Style":
        """Choose for where it is written: colour on a terminal, unless NO_COLOR is set (https://no-color.org)."""
        return cls(stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb")

    def bold(self, text: str) -> str:
        """Set apart what answers."""
        return f"{_BOLD}{text}{_PLAIN}" if self.coloured and text.strip() else text

    def dim(self, text: str) -> str:
        """Set back what is not the answer itself."""
        return f"{_DIM}{text}{_PLAIN}" if self.coloured and text.strip() else text


def is_shaped(citation: Citation) -> bool:
    """Say whether a quote is more than running text."""
    return citation.block in _SHAPED or any(block.kind in _SHAPED for block in citation.layout)


def shaped(citation: Citation, style: Style) -> str:
    """Return a quote in its shape, what belongs to it above, indented; safe to print."""
    path = " › ".join(one_line(part.text.strip("# \n"), _LINE) for part in citation.context if part.kind == _PATH)
    above = [one_line(part.text, _LINE) for part in citation.context if part.kind in _BEFORE]
    lines = [style.dim(line) for line in ([path] if path else []) + above]
    return textwrap.indent("\n".join([*lines, *_quoted(citation, style)]), _INDENT)


def _quoted(citation: Citation, style: Style) -> list[str]:
    columns = next((part for part in citation.context if part.kind == "columns"), None)
    row = next((block for block in citation.layout if block.kind == "row" and block.header is None), None)
    if citation.block != "row" or columns is None or row is None or len(row.cells) > len(columns.cells):
        return textwrap.dedent(_marked(citation, _whole(citation), style)).strip("\n").split("\n")
    names = [one_line(columns.text[cell.start : cell.end], _LINE) if cell else "" for cell in columns.cells]
    return [
        f"{style.dim(name + ':')} {' '.join(_marked(citation, cell, style).split())}".lstrip()
        for name, cell in zip(names, row.cells, strict=False)  # a row may leave out its last cells
        if cell is not None
    ]


def _whole(citation: Citation) -> Span:
    return Span(0, len(citation.quote))


def _marked(citation: Citation, part: Span, style: Style) -> str:
    """Return a part of the quote, with the words that answer set apart."""
    text, place = [], part.start
    for mark in sorted(citation.highlights, key=lambda span: span.start):
        start, end = max(mark.start, place), min(mark.end, part.end)
        if start < end:
            text += [visible(citation.quote[place:start]), style.bold(visible(citation.quote[start:end]))]
            place = end
    return "".join([*text, visible(citation.quote[place : part.end])])


def with_shapes(text: str, citations: Sequence[Citation], style: Style) -> str:
    """Return an answer's text, safe to print, with each quote that has a shape on lines of its own."""
    shown = ""
    for citation in citations:
        quoted = f"“{citation.quote}” [{citation.number}]"
        if quoted not in text:
            continue
        before, _, text = text.partition(quoted)
        shown += visible(before)
        if is_shaped(citation):
            shown = f"{shown.rstrip()}\n\n{shaped(citation, style)} [{citation.number}]\n\n".lstrip("\n")
            text = text.removeprefix(" ")
        else:
            shown += f"“{_marked(citation, _whole(citation), style)}” [{citation.number}]"
    return (shown + visible(text)).rstrip()
