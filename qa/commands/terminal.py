"""Other people's text on a terminal: what could steer it is shown as what it is."""

import json

_KEPT = "\n\t"


def visible(text: str) -> str:
    """Return ``text`` with every character that is not printable written as an escape, but for line ends and tabs.

    A document may hold sequences that move the cursor, hide what stands beside them or turn the direction of a line.
    """
    return "".join(each if each.isprintable() or each in _KEPT else _escape(each) for each in text)


def json_text(value: object) -> str:
    """Return ``value`` as JSON that shows letters of every script, and nothing that could steer a terminal."""
    text = json.dumps(value, ensure_ascii=False)
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)


def one_line(text: str, limit: int) -> str:
    """Return the first words of ``text`` on one line of at most so many characters, escapes aside."""
    # A document's text may be long: no more of it is looked at than can be shown.
    line = " ".join(text[: 2 * limit].split())
    cut = len(line) > limit or len(text) > 2 * limit
    return visible(f"{line[: limit - 1].rstrip()}…" if cut else line)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()
