"""Which suffix is read by which function: the one table to extend for a new format."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from index.parsers import ocr
from index.records import Content

Parser = Callable[[bytes, str], Content]
Renderer = Callable[[bytes, str, int, float], bytes]  # file, its name, page from 1, scale; a PNG picture


@dataclass(frozen=True, slots=True)
class FileLimits:
    """What the child process may take for one file."""

    seconds: int = 60  # of computing
    memory_bytes: int = 1024 * 1024 * 1024  # address space of the process


@dataclass(frozen=True, slots=True)
class LazyParser:
    """A parser whose module, with the library behind it, is imported at its first file and not before."""

    module: str
    function: str

    def __call__(self, data: bytes, name: str) -> Content:
        """Read ``data``, naming the file ``name`` in messages."""
        parser: Parser = getattr(importlib.import_module(self.module), self.function)
        return parser(data, name)


@dataclass(frozen=True, slots=True)
class LazyRenderer:
    """A renderer whose module, with the library behind it, is imported at its first page and not before."""

    module: str
    function: str

    def __call__(self, data: bytes, name: str, page: int, scale: float) -> bytes:
        """Draw a page of ``data``, naming the file ``name`` in messages."""
        renderer: Renderer = getattr(importlib.import_module(self.module), self.function)
        return renderer(data, name, page, scale)


_TEXT = LazyParser("index.parsers.plain", "parse_text")
_MARKDOWN = LazyParser("index.parsers.markdown", "parse_markdown")
_ASCIIDOC = LazyParser("index.parsers.asciidoc", "parse_asciidoc")
_MANPAGE = LazyParser("index.parsers.manpage", "parse_manpage")
_TABLE = LazyParser("index.parsers.table", "parse_table")
_SHEETS = LazyParser("index.parsers.office.sheets", "parse_sheets")
_HTML = LazyParser("index.parsers.html", "parse_html")
_CAPTIONS = LazyParser("index.parsers.captions", "parse_captions")
_PICTURE = LazyParser("index.parsers.picture", "parse_picture")

PICTURES = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp")
_SOURCE = LazyParser("index.parsers.source_code", "parse_source")
# Programs and settings, whose comments are told from their code.
SOURCE_SUFFIXES = tuple(
    ".py .pyi .js .mjs .jsx .ts .tsx .c .h .cc .cpp .hpp .cs .java .kt .go .rs .swift .scala .dart .rb .pl .php .lua "
    ".r .jl .hs .sh .bash .zsh .ps1 .bat .sql .css .scss .proto .tf .cmake .mk .yaml .yml .toml .ini .cfg .conf "
    ".properties".split()
)

# Parsed in a child process (see `worker`): binary and markup formats, whose parsers a hostile file may break.
UNTRUSTED = frozenset(
    (
        *(".eml", ".html", ".htm", ".xhtml", ".xml", ".pdf", ".epub"),
        *(".docx", ".odt", ".rtf", ".pptx", ".xlsx", ".xls", ".ods"),
        *PICTURES,
    )
)

PARSERS: dict[str, Parser] = {
    ".txt": _TEXT,
    ".text": _TEXT,
    ".log": LazyParser("index.parsers.source_code", "parse_log"),
    ".tex": LazyParser("index.parsers.latex", "parse_latex"),
    ".rst": LazyParser("index.parsers.restructured", "parse_rst"),
    ".org": LazyParser("index.parsers.org", "parse_org"),
    ".adoc": _ASCIIDOC,
    ".asciidoc": _ASCIIDOC,
    ".man": _MANPAGE,
    ".mdoc": _MANPAGE,
    ".roff": _MANPAGE,
    ".md": _MARKDOWN,
    ".markdown": _MARKDOWN,
    ".html": _HTML,
    ".htm": _HTML,
    ".xhtml": _HTML,
    ".xml": LazyParser("index.parsers.xml_document", "parse_xml"),
    ".pdf": LazyParser("index.parsers.pdf", "parse_pdf"),
    ".docx": LazyParser("index.parsers.office.docx", "parse_docx"),
    ".odt": LazyParser("index.parsers.office.odt", "parse_odt"),
    ".rtf": LazyParser("index.parsers.office.rtf", "parse_rtf"),
    ".pptx": LazyParser("index.parsers.office.slides", "parse_slides"),
    ".xlsx": _SHEETS,
    ".xls": _SHEETS,
    ".ods": _SHEETS,
    ".epub": LazyParser("index.parsers.epub", "parse_epub"),
    ".csv": _TABLE,
    ".tsv": _TABLE,
    ".json": LazyParser("index.parsers.json_records", "parse_json"),
    ".srt": _CAPTIONS,
    ".vtt": _CAPTIONS,
    ".eml": LazyParser("index.parsers.mail", "parse_mail"),
    ".ipynb": LazyParser("index.parsers.notebook", "parse_notebook"),
    ".jsonl": LazyParser("index.parsers.json_records", "parse_jsonl"),
    **dict.fromkeys(PICTURES, _PICTURE),
    ".ndjson": LazyParser("index.parsers.json_records", "parse_jsonl"),
    **dict.fromkeys(SOURCE_SUFFIXES, _SOURCE),
}

# Formats that need more than others. Recognition maps its libraries and models into half a gigabyte of addresses and
# computes in up to another half; a dense page takes some ten seconds, and a fax in TIFF has several.
_RECOGNITION = FileLimits(seconds=180, memory_bytes=1536 * 1024 * 1024)
LIMITS: dict[str, FileLimits] = dict.fromkeys(PICTURES, _RECOGNITION)
if ocr.is_available():  # the pages of a PDF may be pictures too, and many
    LIMITS[".pdf"] = FileLimits(seconds=600, memory_bytes=_RECOGNITION.memory_bytes)

# Formats with pages that can be shown as they are printed.
RENDERERS: dict[str, Renderer] = {".pdf": LazyRenderer("index.parsers.pdf.render", "render_pdf")}
