"""Writes small files of every format that is read, for tests; ``python -m tests.parsers.samples`` renews tests/data."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import docx
import xlsxwriter
from docx.document import Document
from docx.oxml import parse_xml
from pptx import Presentation

from tests.parsers.plain_pdf import paragraphs, pdf

FOLDER = Path(__file__).parents[1] / "data"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
SENTENCES = (
    "The lighthouse on the northern cape was lit for the first time in 1871. Its keeper wrote down every ship.",
    "In the winter of 1902 the lamp failed for nine nights, and the village lit fires on the beach instead.",
    "Since 1988 no keeper lives there. A cable from the mainland feeds the lamp, and a museum rents the house.",
)


def word(*elements: str, document: Document | None = None) -> bytes:
    """Return a Word document whose body is the given XML elements, behind what ``document`` holds already."""
    document = document or docx.Document()
    body = document.element.body
    for element in elements:
        body.insert(len(body) - 1, parse_xml(element.replace(">", f" {W}>", 1)))  # before the section's properties
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def archive(members: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP archive, with one fixed date so that it is the same each time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for path, content in members.items():
            packed.writestr(zipfile.ZipInfo(path, (2024, 5, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def epub(chapters: Mapping[str, str], *, title: str = "The Lamp", extra: Mapping[str, str] | None = None) -> bytes:
    """Return an e-book; the chapters are file names with the inside of their bodies, in reading order."""
    items = "".join(
        f'<item id="i{number}" href="{path}" media-type="application/xhtml+xml"{_properties(path)}/>'
        for number, path in enumerate(chapters)
    )
    references = "".join(f'<itemref idref="i{number}"/>' for number, _ in enumerate(chapters))
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<?xml version="1.0"?><container><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": f'<?xml version="1.0"?><package><metadata><dc:title>{title}</dc:title>'
            f"<dc:date>2024-05-01</dc:date></metadata><manifest>{items}</manifest><spine>{references}</spine></package>",
            **{
                f"OPS/{path.replace('%20', ' ')}": '<?xml version="1.0" encoding="utf-8"?><html><head><title/></head>'
                f"<body>{body}</body></html>"
                for path, body in chapters.items()
            },
            **(extra or {}),
        }
    )


def _properties(path: str) -> str:
    return ' properties="nav"' if path.startswith("nav") else ""


def _word_sample() -> bytes:
    document = docx.Document()
    document.core_properties.title = "The Lamp"
    document.add_heading("The Lamp", 0)
    document.add_heading("First light", 1)
    document.add_paragraph(SENTENCES[0])
    document.add_heading("Nine nights", 1)
    document.add_paragraph(SENTENCES[1])
    table = document.add_table(rows=2, cols=2)
    for row, cells in zip(table.rows, (("Year", "Ships"), ("1902", "118")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    return word(document=document)


def workbook(*sheets: tuple[str, Sequence[Sequence[str | float | date]]]) -> bytes:
    """Return an .xlsx workbook of named sheets with their rows."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": datetime(2024, 5, 1)})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def _slides_sample() -> bytes:
    presentation = Presentation()
    presentation.core_properties.created = datetime(2024, 5, 1)
    for title, text in (("The Lamp", SENTENCES[0]), ("Nine nights", SENTENCES[1])):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = text
    file = io.BytesIO()
    presentation.save(file)
    return file.getvalue()


ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        *(("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"), ("meta", "meta")),
        *(("draw", "drawing"), ("fo", "xsl-fo-compatible")),
    )
)


def odt(body: str, *, styles: str = "", named: str = "", meta: str = "") -> bytes:
    """Return an OpenDocument text.

    Args:
        body: the inside of its text.
        styles: automatic styles of its content.
        named: the inside of styles.xml.
        meta: the inside of its metadata.
    """
    dc = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {ODF}>{named}</office:document-styles>",
            "meta.xml": f"<office:document-meta {ODF} {dc}><office:meta>{meta}</office:meta></office:document-meta>",
        }
    )


def ods(*rows: Sequence[str | float]) -> bytes:
    """Return an OpenDocument sheet."""
    cells = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": f"<office:document-content {ODF}><office:body><office:spreadsheet>"
            f'<table:table table:name="Ships">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        }
    )


def _ods_cell(value: str | float) -> str:
    kind = "string" if isinstance(value, str) else f'float" office:value="{value}'
    return f'<table:table-cell office:value-type="{kind}"><text:p>{value}</text:p></table:table-cell>'


SHIPS: tuple[tuple[str | float, ...], ...] = (
    ("Year", "Ships", "Remark"),
    (1871, 96, "first light"),
    (1902, 118, "no lamp"),
)


def all_samples() -> dict[str, bytes]:
    """Return one file per format, all of them about the same lighthouse."""
    first, second, third = SENTENCES
    front = "---\ntitle: The Lamp\ndate: 2024-05-01\nurl: https://cape.example/lamp\n---\n"
    page = (
        '<!DOCTYPE html><html><head><title>The Lamp</title><link rel="canonical" href="https://cape.example/lamp"></head>'
        f"<body><nav><a href='/'>Start</a> <a href='/cape'>The cape</a></nav><h1>The Lamp</h1><p>{first}</p>"
        f"<h2>Nine nights</h2><p>{second}</p><p>{third}</p><footer>© 2024 Cape Museum</footer></body></html>"
    )
    article = (
        '<?xml version="1.0"?><article><title>The Lamp</title>'
        f"<section><title>First light</title><para>{first}</para></section>"
        f"<section><title>Nine nights</title><para>{second}</para></section></article>"
    )
    markdown = f"{front}# The Lamp\n\n{first}\n\n## Nine nights\n\n{second}\n\n```\nlamp --off\n```\n"
    underlined = f"The Lamp\n========\n\n{first}\n\nNine nights\n-----------\n\n{second}\n\n.. A comment.\n"
    titled = f"= The Lamp\n:toc:\n\n{first}\n\n== Nine nights\n\n{second}\n\n----\nlamp --off\n----\n// A comment.\n"
    outline = f"#+TITLE: The Lamp\n* First light\n{first}\n* Nine nights\n{second}\n# A comment.\n"
    typeset = (
        f"\\title{{The Lamp}}\n\\begin{{document}}\n\\section{{First light}}\n{first}\n"
        f"\\section{{Nine nights}}\n{second}\n"
        "\\end{document}\n"
    )
    manual = (
        '.\\" The keepers of the lamp\n.TH LAMP 8 2024-05-01 "cape 3.1"\n.SH NAME\n'
        "The Lamp \\- light the \\fBlamp\\fR\n"
        f".SH DESCRIPTION\n{first}\n.TP\n\\fB\\-n\\fR, \\fB\\-\\-nights\\fR\n{second}\n"
    )
    program = f"# {first}\nLIT = 1871\n\n\ndef lamp() -> int:\n    # {second}\n    return 1902\n"
    table = 'year,ships,remark\r\n1871,96,first light\r\n1902,118,"nine nights,\r\nno lamp"\r\n'
    rows = [f'{{"year": {year}, "text": "{text}"}}' for year, text in zip((1871, 1902, 1988), SENTENCES, strict=True)]
    return {
        ".txt": f"{front}Skip to content\r\n\r\n{first}\r\n\r\n{second}\r\n".encode(),
        ".md": markdown.encode(),
        ".markdown": markdown.encode(),
        ".rst": underlined.encode(),
        ".adoc": titled.encode(),
        ".asciidoc": titled.encode(),
        ".org": outline.encode(),
        ".man": manual.encode(),
        ".tex": typeset.encode(),
        ".py": program.encode(),
        ".log": "".join(f"1902-12-0{number} {text}\n" for number, text in enumerate(SENTENCES, start=1)).encode(),
        ".html": page.encode(),
        ".htm": page.encode(),
        ".xhtml": page.replace("<body>", '<body><a id="top"/>').encode(),
        ".xml": article.encode(),
        ".csv": table.encode(),
        ".tsv": table.replace(",", "\t").encode(),
        ".json": ('{"title": "The Lamp", "years": [' + ", ".join(rows) + "]}").encode(),
        ".jsonl": "\n".join(rows).encode(),
        ".pdf": pdf(
            [
                [(72, 760, 8, f"Cape Museum {number}"), (72, 720, 18, "The Lamp"), *paragraphs(text, top=680)]
                for number, text in enumerate(SENTENCES, start=1)
            ],
            info={"Title": "The Lamp", "CreationDate": "D:20240501120000Z"},
            bookmarks=[("First light", 0), ("No keeper", 2)],
        ),
        ".docx": _word_sample(),
        ".odt": odt(
            f'<text:h text:outline-level="1">The Lamp</text:h><text:p>{first}</text:p>'
            f'<text:h text:outline-level="2">Nine nights</text:h><text:p>{second}</text:p>',
            meta="<meta:creation-date>2024-05-01T10:00:00</meta:creation-date>",
        ),
        ".rtf": (
            r"{\rtf1\ansi\deff0{\fonttbl{\f0 Times;}}{\info{\title The Lamp}}" + "\n"
            rf"\pard {first}\par {second}\par}}"
        ).encode(),
        ".pptx": _slides_sample(),
        ".xlsx": workbook(("Ships", SHIPS)),
        ".xls": (FOLDER / "sample.xls").read_bytes(),  # nothing that is kept writes this format any more
        ".ods": ods(*SHIPS),
        ".epub": epub(
            {
                "nav.xhtml": "<nav><ol><li><a href='a.xhtml'>First light</a></li></ol></nav>",
                "a.xhtml": f"<h1>First light</h1><p>{first}</p>",
                "b%20b.xhtml": f"<h1>Nine nights</h1><p>{second}</p>",
            }
        ),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for suffix, data in all_samples().items():
        (FOLDER / f"sample{suffix}").write_bytes(data)
