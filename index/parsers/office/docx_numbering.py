"""The numbers that Word prints before paragraphs: they are counted when a document is shown and stand nowhere in it."""

import re
from dataclasses import dataclass, field

from index.parsers.numerals import MAX_ROMAN, roman
from index.parsers.office.docx_styles import Styles
from index.parsers.office.docx_xml import PROPERTIES, Element, integer, is_on, number_at, tag, value_at

_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")
_MAX_LETTERS = 780  # thirty times the alphabet
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands before a numbered paragraph, "" for a bullet, and how deep it stands in which list."""

    text: str
    level: int
    list_id: int


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts_after: int | None = None  # the number of the level, counted from 1; 0 for never
    is_arabic: bool = False
    joins: bool = False  # nothing between number and words


@dataclass(slots=True)
class _List:
    """One way to number, and how far it has come."""

    levels: dict[int, _Level]
    by_style: dict[str, int] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Instance:
    list: _List
    levels: dict[int, _Level]
    starts: dict[int, int]  # levels that begin anew, from which number


class Numbering:
    """The lists of one document. To be asked about each numbered paragraph once, in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._instances: dict[int, _Instance] = {}
        if root is None:
            return
        definitions = {integer(each.get(tag("abstractNumId"))): each for each in root if each.tag == tag("abstractNum")}
        lists: dict[int | None, _List] = {}
        linked: dict[int, str] = {}
        for element in root:
            number = integer(element.get(tag("numId"))) if element.tag == tag("num") else None
            if number is None:
                continue
            base = number_at(element, "abstractNumId")
            definition = definitions.get(base)
            if definition is not None and (style := value_at(definition, "numStyleLink")):
                linked[number] = style
            if base not in lists:
                lists[base] = _list_of(definition)
            self._instances[number] = _instance_of(element, lists[base])
        for number, style in linked.items():
            target = self._instances.get(styles.of(style).list_id or 0)
            if target is not None:
                self._instances[number] = target

    def marker(self, paragraph: Element) -> Marker | None:
        """Count a paragraph and return what is printed before it; None where it is in no list."""
        if paragraph.find(PROPERTIES) is None:
            return None
        identifier = value_at(paragraph, "pPr", "pStyle")
        style = self._styles.of(identifier)
        direct = number_at(paragraph, "pPr", "numPr", "numId")
        list_id = style.list_id if direct is None else direct
        if not list_id:
            is_listed = direct is None and paragraph.find(f"{tag('pPr')}/{tag('numPr')}") is not None
            return Marker("", number_at(paragraph, "pPr", "numPr", "ilvl") or 0, 0) if is_listed else None
        level = number_at(paragraph, "pPr", "numPr", "ilvl")
        instance = self._instances.get(list_id)
        if level is None:
            by_style = instance.list.by_style if instance is not None else {}
            level = by_style.get(identifier or "", style.list_level or 0)
        level = min(max(level, 0), _LEVELS - 1)
        return Marker(_counted(instance, level) if instance is not None else "", level, list_id)


def _list_of(definition: Element | None) -> _List:
    found = _List({})
    for element in definition if definition is not None else ():
        level = integer(element.get(tag("ilvl"))) if element.tag == tag("lvl") else None
        if level is not None:
            found.levels[level] = _level_of(element)
            if style := value_at(element, "pStyle"):
                found.by_style[style] = level
    return found


def _level_of(element: Element) -> _Level:
    start, form = number_at(element, "start"), value_at(element, "numFmt")
    return _Level(
        start=1 if start is None else start,
        form=form or "decimal",
        text=value_at(element, "lvlText") or "",
        restarts_after=number_at(element, "lvlRestart"),
        is_arabic=bool(is_on(element, "isLgl")),
        joins=value_at(element, "suff") == "nothing",
    )


def _instance_of(element: Element, base: _List) -> _Instance:
    found = _Instance(base, dict(base.levels), {})
    for change in element:
        level = integer(change.get(tag("ilvl"))) if change.tag == tag("lvlOverride") else None
        if level is None:
            continue
        own = change.find(tag("lvl"))
        if own is not None:
            found.levels[level] = _level_of(own)
        start = number_at(change, "startOverride")
        if start is not None:
            found.starts[level] = start
    return found


def _counted(instance: _Instance, level: int) -> str:
    counts, levels = instance.list.counts, instance.levels
    for outer in range(level):
        counts.setdefault(outer, levels[outer].start if outer in levels else 1)
    own = levels.get(level, _Level(form="bullet"))
    anew = instance.starts.pop(level, None)
    if anew is not None:
        counts[level] = anew
    else:
        counts[level] = counts[level] + 1 if level in counts else own.start
    for inner in [each for each in counts if each > level and _restarts(levels.get(each), level)]:
        del counts[inner]
    if own.form in ("bullet", "none") and not _PLACE.search(own.text):
        return "" if own.form == "bullet" else own.text
    text = _PLACE.sub(lambda place: _numeral_at(instance, int(place[1]) - 1, own.is_arabic), own.text)
    return text if own.joins or not text else f"{text.rstrip()} "


def _restarts(inner: _Level | None, level: int) -> bool:
    after = inner.restarts_after if inner is not None else None
    return True if after is None else level < after


def _numeral_at(instance: _Instance, level: int, is_arabic: bool) -> str:
    form = instance.levels[level].form if level in instance.levels else "decimal"
    count = instance.list.counts.get(level)
    if count is None or form in ("bullet", "none"):
        return ""
    return numeral(count, "decimal" if is_arabic else form)


def numeral(number: int, form: str) -> str:
    """Return a number as a form of Word's prints it; in digits where there is no such form."""
    if form.endswith("Roman") and 0 < number <= MAX_ROMAN:
        said = roman(number)
    elif form.endswith("Letter") and 0 < number <= _MAX_LETTERS:
        said = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    elif form == "decimalZero":
        said = f"{number:02}"
    elif form == "ordinal":
        said = f"{number}{'th' if 10 < number % 100 < 14 else _ENDINGS.get(number % 10, 'th')}"
    else:
        said = str(number)
    return said.upper() if form.startswith("upper") else said
