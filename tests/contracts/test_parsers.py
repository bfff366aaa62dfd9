"""What every parser keeps: one suite over one sample per format. A new format adds its sample and is held to this."""

import hashlib
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest

from index.errors import DocumentError
from index.outline import Outline
from index.parsers import PARSERS, PARSERS_VERSION, ocr, parse
from index.parsers.registry import PICTURES, SOURCE_SUFFIXES
from index.records import Content, Document

FOLDER = Path(__file__).parents[1] / "data"
# Of suffixes that are read alike, one.
SUFFIXES = sorted({*PARSERS} - {*SOURCE_SUFFIXES, ".text", ".ndjson", ".mdoc", ".roff"} | {".py"})
UNCHANGED = (
    *(".txt", ".md", ".markdown", ".rst", ".adoc", ".asciidoc", ".org", ".tex", ".py", ".log"),
    *(".csv", ".tsv", ".json", ".jsonl"),
)
TITLED = (
    *(
        ".txt",
        ".md",
        ".markdown",
        ".rst",
        ".adoc",
        ".asciidoc",
        ".org",
        ".man",
        ".tex",
        ".html",
        ".htm",
        ".xhtml",
        ".xml",
        ".json",
    ),
    *(".pdf", ".docx", ".odt", ".rtf", ".pptx", ".epub", ".eml", ".ipynb"),
    *PICTURES,
)
# Of everything that all readers make of the samples. When it changes, raise PARSERS_VERSION and renew it: an index
# built before would else keep what the readers no longer say. Pictures are left out: they need an extra, and processors
# of different kinds round a confidence differently.
OUTPUT_OF_VERSION = {"9": "b997783442c37459"}


def sample(suffix: str) -> bytes:
    return (FOLDER / f"sample{suffix}").read_bytes()


def read_or_reason(data: bytes, name: str) -> str:
    try:
        return parse(data, name).text
    except DocumentError as error:
        return str(error)


@pytest.fixture(params=SUFFIXES, scope="module")
def suffix(request: pytest.FixtureRequest) -> str:
    if request.param in PICTURES and not ocr.is_available():
        pytest.skip("needs the extra [ocr]")
    return str(request.param)


@pytest.fixture(scope="module")
def content(suffix: str) -> Content:
    return parse(sample(suffix), f"sample{suffix}")


def ascending(places: Sequence[int]) -> bool:
    return all(before < after for before, after in pairwise(places))


def test_there_is_text_in_it(content: Content) -> None:
    """The sample's sentences are in the text, and it can be stored anywhere."""
    assert "1902" in content.text
    content.text.encode()
    assert "\0" not in content.text


def test_formats_that_are_text_come_out_unchanged(suffix: str, content: Content) -> None:
    """What a citation shows is then what an editor shows."""
    if suffix in UNCHANGED:
        assert content.text == sample(suffix).decode()


def test_headings_are_ascending_and_inside(content: Content) -> None:
    """Every heading is some text, with a level, and with a label for each step of the path that it begins."""
    headings = content.of_kind("heading")

    assert ascending([heading.start for heading in headings])
    assert all(content.text[heading.start : heading.end].strip() for heading in headings)
    assert all(heading.level is not None and heading.level >= 1 for heading in headings)
    assert all(label == label.strip() != "" for path in Outline.of(content).paths for label in path)


def test_boilerplate_is_ascending_inside_and_says_why(content: Content) -> None:
    """Pieces never overlap and never hold white space alone."""
    spans = [piece.span for piece in content.of_kind("boilerplate")]

    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(span.end <= len(content.text) and content.text[span.start : span.end].strip() for span in spans)
    assert all(piece.why for piece in content.of_kind("boilerplate"))


def test_some_text_is_not_boilerplate(content: Content) -> None:
    """A sound document always has something to quote."""
    assert sum(len(piece.span) for piece in content.of_kind("boilerplate")) < len(content.text) / 2


def test_rows_are_ascending_and_inside(content: Content) -> None:
    """Records never overlap and hold no line end at their edges."""
    rows = content.of_kind("row")

    assert all(before.end <= after.start for before, after in pairwise(rows))
    assert all(row.end <= len(content.text) for row in rows)
    assert all(content.text[row.start : row.end].strip("\r\n") for row in rows)


def test_what_belongs_together_is_of_kinds_that_do(content: Content) -> None:
    """A row's header is a row, with cells; only boilerplate, and all of it, has a reason."""
    headers = [content.blocks[block.header] for block in content.blocks if block.header is not None]

    assert all(block.header is None for block in content.blocks if block.kind != "row")
    assert all(header.kind == "row" and header.cells for header in headers)
    assert all((block.why is not None) == (block.kind == "boilerplate") for block in content.blocks)


def test_pages_are_in_order_and_inside(suffix: str, content: Content) -> None:
    """Only PDFs, slides and pictures have pages; the first begins with the text."""
    assert (len(content.pages) > 0) == (suffix in (".pdf", ".pptx", *PICTURES))
    assert list(content.pages) == sorted(content.pages)
    assert all(0 <= page <= len(content.text) for page in content.pages)
    assert not content.pages or content.pages[0] == 0


def test_the_title_is_taken_where_the_file_has_one(suffix: str, content: Content) -> None:
    """Front matter, markup, metadata or a field: each format says it in its own way."""
    assert content.title == ("The Lamp" if suffix in TITLED else None)


def test_reading_again_gives_the_same(suffix: str, content: Content) -> None:
    """An index that is rebuilt gives the same answers."""
    assert parse(sample(suffix), f"sample{suffix}") == content


def test_reading_in_the_child_process_changes_nothing(suffix: str, content: Content) -> None:
    """Formats that are parsed apart come back as the reader made them."""
    assert PARSERS[suffix](sample(suffix), f"sample{suffix}") == content


def test_it_becomes_a_document(content: Content) -> None:
    """Whatever a reader says fits the record that the rest of the index works with."""
    document = Document("id", "source", content)

    assert document.page_at(0) == (1 if content.pages else None)
    assert isinstance(Outline.of(document.content).at(len(content.text) - 1), tuple)


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_read_or_refused(suffix: str, cut: float) -> None:
    """A broken file is a reason or a shorter text, never anything else."""
    data = sample(suffix)

    outcome = read_or_reason(data[: int(len(data) * cut)], f"cut{suffix}")

    assert outcome.strip()


def test_a_changed_output_has_a_changed_version() -> None:
    """The digest of all samples' contents is written down beside the version it belongs to."""
    digest = hashlib.sha256()
    for suffix in sorted({*SUFFIXES} - {*PICTURES}):
        content = PARSERS[suffix](sample(suffix), f"sample{suffix}")
        digest.update("\0".join(repr(getattr(content, part.name)) for part in fields(content)).encode())

    assert {PARSERS_VERSION.partition("+")[0]: digest.hexdigest()[:16]} == OUTPUT_OF_VERSION


def test_importing_the_readers_imports_no_parser() -> None:
    """A run with nothing to read pays for no library."""
    code = (
        "import sys, index.parsers; print(sorted({name.split('.')[0] for name in sys.modules} & "
        "{'trafilatura', 'pypdfium2', 'docx', 'pptx', 'python_calamine', 'striprtf', 'lxml', 'selectolax', "
        "'charset_normalizer', 'torch', 'faiss', 'numpy', 'PIL', 'rapidocr'}))"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert out.stdout.strip() == "[]"
