"""What a paragraph of a Word document says, from its XML."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.parsers import superscripts
from index.parsers.office.docx_math import FORMULA, formula
from index.parsers.office.docx_numbering import numeral
from index.parsers.office.docx_styles import Styles
from index.parsers.office.docx_xml import (
    CHECK_BOX,
    NOT_SHOWN,
    RUN,
    RUN_PROPERTIES,
    TEXT_BOX,
    Element,
    is_on,
    number_at,
    switched,
    tag,
    values_in,
)  # fmt: skip

_TEXT, _SYMBOL, _RUN_STYLE, _RAISED = map(tag, ("t", "sym", "rStyle", "vertAlign"))
_CHARACTERS = {tag("tab"): "\t", tag("br"): "\n", tag("cr"): "\n", tag("noBreakHyphen"): "-"}
_NOTE_MARKS = {tag("footnoteReference"): "footnote", tag("endnoteReference"): "endnote"}
CHECKED, UNCHECKED = "☒", "☐"
# Characters of Wingdings (F0xx of the private use area) that are pictures of something with a character of its own.
_WINGDINGS = {0xFE: "☑", 0xFD: CHECKED, 0x78: CHECKED, 0xA8: UNCHECKED, 0x6F: UNCHECKED, 0x71: UNCHECKED, 0xFC: "✓",
              0xFB: "✗", 0xE0: "→", 0x9F: "•", 0xA7: "▪"}  # fmt: skip
_SYMBOLS = {0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB3: "≥", 0xA3: "≤", 0xB9: "≠", 0xBB: "≈", 0x6D: "μ", 0x57: "Ω",
            0xAE: "→", 0xB7: "•", 0x2D: "−", 0xD2: "®", 0xD3: "©", 0xD4: "™"}  # fmt: skip
_ALL_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters of one kind."""

    text: str
    is_raised: bool = False
    is_mark: bool = False
    is_gap: bool = False  # stands for what is left out


class Notes:
    """Numbers the notes of a document in the order in which they are referred to."""

    def __init__(self) -> None:
        self._marks: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}

    def mark(self, kind: str, identifier: str) -> str:
        """Return the mark of a note that is referred to."""
        if (kind, identifier) not in self._marks:
            count = self._counts[kind] = self._counts.get(kind, 0) + 1
            self._marks[kind, identifier] = str(count) if kind == "footnote" else numeral(count, "lowerRoman")
        return self._marks[kind, identifier]

    def known(self, kind: str, identifier: str) -> str | None:
        """Return the mark of a note; None for one that nothing refers to."""
        return self._marks.get((kind, identifier))


class ParagraphReader:
    """Reads the paragraphs of one document."""

    def __init__(self, styles: Styles, notes: Notes) -> None:
        self._styles = styles
        self._notes = notes

    def text(self, paragraph: Element) -> str:
        """Return what a paragraph shows: insertions in; deletions, struck and hidden text and field codes out."""
        stretches = list(_joined(self._shown(paragraph)))
        written: list[str] = []
        before = ""
        for number, stretch in enumerate(stretches):
            text = stretch.text
            if stretch.is_raised:
                after = stretches[number + 1].text[:20] if number + 1 < len(stretches) else ""
                text = superscripts.written(text, before, after, stretch.is_mark)
            elif number and stretches[number - 1].is_gap and before.endswith(" "):
                text = text.removeprefix(" ")
            written.append(text)
            before = (before + text)[-40:]
        return "".join(written).strip()

    def is_bold(self, paragraph: Element) -> bool:
        """Say whether all words of a paragraph are bold."""
        runs = _with_words(paragraph)
        return bool(runs) and all(is_on(run, "rPr", "b") for run in runs)

    def size(self, paragraph: Element) -> int | None:
        """Return the size that is set for all words of a paragraph, in half points; None where none is."""
        sizes = {number_at(run, "rPr", "sz") for run in _with_words(paragraph)}
        return sizes.pop() if len(sizes) == 1 else None

    def _shown(self, paragraph: Element) -> Iterator[_Stretch]:
        stack = list(reversed(list(paragraph)))
        raised = False
        while stack:
            element = stack.pop()
            if element.tag == RUN:
                values = values_in(element, RUN_PROPERTIES)
                if values and self._is_left_out(values):
                    yield _Stretch("", is_gap=True)
                    continue
                raised = bool(values) and self._is_raised(values)
            stretch = self._stretch(element, raised)
            if stretch is not None:
                yield stretch
            elif element.tag not in NOT_SHOWN and element.tag != TEXT_BOX:
                stack.extend(reversed(list(element)))

    def _stretch(self, element: Element, raised: bool) -> _Stretch | None:
        """Return what an element shows by itself; None where it is to be looked into."""
        if element.tag == _TEXT:
            return _Stretch(element.text or "", raised)
        if element.tag in _CHARACTERS:
            return _Stretch(_CHARACTERS[element.tag])
        if element.tag in _NOTE_MARKS:
            mark = self._notes.mark(_NOTE_MARKS[element.tag], element.get(tag("id")) or "")
            return _Stretch(mark, is_raised=True, is_mark=True)
        if element.tag in (FORMULA, _SYMBOL):
            return _Stretch(formula(element) if element.tag == FORMULA else _symbol(element))
        if element.tag == tag("checkBox"):  # of an older form
            checked = is_on(element, "checked")
            return _Stretch(CHECKED if (is_on(element, "default") if checked is None else checked) else UNCHECKED)
        return None

    def _is_left_out(self, values: dict[str, str]) -> bool:
        """Say whether a run with these properties is hidden or struck."""
        style = self._styles.of(values.get(_RUN_STYLE))
        said = (("vanish", style.is_hidden), ("strike", style.is_struck), ("dstrike", False))
        return any(by_style if (own := switched(values, name)) is None else own for name, by_style in said)

    def _is_raised(self, values: dict[str, str]) -> bool:
        own = values.get(_RAISED)
        return self._styles.of(values.get(_RUN_STYLE)).is_raised if own is None else own == "superscript"


def _with_words(paragraph: Element) -> list[Element]:
    return [run for run in paragraph.iter(RUN) if any((text.text or "").strip() for text in run.iter(_TEXT))]


def has_check_box(paragraph: Element) -> bool:
    """Say whether a paragraph holds a box to be ticked."""
    return any(True for _ in paragraph.iter(CHECK_BOX, tag("checkBox")))


def one_line_of(texts: Iterator[str]) -> str:
    """Return texts as one line."""
    return _ALL_SPACE.sub(" ", " ".join(texts)).strip()


def _joined(stretches: Iterator[_Stretch]) -> Iterator[_Stretch]:
    """Join raised neighbours: Word cuts text into runs anywhere."""
    waiting: _Stretch | None = None
    for stretch in stretches:
        if waiting is not None and stretch.is_raised and waiting.is_raised and stretch.is_mark == waiting.is_mark:
            comma = "," if stretch.is_mark else ""
            waiting = _Stretch(waiting.text + comma + stretch.text, True, stretch.is_mark)
            continue
        if waiting is not None:
            yield waiting
        waiting = stretch
    if waiting is not None:
        yield waiting


def _symbol(element: Element) -> str:
    font = (element.get(tag("font")) or "").lower()
    try:
        code = int(element.get(tag("char")) or "", 16) & 0xFF
    except ValueError:
        return ""
    if font.startswith("wingdings"):
        return _WINGDINGS.get(code, "")
    return _SYMBOLS.get(code, "") if font == "symbol" else ""
