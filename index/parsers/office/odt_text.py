"""What paragraphs of OpenDocument text say, and what their styles make of them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from index.parsers import superscripts
from index.parsers.office.docx_numbering import numeral
from index.parsers.office.docx_xml import Element, integer

_BASE = "urn:oasis:names:tc:opendocument:xmlns:"
_NAMESPACES = {
    "text": f"{{{_BASE}text:1.0}}", "table": f"{{{_BASE}table:1.0}}", "office": f"{{{_BASE}office:1.0}}",
    "style": f"{{{_BASE}style:1.0}}", "draw": f"{{{_BASE}drawing:1.0}}", "meta": f"{{{_BASE}meta:1.0}}",
    "dc": "{http://purl.org/dc/elements/1.1/}",
}  # fmt: skip
_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_MAX_BASES = 12
_MAX_SPACES = 100


def q(name: str) -> str:
    """Return a prefixed name ("text:p") with its namespace."""
    prefix, _, local = name.partition(":")
    return _NAMESPACES[prefix] + local


PARAGRAPHS = (q("text:p"), q("text:h"))
NOT_SHOWN = frozenset(
    map(q, ("office:annotation", "office:annotation-end", "text:tracked-changes", "text:note", "draw:text-box"))
)


@dataclass(frozen=True, slots=True)
class Style:
    """One style with all that it has from those it is based on."""

    names: tuple[str, ...] = ()  # its own and its bases', in small letters
    is_raised: bool = False
    is_struck: bool = False
    is_hidden: bool = False
    list_style: str | None = None


class Styles:
    """The styles of one document, those of its content first."""

    def __init__(self, *roots: Element) -> None:
        self._elements: dict[str, Element] = {}
        self._levels: dict[tuple[str, int], Element] = {}
        self._found: dict[str, Style] = {}
        for root in roots:
            for element in root.iter(q("style:style")):
                self._elements.setdefault(element.get(q("style:name")) or "", element)
            for lists in root.iter(q("text:list-style"), q("text:outline-style")):
                name = "" if lists.tag == q("text:outline-style") else lists.get(q("style:name")) or ""
                for element in lists:
                    self._levels.setdefault((name, (integer(element.get(q("text:level"))) or 1) - 1), element)

    def of(self, name: str | None) -> Style:
        """Return a style; an unknown one says nothing."""
        if name is None:
            return Style()
        if name not in self._found:
            line: list[tuple[str, Element]] = []
            each: str | None = name
            while each in self._elements and len(line) < _MAX_BASES:
                line.append((each, self._elements[each]))
                each = line[-1][1].get(q("style:parent-style-name"))
            style = Style(tuple(own.lower() for own, _ in line) or (name.lower(),))
            for _, element in reversed(line):
                style = _with(style, element)
            self._found[name] = style
        return self._found[name]

    def marker(self, list_style: str, counts: list[int]) -> str:
        """Return what is printed before an item, "" for a bullet.

        Args:
            list_style: the list's style; "" for that of headings.
            counts: how far each level has come, the outermost first.
        """
        level = len(counts) - 1
        element = self._levels.get((list_style, level))
        form = _FORMS.get(_own(element, "num-format") or "") if element is not None else None
        if element is None or form is None:
            return ""
        shown = min(integer(element.get(q("text:display-levels"))) or 1, level + 1)
        numbers = []
        for each in range(level + 1 - shown, level + 1):
            outer = self._levels.get((list_style, each))
            own = _FORMS.get(_own(outer, "num-format") or "") if outer is not None else None
            if own is not None:
                numbers.append(numeral(counts[each], own))
        text = f"{_own(element, 'num-prefix') or ''}{'.'.join(numbers)}{_own(element, 'num-suffix') or ''}"
        return f"{text.rstrip()} "

    def start(self, list_style: str, level: int) -> int:
        """Return the number of the first item of a level."""
        element = self._levels.get((list_style, level))
        number = integer(element.get(q("text:start-value"))) if element is not None else None
        return 1 if number is None else number


def _own(element: Element, name: str) -> str | None:
    return element.get(q(f"style:{name}"))


def _with(style: Style, element: Element) -> Style:
    style = replace(style, list_style=element.get(q("style:list-style-name")) or style.list_style)
    properties = element.find(q("style:text-properties"))
    if properties is None:
        return style
    raised = properties.get(q("style:text-position"))
    struck = properties.get(q("style:text-line-through-style")) or properties.get(q("style:text-line-through-type"))
    hidden = properties.get(q("text:display"))
    return replace(
        style,
        is_raised=style.is_raised if raised is None else _is_raised(raised),
        is_struck=style.is_struck if struck is None else struck != "none",
        is_hidden=style.is_hidden if hidden is None else hidden == "none",
    )


def _is_raised(position: str) -> bool:
    first = position.split()[0] if position.split() else ""
    return first == "super" or (first.endswith("%") and not first.startswith(("-", "0")))


class ParagraphReader:
    """Reads paragraphs, and collects the notes that stand in them."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self.notes: list[tuple[str, Element]] = []  # mark and note

    def text(self, paragraph: Element) -> str:
        """Return what a paragraph shows; struck and hidden text, comments and text boxes are left out."""
        written, pieces = "", list(self._pieces(paragraph))
        for number, (text, is_raised, is_mark) in enumerate(pieces):
            if is_raised:
                after = pieces[number + 1][0][:20] if number + 1 < len(pieces) else ""
                text = superscripts.written(text, written[-40:], after, is_mark)
            written += text
        return written.strip()

    def _pieces(self, paragraph: Element) -> Iterator[tuple[str, bool, bool]]:
        """Yield stretches of text, each with whether it is raised and whether it is a note's mark."""
        stack: list[tuple[Element | str, bool]] = list(reversed(self._inside(paragraph, raised=False)))
        while stack:
            each, raised = stack.pop()
            if isinstance(each, str):
                yield _collapsed(each), raised, False
                continue
            own = self._own(each)
            if own is not None:
                is_mark = each.tag == q("text:note")
                yield own, raised or is_mark, is_mark
            else:
                stack.extend(reversed(self._inside(each, raised)))

    def _inside(self, element: Element, raised: bool) -> list[tuple[Element | str, bool]]:
        """Return the text and the elements in ``element``, each with whether it is raised."""
        if element.tag == q("text:span"):
            style = self._styles.of(element.get(q("text:style-name")))
            raised = raised or style.is_raised
            if style.is_struck or style.is_hidden:
                return []
        if element.tag in NOT_SHOWN:
            return []
        found: list[tuple[Element | str, bool]] = [(element.text, raised)] if element.text else []
        for child in element:
            found.append((child, raised))
            if tail := getattr(child, "tail", None):
                found.append((tail, raised))
        return found

    def _own(self, element: Element) -> str | None:
        """Return what an element says by itself; None where it is to be looked into."""
        if element.tag == q("text:s"):
            return " " * min(integer(element.get(q("text:c"))) or 1, _MAX_SPACES)
        if element.tag == q("text:tab"):
            return "\t"
        if element.tag == q("text:line-break"):
            return "\n"
        if element.tag == q("text:note"):
            citation = element.find(q("text:note-citation"))
            mark = (citation.text if citation is not None else None) or str(len(self.notes) + 1)
            self.notes.append((mark, element))
            return mark
        return None


def _collapsed(text: str) -> str:
    """White space in the file is one blank: what is meant to be more has elements of its own."""
    words = " ".join(text.split())
    if not words:
        return " "
    return f"{' ' if text[0].isspace() else ''}{words}{' ' if text[-1].isspace() else ''}"
