"""Windows over a manual as the reader is given them, and which of them are most like a question."""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from index.chunking import ChunkSettings, split
from index.errors import DocumentError
from index.parsers import parse
from index.reading_text import ReadingText, reading_of
from index.records import BlockKind, Document, Passage, Span
from index.structure import Structure
from qa.answering.reading.trained_reader import window_text as served_text

PASSAGE_TOKENS = 256  # that the encoder reads of a passage, as in serving
SHORTEST, LONGEST = 45, 140  # tokens that a window may grow to
_TERM = r"(?u)[\w-]*\w"
Count = Callable[[Sequence[str]], list[int]]


@dataclass(frozen=True)
class Sized:
    """A piece of a document and its tokens."""

    span: Span
    kind: BlockKind
    tokens: int


@dataclass(frozen=True)
class Place:
    """A window over a document, none of whose pieces is in another one."""

    manual: int  # the document's number in its package
    title: str
    span: Span
    body: Span  # without the heading that it begins with


@dataclass(frozen=True)
class Manual:
    """A document of a package, cut as it is indexed."""

    name: str
    structure: Structure
    passages: list[Passage]


def read_manual(name: str, data: bytes, count: Count) -> Manual | None:
    """Parse and cut a file as it would be indexed; None where it cannot be read. ``count`` counts [CLS] and [SEP]."""
    try:
        document = Document(name, name, parse(data, name))
    except (ValueError, DocumentError):
        return None
    passages = split(document, count, PASSAGE_TOKENS, ChunkSettings())
    return Manual(name, Structure(document.content), passages)


def pieces_of(manual: Manual, passage: Passage, count: Count) -> list[Sized]:
    """Return a passage's pieces with their tokens."""
    found = manual.structure.pieces(passage.span)
    sizes = count([reading_of(manual.structure, piece.span).text for piece in found]) if found else []
    return [Sized(piece.span, piece.kind, size - 2) for piece, size in zip(found, sizes, strict=True)]


def places_of(number: int, manual: Manual, count: Count, chance: random.Random) -> Iterator[Place]:
    """Yield windows of random sizes that cover the document."""
    for passage in manual.passages:
        run: list[Sized] = []
        limit = chance.randint(SHORTEST, LONGEST)
        for piece in pieces_of(manual, passage, count):
            if run and sum(each.tokens for each in run) + piece.tokens > limit:
                yield _place(number, passage.context, run)
                run, limit = [], chance.randint(SHORTEST, LONGEST)
            run.append(piece)
        if run:
            yield _place(number, passage.context, run)


def _place(number: int, title: str, run: Sequence[Sized]) -> Place:
    said = [piece for piece in run if piece.kind != "heading"] or run
    return Place(number, title, Span(run[0].span.start, run[-1].span.end), Span(said[0].span.start, run[-1].span.end))


def grown(
    pieces: Sequence[Sized], unit: Span, answer: int, since: int, limit: int, chance: random.Random
) -> Span | None:
    """Return a window over ``unit`` from its beginning on, up to ``limit`` tokens, with some of its neighbours.

    Args:
        pieces: of the passage.
        unit: what answers.
        answer: where the answer begins in it, behind a term; what stands there is in the window however long it is.
        since: nothing before this place may be in the window.
        limit: tokens; a window that must be longer than 200 is none, and None is returned.
        chance: decides how much of the limit lies before the unit.
    """
    usable = [piece for piece in pieces if piece.span.start >= since]
    inside = [i for i, piece in enumerate(usable) if piece.span.overlaps(unit)]
    needed = [i for i in inside if usable[i].span.start <= answer < usable[i].span.end]
    if not needed:
        return None
    first, last = inside[0], needed[0]
    size = sum(piece.tokens for piece in usable[first : last + 1])
    if size > 200:
        return None
    while last < inside[-1] and size + usable[last + 1].tokens <= limit:
        last += 1
        size += usable[last].tokens
    while True:
        ways = [i for i in (first - 1, last + 1) if 0 <= i < len(usable) and size + usable[i].tokens <= limit]
        if not ways:
            return Span(usable[first].span.start, usable[last].span.end)
        way = chance.choice(ways)
        first, last = min(first, way), max(last, way)
        size += usable[way].tokens


def window_text(structure: Structure, span: Span, *, along: bool) -> ReadingText:
    """Return what is read of a window: as it is served, or without what a list or a description belongs to."""
    return served_text(structure, span) if along else reading_of(structure, span)


def marked(text: ReadingText, span: Span) -> tuple[int, int]:
    """Return where ``span`` of the document stands in what is read; (0, 0) where not all of it does."""
    inside = [
        here
        for here in range(len(text.text))
        if (found := text.span_of(here, here + 1)) is not None and span.start <= found.start < span.end
    ]
    if not inside or text.span_of(inside[-1], inside[-1] + 1) != Span(span.end - 1, span.end):
        return 0, 0
    return inside[0], inside[-1] + 1


class Likeness:
    """How like a question the windows of a package are, by tf-idf cosine."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vectorizer = TfidfVectorizer(sublinear_tf=True, dtype=np.float32, token_pattern=_TERM)
        self._places = self._vectorizer.fit_transform(texts)
        terms, weights = self._vectorizer.get_feature_names_out(), self._vectorizer.idf_
        self.idf = {str(term): float(weight) for term, weight in zip(terms, weights, strict=True)}

    def nearest(self, question: str, most: int) -> list[int]:
        """Return the numbers of the windows that are most like the question, nearest first."""
        likeness = (self._vectorizer.transform([question]) @ self._places.T).toarray()[0]
        order = np.argsort(-likeness, kind="stable")[:most]
        return [int(i) for i in order if likeness[i] > 0]


def plain(text: str) -> str:
    """Return a text's words in lower case, one space apart."""
    return " ".join(re.findall(r"\w+", text.lower()))
