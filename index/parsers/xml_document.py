"""XML: its text, with headings from titles; lists, tables and code by the names that DocBook, DITA and HTML use.

It is read by the HTML parser with every name made one that HTML does not know: so nothing is resolved, fetched or
expanded, and a broken file is read as far as it goes. What a browser would not know how to show either is told by its
form: an element among words is part of them, one that stands for itself is a paragraph, and the parts of a record, each
named once, are its fields. In data so are the attributes.
"""

import html
import re
from collections import Counter
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from index.parsers.blocks import BlockBuilder
from index.parsers.decoding import decode_markup
from index.parsers.html import parse_html
from index.parsers.html.flow import page_of
from index.parsers.html.page import Page
from index.parsers.html.repair import repaired
from index.parsers.html.structure import add_blocks
from index.parsers.html.tree import LEVELS, Node, Tree
from index.parsers.tidy import one_line, whole
from index.parsers.xml_attributes import field, fields_of, is_data, local, name_in, table_of, values_of
from index.records import Content

_PREFIX = "x-"
_MARKUP = re.compile(
    r"<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<(?P<close>/?)(?P<name>[A-Za-z_][\w:.-]*+)",
    re.DOTALL,
)
_ROOT = re.compile(r"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*+<([\w:.-]+)", re.DOTALL)
_TAGS = {
    **dict.fromkeys("para simpara p".split(), "p"),
    **dict.fromkeys("itemizedlist simplelist ul choices".split(), "ul"),
    **dict.fromkeys("orderedlist ol procedure steps substeps".split(), "ol"),
    **dict.fromkeys("listitem li step substep member choice".split(), "li"),
    **dict.fromkeys("variablelist glosslist dl parml".split(), "dl"),
    **dict.fromkeys("term dt glossterm pt".split(), "dt"),
    **dict.fromkeys("dd glossdef pd".split(), "dd"),
    **dict.fromkeys("table informaltable simpletable".split(), "table"),
    **dict.fromkeys("tr row strow sthead".split(), "tr"),
    **dict.fromkeys("entry td stentry".split(), "td"),
    **dict.fromkeys("programlisting screen codeblock literallayout pre synopsis msgblock".split(), "pre"),
    **dict.fromkeys("superscript sup".split(), "sup"),
    **dict.fromkeys("quote q".split(), "q"),
    **dict.fromkeys("code literal codeph command filename cmdname filepath userinput computeroutput".split(), "code"),
    **dict.fromkeys(
        "cmd info stepresult stepxmp result context prereq postreq shortdesc desc".split(), "div"
    ),  # of DITA
    **{name: name for name in ("thead", "tbody", "tfoot", "th", "caption", "blockquote", "sub", "br")},
}
_TITLES = frozenset(("title", "head", "heading"))
_ENTRIES = frozenset(("varlistentry", "dlentry", "glossentry", "plentry"))  # whose list item is a description
_CAPTIONED = {"table": "caption", "informaltable": "caption", "simpletable": "caption"}
_CAPTIONED |= dict.fromkeys(("figure", "fig", "example", "equation", "table-wrap"), "figcaption")
_TRANSPARENT = frozenset("info sectioninfo articleinfo bookinfo chapterinfo front article-meta title-group".split())
_NOTES = frozenset(("footnote", "fn"))
_INVISIBLE = frozenset("script style remark indexterm index-base draft-comment data data-about del colspec".split())
_DEEPEST = 6  # heading level
_MAX_VALUE = 300  # characters of a record's field
_MIN_FIELDS = 2


def parse_xml(data: bytes, name: str) -> Content:
    """Read one XML file; XHTML is read as the page that it is.

    Raises:
        UnreadableDocumentError: the bytes are not text.
    """
    markup = decode_markup(data, name)
    root = _ROOT.match(markup)
    if root is not None and local(root[1]) == "html":
        return parse_html(data, name)
    parsed = LexborHTMLParser(_renamed(markup))
    page = page_of(_tree(parsed, with_attributes=is_data(parsed, _PREFIX)))
    blocks = BlockBuilder()
    add_blocks(page, range(len(page.leaves)), blocks)
    return Content(text=page.text, title=_title(page), blocks=blocks.build())


def _title(page: Page) -> str | None:
    names = [page.words(leaf) for leaf in page.leaves if leaf.level == 1]
    return one_line(names[0]) if len(names) == 1 else None  # of many none is the file's


def _renamed(markup: str) -> str:
    """Return XML as an HTML parser reads it: names of its own, no declarations, character data as text."""

    def said(found: re.Match[str]) -> str:
        if found["data"] is not None:
            return html.escape(found["data"], quote=False)
        return f"<{found['close']}{_PREFIX}{found['name']}" if found["name"] else ""

    return repaired(_MARKUP.sub(said, markup))


@dataclass(slots=True)
class _Open:
    """An element that is open."""

    name: str
    node: Node
    next: LexborNode | None
    level: int  # headings over it
    is_mixed: bool  # words stand beside its elements
    is_record: bool
    is_titled: bool = False
    in_head: bool = False
    has_values: bool = False  # whether attributes are part of the text


def _tree(parsed: LexborHTMLParser, *, with_attributes: bool) -> Tree:
    body, notes = Node("body", {}), Node("section", {"class": "footnotes"})
    start = parsed.body.child if parsed.body is not None else None
    stack = [_Open("", body, start, 0, is_mixed=False, is_record=False, has_values=with_attributes)]
    while stack:
        around = stack[-1]
        node = around.next
        if node is None:
            _leave(stack.pop(), stack[-1] if stack else None, notes)
            continue
        around.next = node.next
        if node.is_text_node:
            text = whole(node.text_content or "")
            around.node.children.append(text)
            around.node.size += len(text.strip())
        elif node.is_element_node and (inner := _entered(node, stack)) is not None:
            stack.append(inner)
    body.children.append(notes)
    return Tree(body, 0, 0, {})


def _entered(node: LexborNode, stack: list[_Open]) -> _Open | None:
    around, name = stack[-1], local((node.tag or "").removeprefix(_PREFIX))
    if name in _INVISIBLE:
        return None
    values = values_of(node.attributes, is_root=len(stack) == 1) if around.has_values else {}
    if (around.is_record or values) and _is_value(node) and not (values and _is_empty(node)):
        _add_field(node, values, around)
        return None
    tag = _tag(name, stack)
    names = [local(child.tag or "") for child in node.iter(include_text=False)]
    is_mixed = any(child.is_text_node and (child.text_content or "").strip() for child in node.iter(include_text=True))
    inner = Node(tag, _spans(node))
    level = around.level + (around.is_titled and name not in _TRANSPARENT)
    record = (
        not is_mixed
        and len(names) >= (1 if values else _MIN_FIELDS)
        and max(Counter(names).values()) == 1
        and not _known(names)
    )
    in_head = around.in_head or name in ("thead", "sthead")
    opened = _Open(name, inner, node.child, level, is_mixed, record, in_head=in_head, has_values=around.has_values)
    if around.has_values:
        _say_values(node, values, opened, is_root=len(stack) == 1)
    return opened


def _say_values(node: LexborNode, values: dict[str, str], opened: _Open, *, is_root: bool) -> None:
    """Add what the attributes of an element say: its name as a heading, fields, or a table of all inside it.

    Only the outermost element's name may be the file's title.
    """
    inside = opened.node.children
    named = name_in(values) if not _is_empty(node) or len(values) > 1 else None
    if named is not None:
        name = values.pop(named)
        opened.is_titled, opened.level = True, opened.level if is_root else max(opened.level, 1)
        inside.append(Node(f"h{min(opened.level + 1, _DEEPEST)}", {}, [name], size=len(name), headings=1))
    inside.extend(field(*pair) for pair in values.items())
    if (table := table_of(node, _PREFIX)) is not None:
        inside.append(table)
        opened.node.tables, opened.next = 1, None


def _known(names: list[str]) -> bool:
    """Say whether most of a record's parts have names that mean something in a text."""
    known = sum(name.removeprefix(_PREFIX) in _TAGS or name.removeprefix(_PREFIX) in _TITLES for name in names)
    return 2 * known >= len(names)


def _is_empty(node: LexborNode) -> bool:
    """Say whether nothing stands inside an element, or blanks only: what is said of it its attributes say."""
    child = node.child
    return child is None or (child.is_text_node and child.next is None and not (child.text_content or "").strip())


def _is_value(node: LexborNode) -> bool:
    name = local((node.tag or "").removeprefix(_PREFIX))
    child = node.child
    is_leaf = child is not None and child.is_text_node and child.next is None
    return is_leaf and name not in _TAGS and name not in _TITLES and len(node.text()) <= _MAX_VALUE


def _add_field(node: LexborNode, values: dict[str, str], around: _Open) -> None:
    """Add a part of a record as a field: its name and its value, with what its attributes add to either."""
    name = (node.tag or "").removeprefix(_PREFIX).rpartition(":")[2]
    value = whole(" ".join(node.text().split()))
    if value:
        around.node.children += fields_of(name, value, values)


def _tag(name: str, stack: list[_Open]) -> str:
    """Return the HTML element that an element is like."""
    around = stack[-1]
    if name in _TITLES and not around.is_mixed:
        titled = next(outer for outer in reversed(stack) if outer.name not in _TRANSPARENT)
        if titled.name in _CAPTIONED:
            return _CAPTIONED[titled.name]
        level = titled.level + 1
        titled.is_titled = True
        return f"h{min(level, _DEEPEST)}"
    if name == "listitem" and around.name in _ENTRIES:
        return "dd"
    tag = _TAGS.get(name)
    if tag == "td" and (around.in_head or around.name == "sthead"):
        return "th"
    if tag is not None:
        return tag
    return "span" if around.is_mixed else "div"


def _spans(node: LexborNode) -> dict[str, str | None]:
    attributes: dict[str, str | None] = dict(node.attributes)
    kept = {key: attributes[key] for key in attributes if key in ("rowspan", "colspan", "start", "href")}
    rows = attributes.get("morerows") or ""
    return {**kept, "rowspan": str(int(rows[:4]) + 1)} if rows.isdecimal() else kept


def _leave(inner: _Open, around: _Open | None, notes: Node) -> None:
    """Give a finished element to the one around it; a note goes to the end, where it interrupts nothing."""
    if around is None:
        return
    node, target = inner.node, around.node
    if inner.is_record:  # its title first, so that its fields stand under it
        node.children.sort(key=lambda child: not (isinstance(child, Node) and child.tag in LEVELS))
    if inner.name in _NOTES:
        number = str(len(notes.children) + 1)
        notes.children.append(Node("li", {"marker": f"[{number}]"}, node.children))
        node = Node("sup", {"class": "footnote"}, [number], size=len(number))
    target.children.append(node)
    target.size += node.size
    target.tables += node.tables + (node.tag == "table")
