"""Packages of Office Open XML: the Strict form made the Transitional one, which is what libraries read."""

import io
import re
import zipfile

from index.errors import UnreadableDocumentError
from index.parsers.archive import member_of, open_archive

_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMED = re.compile(
    rb"""((?:xmlns(?::[\w.-]+)?|Type|Target|uri)\s*=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)/([^"']+)"""
)
_RENAMED = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
_TYPES, _RELATIONSHIPS = "[Content_Types].xml", "_rels/.rels"
_READ = (".xml", ".rels")


def open_package(data: bytes, name: str, content_type: bytes, kind: str) -> bytes:
    """Return the package with Transitional names throughout.

    Args:
        data: the file.
        name: what messages call it.
        content_type: a part of the content types that only packages of this kind list.
        kind: what the package should be, for messages ("Word document").

    Raises:
        UnreadableDocumentError: not such a package, broken, encrypted, or too large unpacked.
    """
    with open_archive(data, name) as archive:
        if _TYPES not in archive.namelist() or content_type not in member_of(archive, _TYPES, name):
            raise UnreadableDocumentError(f"{name}: is an archive but no {kind}; is the suffix right?")
        if _STRICT not in member_of(archive, _RELATIONSHIPS, name):
            return data
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as rewritten:
            for path in archive.namelist():
                part = member_of(archive, path, name)
                rewritten.writestr(path, _NAMED.sub(_transitional, part) if path.endswith(_READ) else part)
        return file.getvalue()


def _transitional(found: re.Match[bytes]) -> bytes:
    head, area, rest = found.groups()
    parts = [_RENAMED.get(part, part) for part in rest.split(b"/")]
    if area == b"drawingml" and parts[0].endswith(b"Drawing"):
        parts[0] = parts[0][:1].lower() + parts[0][1:]
    return head + b"http://schemas.openxmlformats.org/" + area + b"/2006/" + b"/".join(parts)
