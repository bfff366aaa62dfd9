"""Packages of Office Open XML, in the one form that libraries read.

The Strict form is made the Transitional one; templates, slide shows and files with macros, which differ from documents
in the name of their main part's type alone, are given that of documents. Macros are neither read nor run.
"""

import re

from index.errors import UnreadableDocumentError
from index.parsers.archive import member_of, open_archive, rewritten

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMED = re.compile(
    rb"""((?:xmlns(?::[\w.-]+)?|Type|Target|uri)\s*=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)/([^"']+)"""
)
_RENAMED = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_MAIN = re.compile(
    rb"application/vnd\.(?:ms-word|ms-powerpoint|openxmlformats-officedocument\.(?:wordprocessingml|presentationml))"
    rb"\.(?:document|presentation|slideshow|template)(?:\.macroEnabled(?:Template)?)?\.main\+xml"
)
_DOCUMENTS = {b"wordprocessingml": b"document", b"presentationml": b"presentation"}
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
_READ = (".xml", ".rels")


def open_package(data: bytes, name: str, content_type: bytes, kind: str) -> bytes:
    """Return the package with Transitional names throughout and the type of a document.

    Args:
        data: the file.
        name: what messages call it.
        content_type: a part of the content types that only packages of this kind list.
        kind: what the package should be, for messages ("Word document").

    Raises:
        UnreadableDocumentError: not such a package, broken, encrypted, or too large unpacked.
    """
    with open_archive(data, name) as archive:
        types = member_of(archive, _TYPES, name) if _TYPES in archive.namelist() else b""
        if content_type not in types:
            raise UnreadableDocumentError(f"{name}: is an archive but no {kind}; is the suffix right?")
        plain = _MAIN.sub(_main_type(content_type), types)
        is_strict = _STRICT in member_of(archive, _RELATIONSHIPS, name)
        if plain == types and not is_strict:
            return data

        def changed(path: str, part: bytes) -> bytes:
            part = plain if path == _TYPES else part
            return _NAMED.sub(_transitional, part) if path.endswith(_READ) else part

        return rewritten(archive, name, changed)


def _main_type(content_type: bytes) -> bytes:
    return b"application/vnd.openxmlformats-officedocument.%b.%b.main+xml" % (content_type, _DOCUMENTS[content_type])


def _transitional(found: re.Match[bytes]) -> bytes:
    head, area, rest = found.groups()
    parts = [_RENAMED.get(part, part) for part in rest.split(b"/")]
    if area == b"drawingml" and parts[0].endswith(b"Drawing"):
        parts[0] = parts[0][:1].lower() + parts[0][1:]
    return head + b"http://schemas.openxmlformats.org/" + area + b"/2006/" + b"/".join(parts)
