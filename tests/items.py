"""Source items that are text already, as tests have them."""

from index.errors import UnreadableDocumentError
from index.records import Content
from index.sources import SourceItem


def given_text(document_id: str, source: str, title: str | None, text: str) -> SourceItem:
    """Return an item with this id and text."""

    def read() -> bytes:
        return f"{title or ''}\0{text}".encode()

    def parse(_: bytes) -> Content:
        if not text.strip():
            raise UnreadableDocumentError("holds no text")
        return Content(text=text, title=title)

    return SourceItem(document_id, source, read, parse, version="text/1")
