"""The four tools: what each is for, in words for the model that chooses among them, and what it does."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from qa.answering.ports import AnsweringError
from qa.mcp.arguments import READ_LIMIT, Arguments, AskArguments, ReadArguments, SearchArguments, VerifyArguments
from qa.mcp.desk import Desk
from qa.mcp.results import (
    SearchOut,
    SliceOut,
    answer_in_words,
    passages_in_words,
    slice_in_words,
    verification_in_words,
)
from qa.schemas.responses import AnswerOut, Out, VerificationOut


class BadPlaceError(AnsweringError):
    """A place was asked for that is not in the document."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A result twice: as fields for programs, and as texts for a model that reads."""

    fields: Out
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingTool:
    """A tool that changes nothing."""

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    result: type[Out]
    run: Callable[[Desk, Any], Awaitable[Reply]]  # with an instance of ``arguments``


async def ask(desk: Desk, given: AskArguments) -> Reply:
    """Answer a question."""
    answer = AnswerOut.of(await desk.ask(given.to_question()))
    return Reply(answer, (answer_in_words(answer),))


async def search(desk: Desk, given: SearchArguments) -> Reply:
    """Find passages."""
    found = SearchOut.of(await desk.ask(given.to_question()))
    return Reply(found, (passages_in_words(found),))


async def read_document(desk: Desk, given: ReadArguments) -> Reply:
    """Read a piece of a document.

    Raises:
        UnknownDocumentError: there is no such document.
        BadPlaceError: the document has no such piece.
    """
    view = await desk.look(lambda assistant: assistant.document(given.document_id))
    length = len(view.document.text)
    last = length if given.end is None else min(given.end, length)
    end = min(last, given.start + READ_LIMIT)
    if given.start >= end:
        raise BadPlaceError(
            f"document {given.document_id} has {length:,} characters, and none from {given.start} to "
            f"{last}; ask for a start below {length} and an end after it"
        )
    piece = SliceOut.of(view, given.start, end)
    return Reply(piece, (slice_in_words(piece), piece.text))


async def verify_quote(desk: Desk, given: VerifyArguments) -> Reply:
    """Check a quote."""
    found = await desk.look(
        lambda assistant: assistant.verify(given.document_id, given.start, given.end, given.quote, given.sha256)
    )
    return Reply(VerificationOut.of(found), (verification_in_words(found),))


_TOOLS = (
    ReadingTool(
        name="ask",
        title="Ask the documents",
        description=(
            "Answer a question from the user's own documents. The answer consists of exact quotes with numbered "
            "citations [1], [2], each with document id, character range and the document's sha256. Where the documents "
            "do not answer, it says so (answerable: false) and lists the nearest passages: then tell the user that the "
            "documents do not say, instead of answering from elsewhere. Keep the [n] and the quotes when you pass an "
            "answer on."
        ),
        arguments=AskArguments,
        result=AnswerOut,
        run=ask,
    ),
    ReadingTool(
        name="search",
        title="Search the documents",
        description=(
            "Find the passages of the user's documents that are nearest to a question or to keywords, with their "
            "places, nearest first, whether or not they answer it. Use it to explore a subject, or to read around "
            "what ask found; to get an answer with citations, use ask."
        ),
        arguments=SearchArguments,
        result=SearchOut,
        run=search,
    ),
    ReadingTool(
        name="read_document",
        title="Read a document",
        description=(
            "Read the text of one document, as it is, from character start to end: for the context of a citation, or "
            f"piece by piece. At most {READ_LIMIT:,} characters come at a time; next_start says where to go on. "
            "Document ids come from ask and search."
        ),
        arguments=ReadArguments,
        result=SliceOut,
        run=read_document,
    ),
    ReadingTool(
        name="verify_quote",
        title="Verify a quote",
        description=(
            "Check that a quote stands, to the letter, at its place in a document as it is now. Use it before you pass "
            "on a quote that you copied, shortened or were given. Fields are named as in a citation of ask."
        ),
        arguments=VerifyArguments,
        result=VerificationOut,
        run=verify_quote,
    ),
)

TOOLS: Mapping[str, ReadingTool] = {tool.name: tool for tool in _TOOLS}
