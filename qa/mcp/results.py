"""What a model gets: fields named as over HTTP, and the same as text, with [n] and the exact quotes."""

from collections.abc import Iterable

from qa.schemas.responses import AnswerOut, CitationOut, FoundPassageOut, Out, PassageOut, SearchOut, VerificationOut


class SliceOut(Out):
    """A piece of a document: ``text`` is its characters from ``start`` to ``end``, as they are."""

    document_id: str
    title: str
    source: str
    sha256: str | None
    characters: int  # of the whole document
    start: int
    end: int
    next_start: int | None  # where to go on reading; null at the end
    text: str


def answer_text(answer: AnswerOut) -> str:
    """Return the answer with its quotes; without an answer, the closest statements, or else the nearest passages."""
    if answer.answerable:
        return "\n".join([answer.answer, "", "Sources, quoted verbatim:", *map(_citation_text, answer.citations)])
    if answer.closest:
        head = "Closest statements, quoted verbatim, which do not answer:"
        return "\n".join([answer.answer, "", head, *map(_citation_text, answer.closest)])
    return "\n".join([answer.answer, "", "Nearest passages, which do not answer:", *_passage_texts(answer.passages)])


def search_text(found: SearchOut) -> str:
    """Return the passages, nearest first."""
    return "\n".join(_passage_texts(found.passages)) or "No passage is anywhere near; ask for something else."


def slice_text(piece: SliceOut) -> str:
    """Return the line that goes before a piece's text."""
    more = f"; go on with start={piece.next_start}" if piece.next_start is not None else "; this is its end"
    place = f"characters {piece.start}–{piece.end} of {piece.characters}"
    return f"{piece.title} ({piece.source}), document {piece.document_id}, {place}{more}:"


def verification_text(verification: VerificationOut) -> str:
    """Return whether the quote stands there; if not, why, and what does."""
    if verification.verified:
        return "Verified: the quote stands there, word for word."
    instead = "" if verification.actual is None else f" There stands: “{verification.actual}”"
    return f"Not verified: {_REASONS[verification.reason or 'different_text']}{instead}"


_REASONS = {
    "unknown_document": "no document has this id.",
    "changed_document": "the document has changed since it was quoted.",
    "out_of_range": "the document has no such place.",
    "different_text": "other words stand there.",
}


def _citation_text(citation: CitationOut) -> str:
    page = f", page {citation.page}" if citation.page else ""
    return f"[{citation.number}] {citation.title} ({citation.source}{page}), {_place(citation)}: “{citation.quote}”"


def _passage_texts(passages: Iterable[PassageOut | FoundPassageOut]) -> list[str]:
    return [f"- {passage.title} ({passage.source}), {_place(passage)}: “{passage.text}”" for passage in passages]


def _place(found: CitationOut | PassageOut | FoundPassageOut) -> str:
    return f"document {found.document_id}, characters {found.start}–{found.end}"
