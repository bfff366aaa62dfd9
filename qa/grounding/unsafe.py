"""What a sentence may carry besides its words: addresses, markup and characters that nobody sees."""

import re
import unicodedata
from collections.abc import Sequence

# What a page, a terminal or a chat program may turn into a link, an image or a script.
_ACTIVE = re.compile(
    r"\w+:/\S*|\b(?:data|javascript|mailto):\S*|\b(?:[\w-]+\.)+[a-z]{2,}\b\S*|\][(:]|<\s*[/!?a-zA-Z][^>]*>?|`+"
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
_TAGS = range(0xE0000, 0xE0200)  # tags and further variation selectors, which can carry hidden text


def has_unsafe_text(claim: str, texts: Sequence[str]) -> bool:
    """Say whether ``claim`` holds an address, markup or invisible characters that none of ``texts`` has."""
    active = {match.group() for match in _ACTIVE.finditer(claim)}
    invisible = {sign for sign in claim if not sign.isspace() and _is_invisible(sign)}
    return not all(any(part in text for text in texts) for part in active | invisible)


def _is_invisible(sign: str) -> bool:
    return unicodedata.category(sign) in _INVISIBLE or ord(sign) in _TAGS
