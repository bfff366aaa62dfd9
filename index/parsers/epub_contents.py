"""The table of contents of an e-book: which chapter stands under which."""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.parsers.tidy import one_line

_STEPS = frozenset(("ol", "navpoint"))  # each of these around an entry is one level
_MAX_ENTRIES = 20_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table: what it says, and how deep it stands, 1 outermost."""

    label: str
    depth: int


def contents_of(parsed: LexborHTMLParser) -> list[tuple[str, Entry]]:
    """Return the address and entry of each line of a navigation document or NCX, in order."""
    found: list[tuple[str, Entry]] = []
    start = parsed.css_first("navmap") or _toc(parsed)
    stack: list[tuple[LexborNode | None, int]] = [(start.child if start is not None else None, 0)]
    label = ""
    while stack and len(found) < _MAX_ENTRIES:
        node, depth = stack.pop()
        if node is None:
            continue
        stack.append((node.next, depth))
        if node.tag == "navlabel":
            label = node.text()
            continue
        href = node.attributes.get("src" if node.tag == "content" else "href") if node.tag in ("a", "content") else None
        if href:
            said = one_line(label if node.tag == "content" else node.text())
            found.append((href, Entry(said or "", max(1, depth))))
        stack.append((node.child, depth + (node.tag in _STEPS)))
    return found


def _toc(parsed: LexborHTMLParser) -> LexborNode | None:
    navigation = parsed.css("nav")
    named = (node for node in navigation if "toc" in (node.attributes.get("epub:type") or "").split())
    return next(named, navigation[0] if navigation else None)
