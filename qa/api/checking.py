"""POST /api/check: is an answer, from any system, grounded in the sources that came with it?"""

from fastapi import APIRouter
from pydantic import Field

from qa.api.body import StrictJsonRoute
from qa.api.openapi import problems
from qa.grounding.check import GivenQuote, Grounding, GroundingLabel, check
from qa.grounding.support import LexicalSupport
from qa.grounding.verbatim import Source
from qa.schemas.requests import In, Text
from qa.schemas.responses import Out, Score

router = APIRouter(prefix="/api", route_class=StrictJsonRoute)

_SCORER = LexicalSupport()
_MOST_SOURCES = 100


class SourceIn(In):
    """A text that the answer was made from; ``[2]`` in the answer names the second, or the one whose id is "2"."""

    text: Text
    id: Text | None = None


class QuoteIn(In):
    """Words that the answer claims to be a source's; without ``source_id``, of any of them."""

    text: Text
    source_id: Text | None = None


class CheckIn(In):
    """An answer of any system, with the sources it was given."""

    answer: Text
    sources: list[SourceIn] = Field(max_length=_MOST_SOURCES)
    quotes: list[QuoteIn] = Field(default=[], max_length=_MOST_SOURCES)


class PieceOut(Out):
    """Where verbatim words stand in their source; offsets in code points, half-open."""

    source_id: str
    start: int
    end: int


class CheckedOut(Out):
    """A sentence of the answer, or a given quote, and what is true of it."""

    text: str
    start: int
    end: int
    verdict: GroundingLabel
    cited: list[str]
    pieces: list[PieceOut]
    support: Score | None


class CheckOut(Out):
    """The check of one answer."""

    grounded: bool
    sentences: list[CheckedOut]
    quotes: list[CheckedOut]


@router.post("/check", response_model=CheckOut, responses=problems(401, 408, 413, 415, 422))
def check_answer(body: CheckIn) -> Grounding:
    """Say of each sentence whether it stands in the sources: exact, spliced, misattributed, fabricated, uncited, ..."""
    sources = [Source(given.id or str(number), given.text) for number, given in enumerate(body.sources, start=1)]
    quotes = [GivenQuote(quote.text, quote.source_id) for quote in body.quotes]
    return check(body.answer, sources, _SCORER, quotes)
