"""Which suffix is read by which function: the one table to extend for a new format."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from index.records import Content

Parser = Callable[[bytes, str], Content]


@dataclass(frozen=True, slots=True)
class LazyParser:
    """A parser whose module, with the library behind it, is imported at its first file and not before."""

    module: str
    function: str

    def __call__(self, data: bytes, name: str) -> Content:
        """Read ``data``, naming the file ``name`` in messages."""
        parser: Parser = getattr(importlib.import_module(self.module), self.function)
        return parser(data, name)


_TEXT = LazyParser("index.parsers.plain", "parse_text")
_MARKDOWN = LazyParser("index.parsers.markdown", "parse_markdown")
_TABLE = LazyParser("index.parsers.table", "parse_table")
_HTML = LazyParser("index.parsers.html", "parse_html")

_SOURCE = LazyParser("index.parsers.source_code", "parse_source")
# Programs and settings, whose comments are told from their code.
SOURCE_SUFFIXES = tuple(
    ".py .pyi .js .mjs .jsx .ts .tsx .c .h .cc .cpp .hpp .cs .java .kt .go .rs .swift .scala .dart .rb .pl .php .lua "
    ".r .jl .hs .sh .bash .zsh .ps1 .bat .sql .css .scss .proto .tf .cmake .mk .yaml .yml .toml .ini .cfg .conf "
    ".properties".split()
)

# Parsed in a child process (see `worker`): binary and markup formats, whose parsers a hostile file may break.
UNTRUSTED = frozenset({".eml", ".html", ".htm", ".xhtml", ".xml", ".pdf", ".docx", ".epub"})

PARSERS: dict[str, Parser] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".log": LazyParser("index.parsers.source_code", "parse_log"),
    ".tex": LazyParser("index.parsers.latex", "parse_latex"),
    ".rst": LazyParser("index.parsers.restructured", "parse_rst"),
    ".org": LazyParser("index.parsers.org", "parse_org"),
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".xml": LazyParser("index.parsers.xml_document", "parse_xml"),
    ".pdf": LazyParser("index.parsers.pdf", "parse_pdf"),
    ".docx": LazyParser("index.parsers.docx", "parse_docx"),
    ".epub": LazyParser("index.parsers.epub", "parse_epub"),
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".json": LazyParser("index.parsers.json_records", "parse_json"),
    ".eml": LazyParser("index.parsers.mail", "parse_mail"),
    ".ipynb": LazyParser("index.parsers.notebook", "parse_notebook"),
    ".jsonl": LazyParser("index.parsers.json_records", "parse_jsonl"),
    ".ndjson": LazyParser("index.parsers.json_records", "parse_jsonl"),
    **dict.fromkeys(SOURCE_SUFFIXES, _SOURCE),
}
