"""PDF, read with pdfium: text in reading order, blocks, and the place of every line; and pages as pictures."""

from index.parsers.pdf.parser import parse_pdf

__all__ = ["parse_pdf"]
