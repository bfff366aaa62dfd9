"""Markup as its author meant it, where an HTML parser would take it otherwise."""

import re

_VOID = "area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr"
_ATTRIBUTES = r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'<>]+(?=\s)))?)*+"""
_TAG = re.compile(
    rf"(?P<close></(?P<ends>script|style)\b)|(?P<open><(?P<raw>script|style)\b[^<>]*(?<!/)>)|(?P<begin><!--)|(?P<end>-->)"
    rf"|<(?!(?:{_VOID})[\s/])(?P<name>[A-Za-z][\w:.-]*+)(?P<attributes>{_ATTRIBUTES})\s*+/>"
    r"|<a(?P<anchor>\s[^<>]*)?>(?:\s*</a\s*>)?",
    re.IGNORECASE,
)
_DEFINITIONS = re.compile(r"<!DOCTYPE[^<>\[]*\[.*?\]\s*>", re.DOTALL | re.IGNORECASE)


def repaired(markup: str) -> str:
    """Return ``markup`` with self-closing elements written out and without anchors that lead nowhere.

    To HTML ``<title/>`` and ``<a name="x"/>`` open an element that holds the rest of the page, and so does an
    ``<a name=x>`` that is never closed. A document's own entity definitions would be shown as text.
    """
    return _TAG.sub(_Mending(), _DEFINITIONS.sub("", markup, count=1))


class _Mending:
    """Replaces one tag after another; inside scripts, styles and comments all stays as it is."""

    def __init__(self) -> None:
        self._inside: str | None = None  # what would end it

    def __call__(self, found: re.Match[str]) -> str:
        kind = found.lastgroup
        whole: str = found[0]
        if self._inside is not None:
            if (found["ends"] or found["end"] or "").lower() == self._inside:
                self._inside = None
            return whole
        if found["begin"]:
            self._inside = "-->"
        elif found["raw"]:
            self._inside = found["raw"].lower()
        elif found["name"]:
            opened = f"<{found['name']}{found['attributes']}>"
            anchor = found["name"].lower() == "a" and "href" not in found["attributes"].lower()
            return "" if anchor else f"{opened}</{found['name']}>"
        elif kind in (None, "anchor") and "href" not in (found["anchor"] or "").lower():
            return ""
        return whole
