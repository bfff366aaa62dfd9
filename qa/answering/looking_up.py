"""Whether layout alone settles that a row or a field answers: it names the row and the column that is asked for.

What a reader of prose sees in "Panel traps, 100, 40, 4000" is little. A person who asks "what does one panel trap
cost?" and finds the words in a row, with a column of costs beside them, has the answer.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from index.analysis import terms
from index.reading_text import column_names
from index.records import Block, Span
from index.structure import Structure
from qa.answering.question.counting import asks_for_number, has_number
from qa.answering.question.measures import fits
from qa.answering.question.ranges import in_ranges_of
from qa.answering.question.synonyms import in_words_of
from qa.answering.reading.reader import content_terms

# Asks for other rows than those that hold what stands in the question.
_COMPARED = re.compile(
    r"\b(?:not|never|no|without|except|but|other|besides|than|more|less|fewer|over|under|above|below|before|after|between|least"
    r"|most|beyond|up to|until|since)\b|n['’]t\b",
    re.IGNORECASE,
)
# Words by which a question asks for a column, and the words that name such columns.
_COLUMNS = tuple(
    (re.compile(rf"\b(?:{asks})\b", re.IGNORECASE), frozenset(terms(names)))
    for asks, names in (
        (
            r"how much|costs?|prices?|priced|fees?|fares?|rates?|charged?|pay|paid",
            "cost price fee fare rate charge amount",
        ),
        (
            r"how many (?:people|persons|guests|seats|places|students|visitors)|fits?|seats?",
            "capacity persons people seats places guests",
        ),
        (r"how many", "quantity qty number count pieces pcs units stock"),
        (
            r"when|what time|(?:which|what|on what) (?:day|date)|due|deadline",
            "date day time when deadline due start starts",
        ),
        (r"where|(?:which|what) (?:place|room)", "place location where venue room address"),
        (
            r"who|whom|whose",
            "name who person contact responsible owner approver approval author speaker instructor lead",
        ),
        (r"how long", "duration length period term time days weeks months years hours"),
        (r"how often", "frequency interval cycle"),
        (
            r"how (?:heavy|big|large|tall|high|wide|old|far)|weighs?",
            "weight size height width age distance dimensions area",
        ),
        (r"(?:tele)?phone|call|reach", "phone telephone tel mobile contact"),
    )
)
# No cell says that.
_ASKS_WHY = re.compile(r"\bwhy\b|\bhow (?:come|do|does|did|can|could|should|to)\b", re.IGNORECASE)
_FIELD = re.compile(r"\W*(?P<label>[^:\n\t]{1,60}?)\W*:\W*?[ \t]+(?P<value>\S.{0,120})\Z")
_AGENTS = ("er", "or", "r")
_MOST_OF_FORM = 8  # rows of a table that may be a form
_NUMBERS = frozenset(terms("many number"))
_MOST_ROWS = 300  # of a table whose rows are looked at for a word that but one of them has
_AMOUNT = re.compile(r"\W*how (?:much|many)\b|\W*what (?:does|do|did)\b.*\bcost\b", re.IGNORECASE)
# What a question says around its subject: "buy", "cost" and "pay" ask for a column or for nothing.
_LIGHT = frozenset(
    terms(
        "one each per single get have need buy order pay cost charge hold fit use give take make go come find list "
        "show held do many much long often big large good name number amount price due please"
    )
)


def is_looked_up(structure: Structure, row: Span, question: str, subject: str = "") -> bool:
    """Say whether the layout alone settles that ``row`` answers: "In which town is Leif Aas the organist?".

    Every word of the question must be a cell's, a column's, the subject's or say no more than that something is asked;
    a cell must stand in the question, or no other row of the table have its words; and a filled column beside it must
    be asked for, by its name or by what such columns are called.

    Args:
        structure: of the document.
        row: what would be quoted.
        question: as it is read.
        subject: what all of the table is about, in words: title, headings, the name of the file.
    """
    number = structure.at(row.start)
    if number is None or structure.kind_of(number) != "row":
        return False
    if _COMPARED.search(question) or _ASKS_WHY.search(question):
        return False
    block = structure.block(number)
    columns = [name.replace("_", " ") for name in column_names(structure, block)[: len(block.cells)]]
    question = _in_words_of(" ".join((subject, *columns, structure.text[block.start : block.end])), question)
    asked = set(content_terms(question))
    cells = [_terms_of(structure, cell) for cell in block.cells]
    named = [_without_endings(set(terms(name)), asked) for name in columns]
    labels = {
        column for column, words in enumerate(cells) if words & asked and _is_label(words, asked, block, structure)
    }
    whole = {column for column in labels if cells[column] <= asked}
    wanted = [column for column in _wanted(question, asked, named, whole) if cells[column]]
    asking = _asking(question)
    if not wanted:
        wanted, asking = _only_figure(structure, block, question, labels), _asking(question, _COLUMNS[:1]) | _NUMBERS
    names = set(terms(subject)).union(*(named[column] for column in wanted if column < len(named)))
    by_label = [column for column in labels if column not in wanted and cells[column] & asked - names]
    if not wanted or not (by_label or (_is_alone(structure, block) and _is_of_kind(question, named, wanted))):
        return False
    said = (named[column] for column in (*by_label, *wanted) if column < len(named))
    accounted = set().union(*(cells[column] for column in by_label), *said)
    return asked <= accounted | asking | _LIGHT | set(terms(subject))


def is_of_another_row(row: str, question: str, subject: str) -> bool:
    """Say whether ``row`` has nothing of what the question names, apart from what all of its table is about.

    Args:
        row: its cells.
        question: as it is read.
        subject: title, headings, names of columns and the name of the file.
    """
    if _COMPARED.search(question):
        return False  # which row it is their values tell
    question = _in_words_of(f"{subject} {row}", question)
    named = set(content_terms(question)) - _asking(question) - _LIGHT - set(terms(subject))
    return bool(named) and named.isdisjoint(terms(row))


def is_field_asked(said: str, question: str, subject: str) -> bool:
    """Say whether ``said`` is a field such as "Sat: 9-13", or a row with one, and ``question`` asks for just that.

    Every word of the question must be of the field's name, of the subject, or say no more than that something is asked.

    Args:
        said: what would be quoted.
        question: as it is read.
        subject: what all around it is about, in words: title, headings, the name of the file.
    """
    if _COMPARED.search(question) or _ASKS_WHY.search(question) or not fits(said, question):
        return False
    if asks_for_number(question) and not has_number(said):
        return False
    question = _in_words_of(f"{subject} {said}", question)
    asked = set(content_terms(question))
    known = _asking(question) | _LIGHT | set(terms(subject))
    labels = [set(terms(label)) for label, value in _fields(said) if any(map(str.isalnum, value))]
    return any(label - _LIGHT and label <= asked and asked <= known | label for label in labels)


def _in_words_of(text: str, question: str) -> str:
    return in_ranges_of(in_words_of(question, text), text)


def _without_endings(name: set[str], asked: set[str]) -> set[str]:
    """Return the terms of a column's name, those as verbs that the question has as such: a keeper keeps."""
    return {
        next((word[: -len(end)] for end in _AGENTS if word.endswith(end) and word[: -len(end)] in asked), word)
        for word in name
    }


def _is_alone(structure: Structure, row: Block) -> bool:
    """Say whether it is the one row right below its header with as many cells: all that a form says of one thing."""
    if row.parent is None or row.header is None or structure.block(row.header).parent != row.parent:
        return False
    rows = [structure.block(child) for child in structure.children[row.parent][:_MOST_OF_FORM]]
    below = [each for each in rows if each.header == row.header]
    alike = [each for each in below if _filled(each) == _filled(row)]
    return len(rows) < _MOST_OF_FORM and len(alike) == 1 and below[0].start == row.start


def _is_of_kind(question: str, named: list[set[str]], wanted: list[int]) -> bool:
    """Say whether the wanted columns are such as the question's own words ask for: no number of a meeting is a room."""
    return all(any(named[column] & words for column in wanted) for words in _meant(question))


def _meant(question: str) -> list[frozenset[str]]:
    """Return the words that name the columns that a question asks for, for each way in which it asks."""
    return [words for asks, words in _COLUMNS if asks.search(question)]


def _filled(row: Block) -> int:
    return sum(cell is not None for cell in row.cells)


def _fields(said: str) -> Iterator[tuple[str, str]]:
    """Yield names and values: of a line with a colon, or of cells by turns of which the first ends in one."""
    cells = said.split("\t")
    if len(cells) == 1:
        found = _FIELD.match(said)
        if found is not None:
            yield found["label"], found["value"]
        return
    for label, value in pairwise(cells):
        if label.rstrip().endswith(":"):
            yield label.rstrip(" :"), value


def _is_label(words: set[str], asked: set[str], block: Block, structure: Structure) -> bool:
    """Say whether the words of a cell tell its row: all stand in the question, or some that no other row has."""
    if words <= asked:
        return True
    said = words & asked - _LIGHT
    if block.parent is None or not said or len(structure.children[block.parent]) > _MOST_ROWS:
        return False
    others = (structure.block(child) for child in structure.children[block.parent])
    return not any(
        said <= set(terms(structure.text[other.start : other.end]))
        for other in others
        if other.kind == "row" and other.start != block.start
    )


def _wanted(question: str, asked: set[str], named: list[set[str]], known: set[int]) -> list[int]:
    """Return the columns but the ``known`` that are asked for: by all of their name, else by a word that it has."""
    names = {column: name for column, name in enumerate(named) if column not in known}
    if whole := [column for column, name in names.items() if name and name <= asked]:
        return whole if len(whole) == 1 else []
    found = ([column for column, name in names.items() if name & words] for words in _meant(question))
    return next(filter(None, found), [])


def _only_figure(structure: Structure, row: Block, question: str, labels: set[int]) -> list[int]:
    """Return the one column beside the ``labels`` that has a figure, where nothing but an amount is asked for."""
    if not _AMOUNT.match(question):
        return []
    cells = [(column, cell) for column, cell in enumerate(row.cells) if cell is not None and column not in labels]
    found = [column for column, cell in cells if any(map(str.isdigit, structure.text[cell.start : cell.end]))]
    return found if len(found) == 1 else []


def _asking(question: str, columns: Sequence[tuple[re.Pattern[str], frozenset[str]]] = _COLUMNS) -> set[str]:
    """Return the terms of what asks for a column in ``question``."""
    return {term for asks, _ in columns for found in asks.finditer(question) for term in terms(found[0])}


def _terms_of(structure: Structure, cell: Span | None) -> set[str]:
    return set() if cell is None else set(terms(structure.text[cell.start : cell.end]))
