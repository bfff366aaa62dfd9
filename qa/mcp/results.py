"""What a model gets: fields named as over HTTP, and the same in words, with [n] and the exact quotes."""

from collections.abc import Iterable

from qa.answering.records import Answer, DocumentView, Verification
from qa.schemas.responses import AnswerOut, CitationOut, Out, PassageOut


class SearchOut(Out):
    """The passages nearest to a question, whether or not they answer it."""

    question: str
    standalone_question: str
    passages: list[PassageOut]
    generation: str

    @classmethod
    def of(cls, answer: Answer) -> "SearchOut":
        """Keep of an answer what was found."""
        whole = AnswerOut.of(answer)
        return cls(
            question=whole.question,
            standalone_question=whole.standalone_question,
            passages=whole.passages,
            generation=whole.generation,
        )


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

    @classmethod
    def of(cls, view: DocumentView, start: int, end: int) -> "SliceOut":
        """Cut a document."""
        row = view.entry
        return cls(
            document_id=row.id,
            title=row.title,
            source=row.source,
            sha256=row.sha256,
            characters=row.characters,
            start=start,
            end=end,
            next_start=end if end < row.characters else None,
            text=view.document.text[start:end],
        )


def answer_in_words(answer: AnswerOut) -> str:
    """Return the answer with its quotes, or the silence with what is nearest."""
    if answer.answerable:
        return "\n".join([answer.answer, "", "Sources, quoted to the letter:", *map(_cited, answer.citations)])
    return "\n".join([answer.answer, "", "Nearest passages, which do not answer:", *_listed(answer.passages)])


def passages_in_words(found: SearchOut) -> str:
    """Return the passages, nearest first."""
    return "\n".join(_listed(found.passages)) or "No passage is anywhere near; ask for something else."


def slice_in_words(piece: SliceOut) -> str:
    """Return the head that goes before a piece's text."""
    more = f"; go on with start={piece.next_start}" if piece.next_start is not None else "; this is its end"
    place = f"characters {piece.start}–{piece.end} of {piece.characters}"
    return f"{piece.title} ({piece.source}), document {piece.document_id}, {place}{more}:"


def verification_in_words(verification: Verification) -> str:
    """Return the verdict, and what stands there instead."""
    if verification.verified:
        return "Verified: the quote stands there, to the letter."
    instead = "" if verification.actual is None else f" There stands: “{verification.actual}”"
    return f"Not verified: {_WHY[verification.reason or 'different_text']}{instead}"


_WHY = {
    "unknown_document": "no document has this id.",
    "changed_document": "the document has changed since it was quoted.",
    "out_of_range": "the document has no such place.",
    "different_text": "other words stand there.",
}


def _cited(citation: CitationOut) -> str:
    page = f", page {citation.page}" if citation.page else ""
    where = f"document {citation.document_id}, characters {citation.start}–{citation.end}"
    return f"[{citation.number}] {citation.title} ({citation.source}{page}), {where}: “{citation.quote}”"


def _listed(passages: Iterable[PassageOut]) -> list[str]:
    return [
        f"- {near.title} ({near.source}), document {near.document_id}, "
        f"characters {near.start}–{near.end}: “{near.text}”"
        for near in passages
    ]
