"""The JSON of documents: the list of them, one in full, where its words are printed, and what it is about."""

from dataclasses import fields
from typing import Any, Literal

from pydantic import Field, model_validator

from qa.answering.records import DocumentView
from qa.schemas.responses import BlockOut, CitationOut, Out, TextBoxOut


class EntryOut(Out):
    """What the list of documents and a single document both say."""

    id: str
    title: str
    source: str
    collection: str | None = Field(description="the folder directly under a source in which the file lies")
    sha256: str | None
    characters: int
    passages: int
    status: Literal["indexed", "skipped"]
    reason: str | None
    warnings: list[str]
    date: str | None = Field(description="of the document, ISO 8601, as precise as the file tells")


class DocumentOut(EntryOut):
    """One line of the list of documents; ``pages`` is their number."""

    pages: int | None


class DocumentsOut(Out):
    """Every document of the current generation, and every file that was skipped."""

    documents: list[DocumentOut]


class DocumentViewOut(EntryOut):
    """One document in full; ``pages`` holds the offset at which each page starts.

    Where ``page_sizes`` is not empty, the pages can be had as pictures.
    """

    url: str | None
    text: str
    pages: list[int]
    page_sizes: list[tuple[float, float]] = Field(description="width and height of each printed page, in points")
    blocks: list[BlockOut]

    @model_validator(mode="before")
    @classmethod
    def _join(cls, view: DocumentView) -> dict[str, Any]:
        """Put the fields of entry and content side by side; what both have is the entry's, but for two."""
        entry, content = (
            {field.name: getattr(record, field.name) for field in fields(record)}
            for record in (view.entry, view.document.content)
        )
        whole = {"pages": content["pages"], "date": content["date"], "collection": view.entry.collection}
        return content | entry | whole


class BoxesOut(Out):
    """Where a range of a document is printed: a rectangle for each line or cell that it touches, in reading order."""

    boxes: list[TextBoxOut]


class OverviewOut(Out):
    """What a document is about, in its own words."""

    citations: list[CitationOut] = Field(description="its opening, then that of each of its first sections")
    questions: list[str] = Field(description="that it answers, as far as GET /api/examples has asked them already")


class ExamplesOut(Out):
    """Questions that the documents answer, each checked by asking it."""

    questions: list[str]
