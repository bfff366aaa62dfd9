"""The source of a manual page: man(7) or mdoc(7), laid out as it is shown on a screen."""

import re

from index.parsers.dates import iso_date
from index.parsers.decoding import decode
from index.parsers.layout.signs import Signs
from index.parsers.layout.text import layout_of
from index.parsers.manpage import man, mdoc
from index.parsers.manpage.man import ManReader
from index.parsers.manpage.mdoc import MdocReader
from index.parsers.manpage.page import Page
from index.parsers.manpage.roff import Source
from index.parsers.manpage.tables import Tables
from index.records import Content

_MDOC = re.compile(r"^[.'][ \t]*D[dt]\b", re.MULTILINE)


def parse_manpage(data: bytes, name: str) -> Content:
    """Read the source of one manual page.

    Raises:
        UnreadableDocumentError: the file is not text.
    """
    text = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    page = Page()
    is_mdoc = _MDOC.search(text) is not None
    source = Source(text, mdoc.MACROS if is_mdoc else man.MACROS)
    tables = Tables(source, page)
    reader = MdocReader(source, page) if is_mdoc else ManReader(source, page)
    for event in source.events():
        if not tables.takes(event):
            reader.read(event)
    tables.finish()
    if isinstance(reader, MdocReader):
        reader.end_open()
    laid = page.finish()
    signs = Signs(
        headings=page.headings,
        codes=page.codes,
        closers=page.closers,
        fields={},
        sure_terms=True,
        sure_codes=True,
        bare_grids=True,
        manual=True,
    )
    layout = layout_of(laid, 0, (), lambda _: signs)
    return Content(
        text=laid,
        title=layout.title or reader.name or None,
        date=iso_date(reader.date),
        blocks=layout.blocks,
    )
