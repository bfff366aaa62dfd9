"""The visible part of a page as plain nodes: no scripts, no hidden or struck text, no decoration.

It is built and walked without recursion: pages with tens of thousands of nested elements exist.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.parsers.tidy import whole

Attributes = Mapping[str, str | None]

_INVISIBLE = frozenset(
    "script style noscript template head title meta link svg canvas iframe object embed audio video map area "
    "datalist option progress meter frameset noframes rp s del strike annotation annotation-xml".split()
)
FIELDS = frozenset(("input", "select", "textarea"))
_NO_VALUE = frozenset("button file hidden image password reset search submit".split())
_TICKED = frozenset(("checkbox", "radio"))
_HIDING_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![\d.])|opacity\s*:\s*0(?![\d.])"
    r"|text-decoration(?:-line)?\s*:[^;]*line-through",
    re.IGNORECASE,
)
# Names that style sheets everywhere give to text that nobody sees, to struck text, and to the numbers beside code.
_HIDING_NAMES = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only assistive-text element-invisible "
    "line-through strikethrough linenos lineno line-numbers gutter material-icons material-symbols-outlined".split()
)
_ROLES = {"list": "ul", "listitem": "li", "table": "table", "row": "tr", "cell": "td", "columnheader": "th"}
_ROLES |= {"rowheader": "th", "paragraph": "p", "blockquote": "blockquote"}
_NEUTRAL = frozenset(("div", "span"))
_MARKS = re.compile(
    r"[\s¶§#›»↩↑⇧∞⚓^\ufe0e\ufe0f\U0001f517\ue000-\uf8ff]*"
)  # links to their own place show one of these
_WORDS = re.compile(r"\w")
_DRAWN, _SAID = "katex-html", "katex-mathml"  # one formula, by style sheets and as markup
_MAX_STEPS = 50  # elements that are looked into for the first words
LEVELS = {f"h{level}": level for level in range(1, 7)}


@dataclass(slots=True)
class Node:
    """An element that is seen, with what is seen of its inside."""

    tag: str
    attributes: Attributes
    children: list["Node | str"] = field(default_factory=list)
    size: int = 0  # characters in it, white space at the ends of its pieces aside
    tables: int = 0  # elements of that kind inside
    headings: int = 0

    def elements(self) -> list["Node"]:
        """Return the child elements."""
        return [child for child in self.children if isinstance(child, Node)]

    def text(self) -> str:
        """Return all text inside, as it stands."""
        pieces: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                pieces.append(node)
            else:
                stack.extend(reversed(node.children))
        return "".join(pieces)

    def opening(self, limit: int) -> str:
        """Return the first of its text, some ``limit`` characters."""
        said = ""
        stack: list[Node | str] = [self]
        for _ in range(_MAX_STEPS):
            if not stack or len(said) >= limit:
                break
            node = stack.pop()
            if isinstance(node, str):
                said = f"{said}{node}".lstrip()
            else:
                stack.extend(reversed(node.children))
        return said


@dataclass(frozen=True, slots=True)
class Tree:
    """A page's visible elements."""

    body: Node
    elements: int
    depth: int  # of the deepest; beyond some hundreds other parsers give up
    fields: dict[str, Node]  # by id


def visible_tree(parsed: LexborHTMLParser) -> Tree:
    """Return the visible part of a parsed page."""
    body = Node("body", {})
    fields: dict[str, Node] = {}
    elements = deepest = 0
    stack: list[tuple[LexborNode | None, Node]] = [(parsed.body.child if parsed.body is not None else None, body)]
    while stack:
        node, around = stack[-1]
        if node is None:
            stack.pop()
            if stack:
                _leave(around, stack[-1][1])
            continue
        stack[-1] = (node.next, around)
        if node.is_text_node:
            text = whole(node.text_content or "")
            around.children.append(text)
            around.size += len(text.strip())
        elif node.is_element_node and (inner := _element(node)) is not None:
            elements += 1
            if inner.tag in FIELDS:
                fields.setdefault(inner.attributes.get("id") or "", inner)
                around.children.append(inner)
                continue
            stack.append((node.child, inner))
            deepest = max(deepest, len(stack))
    return Tree(body, elements, deepest, fields)


def _leave(inner: Node, around: Node) -> None:
    """Give a finished element to the one around it, unless nothing of it is seen."""
    if _is_decoration(inner, around):
        return
    around.children.append(inner)
    around.size += inner.size
    around.tables += inner.tables + (inner.tag == "table")
    around.headings += inner.headings + (inner.tag in LEVELS)


def _element(node: LexborNode) -> Node | None:
    """Return an element without its inside; None where it is not seen."""
    tag = node.tag or ""
    if tag in _INVISIBLE:
        return None
    attributes = node.attributes
    if is_hidden(tag, attributes):
        return None
    if tag in FIELDS:
        return _field(node, tag, attributes)
    if tag in _NEUTRAL and (role := attributes.get("role")):
        tag = _tag_of_role(role, tag, attributes)
    return Node(tag, attributes)


def is_hidden(tag: str, attributes: Attributes) -> bool:
    """Say whether an element's own attributes hide or strike it; style sheets are not read."""
    if not attributes:
        return tag == "dialog"
    if "hidden" in attributes and attributes["hidden"] != "until-found":
        return True
    if tag == "dialog" and "open" not in attributes:
        return True
    if "pagebreak" in (attributes.get("epub:type") or attributes.get("role") or ""):  # a number of the printed book
        return True
    style, names = attributes.get("style"), attributes.get("class")
    return bool(style and _HIDING_STYLE.search(style)) or bool(names and not _HIDING_NAMES.isdisjoint(names.split()))


def _tag_of_role(role: str, tag: str, attributes: Attributes) -> str:
    if role == "heading":
        level = attributes.get("aria-level") or "2"
        return f"h{level}" if f"h{level}" in LEVELS else "h6"
    return _ROLES.get(role, tag)


def _is_decoration(node: Node, around: Node) -> bool:
    """Say whether an element says nothing: an icon, a sign that links to its own place, a formula's second drawing."""
    attributes = node.attributes
    if _DRAWN in (attributes.get("class") or "").split():
        before = [child for child in around.children[-2:] if isinstance(child, Node)]
        return any(_SAID in (other.attributes.get("class") or "").split() for other in before)
    if attributes.get("aria-hidden") == "true" and node.size < 3:
        return not _WORDS.search(node.text()) or node.tag == "i"
    if node.tag == "a" and node.size < 3 and around.tag != "sup" and (attributes.get("href") or "").startswith("#"):
        return node.size > 0 and _MARKS.fullmatch(node.text()) is not None
    return False


def _field(node: LexborNode, tag: str, attributes: Attributes) -> Node | None:
    """Return what is filled in, under the attribute "value"."""
    kind = (attributes.get("type") or "text").lower() if tag == "input" else tag
    if kind in _NO_VALUE:
        return None
    if kind in _TICKED:
        value = "☒" if "checked" in attributes else "☐"
    elif tag == "select":
        value = " ".join(option.text().strip() for option in node.css("option[selected]"))
    elif tag == "textarea":
        value = node.text()
    else:
        value = attributes.get("value") or ""
    return Node(tag, {**attributes, "type": kind, "value": whole(" ".join(value.split()))})
