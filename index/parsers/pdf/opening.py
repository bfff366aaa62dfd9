"""Opening a PDF, or saying why it cannot be."""

import pypdfium2
import pypdfium2.raw as raw

from index.errors import UnreadableDocumentError

_MARK_WITHIN = 1024  # bytes in which the format's mark has to stand


def open_pdf(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """Open a PDF, with its form where it has one.

    Raises:
        UnreadableDocumentError: not a PDF, broken, or encrypted.
    """
    if b"%PDF-" not in data[:_MARK_WITHIN]:
        raise UnreadableDocumentError(f"{name}: by its content this is no PDF; is the suffix right?")
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            reason = "is encrypted; remove its password and try again"
        else:
            reason = f"cannot be opened ({str(error).rstrip('.')}); print it to a new PDF"
        raise UnreadableDocumentError(f"{name}: {reason}.") from error
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    return document
