"""Records and the JSON made of them: a field is in both, or left out on purpose, with a reason.

So a field of a citation is added in two places: `qa.answering.records.Citation` and `qa.schemas.responses.CitationOut`.
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass

import pytest
from pydantic import BaseModel

from index.boxes import PageBox, TextBox
from index.records import Block, Content, Document, LedgerEntry, Span
from qa.answering import records
from qa.api import checking
from qa.api.openai.responses import CitedOut, CompletionOut
from qa.grounding.check import Checked, Grounding
from qa.grounding.verbatim import Piece
from qa.mcp.results import SliceOut
from qa.schemas import documents, responses

CONTENT_IS_BESIDE = "the content of a completion has it"


@dataclass(frozen=True)
class Pair:
    """A record and the schema made of it."""

    record: type
    schema: type[BaseModel]
    left_out: Mapping[str, str] = field(default_factory=dict)  # the record's field -> why no client gets it
    added: frozenset[str] = frozenset()  # fields of the schema that are worked out from the others

    def __str__(self) -> str:
        return f"{self.record.__name__}-{self.schema.__name__}"


PAIRS = [
    Pair(records.Citation, responses.CitationOut),
    Pair(records.CitedContext, responses.ContextOut),
    Pair(PageBox, responses.BoxOut),
    Pair(TextBox, responses.TextBoxOut),
    Pair(Span, responses.HighlightOut, added=frozenset({"text"})),
    Pair(Span, responses.SpanOut),
    Pair(records.PassageResult, responses.PassageOut),
    Pair(records.Answer, responses.AnswerOut),
    Pair(
        records.Answer,
        CitedOut,
        {
            "question": "the client's own last message",
            "answer": CONTENT_IS_BESIDE,
            "passages": CONTENT_IS_BESIDE,
            "citations": "they stand beside it in the completion",
            "closest": CONTENT_IS_BESIDE,
            "timings_ms": "the same answer gives the same completion",
        },
    ),
    Pair(records.Overview, documents.OverviewOut),
    Pair(records.FoundPassage, responses.FoundPassageOut),
    Pair(records.SearchResult, responses.SearchOut),
    Pair(records.Verification, responses.VerificationOut),
    Pair(records.Readiness, responses.ReadyOut, {"ready": "the status", "reason": "ready", "progress": "ready"}),
    Pair(records.Readiness, responses.LoadingOut, {"ready": "the status", "generation": "there is none yet"}),
    Pair(LedgerEntry, documents.DocumentOut, {"provenance": "GET /api/capabilities tells what may be removed"}),
    Pair(LedgerEntry, documents.DocumentViewOut, {"provenance": "GET /api/capabilities tells what may be removed"}),
    Pair(
        Content,
        documents.DocumentViewOut,
        {"page_labels": "pages are counted from 1 everywhere", "lines": "GET .../boxes says where a range is printed"},
    ),
    Pair(Document, SliceOut, {"id": "document_id", "content": "text is a piece of it"}),
    Pair(Block, responses.BlockOut, {"span": "start and end"}),
    Pair(Grounding, checking.CheckOut),
    Pair(Checked, checking.CheckedOut),
    Pair(Piece, checking.PieceOut),
]
NOT_SENT = {
    records.Turn: "it comes in",
    records.OriginalFile: "its bytes are sent as they are",
    records.DocumentView: "an entry and a document, each with a pair of its own",
}

each_pair = pytest.mark.parametrize("pair", PAIRS, ids=str)


@each_pair
def test_every_field_of_a_record_reaches_the_clients(pair: Pair) -> None:
    """Unless it is left out on purpose; the list of those names no field that is gone or sent after all."""
    known = {each.name for each in fields(pair.record)}

    assert known - set(pair.schema.model_fields) == set(pair.left_out)


@pytest.mark.parametrize(
    "pair", [pair for pair in PAIRS if pair.record not in {Content, Document, LedgerEntry}], ids=str
)
def test_every_field_of_a_schema_comes_from_its_record(pair: Pair) -> None:
    """By the same name, as a field or a property; what is worked out from others is listed."""
    known = {each.name for each in fields(pair.record)} | set(dir(pair.record))

    assert set(pair.schema.model_fields) - known == pair.added


def test_every_record_of_an_answer_has_a_schema() -> None:
    """A record that is added to them is sent or said not to be."""
    found = {kind for _, kind in inspect.getmembers(records, is_dataclass) if kind.__module__ == records.__name__}

    assert found == {pair.record for pair in PAIRS if pair.record in found} | set(NOT_SENT)


@pytest.mark.parametrize("schema", [responses.AnswerOut, CompletionOut], ids=lambda schema: schema.__name__)
def test_a_citation_is_the_same_on_every_surface(schema: type[BaseModel]) -> None:
    """HTTP, MCP (which gives `AnswerOut`) and OpenAI's completions have one schema of it."""
    assert schema.model_fields["citations"].annotation == list[responses.CitationOut]
