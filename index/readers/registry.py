"""Which suffix is read by which function: the one table to extend for a new format."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from index.records import Content

Reader = Callable[[bytes, str], Content]


@dataclass(frozen=True, slots=True)
class LazyReader:
    """A reader whose module, with the library behind it, is imported at its first file and not before."""

    module: str
    function: str

    def __call__(self, data: bytes, name: str) -> Content:
        """Read ``data``, naming the file ``name`` in messages."""
        reader: Reader = getattr(importlib.import_module(self.module), self.function)
        return reader(data, name)


_TEXT = LazyReader("index.readers.plain", "read_text")
_MARKDOWN = LazyReader("index.readers.markdown", "read_markdown")
_TABLE = LazyReader("index.readers.table", "read_table")
_HTML = LazyReader("index.readers.html", "read_html")

# Parsed in a child process (see `worker`): binary and markup formats, whose parsers a hostile file may break.
UNTRUSTED = frozenset({".html", ".htm", ".pdf", ".docx", ".epub"})

READERS: dict[str, Reader] = {
    ".txt": _TEXT,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".pdf": LazyReader("index.readers.pdf", "read_pdf"),
    ".docx": LazyReader("index.readers.docx", "read_docx"),
    ".epub": LazyReader("index.readers.epub", "read_epub"),
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".json": LazyReader("index.readers.json_records", "read_json"),
    ".jsonl": LazyReader("index.readers.json_records", "read_jsonl"),
}
