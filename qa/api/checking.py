"""POST /api/check: is an answer, from any system, grounded in the sources that came with it?"""

from fastapi import APIRouter, Request
from pydantic import Field, model_validator

from qa.api.admission import while_connected
from qa.api.body import StrictJsonRoute
from qa.api.costs import Cost
from qa.api.openapi import problems
from qa.api.routes import AdmissionDep
from qa.grounding.check import GivenQuote, Grounding, GroundingLabel, check
from qa.grounding.support import LexicalSupport
from qa.grounding.verbatim import Source
from qa.schemas.requests import In, Text
from qa.schemas.responses import Out, Score

router = APIRouter(prefix="/api", route_class=StrictJsonRoute)

_SCORER = LexicalSupport()
_MOST_SOURCES = 100
# What is checked within a few seconds, whatever it says (bench/check_speed.py); together more than 1 MiB.
_MOST_CLAIMED = 50_000  # characters of the answer and its quotes
_MOST_TEXT = 1_000_000  # characters of all sources


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

    answer: Text = Field(description=f"with its quotes, at most {_MOST_CLAIMED:,} characters")
    sources: list[SourceIn] = Field(
        max_length=_MOST_SOURCES, description=f"together, at most {_MOST_TEXT:,} characters"
    )
    quotes: list[QuoteIn] = Field(default=[], max_length=_MOST_SOURCES)

    @model_validator(mode="after")
    def _check_size(self) -> "CheckIn":
        for what, parts, most in (
            ("answer and quotes are", [self.answer, *(quote.text for quote in self.quotes)], _MOST_CLAIMED),
            ("sources are", [source.text for source in self.sources], _MOST_TEXT),
        ):
            size = sum(map(len, parts))
            if size > most:
                raise ValueError(f"the {what} {size:,} characters long; send {most:,} or fewer, in several requests")
        return self


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
    reasons: list[str]


class CheckOut(Out):
    """The check of one answer."""

    grounded: bool
    sentences: list[CheckedOut]
    quotes: list[CheckedOut]


@router.post("/check", response_model=CheckOut, responses=problems(401, 408, 413, 415, 422, 503))
async def check_answer(body: CheckIn, request: Request, admission: AdmissionDep) -> Grounding:
    """Say of each sentence whether it stands in the sources: exact, spliced, misattributed, fabricated, uncited, ..."""
    sources = [Source(given.id or str(number), given.text) for number, given in enumerate(body.sources, start=1)]
    quotes = [GivenQuote(quote.text, quote.source_id) for quote in body.quotes]
    size = len(body.answer) + sum(len(given.text) for given in body.sources)
    work = admission.run(lambda: check(body.answer, sources, _SCORER, quotes), cost=Cost("check", size / 1000))
    return await while_connected(request, work)
