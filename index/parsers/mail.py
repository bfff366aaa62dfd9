"""EML: sender, subject and date as fields, then the message; what is attached is named and not read."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from index.errors import UnreadableDocumentError
from index.parsers.blocks import BlockBuilder
from index.parsers.dates import iso_date
from index.parsers.html import parse_html
from index.parsers.plain import parse_text
from index.parsers.tidy import one_line, whole
from index.records import Content, Span

_FIELDS = ("From", "To", "Cc", "Date", "Subject")
_SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)


def parse_mail(data: bytes, name: str) -> Content:
    """Read one message.

    Raises:
        UnreadableDocumentError: it has no header of a message.
    """
    message = message_from_bytes(data, _class=EmailMessage, policy=default)
    fields = [(field, said) for field in _FIELDS if (said := _said(message, field))]
    if not fields:
        raise UnreadableDocumentError(f"{name}: has no sender, date or subject; by its content this is no e-mail.")
    blocks = BlockBuilder()
    text = ""
    for field, said in fields:
        start = len(text)
        text += f"{field}: {said}\n"
        label = Span(start, start + len(field))
        blocks.add("form_field", Span(start, len(text) - 1), cells=(label, Span(label.end + 2, len(text) - 1)))
    body = _body(message, name)
    if body is not None:
        text += "\n"
        # A letter is no web page: what reads like a page's sign-up form is somebody's own words.
        blocks.embed(body, len(text), without="boilerplate")
        text += body.text
        if body_signature := _SIGNATURE.search(text, len(text) - len(body.text)):
            blocks.boilerplate(Span(body_signature.start(), len(text)), "signature")
    attached = [_named(part) for part in message.iter_attachments()]
    if attached:
        text += "\n\n"
        start = len(text)
        text += f"Attached: {', '.join(attached)}"
        blocks.add("note", Span(start, len(text)))
    return Content(
        text=text,
        title=one_line(_said(message, "Subject")),
        date=iso_date(_date(message)),
        blocks=blocks.build(),
        warnings=tuple(f"The attachment {part} was not read; save it as a file of its own." for part in attached),
    )


def _said(message: EmailMessage, field: str) -> str:
    try:
        return whole(" ".join(str(message.get(field) or "").split()))
    except (ValueError, IndexError, AttributeError):  # the library trips over some broken headers
        return ""


def _date(message: EmailMessage) -> str:
    try:
        date = message["Date"].datetime if message["Date"] is not None else None
    except (ValueError, IndexError, AttributeError, TypeError):
        return ""
    return date.date().isoformat() if date is not None else ""


def _body(message: EmailMessage, name: str) -> Content | None:
    """Return what the message says, as the parsers of plain text or web pages read it."""
    part = message.get_body(preferencelist=("plain", "html"))
    payload = part.get_payload(decode=True) if part is not None else None
    if part is None or not isinstance(payload, bytes) or not payload.strip():
        return None
    charset = part.get_content_charset() or "utf-8"
    try:
        said = payload.decode(charset, "replace")
    except (LookupError, ValueError):  # a charset that nobody knows, or no name of one
        said = payload.decode("utf-8", "replace")
    encoded = whole(said.replace("\r\n", "\n")).encode()
    return parse_html(encoded, name) if part.get_content_type() == "text/html" else parse_text(encoded, name)


def _named(part: EmailMessage) -> str:
    return one_line(part.get_filename()) or f"without a name ({part.get_content_type()})"
