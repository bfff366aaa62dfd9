"""Jupyter notebooks: the cells in order; Markdown as Markdown, code and what it printed as code."""

import json
from typing import Any

from index.errors import UnreadableDocumentError
from index.parsers.blocks import BlockBuilder
from index.parsers.decoding import decode
from index.parsers.layout.wording import announces
from index.parsers.markdown import parse_markdown
from index.parsers.tidy import whole
from index.records import Content, Span

_EMPHASIS = "*_ \n"  # signs of Markdown behind a colon


def parse_notebook(data: bytes, name: str) -> Content:
    """Read one notebook.

    Raises:
        UnreadableDocumentError: not JSON, or not a notebook's.
    """
    try:
        cells = json.loads(decode(data, name))["cells"]
        sources = [(str(cell["cell_type"]), _joined(cell.get("source")), _printed(cell)) for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableDocumentError(f"{name}: is not a notebook that can be read ({error}).") from error
    blocks = BlockBuilder()
    text, title = "", None
    announcing: int | None = None  # the paragraph that announces the next cell of code
    for kind, source, printed in sources:
        lead, announcing = announcing, None
        for said, is_code in ((source, kind == "code"), (printed, True)):
            if not said.strip():
                continue
            text += "\n\n" if text else ""
            if is_code:
                blocks.add("code", Span(len(text), len(text) + len(said)), lead)
            else:
                part = parse_markdown(said.encode(), name)
                title = title or part.title
                numbers = blocks.embed(part, len(text))
                last = part.blocks[-1] if part.blocks else None
                opens = last is not None and last.kind == "paragraph" and announces(said.rstrip(_EMPHASIS))
                announcing = numbers[len(part.blocks) - 1] if opens else None
            text += said
    return Content(text=text, title=title, blocks=blocks.build())


def _joined(source: object) -> str:
    """Return a cell's source, which is a text or a list of lines."""
    lines = source if isinstance(source, list) else [source or ""]
    return whole("".join(str(line) for line in lines)).strip("\n").rstrip()


def _printed(cell: dict[str, Any]) -> str:
    """Return what a cell of code printed as text."""
    found = []
    for output in cell.get("outputs") or ():
        data = output.get("data") or {}
        found.append(_joined(output.get("text") or data.get("text/plain")))
    return "\n".join(filter(None, found))
