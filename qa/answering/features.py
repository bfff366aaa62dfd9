"""What the confidence of an answer is made of: what was read, what would be quoted, and what the question names."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence

from index.analysis import terms
from qa.answering.confidence import Features
from qa.answering.looking_up import is_of_another_row
from qa.answering.question.counting import asks_for_number, has_number
from qa.answering.question.intent import Intent, intent_of
from qa.answering.question.measures import fits
from qa.answering.question.namesakes import speaks_of_namesake
from qa.answering.question.opposites import asks_opposite
from qa.answering.question.ranges import in_ranges_of
from qa.answering.question.synonyms import in_words_of
from qa.answering.quoting import Chosen, FetchDocument
from qa.answering.reading.reader import Reading, coverage
from qa.answering.reading.relevance import log_odds
from qa.answering.records import Citation
from qa.answering.subject import about

_MOST = 12.0  # logits beyond it say no more
_TITLE = 3  # terms of one, at most
_LEAD = 6.0  # likewise, of the lead over the second
# What is written as a name: a capital inside of a sentence, a word with digits or signs in it, an option.
_NAME = re.compile(
    r"(?<![.?!:]\s)(?<!^)\b[A-Z][\w'’.-]*|\b\w*\d(?:[\w.,:/-]*\w)?|(?<!\w)--?[A-Za-z][\w-]*|\b\w+[_./]\w[\w./]*\b",
    re.MULTILINE,
)
_ACCENTS = re.compile("[\u0300-\u036f]")
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
    citations: Sequence[Citation],
    fetch: FetchDocument,
) -> Features | None:
    """Return what the confidence is made of; None where nothing was read or nothing could be quoted that may answer.

    Of what has no number at all, no number that is asked for can be read off; nor a time, a price or the like; nor of
    what speaks of a namesake, what a question numbers or dates.

    Args:
        question: as it is read.
        idf: of its terms.
        readings: what was read.
        chosen: what would be quoted, best first.
        citations: of ``chosen``.
        fetch: gives a document by its id.
    """
    best = max(readings, key=lambda reading: reading.evidence, default=None)
    if best is None or not citations or math.isinf(best.evidence):
        return None
    first, document = citations[0], fetch(citations[0].document_id)
    shown = first.said
    if asks_for_number(question) and not any(map(has_number, shown)):
        return None
    if not fits("\n".join(shown), question) or _says_nothing(shown, question):
        return None
    passage = _passage(readings, chosen[0])
    quoted = " ".join((first.title, *(part.text for part in first.context), first.quote))
    # The rows around it, and the rest of the document, are of other things.
    is_row = chosen[0].unit.kind == "row"
    near = quoted if is_row else f"{quoted} {passage.hit.passage.indexed_text}"
    near = f"{near} {document.source}"
    asked = in_ranges_of(question, quoted)
    if speaks_of_namesake(asked, near, first.quote, is_row=is_row):
        return None
    is_of_another = is_row and is_of_another_row(first.quote, question, about(first))
    missing = _names_missing(asked, near, "" if is_row else document.text)
    return Features(
        evidence=max(-_MOST, min(_MOST, best.evidence)),
        logit=_best_logit(passage, chosen[0]),
        similarity=passage.hit.dense,
        lead=_lead(readings, chosen[0]),
        quote_coverage=_coverage(asked, quoted, idf),
        names_missing=1.0 if is_of_another or asks_opposite(question, quoted) else missing,
        opinion=float(_OPINION.search(question) is not None),
    )


def _says_nothing(shown: Sequence[str], question: str) -> bool:
    """Say whether what would be shown is a title at most, of words that the question has, and decides no yes or no."""
    if intent_of(question) in (Intent.YES_NO, Intent.CLAIM, Intent.KEYWORDS):
        return False
    said = set(terms(" ".join(shown)))
    return len(said) <= _TITLE and said <= set(terms(question))


def _coverage(question: str, quoted: str, idf: Mapping[str, float]) -> float:
    """Return the share of the question's rare terms that ``quoted`` has, or has another word for."""
    known = set(terms(in_words_of(question, quoted)))
    return coverage(quoted + " " + " ".join(term for term in idf if term not in known), idf)


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


def _best_logit(passage: Reading, best: Chosen) -> float:
    inside = (found.score for found in passage.spans if found.span.overlaps(best.unit.span))
    return max(-_MOST, min(_MOST, log_odds(max(inside, default=0.0))))


def _passage(readings: Sequence[Reading], best: Chosen) -> Reading:
    """Return the passage that the best unit was read in."""
    inside = (
        reading
        for reading in readings
        if reading.hit.passage.document_id == best.document_id and reading.hit.passage.span.overlaps(best.unit.span)
    )
    return max(inside, key=lambda reading: reading.coverage, default=readings[0])


def _names_missing(question: str, near: str, elsewhere: str) -> float:
    """Return the share of the names in ``question`` that neither what is quoted nor the rest has by spelling.

    Numbers and dates count in whatever notation, letters with or without their accents.
    """
    names = {match.group(): terms(match.group()) for match in _NAME.finditer(question)}
    names = {name: found for name, found in names.items() if found}
    if not names:
        return 0.0
    known = set(terms(near))
    unseen = [name for name, found in names.items() if not set(found) <= known and max(found, key=len) not in known]
    text = _folded(elsewhere) if unseen else ""
    return sum(_folded(name) not in text for name in unseen) / len(names)


def _folded(text: str) -> str:
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
