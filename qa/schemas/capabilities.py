"""What a server has and lets its caller do, as JSON."""

from pydantic import Field

from qa.answering.records import Mode
from qa.schemas.responses import Out


class CapabilitiesOut(Out):
    """What this server lets its caller do, so that a page offers nothing that would be refused."""

    write: bool
    modes: list[Mode]
    formats: list[str]  # endings of file names that can be read
    removable: list[str]  # ids of the documents that DELETE would remove
    fetch: bool = Field(description="documents may be fetched from the web")
    documents: int = Field(description="how many can be asked about")
    collections: dict[str, int] = Field(description="how many of them lie in each collection")
    sources: list[str] = Field(description="folders of the server that are indexed; for whoever may know")
