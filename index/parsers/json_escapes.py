r"""The characters that JSON writes as escapes, as a reader sees them: ``Malm\u00f6`` is Malmö."""

import json
import re
from bisect import bisect_right
from dataclasses import dataclass, field, replace

from index.records import Content, Span

_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|[\"\\/nrt])")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # such stay as they are written


@dataclass(slots=True)
class _Places:
    """Where the escapes end that were written out, and how much shorter the text is up to there."""

    ends: list[int] = field(default_factory=list)
    shorter: list[int] = field(default_factory=lambda: [0])

    def moved(self, span: Span) -> Span:
        return Span(self._moved(span.start), self._moved(span.end))

    def _moved(self, place: int) -> int:
        return place - self.shorter[bisect_right(self.ends, place)]


def written_out(content: Content) -> Content:
    """Return ``content``, whose text is JSON, with the escapes in its strings as characters, and its blocks there.

    The text is no JSON any more where a string holds a quotation mark; blocks are looked for before.
    """
    if "\\" not in content.text:
        return content
    places = _Places()

    def said(found: re.Match[str]) -> str:
        character: str = json.loads(f'"{found[0]}"')
        if _UNSEEN.search(character):
            return found[0]
        places.ends.append(found.end())
        places.shorter.append(places.shorter[-1] + len(found[0]) - len(character))
        return character

    text = _ESCAPE.sub(said, content.text)
    blocks = tuple(
        replace(block, span=places.moved(block.span), cells=tuple(cell and places.moved(cell) for cell in block.cells))
        for block in content.blocks
    )
    return replace(content, text=text, blocks=blocks)
