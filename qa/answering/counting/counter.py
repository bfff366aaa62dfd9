"""Items of a list and rows of a table, counted where a number is asked for, none is stated, and the layout settles it.

Nothing is counted but what the question's own noun names: the line that announces the list, the caption, the only
heading over it or a column's name. Whatever else the question says must stand there too, or be what the cells of one
column say. Where anything is in doubt (a part of a list elsewhere, a sum among the rows, two lists that fit, a word of
negation or comparison), nothing is counted.
"""

import re
from collections.abc import Iterator, Sequence

from index.records import Span
from index.structure import Structure
from qa.answering.counting.counted import Counted
from qa.answering.counting.lists import count_items
from qa.answering.counting.tables import count_rows
from qa.answering.question.counting import CountAsked, asks_for_number, count_asked, has_number, states_count
from qa.answering.quoting import Chosen, FetchDocument, FetchStructure
from qa.answering.reading.reader import Reading

# Words that change what is counted.
_COMPARES = re.compile(
    r"\b(?:not|no|nor|never|without|except|excluding|before|after|over|under|above|below|between|more|most|less|least"
    r"|fewer|few|than|only|other|others|until|since|during|each|every|per|or)\b|n['’]t\b",
    re.IGNORECASE,
)


class Counter:
    """Counts in the documents of one generation. Thread-safe."""

    def __init__(self, fetch: FetchDocument, structure: FetchStructure) -> None:
        self._fetch = fetch
        self._structure = structure

    def with_number_first(self, question: str, chosen: Sequence[Chosen]) -> list[Chosen]:
        """Return what would be quoted; where a number is asked for, first what has one."""
        if not asks_for_number(question):
            return list(chosen)
        return sorted(chosen, key=lambda each: not has_number(self._text(each)))

    def count(self, question: str, readings: Sequence[Reading], chosen: Sequence[Chosen]) -> Counted | None:
        """Return what ``question`` asks the number of, counted; None where that is stated, or is not sure.

        Args:
            question: as it is read.
            readings: what was read: nothing else is counted.
            chosen: what would be quoted; where one of it states the number, that is the answer.
        """
        asked = count_asked(question)
        if asked is None or _COMPARES.search(question) or any(states_count(self._text(each), asked) for each in chosen):
            return None
        read: dict[str, list[Span]] = {}
        for reading in readings:
            read.setdefault(reading.hit.passage.document_id, []).append(reading.hit.passage.span)
        found = [each for document_id, spans in read.items() for each in self._in(document_id, spans, asked)]
        return found[0] if len(found) == 1 else None

    def _text(self, chosen: Chosen) -> str:
        span = chosen.unit.span
        return self._structure(chosen.document_id).text[span.start : span.end]

    def _in(self, document_id: str, spans: Sequence[Span], asked: CountAsked) -> list[Counted]:
        document, structure = self._fetch(document_id), self._structure(document_id)
        pieces = (piece for span in spans for piece in structure.pieces(span))
        numbers = dict.fromkeys(outer for piece in pieces for outer in _countable(structure, piece.block))
        found = (count(asked, document, structure, number) for number in numbers for count in (count_items, count_rows))
        return [each for each in found if each is not None]


def _countable(structure: Structure, number: int | None) -> Iterator[int]:
    """Yield the lists around a block, and the row that names the columns of its table."""
    for each in structure.line(number):
        block = structure.block(each)
        if block.kind == "list":
            yield each
        elif block.kind == "row" and block.header is not None:
            yield block.header
        elif each in structure.header_rows:
            yield each
