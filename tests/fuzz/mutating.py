"""Files made of other files: bytes changed anywhere, and in an archive the members' own."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress

_LARGEST_MEMBER = 2_000_000  # bytes

Mutate = Callable[[bytes, int], bytes]  # some bytes and the most that may come of them

_PIECES = [
    *(
        b"<",
        b">",
        b"</p>",
        b"<table>",
        b"<!--",
        b"]]>",
        b"&#x0;",
        b"&amp;",
        b"\xff",
        b"\0",
        b"\r",
        b"\n\n",
        b"\t",
        b" ",
    ),
    *(
        b"|---|",
        b"```",
        b"- ",
        b"1. ",
        b"#",
        b"> ",
        b"\\",
        b"{",
        b"}",
        b"[",
        b'"',
        b",",
        b";",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
    ),
    *(sign.encode() for sign in "\u202e\u0301\U0001f600\u2028\x85\u200d"),
]


def random_bytes(rng: random.Random) -> Mutate:
    """Return what changes a few places of some bytes: cut, repeated, moved, replaced."""

    def mutate(data: bytes, most: int) -> bytes:
        out = bytearray(data)
        for _ in range(rng.choice((1, 1, 2, 4, 16))):
            _change(out, rng)
        return bytes(out[:most])

    return mutate


def _change(out: bytearray, rng: random.Random) -> None:
    start = rng.randrange(len(out) + 1)
    end = min(len(out), start + rng.choice((0, 1, 2, 8, 64, 512)))
    known = rng.choice(_PIECES)
    made = rng.choice(
        (
            b"",
            known,
            known * rng.choice((1, 100, 3000)),
            bytes(out[start:end]) * 2,
            rng.randbytes(end - start),
            b"9" * 8,
        )
    )
    if rng.random() < 0.3:
        start = end = rng.randrange(len(out) + 1)
    out[start:end] = made


def mutated(data: bytes, most: int, mutate: Mutate, rng: random.Random) -> bytes:
    """Return another file: of an archive, mostly one that is an archive still, with one member changed."""
    if not data.startswith(b"PK") or rng.random() < 0.1:
        return mutate(data, most)
    with suppress(zipfile.BadZipFile, OSError, zlib.error, NotImplementedError, RuntimeError, ValueError, EOFError):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = {
                info.filename: packed.read(info) for info in packed.infolist() if info.file_size < _LARGEST_MEMBER
            }
        if members:
            name = rng.choice(sorted(members))
            return archive({**members, name: mutate(members[name], max(most, len(members[name])))})
    return mutate(data, most)


def archive(members: dict[str, bytes]) -> bytes:
    """Return a ZIP archive of these."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(zipfile.ZipInfo(name), content)
    return file.getvalue()
