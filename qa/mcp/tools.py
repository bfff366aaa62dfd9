"""The four tools. What each is for stands in its docstring, in words for the model that chooses among them."""

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from qa.answering.ports import AnsweringError
from qa.mcp.arguments import READ_LIMIT, Arguments, AskArguments, ReadArguments, SearchArguments, VerifyArguments
from qa.mcp.backend import Backend
from qa.mcp.results import SliceOut, answer_text, search_text, slice_text, verification_text
from qa.schemas.responses import AnswerOut, Out, SearchOut, VerificationOut


class OutOfRangeError(AnsweringError):
    """A range was asked for that is not in the document."""


@dataclass(frozen=True, slots=True)
class Result:
    """A result twice: as fields for programs, and as texts for a model that reads."""

    fields: Out
    texts: tuple[str, ...]


Run = Callable[[Backend, Any], Awaitable[Result]]  # with an instance of the tool's arguments


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that changes nothing."""

    name: str
    title: str
    description: str
    arguments: type[Arguments]
    result: type[Out]
    run: Run


TOOLS: dict[str, Tool] = {}  # by name


def tool(title: str, arguments: type[Arguments], result: type[Out]) -> Callable[[Run], Run]:
    """Make a tool of a function: its name is the tool's, its docstring the tool's description."""

    def register(run: Run) -> Run:
        description = " ".join((inspect.getdoc(run) or "").split())
        TOOLS[run.__name__] = Tool(run.__name__, title, description, arguments, result, run)
        return run

    return register


@tool("Ask the documents", AskArguments, AnswerOut)
async def ask(backend: Backend, given: AskArguments) -> Result:
    """Answer a question from the user's own documents.

    The answer consists of exact quotes with numbered citations [1], [2], each with document id, character range and the
    document's sha256. Where the documents do not answer, it says so (answerable: false) and lists the nearest passages:
    then tell the user that the documents do not say, instead of answering from elsewhere. Keep the [n] and the quotes
    when you pass an answer on.
    """
    answer = AnswerOut.model_validate(await backend.ask(given.to_question()))
    return Result(answer, (answer_text(answer),))


@tool("Search the documents", SearchArguments, SearchOut)
async def search(backend: Backend, given: SearchArguments) -> Result:
    """Find the passages of the user's documents that are nearest to a question or to keywords.

    They come with their places, nearest first, whether or not they answer it. Use it to explore a subject, or to read
    around what ask found; to get an answer with citations, use ask.
    """
    found = SearchOut.model_validate(await backend.search(given.to_query()))
    return Result(found, (search_text(found),))


@tool("Read a document", ReadArguments, SliceOut)
async def read_document(backend: Backend, given: ReadArguments) -> Result:
    """Read the text of one document, as it is, from character start to end.

    For the context of a citation, or piece by piece: at most 10,000 characters come at a time, and next_start says
    where to go on. Document ids come from ask and search.
    """
    document = (await backend.look_up(lambda assistant: assistant.document(given.document_id))).document
    length = len(document.text)
    last = length if given.end is None else min(given.end, length)
    end = min(last, given.start + READ_LIMIT)
    if given.start >= end:
        raise OutOfRangeError(
            f"document {given.document_id} has {length:,} characters, and none from {given.start} to "
            f"{last}; ask for a start below {length} and an end after it"
        )
    piece = SliceOut(
        document_id=document.id,
        title=document.title,
        source=document.source,
        sha256=document.sha256,
        characters=length,
        start=given.start,
        end=end,
        next_start=end if end < length else None,
        text=document.text[given.start : end],
    )
    return Result(piece, (slice_text(piece), piece.text))


@tool("Verify a quote", VerifyArguments, VerificationOut)
async def verify_quote(backend: Backend, given: VerifyArguments) -> Result:
    """Check that a quote stands, word for word, at its place in a document as it is now.

    Use it before you pass on a quote that you copied, shortened or were given. Fields are named as in a citation of
    ask.
    """
    found = VerificationOut.model_validate(await backend.look_up(lambda assistant: assistant.verify(**dict(given))))
    return Result(found, (verification_text(found),))
