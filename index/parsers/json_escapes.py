r"""The characters that JSON writes as escapes, as a reader sees them: ``Malm\u00f6`` is Malmö."""

import json
import re
from collections.abc import Iterator

from index.parsers.rewriting import Edit, rewritten
from index.records import Content

_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|[\"\\/nrt])")
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # such stay as they are written


def written_out(content: Content) -> Content:
    """Return ``content``, whose text is JSON, with the escapes in its strings as characters, and its blocks there.

    The text is no JSON any more where a string holds a quotation mark; blocks are looked for before.
    """
    return rewritten(content, _edits(content.text)) if "\\" in content.text else content


def _edits(text: str) -> Iterator[Edit]:
    for found in _ESCAPE.finditer(text):
        character: str = json.loads(f'"{found[0]}"')
        if not _UNSEEN.search(character):
            yield Edit(found.start(), found.end(), character)
