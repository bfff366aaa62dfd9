"""Bytes to text, for the formats whose text is the decoded file unchanged, but for what a terminal does not show.

UTF-8 is tried first and strictly: no other encoding passes for it by chance. Then byte order marks, UTF-16 without one,
and only then detection, held to encodings that people write documents in.
"""

import codecs
import importlib
import re

from index.errors import UnreadableDocumentError

# Longest first: the UTF-32-LE mark begins with the UTF-16-LE one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What detection may answer. The whole list of Python would let EBCDIC and MS-DOS tables claim random bytes.
_CANDIDATES = (
    "cp1252 cp1250 cp1251 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859_2 iso8859_5 iso8859_7 iso8859_9 "
    "koi8_r cp932 shift_jis euc_jp iso2022_jp gb18030 big5 euc_kr cp949 tis_620"
).split()
# Detection ranks the Latin tables nearly by chance on a few accents. cp1252 is by far the commonest, so it wins where
# it reads cleanly, unless it shows letters that are Icelandic in it and Turkish in cp1254.
_MAX_MESS = 0.1  # charset-normalizer's `chaos`; text of another script reads as .2 and more
_RARE_IN_CP1252 = re.compile("[ðþýÐÞÝ]")
_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z][\w:.-]*)")
_DECLARATION_WITHIN = 4096  # bytes
_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive (as .docx, .epub and .xlsx are)"),
    (b"\xd0\xcf\x11\xe0", "an old Microsoft Office file"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3", "an SQLite database"),
)
# C0 and C1 controls that no text file holds, apart from tab, line ends, form feed, escape (ISO-2022) and end of file.
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f]")
_MAX_CONTROL_SHARE = 0.01
# What is meant for a terminal or a printer: colours and titles of windows; bold and underlined by striking twice.
_TERMINAL = re.compile(r"(?:\x1b\(B)?\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)")
_STRUCK = re.compile("[^\x00-\x1f\x7f-\x9f](?:\x08[^\x00-\x1f\x7f-\x9f])+")


def decode(data: bytes, name: str) -> str:
    """Return the text of ``data`` without its byte order mark, as a terminal shows it, and otherwise unchanged.

    Raises:
        UnreadableDocumentError: the bytes are not text in any encoding that is recognised.
    """
    _refuse_signature(data, name)
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data[len(mark) :], encoding, name), name)
    if (unmarked := _utf16_without_mark(data)) is not None:
        return _checked(_strictly(data, unmarked, name), name)
    try:
        return _checked(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        return _checked(_strictly(data, _detected(data, name), name), name)


def decode_markup(data: bytes, name: str) -> str:
    """Return the markup of an HTML or XHTML file, as browsers do: a few broken bytes do not make it unreadable.

    A file that is valid UTF-8 is UTF-8 whatever it declares; then its declaration counts, then detection.

    Raises:
        UnreadableDocumentError: the bytes are another format's, or binary.
    """
    _refuse_signature(data, name)
    if data.count(0) <= _strays(len(data)):
        data = data.replace(b"\0", b"")
    declared = _DECLARED.search(data[:_DECLARATION_WITHIN])
    if declared is None or data.startswith(tuple(mark for mark, _ in _MARKS)):
        return decode(data, name)
    try:
        return _checked(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        encoding = declared[1].decode("ascii")
    try:
        return _checked(data.decode(encoding, errors="replace"), name)
    except LookupError:  # no encoding of that name
        return decode(data, name)


def kind_of(data: bytes) -> str | None:
    """Say what a file is by its first bytes, for a reason that a person can act on; None where they tell nothing."""
    return next((kind for signature, kind in _SIGNATURES if data.startswith(signature)), None)


def _refuse_signature(data: bytes, name: str) -> None:
    if kind := kind_of(data):
        raise UnreadableDocumentError(f"{name}: by its content this is {kind}, not text; give it its own suffix.")


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(
            f"{name}: looks like {encoding} but byte {error.start} breaks it; save the file as UTF-8."
        ) from error


def _utf16_without_mark(data: bytes) -> str | None:
    """Recognise UTF-16 by its zero bytes: Latin text has one in nearly every pair, always on the same side."""
    if len(data) < 4 or len(data) % 2 or b"\0" not in data:
        return None
    pairs = len(data) // 2
    high, low = data[0::2].count(0) / pairs, data[1::2].count(0) / pairs
    if low > 0.7 and high < 0.05:
        return "utf-16-le"
    return "utf-16-be" if high > 0.7 and low < 0.05 else None


def _detected(data: bytes, name: str) -> str:
    # Imported when needed: most files are UTF-8, and this costs 30 ms.
    detector = importlib.import_module("charset_normalizer")
    matches = detector.from_bytes(data, cp_isolation=_CANDIDATES)
    if not matches:
        raise UnreadableDocumentError(f"{name}: not text in any encoding that is recognised; save the file as UTF-8.")
    western = next((match for match in matches if match.encoding == "cp1252" and match.chaos <= _MAX_MESS), None)
    if western and not _RARE_IN_CP1252.search(str(western)):
        return "cp1252"
    return str(matches.best().encoding)


def _strays(length: int) -> float:
    """Return how many control characters a text of ``length`` may hold and still be text."""
    return 2 + _MAX_CONTROL_SHARE * length


def _shown(text: str) -> str:
    """Return text without the colours of a terminal, and each character that was struck several times as one."""
    if "\x1b" in text:
        text = _TERMINAL.sub("", text)
    return (
        _STRUCK.sub(lambda found: found[0].replace("\x08", "").rstrip("_")[-1:] or "_", text) if "\b" in text else text
    )


def _checked(text: str, name: str) -> str:
    text = _shown(text)
    if "\0" in text or len(_CONTROL.findall(text)) > _strays(len(text)):
        raise UnreadableDocumentError(f"{name}: holds binary data, not text; is the suffix right?")
    return text
