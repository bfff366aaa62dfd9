"""How much a question and a text say in the same words."""

import re

_FRAME = frozenset(
    "the a an of in on at to for from by with and or but as is are was were be been being has have had do does did not "
    "what which who whom whose when where why how that this these those it its he she they his her their there than "
    "then into about during after before between many much name kind type one".split()
)
_STEM = 5  # first letters of a word; enough to see "publish" in "publication"


def shared(question: str, text: str) -> float:
    """Return the share of the question's words that the text has too, framing words aside; 1 where none is left."""
    words = _stems(question, _FRAME)
    return len(words & _stems(text, frozenset())) / len(words) if words else 1.0


def _stems(text: str, without: frozenset[str]) -> set[str]:
    return {word[:_STEM] for word in re.findall(r"\w+", text.lower()) if word not in without}
