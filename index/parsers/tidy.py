"""What keeps broken characters out of titles, labels and the texts that readers make themselves."""

import re

# Lone surrogates cannot be encoded, a NUL ends strings in half the world's libraries: neither ever leaves a parser.
_BROKEN = re.compile("[\0\ud800-\udfff]")


def whole(text: str) -> str:
    """Return ``text`` with each lone surrogate or NUL replaced by U+FFFD, one for one."""
    return _BROKEN.sub("\ufffd", text)


def one_line(text: str | None) -> str | None:
    """Return ``text`` as one line for a title or label; None where nothing is left."""
    return whole(" ".join((text or "").split())) or None
