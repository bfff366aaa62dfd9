"""What the confidence of an answer is made of: what was read, what would be quoted, and what the question names."""

import math
import re
from collections.abc import Mapping, Sequence

from index.analysis import terms
from index.records import Document
from qa.answering.confidence import Features
from qa.answering.quoting import Chosen
from qa.answering.reading.reader import Reading, coverage
from qa.answering.records import Citation

_MOST = 12.0  # logits beyond it say no more
_LEAD = 6.0  # likewise, of the lead over the second
# What is written as a name: a capital inside of a sentence, a word with digits or signs in it, an option.
_NAME = re.compile(
    r"(?<![.?!:]\s)(?<!^)\b[A-Z][\w'’.-]*|\b\w*\d\w*\b|(?<!\w)--?[A-Za-z][\w-]*|\b\w+[_./]\w[\w./]*\b", re.MULTILINE
)
_OPINION = re.compile(
    r"\b(?:better|best|nicer|nicest|prettier|worse|worst|good|bad|beautiful|ugly|recommend\w*|favou?rite|worth)\b"
    r"|^\W*should (?:i|we)\b",
    re.IGNORECASE,
)


def features(
    question: str,
    idf: Mapping[str, float],
    readings: Sequence[Reading],
    chosen: Sequence[Chosen],
    first: Citation | None,
    document: Document | None,
) -> Features | None:
    """Return what the confidence is made of; None where nothing was read or nothing could be quoted.

    Args:
        question: as it is read.
        idf: of its terms.
        readings: what was read.
        chosen: what would be quoted, best first.
        first: the citation that would come first.
        document: which that quotes.
    """
    best = max(readings, key=lambda reading: reading.evidence, default=None)
    if best is None or not chosen or first is None or document is None or math.isinf(best.evidence):
        return None
    quoted = " ".join((first.title, *(part.text for part in first.context), first.quote))
    return Features(
        evidence=max(-_MOST, min(_MOST, best.evidence)),
        relevance=math.log(chosen[0].score) if chosen[0].score > 0 else -_MOST,
        lead=_lead(readings, chosen[0]),
        passage_coverage=_passage_coverage(readings, chosen[0]),
        quote_coverage=coverage(quoted, idf),
        names_missing=_names_missing(question, quoted, document),
        opinion=float(_OPINION.search(question) is not None),
    )


def _lead(readings: Sequence[Reading], best: Chosen) -> float:
    """Return how much the best unit is before whatever else was read, as a logarithm."""
    others = [
        piece.score
        for reading in readings
        for piece in reading.pieces
        if reading.hit.passage.document_id != best.document_id or not best.unit.span.overlaps(piece.span)
    ]
    second = max(others, default=0.0)
    return min(_LEAD, math.log(best.score / second)) if second > 0 and best.score > 0 else _LEAD


def _passage_coverage(readings: Sequence[Reading], best: Chosen) -> float:
    return max(
        (
            reading.coverage
            for reading in readings
            if reading.hit.passage.document_id == best.document_id and reading.hit.passage.span.overlaps(best.unit.span)
        ),
        default=0.0,
    )


def _names_missing(question: str, quoted: str, document: Document) -> float:
    """Return the share of the names in ``question`` that neither the quote nor its document has by spelling."""
    names = [match.group() for match in _NAME.finditer(question) if terms(match.group())]
    if not names:
        return 0.0
    known = set(terms(f"{quoted} {document.source}"))
    text = document.text.casefold()
    missing = [name for name in names if not set(terms(name)) <= known and name.casefold() not in text]
    return len(missing) / len(names)
