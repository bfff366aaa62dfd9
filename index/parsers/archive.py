"""ZIP archives from strangers (.docx, .epub): checked by what they declare before anything is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Callable

from index.errors import UnreadableDocumentError
from index.parsers.decoding import kind_of

MAX_MEMBERS = 20_000
# Of all members together. A declaration cannot lie downwards: no more than it says is ever unpacked.
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
# What the library raises at a broken member.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)
_ENCRYPTED = 0x1  # flag bit of a member
_OLE = b"\xd0\xcf\x11\xe0"


def open_archive(data: bytes, name: str) -> zipfile.ZipFile:
    """Open an archive whose size unpacked is within bounds.

    Raises:
        UnreadableDocumentError: not an archive, broken, encrypted, or too large unpacked.
    """
    if data.startswith(_OLE):
        raise UnreadableDocumentError(
            f"{name}: is encrypted, or in an old Microsoft Office format; remove the password or save it anew."
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError) as error:
        found = kind_of(data) or "no ZIP archive, as its suffix says"
        raise UnreadableDocumentError(f"{name}: by its content this is {found}, or it is broken ({error}).") from error
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        raise UnreadableDocumentError(
            f"{name}: would unpack to {unpacked >> 20} MB in {len(members)} files; "
            f"read are up to {MAX_UNPACKED_BYTES >> 20} MB in {MAX_MEMBERS}. Remove its pictures or split it."
        )
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise UnreadableDocumentError(f"{name}: is encrypted; remove its password and try again.")
    return archive


def member_of(archive: zipfile.ZipFile, path: str, name: str) -> bytes:
    """Return one unpacked member.

    Raises:
        UnreadableDocumentError: it is missing or broken.
    """
    try:
        return archive.read(path)
    except (KeyError, *BROKEN) as error:
        raise UnreadableDocumentError(
            f"{name}: its part {path} is missing or broken ({error}); save it anew."
        ) from error


def rewritten(archive: zipfile.ZipFile, name: str, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return the archive with each member as ``change`` returns it, given its path and what it holds.

    Raises:
        UnreadableDocumentError: a member is broken.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for path in archive.namelist():
            out.writestr(path, change(path, member_of(archive, path, name)))
    return file.getvalue()
